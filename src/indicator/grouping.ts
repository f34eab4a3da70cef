// Sums of rates by the labels of an indicator, and how two such sums find each other.
import type { Expr, Matching, Selector } from '../promql/ast.ts';
import { labelReplace, on, or, sum } from '../promql/build.ts';
import { countedRates, type RateWindow } from './counting.ts';

/** Matches two expressions that are both grouped by `by`, whatever other labels recorded series carry. */
export function sameGroup(by: readonly string[]): Matching {
  return on(...by);
}

/** The label that keeps series of different counters apart while they are added up. */
export const COUNTER_LABEL = 'slo_counter';

/**
 * The rates of several selectors, added up by `by`. Selectors of one counter are a union, so a series that two of them
 * match (a 5xx that also carries a gRPC status) counts once; those of different counters are kept apart by a label, or
 * `or` would drop series that differ in their name only. `population` selects the counters with all their outcomes.
 */
export function sumOfRates(
  selectors: readonly Selector[],
  population: readonly Selector[],
  window: RateWindow,
  by: readonly string[],
): Expr {
  return sum(
    uniteCounters(selectors, (ofMetric) => countedRates(ofMetric, population, window)),
    by,
  );
}

/** What `read` makes of each selector, side by side. */
export function unite(selectors: readonly Selector[], read: (selector: Selector) => Expr): Expr {
  return uniteCounters(selectors, (ofMetric) => ofMetric.map(read).reduce((left, right) => or(left, right)));
}

/** What `read` makes of the selectors of each counter, side by side. */
function uniteCounters(selectors: readonly Selector[], read: (ofMetric: readonly Selector[]) => Expr): Expr {
  const counters = [...new Set(selectors.map(({ metric }) => metric))];
  return counters
    .map((counter) => {
      const union = read(selectors.filter(({ metric }) => metric === counter));
      return counters.length === 1 ? union : labelReplace(union, COUNTER_LABEL, counter ?? '', '', '');
    })
    .reduce((left, right) => or(left, right));
}
