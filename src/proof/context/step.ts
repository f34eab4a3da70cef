// The step of a scenario. promtool evaluates all tests of a file at one interval, so scenarios share few of them.
import { fastIntervalMs } from '../../model/windows.ts';
import { HOUR_MS, MINUTE_MS, SAMPLE_LIFE_MS, SECOND_MS } from '../../text/time.ts';

const STEPS_MS: readonly number[] = [
  HOUR_MS,
  30 * MINUTE_MS,
  15 * MINUTE_MS,
  10 * MINUTE_MS,
  5 * MINUTE_MS,
  150 * SECOND_MS,
  MINUTE_MS,
  25 * SECOND_MS,
  15 * SECOND_MS,
  5 * SECOND_MS,
  SECOND_MS,
];

/** The largest usual step, in milliseconds, that is at most `most` and divides `window`. */
export function stepFor(most: number, window: number): number {
  return STEPS_MS.find((step) => step <= most && window % step === 0) ?? SECOND_MS;
}

/** Rates that are fed more coarsely are not there at all moments in between. */
export const COARSEST_RECORDED_MS = SAMPLE_LIFE_MS;

/** The odd multiple of `unit` next below `ms`, one at least: moments so far apart are not all multiples of a coarser step. */
export function oddMultiple(ms: number, unit: number): number {
  const count = Math.max(1, Math.floor(ms / unit));
  return (count % 2 === 0 ? count - 1 : count) * unit;
}

/** How often the rules of raw series are evaluated, in milliseconds: as in Prometheus, or at each scrape where a moment that is
 *  looked at would not be evaluated otherwise. */
export function rawIntervalFor(scrapeIntervalMs: number, checks: readonly { readonly atMs: number }[]): number {
  const usualMs = fastIntervalMs(scrapeIntervalMs);
  return checks.every(({ atMs }) => atMs % usualMs === 0) ? usualMs : scrapeIntervalMs;
}
