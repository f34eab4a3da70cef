// Share of events, from counters of bad (or good) and of all events.
import { findMetric } from '../metrics/catalogue.ts';
import { readsOtherTargets } from '../model/other-targets.ts';
import type { RatioIndicator } from '../model/slo.ts';
import type { Expr, Selector } from '../promql/ast.ts';
import { labelReplace, max, mul, num, or, sub } from '../promql/build.ts';
import type { RateWindow } from './counting.ts';
import { COUNTER_LABEL, sameGroup, sumOfRates } from './grouping.ts';
import { ratioInputs } from './inputs.ts';
import type { LoweredIndicator } from './lowered.ts';

export function lowerRatio(
  indicator: RatioIndicator,
  by: readonly string[],
  requiredBy: readonly string[],
): LoweredIndicator {
  const { total, counted, events, abandoned } = indicator;
  const isWithin = isWithinTotal(indicator);
  const population = isWithin ? total : [...total, ...events];
  const outcomes = counted === 'bad' ? outcomeLabels(events).filter((label) => !by.includes(label)) : [];
  const allOf = (window: RateWindow) => sumOfRates(total, total, window, by);
  const ofEvents = (window: RateWindow) => sumOfRates(events, population, window, by);
  return {
    ...(outcomes.length > 0 && {
      outcomes: { labels: outcomes, rate: (window) => sumOfRates(events, population, window, [...by, ...outcomes]) },
    }),
    ...(abandoned && { abandoned: ({ ms }) => sumOfRates(abandoned, total, { ms }, by) }),
    total: (window) => (counted === 'bad' && !isWithin ? atLeast(allOf(window), ofEvents(window), by) : allOf(window)),
    bad: (window, all, known) => {
      if (counted === 'bad') return ofEvents(window);
      // When everything fails the good series may be missing altogether: that is no good event, not no information.
      const good = or(ofEvents(window), mul(num(0), max(known, by)), sameGroup(by));
      return sub(all, good, sameGroup(by));
    },
    missingBad: 'zero',
    isDifference: counted === 'good',
    readsOtherTargets: readsOtherTargets(indicator),
    inputs: ratioInputs(indicator, by, requiredBy),
  };
}

/** Whether the events are counted by the counters of the total, and so are a part of it. */
export function isWithinTotal({ total, events }: RatioIndicator): boolean {
  const counters = new Set(total.map(({ metric }) => metric));
  return events.every(({ metric }) => counters.has(metric));
}

/**
 * The total, or the bad events where those are more: a counter of failures need not be a part of a counter of all (done and
 * failed jobs). When everything fails such a total stands still, and without this there would be no ratio.
 */
function atLeast(total: Expr, bad: Expr, by: readonly string[]): Expr {
  return max(or(total, labelReplace(bad, COUNTER_LABEL, 'bad', '', '')), by);
}

/** The labels of Istio's metrics that say how a request ended: its codes, and what the proxy noted beside them. */
const OUTCOME_LABELS: readonly string[] = ['response_code', 'grpc_response_status', 'response_flags'];

/** Those that all the counters have. Of counters that are not Istio's nobody knows the labels. */
function outcomeLabels(events: readonly Selector[]): string[] {
  const known = events.map(({ metric = '' }) => findMetric(metric)?.metric.labels ?? []);
  return OUTCOME_LABELS.filter((label) => known.every((labels) => labels.includes(label)));
}
