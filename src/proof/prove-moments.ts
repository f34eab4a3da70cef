// Proof of how long an alert waits and how long it is kept: traffic of another order of magnitude turns the ratios of all
// windows at once, so the condition holds and ends at one evaluation, in every version of Prometheus.

import { fastIntervalMs } from '../model/windows.ts';
import { isFast } from '../rules/lower.ts';
import type { AlertingRule } from '../rules/rule.ts';
import { isTiled, tileMs } from '../rules/windows.ts';
import { fires, isSilent } from './expect.ts';
import { fedScenario } from './fed.ts';
import { JUST_BELOW } from './fraction.ts';
import { commonDivisor, roundUp } from './multiples.ts';
import type { Scenario } from './scenario.ts';
import { isFed, type Stage } from './stage.ts';
import { stepFor } from './step.ts';
import { isTooYoung, wholeTiles } from './tier-play.ts';

const MINUTE_MS = 60_000;

/** So much more traffic that what was before weighs nothing. */
const SURGE = 10_000;

/** Above this threshold even a ten-thousandth of good events holds the ratio of a surge down. */
const CLOSE_TO_ALL = 0.9;

/** What the moments of a rule depend on. */
interface Timing {
  readonly windowsMs: readonly number[];
  readonly threshold: number;
  readonly ageMs: number;
}

export function proveMoments(stage: Stage): Scenario[] {
  return stage.rules.flatMap((rule) => {
    const timing = timingOf(rule, stage);
    const isYoung = rule.purpose.kind === 'burn-rate' && isTooYoung(rule.purpose.tier, stage.slo);
    if (!timing || isYoung || !timing.windowsMs.every((windowMs) => isFed(stage, windowMs))) return [];
    return [moments(stage, rule, timing)];
  });
}

function timingOf({ purpose }: AlertingRule, { budget }: Stage): Timing | undefined {
  if (purpose.kind === 'burn-rate') {
    const { longMs, shortMs, factor, minimumAgeMs } = purpose.tier;
    return { windowsMs: [longMs, shortMs], threshold: factor * budget, ageMs: minimumAgeMs };
  }
  if (purpose.kind !== 'threshold') return undefined;
  return { windowsMs: [purpose.threshold.overMs], threshold: purpose.threshold.errorRatio, ageMs: 0 };
}

function moments(stage: Stage, rule: AlertingRule, { windowsMs, threshold, ageMs }: Timing): Scenario {
  const hasTiles = ageMs > 2 * tileMs(stage.slo) || windowsMs.some((windowMs) => isTiled(windowMs, stage.slo));
  const stepMs = hasTiles ? wholeTiles(stage, ageMs / 6) : stepOf(rule);
  const steps = (ms: number) => Math.ceil(ms / stepMs);
  const [hold, keep] = [steps(rule.forMs), steps(rule.keepFiringForMs)];
  const round = Math.max(...windowsMs.map((windowMs) => stepsUntilRead(stage, windowMs, stepMs)));
  const burns = roundUp(2 * steps(ageMs) + 2, round);
  const calms = roundUp(burns + hold + 2, round);
  const at = (step: number) => step * stepMs;
  const isOn = (step: number) => fires(at(step), rule, [stage.subject]);
  const isOff = (step: number) => isSilent(at(step), rule);
  return fedScenario(stage, {
    name: `${titleOf(rule)}: a surge of errors and then of good events: it fires and clears at the very evaluation`,
    rules: windowsMs.every(isFast) ? 'fast' : 'slow',
    stepMs,
    hasNeighbours: true,
    hasTiles,
    levels: [
      { steps: burns, total: stage.busy, errorRatio: threshold > CLOSE_TO_ALL ? threshold * JUST_BELOW : 0 },
      { steps: calms - burns, total: stage.busy * SURGE, errorRatio: Math.min(1, threshold * 3) },
      { steps: keep + 2, total: stage.busy * SURGE ** 2, errorRatio: 0 },
    ],
    checks: [isOff(burns + hold - 1), isOn(burns + hold), isOn(calms + keep - 1), isOff(calms + keep)],
  });
}

/** Every so many steps what counts the events of a window finds the sample of that very moment. */
function stepsUntilRead({ slo }: Stage, windowMs: number, stepMs: number): number {
  if (isTiled(windowMs, slo)) return 1;
  const readMs = fastIntervalMs(slo.scrapeIntervalMs);
  return readMs / commonDivisor(readMs, stepMs);
}

function titleOf({ alert, purpose }: AlertingRule): string {
  return purpose.kind === 'burn-rate' ? purpose.tier.tier : alert;
}

/** A step that divides both the hold and how long the alert is kept, four times at least. */
function stepOf({ forMs, keepFiringForMs }: AlertingRule): number {
  const waits = [forMs, keepFiringForMs].filter((ms) => ms > 0);
  return waits.length === 0 ? MINUTE_MS : stepFor(Math.min(...waits) / 4, waits.reduce(commonDivisor));
}
