// What the scenarios of one named alert on the error ratio share: its rule and its lengths of time in steps.
import type { ThresholdAlert } from '../../model/slo.ts';
import { fastIntervalMs } from '../../model/windows.ts';
import { apartPhrase } from '../../rules/alert-name.ts';
import type { AlertingRule } from '../../rules/rule.ts';
import { isFast, isTiled, tileMs } from '../../rules/windows.ts';
import { averagedMs, readsRecorded, ruleFor, type TestContext } from '../context/context.ts';
import type { Scenario } from '../context/scenario.ts';
import { COARSEST_RECORDED_MS, stepFor } from '../context/step.ts';
import { type Level, recordedScenario } from '../windows/recorded-inputs.ts';
import { samplesInTiled } from '../windows/tiled-events.ts';
import { wholeTiles } from './timing.ts';

export interface ThresholdTiming {
  readonly context: TestContext;
  readonly threshold: ThresholdAlert;
  readonly rule: AlertingRule;
  readonly stepMs: number;
  /** Steps of the window, until the alert fires, and for how long it is kept firing. */
  readonly window: number;
  readonly hold: number;
  readonly keep: number;
}

/** Undefined where the rates that a scenario feeds in do not reach the window. */
export function thresholdTiming(context: TestContext, threshold: ThresholdAlert): ThresholdTiming | undefined {
  const rule = ruleFor(context, 'threshold', (purpose) => purpose.threshold === threshold);
  if (!rule || !readsRecorded(context, threshold.overMs)) return undefined;
  const { overMs } = threshold;
  const hasTiles = isTiled(overMs, context.slo);
  const stepMs = stepOf(context, overMs);
  const averaged = Math.max(1, Math.round(averagedMs(context, overMs) / stepMs));
  const steps = (ms: number) => Math.ceil(ms / stepMs);
  return {
    context,
    threshold,
    rule,
    stepMs,
    window: hasTiles ? samplesInTiled(overMs, stepMs, tileMs(context.slo)) : averaged,
    hold: steps(rule.forMs),
    keep: steps(rule.keepFiringForMs),
  };
}

/** Tiles are fed in whole; a window that is the base layer itself is evaluated as often as in the field, since its events are
 *  counted at these moments. */
function stepOf(context: TestContext, overMs: number): number {
  if (isTiled(overMs, context.slo)) return wholeTiles(context, overMs / 24);
  if (averagedMs(context, overMs) === 0) return fastIntervalMs(context.slo.scrapeIntervalMs);
  return stepFor(Math.min(overMs / 12, COARSEST_RECORDED_MS), overMs);
}

/** So many steps with errors at this ratio; the traffic is events per second. */
export function errorsAt({ context }: ThresholdTiming, steps: number, errorRatio: number, total = context.busy): Level {
  return { steps, total, errorRatio };
}

/** A scenario of the alert, called by it. */
export function thresholdScenario(
  { context, threshold: { overMs, settings }, rule, stepMs }: ThresholdTiming,
  { kind, title }: { readonly kind: string; readonly title: string },
  levels: readonly Level[],
  checks: Scenario['checks'],
): Scenario {
  return recordedScenario(context, {
    id: { kind, alert: apartPhrase(rule) },
    title: `${apartPhrase(rule)}: ${title}`,
    rules: isFast(overMs) ? 'fast' : 'slow',
    about: settings.name,
    stepMs,
    hasTiles: isTiled(overMs, context.slo),
    levels,
    checks,
  });
}
