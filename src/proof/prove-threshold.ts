// Proof of a named alert on the error ratio over one window.
import type { ThresholdAlert } from '../model/slo.ts';
import { isFast } from '../rules/lower.ts';
import { HOUR_MS, isReadHourly } from '../rules/windows.ts';
import { fires, isSilent } from './expect.ts';
import { fedScenario } from './fed.ts';
import { fractionOf, JUST_BELOW } from './fraction.ts';
import type { Scenario } from './scenario.ts';
import { averagedMs, fedStepMs, isFed, ruleFor, type Stage } from './stage.ts';
import { COARSEST_FED_MS } from './step.ts';

const MARGIN = 0.1;

export function proveThreshold(stage: Stage, threshold: ThresholdAlert): Scenario[] {
  const rule = ruleFor(stage, 'threshold', (purpose) => purpose.threshold === threshold);
  if (!rule || !isFed(stage, threshold.overMs)) return [];
  const { errorRatio, overMs, settings } = threshold;
  const { stepMs, slack } = stepOf(stage, overMs);
  const rules = isFast(overMs) ? 'fast' : 'slow';
  const window = Math.max(1, Math.round(averagedMs(stage, overMs) / stepMs));
  const steps = (ms: number) => Math.ceil(ms / stepMs);
  const at = (step: number) => step * stepMs;
  const level = (count: number, ratio: number) => ({ steps: count, total: stage.busy, errorRatio: ratio });
  const above = Math.min(1, errorRatio * (1 + MARGIN));
  const [hold, keep] = [steps(settings.forMs), steps(settings.keepFiringForMs)];
  const crossing = Math.floor((window * errorRatio) / above);
  const onset = window;
  const recovery = Math.ceil(window * MARGIN);
  const burning = onset + crossing + hold + slack + 3;
  const steady = hold + 4;
  const { part, whole } = fractionOf(errorRatio) ?? { part: errorRatio * JUST_BELOW, whole: 1 };
  return [
    fedScenario(stage, {
      name: `${settings.name}: errors just above ${errorRatio * 100}%: it fires after the window and its hold, no earlier, and clears afterwards`,
      rules,
      about: settings.name,
      stepMs,
      levels: [level(onset, 0), level(burning - onset, above), level(recovery + keep + slack + 5, 0)],
      checks: [
        isSilent(at(onset + crossing + hold - slack), rule),
        fires(at(onset + crossing + hold + slack), rule, [stage.subject]),
        fires(at(burning - 1 + keep), rule, [stage.subject]),
        isSilent(at(burning + recovery + keep + slack + 2), rule),
      ],
    }),
    fedScenario(stage, {
      name: `${settings.name}: errors at exactly ${errorRatio * 100}% all the time: it stays silent`,
      rules,
      about: settings.name,
      stepMs,
      levels: [{ steps: steady + 1, total: whole * stage.busy, errorRatio: part / whole, bad: part * stage.busy }],
      checks: [isSilent(at(steady), rule)],
    }),
  ];
}

/** The step of a window, and by how many of them an alert may be off: one for ranges that are closed or open on the left, and
 *  one more for the hourly layer, which smears and is evaluated with whole hours. */
function stepOf(stage: Stage, overMs: number): { readonly stepMs: number; readonly slack: number } {
  return isReadHourly(overMs)
    ? { stepMs: Math.floor(overMs / 24 / HOUR_MS) * HOUR_MS, slack: 2 }
    : { stepMs: fedStepMs(stage, Math.min(overMs / 12, COARSEST_FED_MS), [overMs]), slack: 1 };
}
