// Two mistakes in one SLO: each is told beside the other, as it is told alone, and nothing else is.
import { describe, expect, it } from '@jest/globals';
import { differences, type Fields, type Mistake, problemsOf } from './mistakes.ts';

/** Sound SLOs of the kinds of indicators. */
const SOUND: Readonly<Record<string, Fields>> = {
  ratio: { ratio: { total: 'a_total', bad: 'a_total{code="5"}' } },
  latency: { latency: { histogram: 'a_seconds', buckets: ['100ms', '250ms'], below: '250ms' } },
  uptime: { uptime: { up: 'up{job="a"} == 1' } },
  threshold: { threshold: { value: 'max(queue_length)', below: 100 } },
  raw: { raw: { bad: 'sum(rate(a_total[$window]))', total: 'sum(rate(b_total[$window]))' } },
  istio: { istio: { latency: { below: '250ms' } } },
  zeroTolerance: { zeroTolerance: { events: 'losses_total', window: '30m' } },
  xdsRejects: { istio: { xdsRejects: {} } },
};

/** Mistakes in the indicator, by its kind. */
const OF_INDICATORS: Readonly<Record<string, readonly Fields[]>> = {
  ratio: [
    { ratio: { bad: 'a_total{code="5"}' } },
    { ratio: { total: 'a_total', bad: 'a_total{code=' } },
    { ratio: { total: 'a_total' } },
    { ratio: { total: 7, bad: 'a_total' } },
    { ratio: 'a_total' },
    { by: 'handler', ...SOUND.ratio },
    { ...SOUND.ratio, ...SOUND.latency },
  ],
  latency: [
    { latency: { histogram: 'a_seconds', buckets: ['100ms', '250ms'] } },
    { latency: { buckets: ['100ms', '250ms'], below: '250ms' } },
    { latency: { histogram: 'a_seconds', buckets: ['100ms', '250ms'], below: 250 } },
    { latency: { histogram: 'a_seconds', buckets: ['100ms', '250ms'], below: '200ms' } },
  ],
  uptime: [{ uptime: {} }, { uptime: { up: 'up{job=' } }, { uptime: { up: 'up{job="a"} == 1', noData: 'gone' } }],
  threshold: [{ threshold: { below: 100 } }, { threshold: { value: 'max(queue_length)' } }],
  raw: [{ raw: { bad: 'sum(rate(a_total[$window]))' } }, { raw: { bad: 'a_total[', total: 'b_total' } }],
  istio: [{ istio: { latency: {} } }, { istio: { latency: { below: '3x' } } }],
  zeroTolerance: [
    { zeroTolerance: { window: '30m' } },
    { zeroTolerance: { events: 'losses_total{', window: '30m' } },
    { zeroTolerance: { events: 'losses_total', windw: '30m' } },
  ],
  xdsRejects: [{ istio: { xdsRejects: { windw: '30m' } } }],
};

/** Indicators of which the kind is not known. */
const KINDLESS: readonly Fields[] = [
  { ratoi: { total: 'a_total', bad: 'b_total' } },
  { istio: { latncy: { below: '250ms' } } },
  { ...SOUND.ratio, ...SOUND.uptime },
  {},
];

/** Mistakes of an SLO with a budget, whatever it measures. */
const OF_BUDGETS: readonly Mistake[] = [
  { part: 'objective', fields: { objective: '101%' } },
  { part: 'objective', fields: { objective: '0%' } },
  { part: 'objective', fields: { objective: 99.9 } },
  { part: 'objective', fields: { objective: undefined } },
  { part: 'alerts', fields: { alerts: { burnRate: { tiers: { 'page-fast': { long: '1h', short: '2h' } } } } } },
  { part: 'alerts', fields: { alerts: { burnRate: { tiers: { mine: { factor: 3 } } } } } },
  { part: 'alerts', fields: { alerts: { breach: { for: '1m' } } }, isOfKind: true },
  { part: 'alerts', fields: { alerts: { threshold: [{ name: 'Errors', above: '0%', over: '5m' }] } } },
  { part: 'alerts', fields: { alerts: { threshold: [{ name: 'Errors' }] } } },
];

