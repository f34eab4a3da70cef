// The user's own PromQL, with `$window` filled in. Aggregated by the group labels, so that whatever labels it keeps cannot
// break the rules built on it; NaN (a division by no traffic) is left out.
import type { RawEventsIndicator, RawRatioIndicator } from '../model/slo.ts';
import type { Expr } from '../promql/ast.ts';
import { absent, add, gte, max, mul, num, sum } from '../promql/build.ts';
import { fillWindow } from '../promql/visit.ts';
import type { LoweredIndicator } from './lowered.ts';

/** Stands in for the window where only the existence of the data is asked. */
const PRESENCE_WINDOW_MS = 10 * 60_000;

export function lowerRawEvents({ bad, total }: RawEventsIndicator, by: readonly string[]): LoweredIndicator {
  const rates = (expr: Expr, windowMs: number) => gte(sum(fillWindow(expr, windowMs), by), num(0));
  return {
    total: (windowMs) => rates(total, windowMs),
    bad: (windowMs) => rates(bad, windowMs),
    missingBad: 'zero',
    inputs: [{ name: 'the total of the indicator', missing: absent(sum(fillWindow(total, PRESENCE_WINDOW_MS))) }],
  };
}

/** Each moment counts as one event, bad to the degree of its ratio; of several series in a group the worst decides. */
export function lowerRawRatio({ ratio }: RawRatioIndicator, by: readonly string[]): LoweredIndicator {
  const worst = (windowMs: number) => gte(max(fillWindow(ratio, windowMs), by), num(0));
  return {
    total: (windowMs) => add(mul(num(0), worst(windowMs)), num(1)),
    bad: (windowMs) => worst(windowMs),
    missingBad: 'zero',
    inputs: [{ name: 'the error ratio of the indicator', missing: absent(max(fillWindow(ratio, PRESENCE_WINDOW_MS))) }],
  };
}
