// When an alert fires: the response of a burn-rate tier to errors that start at once and stay, worked out from the rules'
// own windows. `slo explain` states these times, and the generated tests hold the rules to them.
import { type BudgetSlo, countsEvents, errorBudget, type ThresholdAlert, type Tier } from '../model/slo.ts';
import { baseWindowMs, fastIntervalMs, slowIntervalMs } from '../model/windows.ts';
import { HOUR_MS } from '../text/time.ts';
import { holdMs } from './alerts.ts';
import { OUTAGE_RATIO, OUTAGE_WINDOW_MS } from './event-budget.ts';
import { isBaseItself, isFast, isTiled, tileMs } from './windows.ts';

/** How a window sees the start of an error, in milliseconds. */
interface Smear {
  /** The base layer is an average over that long. */
  readonly baseMs: number;
  /** How far a sum of samples is ahead of the integral: the newest sample stands for the whole interval before it, so half of
   *  one. */
  readonly aheadMs: number;
  /** How long the window is: one that is added up from tiles is up to a tile shorter than it says, on average half of one. */
  readonly windowMs: number;
}

/**
 * How long errors at `errorRatio` last before the tier fires, in milliseconds, or undefined when they never make it fire.
 * Assumes steady traffic, no errors before, and that errors start right after an evaluation.
 */
export function timeToFire(slo: BudgetSlo, tier: Tier, errorRatio: number): number | undefined {
  const threshold = tier.factor * errorBudget(slo.objective);
  const [long, short] = [tier.longMs, tier.shortMs].map((windowMs) =>
    timeToCross(slo, windowMs, errorRatio, threshold),
  );
  return fires(
    [earliest(long, timeToOutage(slo, tier, errorRatio)), short, timeToBadMinimum(slo, tier, errorRatio)],
    slo,
    tier.longMs,
    tier.settings.forMs,
  );
}

/** The same before a day of traffic has been seen: what the period usually holds is not known, so the ratio decides. */
export function timeToFireOnFirstDay(slo: BudgetSlo, tier: Tier, errorRatio: number): number | undefined {
  return timeToFire({ ...slo, budgetOf: 'time' }, tier, errorRatio);
}

/** How long until nearly everything fails, for a page that would else wait for its share of the events. */
function timeToOutage(slo: BudgetSlo, { longMs }: Tier, errorRatio: number): number | undefined {
  if (slo.budgetOf !== 'events' || !isFast(longMs)) return undefined;
  return timeToCross(slo, OUTAGE_WINDOW_MS, errorRatio, OUTAGE_RATIO);
}

function earliest(...times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** How often an alert is evaluated, given the longest window that it reads; both in milliseconds. */
function intervalOf({ scrapeIntervalMs }: BudgetSlo, windowMs: number): number {
  return isFast(windowMs) ? fastIntervalMs(scrapeIntervalMs) : slowIntervalMs(scrapeIntervalMs);
}

/** How long until the guard of bad time lets an alert through; undefined when its window never holds that much. A guard of
 *  bad events is passed at once, given traffic. */
function timeToBadMinimum(
  { indicator, minimumTraffic }: BudgetSlo,
  { longMs }: Tier,
  errorRatio: number,
): number | undefined {
  if (countsEvents(indicator)) return 0;
  const ms = (minimumTraffic.bad * 1_000) / errorRatio;
  return ms > longMs ? undefined : ms;
}

/** The same for a named alert on one window. */
export function timeToFireThreshold(slo: BudgetSlo, alert: ThresholdAlert, errorRatio: number): number | undefined {
  const crossing = timeToCross(slo, alert.overMs, errorRatio, alert.errorRatio);
  return fires([crossing], slo, alert.overMs, holdMs(slo, alert));
}

/** The share of the period's budget that errors at `errorRatio` take in `timeMs`, given steady traffic; 1 is all of it. */
export function budgetSpent(slo: BudgetSlo, errorRatio: number, timeMs: number): number {
  return (errorRatio * timeMs) / (errorBudget(slo.objective) * slo.periodMs);
}

/** The condition is seen by the first evaluation after it holds, above leaves so much later, and must then hold for `forMs`. */
function fires(
  crossings: readonly (number | undefined)[],
  slo: BudgetSlo,
  windowMs: number,
  forMs: number,
): number | undefined {
  const intervalMs = intervalOf(slo, windowMs);
  const offsetMs = slo.topology?.queryOffsetMs ?? 0;
  const known = crossings.filter((crossing) => crossing !== undefined);
  if (known.length < crossings.length) return undefined;
  return (
    Math.ceil((Math.max(...known) + offsetMs) / intervalMs) * intervalMs + Math.ceil(forMs / intervalMs) * intervalMs
  );
}

/** How long until the error ratio over a window passes `threshold`, in milliseconds. */
export function timeToCross(
  slo: BudgetSlo,
  windowMs: number,
  errorRatio: number,
  threshold: number,
): number | undefined {
  if (errorRatio <= threshold) return undefined;
  const smear = smearOf(slo, windowMs);
  // A window no longer than the base window is the base layer itself, which rises evenly.
  if (isBaseItself(windowMs, slo)) return (smear.baseMs * threshold) / errorRatio;
  const seenMs = (smear.windowMs * threshold) / errorRatio;
  return Math.max(0, timeOfErrors(seenMs, smear.baseMs) - smear.aheadMs);
}

function smearOf(slo: BudgetSlo, windowMs: number): Smear {
  const isSampled = !countsEvents(slo.indicator);
  const isRaw = slo.precision === 'exact' && windowMs <= HOUR_MS;
  return {
    baseMs: isSampled || isRaw ? 0 : baseWindowMs(slo.scrapeIntervalMs),
    aheadMs: isRaw ? 0 : fastIntervalMs(slo.scrapeIntervalMs) / 2,
    windowMs: isTiled(windowMs, slo) ? windowMs - tileMs(slo) / 2 : windowMs,
  };
}

/**
 * When a window has seen errors for `seenMs`, in milliseconds after they began: through an average over `baseMs` (b) it has
 * seen t²/2b of them after t at first, and t - b/2 from b on.
 */
function timeOfErrors(seenMs: number, baseMs: number): number {
  return seenMs >= baseMs / 2 ? seenMs + baseMs / 2 : Math.sqrt(2 * baseMs * seenMs);
}
