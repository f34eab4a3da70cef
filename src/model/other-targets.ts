// Whether the two counters of a ratio are scraped at the same moments.
import type { Binary, Expr, Selector } from '../promql/ast.ts';
import { isSameMatcher } from '../promql/matches.ts';
import { binariesOf, selectorsOf } from '../promql/visit.ts';
import type { Indicator } from './slo.ts';

/** Whether bad events are what other targets than those of the good events count more: then some are bad, or more than all are
 *  good, by the moments of the scrapes alone. Over a window it evens out. */
export function readsOtherTargets(indicator: Indicator): boolean {
  switch (indicator.kind) {
    case 'ratio':
      return indicator.counted === 'good' && !arePartsOf(indicator.events, indicator.total);
    case 'raw-events':
      return differencesOf(indicator.bad).some(({ left, right }) => !arePartsOf(selectorsOf(right), selectorsOf(left)));
    case 'raw-ratio':
    case 'latency':
    case 'native-latency':
    case 'time':
      return false;
  }
}

/** What an expression takes from one another of what is scraped. */
export function differencesOf(expr: Expr): readonly Binary[] {
  return binariesOf(expr).filter(
    ({ op, left, right }) => op === '-' && [left, right].every((side) => selectorsOf(side).length > 0),
  );
}

/** Whether each of the selectors finds a part of the series of one of the others, and so what the same targets count. */
export function arePartsOf(parts: readonly Selector[], others: readonly Selector[]): boolean {
  return parts.every(({ metric, matchers }) =>
    others.some(
      (other) =>
        other.metric === metric &&
        other.matchers.every((common) => matchers.some((matcher) => isSameMatcher(matcher, common))),
    ),
  );
}
