// Sums of rates by the labels of an indicator, and how two such sums find each other.
import type { Expr, Matching, Selector } from '../promql/ast.ts';
import { labelReplace, neq, on, or, range, rate, sum } from '../promql/build.ts';

/** Matches two expressions that are both grouped by `by`, whatever other labels recorded series carry. */
export function sameGroup(by: readonly string[]): Matching {
  return on(...by);
}

/** The label that keeps series of different counters apart while they are added up. */
const COUNTER_LABEL = 'slo_counter';

/**
 * The rates of several selectors, added up by `by`. Selectors of one counter are a union, so a series that two of them
 * match (a 5xx that also carries a gRPC status) counts once; those of different counters are kept apart by a label, or
 * `or` would drop series that differ in their name only.
 */
export function sumOfRates(selectors: readonly Selector[], windowMs: number, by: readonly string[]): Expr {
  return sum(
    unite(selectors, (selector) => rate(range(selector, windowMs))),
    by,
  );
}

/** What `read` makes of each selector, side by side. */
export function unite(selectors: readonly Selector[], read: (selector: Selector) => Expr): Expr {
  const counters = [...new Set(selectors.map(({ metric }) => metric))];
  return counters
    .map((counter) => {
      const union = selectors
        .filter(({ metric }) => metric === counter)
        .map(read)
        .reduce((left, right) => or(left, right));
      return counters.length === 1 ? union : labelReplace(union, COUNTER_LABEL, counter ?? '', '', '');
    })
    .reduce((left, right) => or(left, right));
}

/** The selector, narrowed to series that carry every group label: without one, all groups would collapse into one. */
export function withGroupLabels(selector: Selector, by: readonly string[]): Selector {
  return { ...selector, matchers: [...selector.matchers, ...by.map((label) => neq(label, ''))] };
}
