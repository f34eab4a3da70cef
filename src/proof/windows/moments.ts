// Proof of how long a named alert waits and how long it is kept: traffic of another order of magnitude turns the ratios of all
// windows at once, so the condition holds and ends at one evaluation, in every version of Prometheus.
import type { ThresholdAlert } from '../../model/slo.ts';
import { fastIntervalMs } from '../../model/windows.ts';
import type { AlertingRule } from '../../rules/rule.ts';
import { isFast, isTiled, tileMs } from '../../rules/windows.ts';
import { MINUTE_MS } from '../../text/time.ts';
import { readsRecorded, ruleFor, type TestContext } from '../context/context.ts';
import { fires, isSilent } from '../context/expect.ts';
import { JUST_BELOW } from '../context/fraction.ts';
import { commonDivisor, roundUp } from '../context/multiples.ts';
import type { Scenario } from '../context/scenario.ts';
import { stepFor } from '../context/step.ts';
import { recordedScenario } from './recorded-inputs.ts';

/** So much more traffic that what was before weighs nothing. */
const SURGE = 10_000;

/** Above this threshold even a ten-thousandth of good events holds the ratio of a surge down. */
const CLOSE_TO_ALL = 0.9;

export function proveMoments(context: TestContext): Scenario[] {
  return context.slo.thresholds.flatMap((threshold) => {
    const rule = ruleFor(context, 'threshold', (purpose) => purpose.threshold === threshold);
    return rule && readsRecorded(context, threshold.overMs) ? [moments(context, rule, threshold)] : [];
  });
}

function moments(context: TestContext, rule: AlertingRule, { overMs, errorRatio }: ThresholdAlert): Scenario {
  const hasTiles = isTiled(overMs, context.slo);
  const stepMs = hasTiles ? tileMs(context.slo) : stepOf(rule);
  const steps = (ms: number) => Math.ceil(ms / stepMs);
  const [hold, keep] = [steps(rule.forMs), steps(rule.keepFiringForMs)];
  const round = stepsUntilRead(context, overMs, stepMs);
  const burns = roundUp(2, round);
  const calms = roundUp(burns + hold + 2, round);
  const at = (step: number) => step * stepMs;
  const isOn = (step: number) => fires(at(step), rule, [context.subject]);
  const isOff = (step: number) => isSilent(at(step), rule);
  return recordedScenario(context, {
    id: { kind: 'surge', alert: rule.alert },
    title: `${rule.alert}: a surge of errors and then of good events: it fires and clears at the very evaluation`,
    rules: isFast(overMs) ? 'fast' : 'slow',
    about: rule.alert,
    stepMs,
    hasDistractors: true,
    hasTiles,
    levels: [
      { steps: burns, total: context.busy, errorRatio: errorRatio > CLOSE_TO_ALL ? errorRatio * JUST_BELOW : 0 },
      { steps: calms - burns, total: context.busy * SURGE, errorRatio: Math.min(1, errorRatio * 3) },
      { steps: keep + 2, total: context.busy * SURGE ** 2, errorRatio: 0 },
    ],
    checks: [isOff(burns + hold - 1), isOn(burns + hold), isOn(calms + keep - 1), isOff(calms + keep)],
  });
}

/** Every so many steps what counts the events of a window finds the sample of that very moment. */
function stepsUntilRead({ slo }: TestContext, windowMs: number, stepMs: number): number {
  if (isTiled(windowMs, slo)) return 1;
  const readMs = fastIntervalMs(slo.scrapeIntervalMs);
  return readMs / commonDivisor(readMs, stepMs);
}

/** A step that divides both the hold and how long the alert is kept, four times at least. */
function stepOf({ forMs, keepFiringForMs }: AlertingRule): number {
  const waits = [forMs, keepFiringForMs].filter((ms) => ms > 0);
  return waits.length === 0 ? MINUTE_MS : stepFor(Math.min(...waits) / 4, waits.reduce(commonDivisor));
}
