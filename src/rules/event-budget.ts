// Tiers that wait for a share of the period's events, rather than of its time. At night a little traffic burns at the same rate
// as a lot of it by day, and takes a hundredth of the budget: bad events are compared with what the period usually holds.
import { sameGroup } from '../indicator/grouping.ts';
import { SERIES } from '../model/series-names.ts';
import { type BudgetSlo, errorBudget, type Tier } from '../model/slo.ts';
import type { Expr } from '../promql/ast.ts';
import { and, call, div, gt, gte, mul, num, or, range, sub, subquery, time, unless } from '../promql/build.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../text/time.ts';
import { errorRatioSeries, recorded } from './names.ts';
import { record } from './record-rule.ts';
import type { RecordingRule } from './rule.ts';
import { countOf, errorRatio, increaseSeries, isFast, tileMs } from './windows.ts';

/** What is usual is not known before a whole day has been seen. */
const LEAST_AGE_MS = 24 * HOUR_MS;

/** Where most events of this window fail, a page does not wait for a share of the budget: by night that would take hours. */
export const OUTAGE_WINDOW_MS = 30 * MINUTE_MS;
export const OUTAGE_RATIO = 0.75;

/** Events per second over the period, or over the time since the first of them. */
export function usualRateRule(slo: BudgetSlo): RecordingRule {
  const tile = recorded(increaseSeries('total', tileMs(slo)), slo.identity);
  const oldest = call('min_over_time', subquery(call('timestamp', tile), slo.periodMs, tileMs(slo)));
  const age = gte(sub(time(), oldest), num(LEAST_AGE_MS / SECOND_MS));
  return record(slo, SERIES.usualRate, div(recorded(increaseSeries('total', slo.periodMs), slo.identity), age));
}

/** What is usual changes slowly: where an evaluation was missed, or the server was down, that of before still tells a night from the
 *  first day, in which the ratio decides. */
export const USUAL_KNOWN_FOR_MS = HOUR_MS;

/**
 * The error ratio of the long window, where its bad events are more than the tier's share of the period's budget of events, or
 * where nearly everything fails. Until it is known what is usual, the ratio itself decides.
 */
export function spendsEvents(slo: BudgetSlo, { factor, longMs }: Tier): Expr {
  const { identity, by, objective } = slo;
  const ratio = recorded(errorRatioSeries(longMs), identity);
  const usual = call('last_over_time', range(recorded(SERIES.usualRate, identity), USUAL_KNOWN_FOR_MS));
  const threshold = mul(num(factor), num(errorBudget(objective)));
  const spent = gt(countOf('bad', longMs, slo), mul(mul(threshold, num(longMs / SECOND_MS)), usual));
  const enough = isFast(longMs) ? or(spent, and(outage(slo), usual)) : spent;
  return or(and(ratio, enough), unless(gt(ratio, threshold), usual, sameGroup(by)));
}

function outage(slo: BudgetSlo): Expr {
  const failing = gt(errorRatio(OUTAGE_WINDOW_MS, slo), num(OUTAGE_RATIO));
  const { bad } = slo.minimumTraffic;
  return bad === 0 ? failing : and(failing, gte(countOf('bad', OUTAGE_WINDOW_MS, slo), num(bad)));
}
