// The base layer above the leaves: what they record, added up. All that follows from it is as in one Prometheus.
import type { LoweredIndicator } from '../indicator/lowered.ts';
import { leafSeries, SERIES } from '../model/series-names.ts';
import { type BudgetSlo, countsEvents, type Slo, type Topology } from '../model/slo.ts';
import type { Expr } from '../promql/ast.ts';
import {
  and,
  avg,
  call,
  count,
  eqv,
  labelReplace,
  num,
  offset,
  on,
  or,
  range,
  re,
  sum,
  unless,
  vector,
} from '../promql/build.ts';
import { HOUR_MS } from '../text/time.ts';
import { recorded } from './names.ts';
import { record } from './record-rule.ts';
import type { RecordingRule } from './rule.ts';

/** Rates of all leaves together, in the place of those that are read from scraped series. Bad ones may follow from the rest. */
export function addedUpRules(slo: BudgetSlo, indicator: LoweredIndicator, topology: Topology): RecordingRule[] {
  const { outcomes, abandoned } = indicator;
  return [
    leafMissingRule(slo, topology),
    record(slo, SERIES.totalRate, addedUp(slo, totalOfLeaves(slo, indicator, topology), topology)),
    ...(abandoned
      ? [record(slo, SERIES.abandonedRate, addedUp(slo, ofLeaves(slo, SERIES.abandonedRate, topology), topology))]
      : []),
    ...(outcomes
      ? [
          record(
            slo,
            SERIES.badByOutcome,
            addedUp(slo, ofLeaves(slo, SERIES.badByOutcome, topology), topology, outcomes.labels),
          ),
        ]
      : []),
  ];
}

/** The bad events of all leaves. */
export function badOfLeaves(slo: BudgetSlo, topology: Topology): Expr {
  return addedUp(slo, ofLeaves(slo, SERIES.badRate, topology), topology);
}

/** A leaf whose bad events are not known says nothing of the ratio, so its events do not count. */
function totalOfLeaves(slo: BudgetSlo, { missingBad }: LoweredIndicator, topology: Topology): Expr {
  const total = ofLeaves(slo, SERIES.totalRate, topology);
  return missingBad === 'unknown' ? and(total, ofLeaves(slo, SERIES.badRate, topology)) : total;
}

/** A series of the base layer as leaves record it, when it has arrived of all of them. */
function ofLeaves({ identity }: BudgetSlo, series: string, { queryOffsetMs }: Topology): Expr {
  return offset(recorded(leafSeries(series), identity), queryOffsetMs);
}

/**
 * Events of all leaves, each leaf once: two replicas of one count the same events a few seconds apart, so a maximum would count
 * a burst for longer than either does. Time has passed once whatever the number of leaves, so of an indicator of time the mean
 * counts.
 */
function addedUp(
  { by, indicator }: BudgetSlo,
  expr: Expr,
  { leafLabel }: Topology,
  further: readonly string[] = [],
): Expr {
  const labels = [...by, ...further];
  const ofLeaf = avg(expr, [...new Set([...labels, leafLabel])]);
  return countsEvents(indicator) ? sum(ofLeaf, labels) : avg(ofLeaf, labels);
}

/** One for each leaf that is listed and does not report. */
export function leafMissingRule(slo: Slo, { leafLabel, leaves }: Topology): RecordingRule {
  const listed = leaves.map((leaf): Expr => labelReplace(vector(num(1)), leafLabel, leaf, '', ''));
  const all = listed.reduce((left, right) => or(left, right));
  return record(
    slo,
    SERIES.leafMissing,
    unless(all, recorded(leafSeries(SERIES.heartbeat), slo.identity), on(leafLabel)),
  );
}

/** What is known while each of the listed leaves has reported within an hour: what happened in one that has not is missing. */
export function whileLeavesReport(known: Expr, { identity }: BudgetSlo, { leafLabel, leaves }: Topology): Expr {
  const heartbeat = recorded(leafSeries(SERIES.heartbeat), identity);
  // Of what a name of a leaf may hold, a dot alone means something in a pattern.
  const listed = re(leafLabel, leaves.map((leaf) => leaf.replaceAll('.', '[.]')).join('|'));
  const heard = call('present_over_time', range({ ...heartbeat, matchers: [...heartbeat.matchers, listed] }, HOUR_MS));
  return and(known, eqv(count(count(heard, [leafLabel])), num(leaves.length)), on());
}
