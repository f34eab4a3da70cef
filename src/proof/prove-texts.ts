// Proof of what a person reads: every burn-rate and threshold alert of the SLO, firing at once, with its texts rendered.
import { FAST_UP_TO_MS } from '../rules/lower.ts';
import type { AlertingRule } from '../rules/rule.ts';
import { isReadHourly } from '../rules/windows.ts';
import { BUSY, fedScenario } from './fed.ts';
import { rendered } from './render.ts';
import type { Scenario } from './scenario.ts';
import { isFed, type Stage } from './stage.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Alerts that mind the age of their data fire hours after the others, so they have a scenario of their own. */
export function proveTexts(stage: Stage): Scenario[] {
  const rules = stage.rules.filter(
    (rule) =>
      windowsOf(rule).length > 0 &&
      windowsOf(rule).every((windowMs) => isFed(stage, windowMs)) &&
      !isDayThreshold(rule),
  );
  const prompt = rules.filter((rule) => ageOf(rule) === 0);
  const oldestMs = Math.max(0, ...rules.map(ageOf));
  return [
    ...(prompt.length > 0 ? [burning(stage, prompt, MINUTE_MS, 0)] : []),
    ...(oldestMs > 0 ? [burning(stage, rules, Math.ceil(oldestMs / 6 / HOUR_MS) * HOUR_MS, oldestMs)] : []),
  ];
}

function burning(stage: Stage, rules: readonly AlertingRule[], stepMs: number, oldestMs: number): Scenario {
  const ratio = Math.min(1, Math.max(...rules.map((rule) => thresholdOf(rule, stage))) * 1.1);
  const holdSteps = Math.ceil(Math.max(...rules.map(({ forMs }) => forMs)) / stepMs);
  const steps = Math.ceil((2 * oldestMs) / stepMs) + holdSteps + 3;
  // The fast group looks up a budget that the slow group recorded one evaluation before; at coarse steps that is too old.
  const isKnown = stage.slo.precision === 'layered';
  const remaining = (rule: AlertingRule) =>
    isKnown && (stepMs <= MINUTE_MS || isSlow(rule)) ? 1 - ratio / stage.budget : undefined;
  return fedScenario(stage, {
    name: `everything burns${oldestMs > 0 ? ', for days' : ''}: each alert says what it measured, where, and how much of the budget is left`,
    rules: 'budget',
    stepMs,
    levels: [{ steps: steps + 1, total: BUSY, errorRatio: ratio }],
    checks: [],
    rendered: rules.map((rule) => rendered(rule, stage, steps * stepMs, { ratio, remaining: remaining(rule) })),
  });
}

function isSlow({ purpose }: AlertingRule): boolean {
  return purpose.kind === 'burn-rate' && purpose.tier.longMs > FAST_UP_TO_MS;
}

/** A named alert over a day or more reads the hourly layer from another group: see the gap in prove.ts. */
function isDayThreshold({ purpose }: AlertingRule): boolean {
  return purpose.kind === 'threshold' && isReadHourly(purpose.threshold.overMs);
}

/** The windows that the alert reads; none for one that is neither of burn rates nor of thresholds. */
function windowsOf({ purpose }: AlertingRule): number[] {
  if (purpose.kind === 'burn-rate') return [purpose.tier.longMs, purpose.tier.shortMs];
  return purpose.kind === 'threshold' ? [purpose.threshold.overMs] : [];
}

function ageOf({ purpose }: AlertingRule): number {
  return purpose.kind === 'burn-rate' ? purpose.tier.minimumAgeMs : 0;
}

/** The error ratio above which the alert fires. */
function thresholdOf({ purpose }: AlertingRule, { budget }: Stage): number {
  if (purpose.kind === 'burn-rate') return purpose.tier.factor * budget;
  return purpose.kind === 'threshold' ? purpose.threshold.errorRatio : 0;
}
