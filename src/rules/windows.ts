// How the rules read the recorded layers over a window. Ratios are of averages, never of sums times a step: ranges
// are closed on the left in Prometheus 2 and open in 3, so the number of samples in one differs, and an average does not care.
import type { BudgetSlo, Identity } from '../model/slo.ts';
import { fastIntervalMs } from '../model/windows.ts';
import type { Expr } from '../promql/ast.ts';
import { avgOverTime, call, div, gt, mul, num, offset, range, subquery } from '../promql/build.ts';
import { recorded, SERIES } from './names.ts';

const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

/** Windows from this long on are read from the hourly layer, which smears their edges by at most 1/24. */
const HOURLY_FROM_MS = 24 * HOUR_MS;

/** Each moment lies in four hourly averages at this step, so a missed evaluation of one loses nothing. */
const FINEST_STEP_MS = 15 * MINUTE_MS;

/** promtool evaluates at most 10,000 samples per query, both sides of a division together, so longer periods are read more
 *  coarsely; at one hour the hourly averages lie side by side. */
const MOST_POINTS = 4_500;

export type Events = 'bad' | 'total';

export function isReadHourly(windowMs: number): boolean {
  return windowMs >= HOURLY_FROM_MS;
}

/** The step at which the hourly layer is read over a window, in milliseconds. */
export function hourlyStepMs(windowMs: number): number {
  const steps = [FINEST_STEP_MS, 2 * FINEST_STEP_MS];
  return steps.find((step) => windowMs / step <= MOST_POINTS) ?? HOUR_MS;
}

/** The average rate of bad or of all events over a window, per second, from the recorded layers. */
export function averageRate(events: Events, windowMs: number, identity: Identity): Expr {
  if (!isReadHourly(windowMs)) return avgOverTime(range(baseSeries(events, identity), windowMs));
  return avgOverTime(subquery(hourlySeries(events, identity), windowMs, hourlyStepMs(windowMs)));
}

/**
 * The error ratio over a window, weighted by events: a ratio of averages over the same moments is the ratio of the sums.
 * No traffic has no ratio, rather than NaN. A window no longer than the base layer's is the base layer itself.
 */
export function errorRatio(windowMs: number, baseMs: number, identity: Identity): Expr {
  const rateOf = (events: Events) =>
    windowMs <= baseMs ? baseSeries(events, identity) : averageRate(events, windowMs, identity);
  return div(rateOf('bad'), gt(rateOf('total'), num(0)));
}

/**
 * How many events there were in a window (of an indicator of time: how many seconds). Up to a day they are added up, one
 * evaluation of the base layer after the other, because an average would stretch the few minutes of a service that was just
 * born over the whole window; longer windows are guarded by the age of the data.
 */
export function countOf(events: Events, windowMs: number, { identity, scrapeIntervalMs }: BudgetSlo): Expr {
  if (isReadHourly(windowMs)) return mul(averageRate(events, windowMs, identity), num(windowMs / 1_000));
  const stepMs = fastIntervalMs(scrapeIntervalMs);
  const rates = call('sum_over_time', subquery(baseSeries(events, identity), windowMs, stepMs));
  return mul(rates, num(stepMs / 1_000));
}

/** Returns something where there was data at least `ageMs` ago (and at most twice that). */
export function existedBefore(ageMs: number, identity: Identity): Expr {
  if (!isReadHourly(ageMs * 2))
    return call('present_over_time', range(offset(baseSeries('total', identity), ageMs), ageMs));
  return call('present_over_time', offset(subquery(hourlySeries('total', identity), ageMs, FINEST_STEP_MS), ageMs));
}

export function baseSeries(events: Events, identity: Identity) {
  return recorded(events === 'bad' ? SERIES.badRate : SERIES.totalRate, identity);
}

export function hourlySeries(events: Events, identity: Identity) {
  return recorded(events === 'bad' ? SERIES.badHourly : SERIES.totalHourly, identity);
}
