// Whether the two counters of a ratio are scraped at the same moments.
import type { Selector } from '../promql/ast.ts';
import type { Indicator } from './slo.ts';

/** Whether bad events are what other targets than those of the good events count more: then some are bad, or more than all are
 *  good, by the moments of the scrapes alone. Over a window it evens out. */
export function readsOtherTargets(indicator: Indicator): boolean {
  if (indicator.kind !== 'ratio' || indicator.counted !== 'good') return false;
  return !indicator.events.every((good) => isPartOfAny(good, indicator.total));
}

/** Whether a selector finds a part of the series of one of the others, and so what the same targets count. */
function isPartOfAny({ metric, matchers }: Selector, others: readonly Selector[]): boolean {
  return others.some(
    (other) =>
      other.metric === metric &&
      other.matchers.every(({ label, op, value }) =>
        matchers.some((one) => one.label === label && one.op === op && one.value === value),
      ),
  );
}