const OF_ZERO_TOLERANCE: readonly Mistake[] = [
  { part: 'objective', fields: { objective: '99%' } },
  { part: 'alerts', fields: { alerts: { burnRate: 'off', threshold: [{ name: 'Errors', above: '1%', over: '5m' }] } } },
];

const OF_ALL: readonly Mistake[] = [
  { part: 'unknown', fields: { zzz: 1 } },
  { part: 'name', fields: { name: undefined } },
  { part: 'name', fields: { name: 'No Name' } },
  { part: 'owner', fields: { owner: 7 } },
  { part: 'labels', fields: { labels: { 'a-b': 'x' } } },
  { part: 'labels', fields: { labels: { slo: 'x', num: 1 } } },
  { part: 'period', fields: { period: '30x' } },
  { part: 'period', fields: { period: '1000d' } },
  { part: 'precision', fields: { precision: 'exakt' } },
  { part: 'runbook', fields: { runbook: 'no address' } },
];

function told(kind: string, fields: Fields): string[] {
  const isZero = kind === 'zeroTolerance' || kind === 'xdsRejects';
  return problemsOf({
    slos: [{ name: 'orders', ...(!isZero && { objective: '99%' }), indicator: SOUND[kind], ...fields }],
  });
}

const CASES = Object.keys(SOUND).flatMap((kind) => {
  const ofIndicator = (indicator: Fields): Mistake => ({ part: 'indicator', fields: { indicator } });
  const ofKind = (OF_INDICATORS[kind] ?? []).map(ofIndicator);
  const ofNone = KINDLESS.map((indicator) => ({ ...ofIndicator(indicator), isKindless: true }));
  const isZero = kind === 'zeroTolerance' || kind === 'xdsRejects';
  const all = [...ofKind, ...(isZero ? [] : ofNone), ...(isZero ? OF_ZERO_TOLERANCE : OF_BUDGETS), ...OF_ALL];
  return [[kind, all] as const];
});

describe('a sound SLO', () => {
  it.each(Object.keys(SOUND))('is one without mistakes: %s', (kind) => {
    expect(told(kind, {})).toEqual([]);
  });
});

describe('two mistakes in one SLO', () => {
  it.each(CASES)('are both told, and nothing else: %s', (kind, all) => {
    expect(differences(all, (fields) => told(kind, fields))).toEqual([]);
  });
});

const OF_ALERTS: readonly Mistake[] = [
  { part: 'name', fields: { name: 'no name' } },
  { part: 'expr', fields: { expr: 'up ==' } },
  { part: 'severity', fields: { severity: undefined } },
  { part: 'severity', fields: { severity: 'No Severity' } },
  { part: 'labels', fields: { labels: { slo: 'x', num: 1 } } },
  { part: 'unknown', fields: { zzz: 1 } },
  { part: 'for', fields: { for: '3x' } },
];

describe('two mistakes in one alert that stands on its own', () => {
  const tell = (fields: Fields) =>
    problemsOf({ alerts: [{ name: 'Gone', expr: 'up == 0', severity: 'info', ...fields }] });

  it('are both told, and nothing else', () => {
    expect(tell({})).toEqual([]);
    expect(differences(OF_ALERTS, tell)).toEqual([]);
  });
});

describe('two SLOs of one name', () => {
  const slo = { name: 'orders', objective: '99%', indicator: SOUND.ratio };

  it.each([
    [{ indicator: { ratio: { total: 'a_total', bad: 'a_total{x=1}' } } }],
    [{ objective: '101%' }],
    [{ zzz: 1 }],
    [{ indicator: undefined }],
  ])('are told beside a mistake in one of them: %j', (fields) => {
    const problems = problemsOf({ slos: [slo, { ...slo, ...fields }] });
    expect(problems.filter((problem) => problem.startsWith('duplicate-identity'))).toHaveLength(1);
    expect(problems.length).toBeGreaterThan(1);
  });
});
