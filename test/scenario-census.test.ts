// Which scenarios each kind of SLO and each preset alert must have, by kind. Whoever takes one away, or adds one, says so
// here: that the generated tests are up to date does not tell that nothing is missing from them.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { compile } from '../src/compile.ts';
import type { ProvenPart } from '../src/compiled.ts';
import { Report } from '../src/diagnostics/report.ts';
import { readSettings } from '../src/model/settings.ts';
import type { ScenarioId } from '../src/proof/context/scenario.ts';
import { parseConfig } from '../src/spec/parse.ts';
import {
  ALERTS,
  EVENTS,
  EVERY,
  HANGS,
  LATENCY,
  RARE,
  THRESHOLD,
  TIER,
  TIER_HELD,
  TIER_IN_GROUPS,
  TIER_OF_RATES,
  TIER_WITH_AGE,
  TIER_WITHOUT_AGE,
  TIME,
  ZERO,
} from './support/census.ts';

/** Specs that together bring about every scenario that the rules of slos/ do not. */
const CORPUS: readonly string[] = [
  'alerts-own',
  'alerts-presets',
  'config-cluster',
  'config-defaults',
  'config-scrape-15s',
  'latency-on-whole-second',
  'minimum-traffic',
  'threshold-above-number',
  'tiers-custom',
  'zero-tolerance',
  'zero-tolerance-reported',
];

function partsOf(spec: string, config: string): readonly ProvenPart[] {
  const report = new Report();
  const read = (path: string) => ({ path, text: readFileSync(path, 'utf8') });
  const settings = readSettings(existsSync(config) ? parseConfig(read(config), report) : undefined, report);
  const { proven } = compile({ specs: [read(spec)] }, settings, report);
  expect(report.hasErrors).toBe(false);
  return proven;
}

const own = ['slos/control-plane.slo.yaml', 'slos/mesh.slo.yaml'].flatMap((path) => partsOf(path, 'slo.config.yaml'));
const others = CORPUS.flatMap((name) => partsOf(`test/corpus/${name}.slo.yaml`, `test/corpus/${name}.config.yaml`));

/** The kinds of a part's scenarios by the tier or alert that they belong to; an empty text where they belong to none. */
function scenariosOf({ proof }: ProvenPart): Map<string, string[]> {
  const bySubject = new Map<string, string[]>();
  for (const { id } of proof.scenarios) {
    const subject = id.alert ?? '';
    bySubject.set(subject, [...new Set([...(bySubject.get(subject) ?? []), kindOf(id)])].sort());
  }
  return bySubject;
}

/** Variants of an SLO's scenarios are the windows or selectors that it happens to have. */
function kindOf({ kind, alert, variant }: ScenarioId): string {
  if (variant === undefined) return kind;
  return alert === undefined ? `${kind} *` : `${kind} ${variant}`;
}

const sorted = (names: readonly string[]) => [...names].sort();

function partOf(name: string): Map<string, string[]> {
  const part = own.find(({ proof }) => proof.name === name);
  if (!part) throw new Error(`slos/ holds no ${name}`);
  return scenariosOf(part);
}

describe('the scenarios', () => {
  it('of a proof each have an id of their own', () => {
    for (const { proof } of [...own, ...others]) {
      const ids = proof.scenarios.map(({ id: { kind, alert, variant } }) => [kind, alert, variant].join(' '));
      expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
    }
  });

  it.each([
    ['istiod.config-push', [...EVERY, ...EVENTS, ...LATENCY]],
    ['istio-mesh.request-latency', [...EVERY, ...EVENTS, ...LATENCY, 'group-label-gone']],
    ['istio-mesh.request-success', [...[...EVERY, ...EVENTS, ...HANGS], 'group-label-gone', 'deciding-labels-gone *']],
    ['istiod.availability', [...EVERY, ...TIME]],
    ['istiod.xds-rejects', ZERO],
  ])('of %s are those of its kind', (name, expected) => {
    expect(partOf(name).get('')).toEqual(sorted(expected));
  });

  it.each(['istiod.config-push', 'istiod.availability', 'istio-mesh.request-success', 'istio-mesh.request-latency'])(
    'of %s put each of its four tiers to the test',
    (name) => {
      const tiers = Object.fromEntries([...partOf(name)].filter(([subject]) => /^(page|ticket)/.test(subject)));
      const inGroups = name.startsWith('istio-mesh') ? TIER_IN_GROUPS : [];
      const page = sorted([...TIER, ...TIER_WITHOUT_AGE, ...TIER_OF_RATES, ...inGroups]);
      expect(tiers).toEqual({
        'page-fast': sorted([...page, ...TIER_HELD]),
        'page-slow': page,
        'ticket-fast': sorted([...TIER, ...TIER_HELD, ...TIER_WITH_AGE, ...TIER_OF_RATES]),
        'ticket-slow': sorted([...TIER, ...TIER_WITH_AGE]),
      });
    },
  );

  it('of a named alert are those of its kind', () => {
    expect(partOf('istio-mesh.request-success').get('HighSidecarErrorRate')).toEqual(sorted(THRESHOLD));
  });

  it('of every preset alert are those that belong to it', () => {
    const all = new Map([...own, ...others].flatMap((part) => [...scenariosOf(part)]));
    const found = Object.keys(ALERTS).map((alert) => [alert, all.get(alert) ?? []]);
    const expected = Object.entries(ALERTS).map(([alert, names]) => [alert, sorted(names)]);
    expect(found).toEqual(expected);
  });

  it('of other specs hold what only those need, and nothing that is not listed', () => {
    const found = new Set([...own, ...others].flatMap((part) => [...scenariosOf(part).values()].flat()));
    const common = [
      EVERY,
      EVENTS,
      LATENCY,
      TIME,
      ZERO,
      HANGS,
      TIER,
      TIER_HELD,
      TIER_IN_GROUPS,
      TIER_OF_RATES,
      TIER_WITH_AGE,
      TIER_WITHOUT_AGE,
      THRESHOLD,
      ...Object.values(ALERTS),
    ].flat();
    expect(RARE.filter((name) => !found.has(name))).toEqual([]);
    expect([...found].filter((name) => ![...common, ...RARE].includes(name))).toEqual([]);
  });
});
