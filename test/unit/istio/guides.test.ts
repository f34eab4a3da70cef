import { describe, expect, it } from '@jest/globals';
import { DEFAULT_ALERT_OPTIONS } from '../../../src/istio/alert.ts';
import { ISTIO_ALERTS } from '../../../src/istio/alerts.ts';
import type { Guide, Mesh } from '../../../src/istio/guide.ts';
import { METRIC_GUIDES, MISSING_GUIDES, PRESET_GUIDES } from '../../../src/istio/guides.ts';
import { findMetric, labelsOf } from '../../../src/metrics/catalogue.ts';
import { selector } from '../../../src/promql/build.ts';
import { labelsKeptBy, selectorsOf } from '../../../src/promql/visit.ts';

const MESH: Mesh = { istiod: DEFAULT_ALERT_OPTIONS.istiod, namespace: 'istio-system', rangeMs: 300_000 };

const GUIDES: readonly (readonly [name: string, guide: Guide])[] = [
  ...ISTIO_ALERTS.map(({ id }) => [id, PRESET_GUIDES[id](MESH)] as const),
  ...Object.entries(METRIC_GUIDES).map(
    ([metric, guide]) =>
      [metric, guide({ selectors: [selector(metric)], by: ['destination_service_name'] }, MESH)] as const,
  ),
  ...Object.entries(MISSING_GUIDES).map(([exporter, guide]) => [`missing from ${exporter}`, guide(MESH)] as const),
];

describe.each(GUIDES)('the guide %s', (_, { harm, lookups, commands, causes }) => {
  it('says who is hurt, what to ask and what usually causes it', () => {
    expect(harm).toMatch(/\.$/);
    expect(lookups.length).toBeGreaterThan(0);
    expect(commands.length).toBeGreaterThan(0);
    expect(causes.length).toBeGreaterThan(1);
    for (const { sign, means } of causes)
      expect([sign, means]).toEqual([expect.stringMatching(/[.”]$/), expect.stringMatching(/[.)/]|plugin-ca-cert\/$/)]);
  });

  it('reads metrics and labels that exist', () => {
    for (const { ask, expr } of lookups) {
      for (const { metric = '', matchers } of selectorsOf(expr)) {
        const found = findMetric(metric);
        expect([ask, metric, found?.metric.name]).not.toContain(undefined);
        const known = found ? labelsOf(found.metric, found.part) : [];
        for (const { label } of matchers) expect(known).toContain(label);
      }
    }
  });

  it('tells results apart by labels that they can have', () => {
    for (const { expr } of lookups) {
      const known = selectorsOf(expr).flatMap(({ metric = '' }) => {
        const found = findMetric(metric);
        return found ? labelsOf(found.metric, found.part) : [];
      });
      for (const label of labelsKeptBy(expr) ?? [])
        expect([...known, 'rejected', 'destination_service_name']).toContain(label);
    }
  });
});
