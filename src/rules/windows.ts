// How the rules read the recorded layers over a window. Ratios are of averages, never of sums times a step: ranges
// are closed on the left in Prometheus 2 and open in 3, so the number of samples in one differs, and an average does not care.
import type { BudgetSlo, Identity } from '../model/slo.ts';
import { baseWindowMs, fastIntervalMs } from '../model/windows.ts';
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

/** Windows from this long on are read from every second or third sample of the base layer, which delays what fires on them by
 *  half a minute at scrapes each 30 s: nothing after the hour and more that it takes them to fill. */
const SPARSE_FROM_MS = 6 * HOUR_MS;
const SPARSE_INTERVALS: readonly number[] = [3, 2];

export type Events = 'bad' | 'total';

/** What of an SLO says how its recorded layers are read. */
type Read = Pick<BudgetSlo, 'identity' | 'indicator' | 'scrapeIntervalMs'>;

export function isReadHourly(windowMs: number): boolean {
  return windowMs >= HOURLY_FROM_MS;
}

/** The step at which the hourly layer is read over a window, in milliseconds. */
export function hourlyStepMs(windowMs: number): number {
  const steps = [FINEST_STEP_MS, 2 * FINEST_STEP_MS];
  return steps.find((step) => windowMs / step <= MOST_POINTS) ?? HOUR_MS;
}

/**
 * The step at which the base layer is read over a window, in milliseconds, or undefined where every sample of it is. A base
 * window of n scrapes sees n - 1 increases between them, so windows that end k scrapes apart see each of them equally often
 * if k divides n - 1; at any other step what a short burst counts for would depend on its moment. An indicator of time has
 * no base window, so what a step leaves out would be lost.
 */
export function sparseStepMs(windowMs: number, { indicator, scrapeIntervalMs }: Read): number | undefined {
  if (windowMs < SPARSE_FROM_MS || isReadHourly(windowMs)) return undefined;
  if (indicator.kind === 'time' || indicator.kind === 'raw-ratio') return undefined;
  const increases = baseWindowMs(scrapeIntervalMs) / scrapeIntervalMs - 1;
  return SPARSE_INTERVALS.map((intervals) => intervals * fastIntervalMs(scrapeIntervalMs)).find((stepMs) => {
    const scrapes = stepMs / scrapeIntervalMs;
    return Number.isInteger(scrapes) && Number.isInteger(increases / scrapes);
  });
}

/** The average rate of bad or of all events over a window, per second, from the recorded layers. */
export function averageRate(events: Events, windowMs: number, slo: Read): Expr {
  if (isReadHourly(windowMs)) {
    return avgOverTime(subquery(hourlySeries(events, slo.identity), windowMs, hourlyStepMs(windowMs)));
  }
  const base = baseSeries(events, slo.identity);
  const stepMs = sparseStepMs(windowMs, slo);
  return avgOverTime(stepMs === undefined ? range(base, windowMs) : subquery(base, windowMs, stepMs));
}

/**
 * The error ratio over a window, weighted by events: a ratio of averages over the same moments is the ratio of the sums.
 * No traffic has no ratio, rather than NaN. A window no longer than the base layer's is the base layer itself.
 */
export function errorRatio(windowMs: number, slo: Read): Expr {
  const rateOf = (events: Events) =>
    windowMs <= baseWindowMs(slo.scrapeIntervalMs)
      ? baseSeries(events, slo.identity)
      : averageRate(events, windowMs, slo);
  return div(rateOf('bad'), gt(rateOf('total'), num(0)));
}

/** The step at which the events of a window that is not read hourly are counted, in milliseconds. */
export function countStepMs(windowMs: number, slo: Read): number {
  return sparseStepMs(windowMs, slo) ?? fastIntervalMs(slo.scrapeIntervalMs);
}

/**
 * How many events there were in a window (of an indicator of time: how many seconds). Up to a day they are added up, one
 * sample of the base layer after the other, because an average would stretch the few minutes of a service that was just
 * born over the whole window; longer windows are guarded by the age of the data.
 */
export function countOf(events: Events, windowMs: number, slo: Read): Expr {
  if (isReadHourly(windowMs)) return mul(averageRate(events, windowMs, slo), num(windowMs / 1_000));
  const stepMs = countStepMs(windowMs, slo);
  const rates = call('sum_over_time', subquery(baseSeries(events, slo.identity), windowMs, stepMs));
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
