// How often things are looked at: the base window and the evaluation intervals that follow from the scrape interval.
import { MINUTE_MS, SECOND_MS } from '../text/time.ts';

/** Windows that the base layer may have. */
const BASE_WINDOWS_MS: readonly number[] = [30 * SECOND_MS, MINUTE_MS, 2 * MINUTE_MS, 5 * MINUTE_MS, 10 * MINUTE_MS];

/** A rate needs two samples; four scrapes survive a failed one and a late one. */
const SCRAPES_PER_BASE = 4;

/**
 * The window of the base layer's rates, in milliseconds: the shortest of the usual ones that holds four scrapes (1m at
 * 15s, 2m at 30s, 5m at 60s). It smears the edges of what is built on it, and so delays a page by half of itself.
 */
export function baseWindowMs(scrapeIntervalMs: number): number {
  const least = SCRAPES_PER_BASE * scrapeIntervalMs;
  return BASE_WINDOWS_MS.find((window) => window >= least) ?? least;
}

/** How often the base layer and the page windows are evaluated, in milliseconds: once a scrape, at most each 15s. */
export function fastIntervalMs(scrapeIntervalMs: number): number {
  return Math.min(Math.max(scrapeIntervalMs, 15 * SECOND_MS), MINUTE_MS);
}

/** A recorded sample lives five minutes, and Prometheus 3 leaves the left edge out, so at five minutes the old sample would be
 *  gone the moment the new one is due. */
const SLOWEST_MS = 4 * MINUTE_MS;

/** How often long windows, the budget and tickets are evaluated, in milliseconds: as often as keeps what is stated within two base
 *  windows of the truth, since the base layer is late by half of one; but not more often than each minute and not less than each
 *  four. */
export function slowIntervalMs(scrapeIntervalMs: number): number {
  return Math.min(Math.max(1.5 * baseWindowMs(scrapeIntervalMs), MINUTE_MS), SLOWEST_MS);
}
