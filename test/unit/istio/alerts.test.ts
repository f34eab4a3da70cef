import { describe, expect, it } from '@jest/globals';
import { DEFAULT_ALERT_OPTIONS } from '../../../src/istio/alert.ts';
import { findPreset, ISTIO_ALERTS, PRESET_IDS } from '../../../src/istio/alerts.ts';
import { newEvents, xdsRejects } from '../../../src/istio/new-events.ts';
import { findMetric, labelsOf } from '../../../src/metrics/catalogue.ts';
import type { Selector } from '../../../src/promql/ast.ts';
import { eq } from '../../../src/promql/build.ts';
import { print } from '../../../src/promql/print.ts';

const MINUTE = 60_000;
const { istiod } = DEFAULT_ALERT_OPTIONS;

function selectorsIn(node: unknown): Selector[] {
  if (typeof node !== 'object' || node === null) {
    return [];
  }
  const own = 'kind' in node && node.kind === 'selector' ? [node as Selector] : [];
  return [...own, ...Object.values(node).flatMap(selectorsIn)];
}

function expressionOf(id: string, options = {}): string {
  const alert = findPreset(id);
  return alert === undefined ? '' : print(alert.expr({ ...DEFAULT_ALERT_OPTIONS, ...options }));
}

describe('the registry of preset alerts', () => {
  it('gives each alert an id and a name of its own that say the same', () => {
    expect(new Set(PRESET_IDS).size).toBe(ISTIO_ALERTS.length);
    for (const { id, name } of ISTIO_ALERTS) {
      expect(name.replaceAll(/(?<!^)[A-Z]/g, '-$&').toLowerCase()).toBe(id);
    }
  });

  it.each([
    ['istiod-down', 'absent(up{app="istiod"} == 1)'],
    ['istiod-instance-unreachable', 'max by (cluster, namespace, pod, instance) (up{app="istiod"}) == 0'],
    [
      'istiod-revision-down',
      'max by (cluster, namespace, deployment) ' +
        '(kube_deployment_status_replicas_available{namespace="istio-system",deployment=~"istiod(-.+)?"}) == 0 ' +
        'and max by (cluster, namespace, deployment) ' +
        '(kube_deployment_spec_replicas{namespace="istio-system",deployment=~"istiod(-.+)?"}) > 0',
    ],
    [
      'istio-metrics-missing',
      'absent(istio_requests_total{reporter="source"}) or absent(istio_requests_total{reporter="destination"})',
    ],
    [
      'istiod-root-cert-expiring',
      'min by (cluster, namespace) (citadel_server_root_cert_expiry_seconds{app="istiod"}) < 30 * 86400',
    ],
    ['istio-version-skew', 'count by (cluster) (count by (cluster, tag) (istio_build{component="proxy"})) > 2'],
  ])('prints %s as the documentation shows it', (id, expression) => {
    expect(expressionOf(id)).toBe(expression);
  });

  it.each(ISTIO_ALERTS)('$name reads what it says it reads, from metrics and labels that exist', (alert) => {
    const { expr, inputs, requires } = alert;
    const selectors = selectorsIn(expr(DEFAULT_ALERT_OPTIONS));
    const read = selectors.map(({ metric = '' }) => findMetric(metric)?.metric.name);
    expect(new Set(read)).toEqual(new Set(inputs.map(({ name }) => name)));
    expect(inputs.some(({ exportedBy }) => exportedBy === 'kube-state-metrics')).toBe(requires !== undefined);
    for (const { metric = '', matchers } of selectors) {
      const found = findMetric(metric);
      const known = found ? labelsOf(found.metric, found.part) : [];
      expect(matchers.filter(({ label }) => !known.includes(label))).toEqual([]);
    }
  });

  it.each(ISTIO_ALERTS)('$name is written for a person', ({ summary, description, why, ...alert }) => {
    expect(summary).toMatch(/^[A-Z][^{}]{15,75}[^.{}]$/);
    for (const text of [description, why]) {
      expect(text).toMatch(/^\S.*[./)]$/);
      expect(text).not.toMatch(/ {2}|undefined|\n/);
    }
    expect(why).toMatch(/[Ss]ilent/);
    expect([alert.for % MINUTE, (alert.keepFiringFor ?? 0) % MINUTE]).toEqual([0, 0]);
  });

  it('answers nothing for ids it does not have', () => {
    expect(['istiod', 'IstiodDown', ''].map(findPreset)).toEqual([undefined, undefined, undefined]);
  });
});

describe('what a project sets', () => {
  it('reaches every alert on istiod', () => {
    for (const { expr, requires } of ISTIO_ALERTS.filter(({ inputs }) => inputs[0]?.exportedBy !== 'proxy')) {
      const options = { ...DEFAULT_ALERT_OPTIONS, istiod: [eq('job', 'mine')], proxies: [eq('job', 'mine')] };
      const selectors = selectorsIn(expr({ ...options, namespace: 'mesh' }));
      const expected = requires === undefined ? eq('job', 'mine') : eq('namespace', 'mesh');
      expect(selectors.filter(({ matchers }) => !matchers.some(({ value }) => value === expected.value))).toEqual([]);
    }
  });

  it('stretches the ranges to four scrapes', () => {
    expect(expressionOf('proxies-disconnected')).toContain('[5m]');
    expect(expressionOf('proxies-disconnected', { scrapeInterval: 2 * MINUTE })).toContain('[8m]');
    expect(expressionOf('istiod-push-send-failing', { scrapeInterval: 2 * MINUTE })).not.toContain('[5m]');
  });

  it('names the reporters of the mesh', () => {
    expect(expressionOf('istio-metrics-missing', { reporters: ['waypoint'] })).toBe(
      'absent(istio_requests_total{reporter="waypoint"})',
    );
  });
});

describe('newEvents', () => {
  it('prefers a newborn counter to its increase, and asks for proof that istiod was watched or is young', () => {
    const failures = 'sidecar_injection_failure_total{app="istiod"}';
    const metric = findMetric('sidecar_injection_failure_total')?.metric;
    expect(metric && print(newEvents(metric, { window: 15 * MINUTE, scrapeInterval: MINUTE, istiod }))).toBe(
      `(last_over_time(${failures}[15m]) and on (instance) up{app="istiod"} offset 15m == 1 ` +
        `or ${failures} and on (instance) istiod_uptime_seconds{app="istiod"} < 1200) ` +
        `unless on (instance) ${failures} offset 15m or increase(${failures}[16m])`,
    );
  });
});

describe('xdsRejects', () => {
  it('counts by type, once for each instance', () => {
    const rejects = 'pilot_total_xds_rejects{app="istiod"}';
    expect(print(xdsRejects({ window: 10 * MINUTE, scrapeInterval: MINUTE, istiod }))).toBe(
      'sum by (type) (max by (type, pod, instance) (' +
        `(last_over_time(${rejects}[10m]) and on (instance) up{app="istiod"} offset 10m == 1 ` +
        `or ${rejects} and on (instance) istiod_uptime_seconds{app="istiod"} < 900) ` +
        `unless on (instance, type) ${rejects} offset 10m or increase(${rejects}[11m])))`,
    );
  });
});
