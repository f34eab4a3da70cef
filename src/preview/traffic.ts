// The traffic of a scenario in the terms of its SLO: events a second and the share of them that is bad, for each group,
// read off the made-up series with the indicator's own selectors. It runs no rules.
import { SERIES } from '../model/series-names.ts';
import type { BudgetSlo, Indicator, LatencyIndicator, RatioIndicator } from '../model/slo.ts';
import type { Matcher } from '../promql/ast.ts';
import { bucketPattern } from '../promql/bucket.ts';
import type { Labels } from '../proof/context/label-set.ts';
import type { InputSeries, Scenario } from '../proof/context/scenario.ts';
import { increaseAt, sampleAt, turns, type Values, valuesOf } from '../proof/context/series-values.ts';
import { acceptsAll } from '../proof/context/synthesize.ts';
import { identityMatchers } from '../rules/names.ts';

/** A moment of a scenario, in milliseconds from its start. */
export interface TrafficPoint {
  readonly atMs: number;
  /** Events a second; undefined where there is no data. */
  readonly total: number | undefined;
  /** The share of bad ones; undefined where there is nothing to judge. */
  readonly errorRatio: number | undefined;
}

export interface Traffic {
  /** Values of the group labels, those of the SLO's `by`. */
  readonly group: Labels;
  readonly points: readonly TrafficPoint[];
}

/** A series as it is fed in, with its samples as numbers. */
export interface Feed extends InputSeries {
  readonly read: Values;
}

/** What a selector's series add to the events: so much of each to all of them, so much to the bad ones. */
interface Reading {
  readonly metric: string;
  readonly matchers: readonly Matcher[];
  readonly total: number;
  readonly bad: number;
}

/** The series of a scenario, with what their notation says. */
export function feedsOf({ series }: Scenario): Feed[] {
  return series.map((input) => ({ ...input, read: valuesOf(input.values) }));
}

/** The time between samples, and the last step that is looked at. */
export interface Steps {
  readonly stepMs: number;
  readonly last: number;
}

/** The traffic of each group, and the series that it was read from; empty for indicators that count no events. */
export function trafficOf(
  slo: BudgetSlo,
  feeds: readonly Feed[],
  { stepMs, last }: Steps,
): { readonly traffic: readonly Traffic[]; readonly used: readonly Feed[] } {
  const fed = fedReadings(slo);
  const readsRecorded = feeds.some((feed) => fed.some((reading) => reads(reading, feed)));
  const readings = readsRecorded ? fed : readingsOf(slo.indicator);
  const used = feeds.filter((feed) => readings.some((reading) => reads(reading, feed)));
  const groupOf = ({ labels }: Feed): Labels => Object.fromEntries(slo.by.map((label) => [label, labels[label] ?? '']));
  const groups = new Map(used.map((feed) => [JSON.stringify(groupOf(feed)), groupOf(feed)]));
  const traffic = [...groups].map(([key, group]): Traffic => {
    const ofGroup = used.filter((feed) => JSON.stringify(groupOf(feed)) === key);
    return { group, points: pointsOf(ofGroup, readings, readsRecorded, { stepMs, last }) };
  });
  return { traffic, used };
}

function reads({ metric, matchers }: Reading, feed: Feed): boolean {
  return feed.metric === metric && acceptsAll(matchers, feed.labels);
}

/** Points of one group. Counters are read by their growth, rates that are fed in as they are. */
function pointsOf(
  feeds: readonly Feed[],
  readings: readonly Reading[],
  readsRecorded: boolean,
  { stepMs, last }: Steps,
): TrafficPoint[] {
  const rateAt = ({ read }: Feed, step: number) => {
    if (readsRecorded) return sampleAt(read, step);
    const increase = increaseAt(read, step);
    return increase === undefined ? undefined : increase / (stepMs / 1_000);
  };
  const parts = feeds.flatMap((feed) =>
    readings.filter((reading) => reads(reading, feed)).map((reading) => ({ feed, reading })),
  );
  const sum = (step: number, of: 'total' | 'bad') =>
    parts.reduce((all, { feed, reading }) => all + (rateAt(feed, step) ?? 0) * reading[of], 0);
  const totals = parts.filter(({ reading }) => reading.total > 0);
  const steps = turns(
    feeds.map(({ read }) => read),
    last,
  );
  return steps.map((step) => {
    const isThere = totals.some(({ feed }) => rateAt(feed, step) !== undefined);
    const total = isThere ? sum(step, 'total') : undefined;
    const errorRatio = total ? Math.max(0, sum(step, 'bad') / total) : undefined;
    return { atMs: step * stepMs, total, errorRatio };
  });
}

function fedReadings({ identity }: BudgetSlo): Reading[] {
  const matchers = identityMatchers(identity);
  return [
    { metric: SERIES.totalRate, matchers, total: 1, bad: 0 },
    { metric: SERIES.badRate, matchers, total: 0, bad: 1 },
  ];
}

function readingsOf(indicator: Indicator): Reading[] {
  switch (indicator.kind) {
    case 'latency':
      return latencyReadings(indicator);
    case 'ratio':
      return ratioReadings(indicator);
    case 'native-latency':
    case 'time':
    case 'raw-events':
    case 'raw-ratio':
      return [];
  }
}

function ratioReadings({ total, events, counted }: RatioIndicator): Reading[] {
  return [
    ...total.map(({ metric = '', matchers }) => ({ metric, matchers, total: 1, bad: counted === 'good' ? 1 : 0 })),
    ...events.map(({ metric = '', matchers }) => ({ metric, matchers, total: 0, bad: counted === 'good' ? -1 : 1 })),
  ];
}

/** Slow events are all without those below the bound; between two bounds an even share of those between them. */
function latencyReadings({ histogram, matchers, bound }: LatencyIndicator): Reading[] {
  const below = (le: number, share: number): Reading => ({
    metric: `${histogram}_bucket`,
    matchers: [...matchers, { label: 'le', op: '=~', value: bucketPattern(le) }],
    total: 0,
    bad: -share,
  });
  const all: Reading = { metric: `${histogram}_count`, matchers, total: 1, bad: 1 };
  if (bound.kind === 'bucket') return [all, below(bound.le, 1)];
  const share = (bound.threshold - bound.lower) / (bound.upper - bound.lower);
  return [all, below(bound.lower, 1 - share), below(bound.upper, share)];
}
