// The step of a scenario. promtool evaluates all tests of a file at one interval, so scenarios share few of them.

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

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

/** Recorded samples live five minutes, so rates that are fed more coarsely are not there at all moments in between. */
export const COARSEST_FED_MS = 5 * MINUTE_MS;

/**
 * The same for a window that reads the base layer at moments `sparseMs` apart: a multiple of that, so that each sample fed in
 * is read as often as the next, and no longer than a sample lives.
 */
export function sparseStepFor(most: number, window: number, sparseMs: number): number {
  const longest = Math.floor(Math.min(most, COARSEST_FED_MS) / sparseMs);
  const multiples = Array.from({ length: Math.max(0, longest) }, (_, at) => (longest - at) * sparseMs);
  const isFit = (step: number) => window % step === 0;
  return STEPS_MS.find((step) => multiples.includes(step) && isFit(step)) ?? multiples.find(isFit) ?? sparseMs;
}

/** The smallest usual step, in milliseconds, that is at least `least` and divides `window`. */
export function stepAbove(least: number, window: number): number | undefined {
  return STEPS_MS.findLast((step) => step >= least && window % step === 0);
}

/** The odd number of hours next below, in milliseconds: moments so far apart are not all multiples of a coarser step. */
export function oddHours(ms: number): number {
  const hours = Math.max(1, Math.floor(ms / HOUR_MS));
  return (hours % 2 === 0 ? hours - 1 : hours) * HOUR_MS;
}
