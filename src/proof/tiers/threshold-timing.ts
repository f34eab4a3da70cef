// What the scenarios of one named alert on the error ratio share: its rule and its lengths of time in steps.
import type { ThresholdAlert } from '../../model/slo.ts';
import { fastIntervalMs } from '../../model/windows.ts';
import type { AlertingRule } from '../../rules/rule.ts';
import { isFast, isTiled, tileMs } from '../../rules/windows.ts';
import { averagedMs, isFed, ruleFor, type Stage } from '../context/context.ts';
import type { Scenario } from '../context/scenario.ts';
import { COARSEST_FED_MS, stepFor } from '../context/step.ts';
import { fedScenario, type Level } from '../windows/recorded-inputs.ts';
import { samplesInTiled } from '../windows/tiled-events.ts';
import { wholeTiles } from './timing.ts';

export interface ThresholdPlot {
  readonly stage: Stage;
  readonly threshold: ThresholdAlert;
  readonly rule: AlertingRule;
  readonly stepMs: number;
  /** Steps of the window, until the alert fires, and for how long it is kept firing. */
  readonly window: number;
  readonly hold: number;
  readonly keep: number;
}

/** Undefined where the rates that a scenario feeds in do not reach the window. */
export function thresholdPlot(stage: Stage, threshold: ThresholdAlert): ThresholdPlot | undefined {
  const rule = ruleFor(stage, 'threshold', (purpose) => purpose.threshold === threshold);
  if (!rule || !isFed(stage, threshold.overMs)) return undefined;
  const { overMs } = threshold;
  const hasTiles = isTiled(overMs, stage.slo);
  const stepMs = stepOf(stage, overMs);
  const averaged = Math.max(1, Math.round(averagedMs(stage, overMs) / stepMs));
  const steps = (ms: number) => Math.ceil(ms / stepMs);
  return {
    stage,
    threshold,
    rule,
    stepMs,
    window: hasTiles ? samplesInTiled(overMs, stepMs, tileMs(stage.slo)) : averaged,
    hold: steps(rule.forMs),
    keep: steps(rule.keepFiringForMs),
  };
}

/** Tiles are fed in whole; a window that is the base layer itself is evaluated as often as in the field, since its events are
 *  counted at these moments. */
function stepOf(stage: Stage, overMs: number): number {
  if (isTiled(overMs, stage.slo)) return wholeTiles(stage, overMs / 24);
  if (averagedMs(stage, overMs) === 0) return fastIntervalMs(stage.slo.scrapeIntervalMs);
  return stepFor(Math.min(overMs / 12, COARSEST_FED_MS), overMs);
}

/** So many steps with errors at this ratio; the traffic is events per second. */
export function errorsAt({ stage }: ThresholdPlot, steps: number, errorRatio: number, total = stage.busy): Level {
  return { steps, total, errorRatio };
}

/** A scenario of the alert, called by it. */
export function plotted(
  { stage, threshold: { overMs, settings }, stepMs }: ThresholdPlot,
  name: string,
  levels: readonly Level[],
  checks: Scenario['checks'],
): Scenario {
  return fedScenario(stage, {
    name: `${settings.name}: ${name}`,
    rules: isFast(overMs) ? 'fast' : 'slow',
    about: settings.name,
    stepMs,
    hasTiles: isTiled(overMs, stage.slo),
    levels,
    checks,
  });
}
