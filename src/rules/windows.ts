// How the rules read the recorded layers over a window. Short windows are averages of the base layer; long ones are added up
// from tiles, which hold the events of a quarter of an hour (or more, for long periods).
import { INCREASE_OF, SERIES } from '../model/series-names.ts';
import { type BudgetSlo, countsEvents, type Identity } from '../model/slo.ts';
import { baseWindowMs, fastIntervalMs } from '../model/windows.ts';
import type { Expr } from '../promql/ast.ts';
import { avgOverTime, call, clampMin, div, gt, mul, num, offset, range, subquery } from '../promql/build.ts';
import { printDuration } from '../promql/duration.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../text/time.ts';
import { recorded } from './names.ts';

/** Lengths that a tile may have. */
export const TILES_MS: readonly number[] = [15 * MINUTE_MS, 30 * MINUTE_MS, HOUR_MS];

/** promtool evaluates at most 10,000 samples per query, those of two groups together, so longer periods have longer tiles. */
const MOST_TILES = 4_500;

/** A window that is added up from tiles is up to one of them shorter than it says: 1/24 at the most. */
const LEAST_TILES = 24;

/** Alerts up to this long window are evaluated with every scrape; for longer ones minutes do not matter. */
const FAST_UP_TO_MS = 6 * HOUR_MS;

/** Whether the fast group evaluates an alert, given the longest window that it reads in milliseconds. */
export function isFast(windowMs: number): boolean {
  return windowMs <= FAST_UP_TO_MS;
}

export type Events = 'bad' | 'total';

/** What of an SLO says how its recorded layers are read. */
export type Read = Pick<BudgetSlo, 'identity' | 'indicator' | 'scrapeIntervalMs' | 'periodMs'>;

/** How many milliseconds of events a tile holds. */
export function tileMs({ periodMs }: Pick<Read, 'periodMs'>): number {
  return TILES_MS.find((tile) => periodMs / tile <= MOST_TILES) ?? HOUR_MS;
}

/** Whether a window is added up from tiles, rather than averaged from the base layer. */
export function isTiled(windowMs: number, slo: Pick<Read, 'periodMs'>): boolean {
  return windowMs >= LEAST_TILES * tileMs(slo);
}

/**
 * A range over tiles that holds as many of them wherever the moment of evaluation lies between two, and in Prometheus 2 (where
 * a range holds its left edge) as in 3: one tile less than the window, and a second less than that.
 */
export function tiles(events: Events, windowMs: number, slo: Read): Expr {
  const tile = tileMs(slo);
  const whole = Math.floor(windowMs / tile) - 1;
  const series = recorded(increaseSeries(events, tile), slo.identity);
  return call('sum_over_time', subquery(series, whole * tile - SECOND_MS, tile));
}

/**
 * The error ratio over a window, weighted by events: bad events over all events, or the averages of their rates at the same
 * moments, whose ratio is the same. No traffic has no ratio, rather than NaN.
 */
export function errorRatio(windowMs: number, slo: Read, isDifference = false): Expr {
  const ratio = div(sideOf('bad', windowMs, slo), gt(sideOf('total', windowMs, slo), num(0)));
  return isDifference ? clampMin(ratio, 0) : ratio;
}

function sideOf(events: Events, windowMs: number, slo: Read): Expr {
  if (isTiled(windowMs, slo)) return recorded(increaseSeries(events, windowMs), slo.identity);
  const base = baseSeries(events, slo.identity);
  return isBaseItself(windowMs, slo) ? base : avgOverTime(range(base, windowMs));
}

/** Whether a window is no longer than the base window, over which the base layer is a rate already. Indicators of time are not
 *  smeared by it: their base layer is a slice. */
export function isBaseItself(windowMs: number, { indicator, scrapeIntervalMs }: Read): boolean {
  return countsEvents(indicator) && windowMs <= baseWindowMs(scrapeIntervalMs);
}

/** How many events there were in a window (of an indicator of time: how many seconds). */
export function countOf(events: Events, windowMs: number, slo: Read): Expr {
  if (isTiled(windowMs, slo)) return recorded(increaseSeries(events, windowMs), slo.identity);
  // Added up one sample of the base layer after the other: an average would stretch the few minutes of a service that was
  // just born over the whole window.
  const stepMs = fastIntervalMs(slo.scrapeIntervalMs);
  const rates = call('sum_over_time', subquery(baseSeries(events, slo.identity), windowMs, stepMs));
  return mul(rates, num(stepMs / SECOND_MS));
}

/** Returns something where there was data at least `ageMs` ago (and at most twice that). */
export function existedBefore(ageMs: number, slo: Read): Expr {
  if (!isTiled(ageMs * 2, slo)) {
    return call('present_over_time', range(offset(baseSeries('total', slo.identity), ageMs), ageMs));
  }
  const series = recorded(increaseSeries('total', tileMs(slo)), slo.identity);
  return call('present_over_time', offset(subquery(series, ageMs, tileMs(slo)), ageMs));
}

/** The recorded rate of the bad or of all events, per second. */
export function baseSeries(events: Events, identity: Identity) {
  return recorded(events === 'bad' ? SERIES.badRate : SERIES.totalRate, identity);
}

/** The series that holds the events of the last `windowMs`. */
export function increaseSeries(events: Events, windowMs: number): string {
  return `${INCREASE_OF[events]}${printDuration(windowMs)}`;
}
