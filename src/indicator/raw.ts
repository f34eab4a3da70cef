// The user's own PromQL, with `$window` filled in. Aggregated by the group labels, so that whatever labels it keeps cannot
// break the rules built on it; NaN and infinity (divisions by no traffic) are left out.
import { differencesOf, readsOtherTargets } from '../model/other-targets.ts';
import type { RawEventsIndicator, RawRatioIndicator } from '../model/slo.ts';
import type { Expr } from '../promql/ast.ts';
import { absent, add, gte, lt, max, mul, num, sum } from '../promql/build.ts';
import { fillWindow } from '../promql/visit.ts';
import { decidingInputs } from './inputs.ts';
import type { LoweredIndicator } from './lowered.ts';

/** Stands in for the window where only the existence of the data is asked. */
const PRESENCE_WINDOW_MS = 10 * 60_000;

export function lowerRawEvents(indicator: RawEventsIndicator, by: readonly string[]): LoweredIndicator {
  const { bad, total } = indicator;
  const rates = (expr: Expr, windowMs: number) => sum(finite(fillWindow(expr, windowMs)), by);
  const isDifference = differencesOf(bad).length > 0;
  return {
    total: ({ ms }) => gte(rates(total, ms), num(0)),
    bad: ({ ms }) => (isDifference ? rates(bad, ms) : gte(rates(bad, ms), num(0))),
    missingBad: 'zero',
    isDifference,
    readsOtherTargets: readsOtherTargets(indicator),
    inputs: [
      { name: 'the total of the indicator', missing: absent(sum(fillWindow(total, PRESENCE_WINDOW_MS))) },
      ...decidingInputs(indicator, by),
    ],
  };
}

/** Each moment counts as one event, bad to the degree of its ratio; of several series in a group the worst decides. */
export function lowerRawRatio(indicator: RawRatioIndicator, by: readonly string[]): LoweredIndicator {
  const { ratio } = indicator;
  const worst = (windowMs: number) => gte(max(finite(fillWindow(ratio, windowMs)), by), num(0));
  return {
    total: ({ ms }) => add(mul(num(0), worst(ms)), num(1)),
    bad: ({ ms }) => worst(ms),
    missingBad: 'zero',
    inputs: [
      { name: 'the error ratio of the indicator', missing: absent(max(fillWindow(ratio, PRESENCE_WINDOW_MS))) },
      ...decidingInputs(indicator, by),
    ],
  };
}

/** Without NaN and infinity, which a division by no traffic returns: one of them would spoil every sum that it enters. */
function finite(expr: Expr): Expr {
  return lt(expr, num(Number.POSITIVE_INFINITY));
}
