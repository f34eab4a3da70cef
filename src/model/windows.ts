// How often things are looked at: the base window and the evaluation intervals that follow from the scrape interval.
import { MINUTE_MS, SECOND_MS } from '../text/time.ts';

/** Windows that the base layer may have. */
const BASE_WINDOWS_MS: readonly number[] = [30 * SECOND_MS, MINUTE_MS, 2 * MINUTE_MS, 5 * MINUTE_MS, 10 * MINUTE_MS];

/** A rate needs two samples; four scrapes survive a failed one and a late one. */
const SCRAPES_PER_BASE = 4;

/**
 * The window of the base layer's rates, in milliseconds: the shortest of the usual ones that holds four scrapes (1m at
 * 15s, 2m at 30s, 5m at 60s), cut down to a scrape and whole evaluations, of which it holds two. It smears the edges of what is built
 * on it, and so delays a page by half of itself.
 *
 * A rate over n scrapes is the increase over the n - 1 scrape intervals between them. Where these are whole evaluations, each event is
 * seen by equally many of them and weighs the same, whenever it happens; else some weigh a third more than others.
 */
export function baseWindowMs(scrapeIntervalMs: number): number {
  const least = SCRAPES_PER_BASE * scrapeIntervalMs;
  const usual = BASE_WINDOWS_MS.find((window) => window >= least) ?? least;
  const unitMs = Math.max(scrapeIntervalMs, fastIntervalMs(scrapeIntervalMs));
  return scrapeIntervalMs + Math.max(2, Math.floor((usual - scrapeIntervalMs) / unitMs)) * unitMs;
}

/** How often the base layer and the page windows are evaluated, in milliseconds: once a scrape, but in whole scrapes at most each 15s,
 *  and in equal parts of one at least each minute. */
export function fastIntervalMs(scrapeIntervalMs: number): number {
  if (scrapeIntervalMs > MINUTE_MS) return Math.ceil(scrapeIntervalMs / Math.ceil(scrapeIntervalMs / MINUTE_MS));
  return Math.ceil((15 * SECOND_MS) / scrapeIntervalMs) * scrapeIntervalMs;
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
