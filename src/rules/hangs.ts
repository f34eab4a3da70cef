// Services that hang. A request that is never answered ends when its client gives up, and proxies count it with neither a code
// nor a failure. Clients also give up for reasons of their own, so such requests are bad only where they are many more than usual.
import type { RateWindow } from '../indicator/counting.ts';
import { sameGroup } from '../indicator/grouping.ts';
import type { LoweredIndicator } from '../indicator/lowered.ts';
import { SERIES } from '../model/series-names.ts';
import type { BudgetSlo } from '../model/slo.ts';
import type { Expr } from '../promql/ast.ts';
import { add, and, call, clampMin, div, gt, mul, num, offset, or, range, subquery, unless } from '../promql/build.ts';
import { HOUR_MS, MINUTE_MS } from '../text/time.ts';
import { recorded } from './names.ts';
import { record } from './record-rule.ts';
import type { RecordingRule } from './rule.ts';
import { baseSeries } from './windows.ts';

/** Long enough for a few slow clients to make no share. */
const SHARE_WINDOW_MS = 5 * MINUTE_MS;

/** What is usual is read from a day that ended an hour ago, or a hang would soon be usual. */
const USUAL_WINDOW_MS = 24 * HOUR_MS;
const USUAL_STEP_MS = 15 * MINUTE_MS;
const USUAL_OFFSET_MS = HOUR_MS;

/** So many times the usual share is a hang, and so much at the least. */
const UNUSUAL = 4;
const LEAST_SHARE = 0.1;
/** Of the requests that usually do not end so, most: where many usually do, no share is so many times as large. Where nobody knows
 *  what is usual, of all. */
const MOST = 0.5;

/** The rate of requests that clients gave up. */
export function abandonedRules(slo: BudgetSlo, indicator: LoweredIndicator, window: RateWindow): RecordingRule[] {
  return indicator.abandoned ? [record(slo, SERIES.abandonedRate, indicator.abandoned(window))] : [];
}

/** Which share of requests clients usually give up. Sums rather than averages: there is no series of what clients give up until
 *  the first of them does, and its average would leave out all of the day before. */
export function usualRules(slo: BudgetSlo, indicator: LoweredIndicator): RecordingRule[] {
  if (!indicator.abandoned) return [];
  const usually = (of: ReturnType<typeof baseSeries>) =>
    call('sum_over_time', offset(subquery(of, USUAL_WINDOW_MS, USUAL_STEP_MS), USUAL_OFFSET_MS));
  const all = usually(baseSeries('total', slo.identity));
  // Nobody gave up: no series, and a share of zero.
  const abandoned = or(usually(recorded(SERIES.abandonedRate, slo.identity)), mul(num(0), all));
  return [record(slo, SERIES.abandonedUsually, div(abandoned, gt(all, num(0))))];
}

/** The bad events with those of a hang: both sides exist whenever `zero` does, the total times zero in the labels of the group. */
export function withHangs(slo: BudgetSlo, bad: Expr, zero: Expr): Expr {
  const abandoned = recorded(SERIES.abandonedRate, slo.identity);
  const held = (of: ReturnType<typeof baseSeries>) => call('sum_over_time', range(of, SHARE_WINDOW_MS));
  const share = div(held(abandoned), gt(held(baseSeries('total', slo.identity)), num(0)));
  const usual = recorded(SERIES.abandonedUsually, slo.identity);
  const manyTimes = gt(share, clampMin(mul(num(UNUSUAL), usual), LEAST_SHARE));
  const mostOfRest = gt(share, add(num(MOST), mul(num(1 - MOST), usual)));
  const ofYoung = unless(gt(share, num(MOST)), usual);
  const hanging = and(abandoned, or(or(manyTimes, mostOfRest), ofYoung));
  return add(bad, or(hanging, zero, sameGroup(slo.by)), sameGroup(slo.by));
}
