// When an alert fires: the response of a burn-rate tier to errors that start at once and stay, worked out from the rules'
// own windows. `slo explain` states these times, and the generated tests hold the rules to them.
import { type BudgetSlo, errorBudget, type ThresholdAlert, type Tier } from '../model/slo.ts';
import { baseWindowMs, fastIntervalMs, SLOW_INTERVAL_MS } from '../model/windows.ts';
import { isFast } from './lower.ts';
import { HOUR_MS, isReadHourly } from './windows.ts';

/** How the recorded layers blur the start of an error, in milliseconds: each is an average over that long. */
interface Smear {
  readonly baseMs: number;
  readonly hourlyMs: number;
  /** How far an average of samples is ahead of the integral: the newest sample stands for the whole interval before it, so
   *  half of one. The hourly layer is read at fixed moments, up to a step late, which on average makes up for it. A window
   *  that reads every n-th sample is ahead by half of n intervals, and late by half of n - 1 on average: the same. */
  readonly aheadMs: number;
}

/**
 * How long errors at `errorRatio` last before the tier fires, in milliseconds, or undefined when they never make it fire.
 * Assumes steady traffic, no errors before, and that errors start right after an evaluation.
 */
export function timeToFire(slo: BudgetSlo, tier: Tier, errorRatio: number): number | undefined {
  const threshold = tier.factor * errorBudget(slo.objective);
  const crossings = [tier.longMs, tier.shortMs].map((windowMs) => timeToCross(slo, windowMs, errorRatio, threshold));
  return fires(
    [...crossings, timeToBadMinimum(slo, tier, errorRatio)],
    intervalOf(slo, tier.longMs),
    tier.settings.forMs,
  );
}

/** How often an alert is evaluated, given the longest window that it reads; both in milliseconds. */
function intervalOf({ scrapeIntervalMs }: BudgetSlo, windowMs: number): number {
  return isFast(windowMs) ? fastIntervalMs(scrapeIntervalMs) : SLOW_INTERVAL_MS;
}

/** How long until the guard of bad time lets an alert through; undefined when its window never holds that much. A guard of
 *  bad events is passed at once, given traffic. */
function timeToBadMinimum(
  { indicator, minimumTraffic }: BudgetSlo,
  { longMs }: Tier,
  errorRatio: number,
): number | undefined {
  if (indicator.kind !== 'time' && indicator.kind !== 'raw-ratio') return 0;
  const ms = (minimumTraffic.bad * 1_000) / errorRatio;
  return ms > longMs ? undefined : ms;
}

/** The same for a named alert on one window. */
export function timeToFireThreshold(slo: BudgetSlo, alert: ThresholdAlert, errorRatio: number): number | undefined {
  const crossing = timeToCross(slo, alert.overMs, errorRatio, alert.errorRatio);
  return fires([crossing], intervalOf(slo, alert.overMs), alert.settings.forMs);
}

/** The share of the period's budget that errors at `errorRatio` take in `timeMs`, given steady traffic; 1 is all of it. */
export function budgetSpent(slo: BudgetSlo, errorRatio: number, timeMs: number): number {
  return (errorRatio * timeMs) / (errorBudget(slo.objective) * slo.periodMs);
}

/** The condition is seen by the first evaluation after it holds, and must then hold for `forMs`. */
function fires(crossings: readonly (number | undefined)[], intervalMs: number, forMs: number): number | undefined {
  const known = crossings.filter((crossing) => crossing !== undefined);
  if (known.length < crossings.length) return undefined;
  return Math.ceil(Math.max(...known) / intervalMs) * intervalMs + Math.ceil(forMs / intervalMs) * intervalMs;
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
  if (windowMs <= smear.baseMs) return (smear.baseMs * threshold) / errorRatio;
  const wanted = (windowMs * threshold) / errorRatio;
  let [low, high] = [0, windowMs + smear.baseMs + smear.hourlyMs];
  while (high - low > 1) {
    const middle = (low + high) / 2;
    if (errorTime(middle, smear) < wanted) low = middle;
    else high = middle;
  }
  return Math.max(0, high - smear.aheadMs);
}

function smearOf(slo: BudgetSlo, windowMs: number): Smear {
  const isSampled = slo.indicator.kind === 'time';
  const isRaw = slo.precision === 'exact' && windowMs <= HOUR_MS;
  return {
    baseMs: isSampled || isRaw ? 0 : baseWindowMs(slo.scrapeIntervalMs),
    hourlyMs: isReadHourly(windowMs) ? HOUR_MS : 0,
    aheadMs: isRaw || isReadHourly(windowMs) ? 0 : fastIntervalMs(slo.scrapeIntervalMs) / 2,
  };
}

/**
 * The integral of a blurred step, `t` milliseconds after it: what an average over a window, times the window, has seen of
 * the errors. Without blur it is t; through an average over b it is t²/2b at first and t - b/2 from b on; through a second
 * average over h it is the mean of that over the last h.
 */
function errorTime(t: number, { baseMs, hourlyMs }: Smear): number {
  return hourlyMs === 0 ? ramp(t, baseMs) : (rampIntegral(t, baseMs) - rampIntegral(t - hourlyMs, baseMs)) / hourlyMs;
}

function ramp(t: number, b: number): number {
  return t >= b ? t - b / 2 : t ** 2 / (2 * b);
}

function rampIntegral(t: number, b: number): number {
  if (t <= 0) return 0;
  return t < b ? t ** 3 / (6 * b) : b ** 2 / 6 + (t ** 2 - b ** 2) / 2 - (b * (t - b)) / 2;
}
