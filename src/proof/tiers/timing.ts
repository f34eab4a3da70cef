// What the scenarios of one burn-rate tier share: its rule, its threshold, and its lengths of time in steps.
import type { BudgetSlo, Tier } from '../../model/slo.ts';
import { fastIntervalMs } from '../../model/windows.ts';
import type { AlertingRule } from '../../rules/rule.ts';
import { isFast, isTiled, tileMs } from '../../rules/windows.ts';
import { HOUR_MS, MINUTE_MS } from '../../text/time.ts';
import { averagedMs, readsRecorded, ruleFor, type TestContext, withoutControlGroup } from '../context/context.ts';
import type { Scenario } from '../context/scenario.ts';
import { stepFor } from '../context/step.ts';
import { type Level, recordedScenario } from '../windows/recorded-inputs.ts';
import { samplesInTiled } from '../windows/tiled-events.ts';

export interface TierTiming {
  readonly context: TestContext;
  readonly tier: Tier;
  readonly rule: AlertingRule;
  /** The error ratio at which the tier fires. */
  readonly threshold: number;
  readonly stepMs: number;
  /** Steps of the long and of the short window, and until the tier may fire at all. */
  readonly long: number;
  readonly short: number;
  readonly age: number;
}

/** Whether the age of a tier's data is too short to be told at the steps in which its windows are fed. */
export function isTooYoung({ longMs, minimumAgeMs }: Tier, slo: BudgetSlo): boolean {
  return isTiled(longMs, slo) && minimumAgeMs > 0 && minimumAgeMs <= 2 * tileMs(slo);
}

/** promtool evaluates at most 10,000 samples per query. */
const MOST_SAMPLES = 9_500;

/** Whether the long window holds so many moments at which events are counted that promtool cannot add them up, even for one group:
 *  each counts twice, once more while the sum is being taken. */
export function isTooDense({ longMs }: Tier, slo: BudgetSlo): boolean {
  return !isTiled(longMs, slo) && (2 * longMs) / fastIntervalMs(slo.scrapeIntervalMs) > MOST_SAMPLES;
}

/** promtool takes too long for more evaluations. */
const MOST_STEPS = 5_000;

/** Whether data must be so old that its tier cannot be evaluated often enough for its windows until then. */
export function isTooOld(context: TestContext, tier: Tier): boolean {
  return (2 * tier.minimumAgeMs) / stepOf(context, tier) > MOST_STEPS;
}

/** The timing of a tier; undefined where the rates that a scenario feeds in do not reach its windows. */
export function timingOf(context: TestContext, tier: Tier): TierTiming | undefined {
  const rule = ruleFor(context, 'burn-rate', (purpose) => purpose.tier === tier);
  if (!rule || !readsRecorded(context, tier.longMs) || !readsRecorded(context, tier.shortMs)) return undefined;
  if (isTooYoung(tier, context.slo) || isTooOld(context, tier)) return undefined;
  const stepMs = averagedMs(context, tier.longMs) === 0 ? MINUTE_MS : stepOf(context, tier);
  const affordable = isAffordable(context, tier) ? context : withoutControlGroup(context);
  return withSteps({ context: affordable, tier, rule, threshold: tier.factor * context.budget }, stepMs);
}

/** The moments of the long window at which events are counted, for two groups and once more for the group whose sum is being
 *  taken. */
function isAffordable({ slo }: TestContext, { longMs }: Tier): boolean {
  return isTiled(longMs, slo) || (3 * longMs) / fastIntervalMs(slo.scrapeIntervalMs) < MOST_SAMPLES;
}

/** Fine enough for half of the margin to show, for the short window to hold two samples, and for one of them to be as old as
 *  data must be; tiles are fed in whole. */
function stepOf(context: TestContext, { longMs, shortMs, minimumAgeMs }: Tier): number {
  const most = Math.min(longMs / 24, shortMs / 2, minimumAgeMs || longMs);
  return isTiled(longMs, context.slo) ? wholeTiles(context, most) : stepFor(most, Math.max(longMs, shortMs));
}

/** The largest multiple of a tile, in milliseconds, that is at most `ms`: one at least. */
export function wholeTiles({ slo }: TestContext, ms: number): number {
  return Math.max(1, Math.floor(ms / tileMs(slo))) * tileMs(slo);
}

function withSteps(timing: Omit<TierTiming, 'stepMs' | 'long' | 'short' | 'age'>, stepMs: number): TierTiming {
  const { longMs, shortMs, minimumAgeMs } = timing.tier;
  const [long, short] = [longMs, shortMs].map((windowMs) => samplesIn(timing.context, windowMs, stepMs));
  const age = Math.ceil(minimumAgeMs / stepMs);
  return { ...timing, stepMs, long: long ?? 1, short: short ?? 1, age };
}

/** How many samples of what is fed in a window's ratio is made of. */
function samplesIn(context: TestContext, windowMs: number, stepMs: number): number {
  return isTiled(windowMs, context.slo)
    ? samplesInTiled(windowMs, stepMs, tileMs(context.slo))
    : Math.max(1, Math.ceil(averagedMs(context, windowMs) / stepMs));
}

/** A scenario of the tier, with the recorded rates fed in, and tiles where it reads some. */
export function tierScenario(
  { context, tier, stepMs }: TierTiming,
  { kind, title }: { readonly kind: string; readonly title: string },
  levels: readonly Level[],
  checks: Scenario['checks'],
): Scenario {
  const rules = isFast(tier.longMs) ? 'fast' : 'slow';
  const { longMs, shortMs, minimumAgeMs } = tier;
  const hasTiles = [longMs, shortMs, 2 * minimumAgeMs].some((windowMs) => isTiled(windowMs, context.slo));
  return recordedScenario(context, {
    id: { kind, alert: tier.tier },
    title: `${tier.tier}: ${title}`,
    rules,
    about: tier.tier,
    stepMs,
    levels,
    checks,
    hasTiles,
  });
}

/** So many steps with errors at this ratio; the traffic is events per second. */
export function level({ context }: TierTiming, steps: number, errorRatio: number, total = context.busy): Level {
  return { steps, total, errorRatio };
}

/** A length of time as a person says it. */
export function words(ms: number): string {
  const hours = ms / HOUR_MS;
  return hours >= 1 ? `${Number(hours.toPrecision(4))} h` : `${Number((ms / MINUTE_MS).toPrecision(4))} min`;
}
