// Proof of a named alert on the error ratio over one window.
import { countsEvents, type ThresholdAlert } from '../../model/slo.ts';
import { baseWindowMs } from '../../model/windows.ts';
import { SAMPLE_LIFE_MS } from '../../text/time.ts';
import type { TestContext } from '../context/context.ts';
import { fires, isSilent } from '../context/expect.ts';
import type { Scenario } from '../context/scenario.ts';
import type { Level } from '../windows/recorded-inputs.ts';
import { proveThresholdCondition } from './threshold-condition.ts';
import { errorsAt, type ThresholdTiming, thresholdScenario, thresholdTiming } from './threshold-timing.ts';

const MARGIN = 0.1;

/** Steps by which the alert may be off: one for ranges that are closed or open on the left. */
const SLACK = 1;

export function proveThreshold(context: TestContext, threshold: ThresholdAlert): Scenario[] {
  const timing = thresholdTiming(context, threshold);
  return [...(timing ? [firesAbove(timing), ...blips(timing)] : []), ...proveThresholdCondition(context, threshold)];
}

function firesAbove(timing: ThresholdTiming): Scenario {
  const { context, threshold, rule, stepMs, window, hold, keep } = timing;
  const { errorRatio } = threshold;
  const at = (step: number) => step * stepMs;
  const above = Math.min(1, errorRatio * (1 + MARGIN));
  const crossing = Math.floor((window * errorRatio) / above);
  const recovery = Math.ceil(window * MARGIN);
  const burning = window + crossing + hold + SLACK + 3;
  return thresholdScenario(
    timing,
    {
      kind: 'fires-and-clears',
      title: `errors just above ${errorRatio * 100}%: it fires after the window and its hold, no earlier, and clears afterwards`,
    },
    [
      errorsAt(timing, window, 0),
      errorsAt(timing, burning - window, above),
      errorsAt(timing, recovery + keep + SLACK + 5, 0),
    ],
    [
      isSilent(at(window + crossing + hold - SLACK), rule),
      fires(at(window + crossing + hold + SLACK), rule, [context.subject]),
      fires(at(burning - 1 + keep), rule, [context.subject]),
      isSilent(at(burning + recovery + keep + SLACK + 2), rule),
    ],
  );
}

/** Errors that are over before the hold is, though the window still shows them when it ends; then good events, or none. */
function blips(timing: ThresholdTiming): Scenario[] {
  const { context, threshold, stepMs, window, hold } = timing;
  if (threshold.overMs <= baseWindowMs(context.slo.scrapeIntervalMs)) return [];
  const length = hold - Math.ceil(window / 2);
  const after = window + hold + 1;
  const isCounted = countsEvents(context.slo.indicator);
  const nothing: Level = { steps: after, total: isCounted ? 0 : undefined, errorRatio: 0 };
  // The last sample of a series that has ended is found for a while.
  const untilNothing = isCounted ? length : length - Math.ceil(SAMPLE_LIFE_MS / stepMs);
  return [
    ...blip(
      timing,
      { kind: 'short-blip', title: 'a blip that is over before its hold is: it stays silent' },
      length,
      errorsAt(timing, after, 0),
    ),
    ...blip(
      timing,
      { kind: 'blip-then-no-traffic', title: 'a blip that ends with all traffic: it stays silent' },
      untilNothing,
      nothing,
    ),
  ];
}

/** Nothing but errors for `length` steps, and then `afterwards`; no scenario where that is no step. */
function blip(
  timing: ThresholdTiming,
  about: { readonly kind: string; readonly title: string },
  length: number,
  afterwards: Level,
): Scenario[] {
  if (length < 1) return [];
  const { rule, stepMs, window } = timing;
  const end = window + length;
  const moments = Array.from({ length: afterwards.steps - 1 }, (_, step) => end + step).filter((_, at) => at % 2 === 0);
  return [
    thresholdScenario(
      timing,
      about,
      [errorsAt(timing, window, 0), errorsAt(timing, length, 1), afterwards],
      moments.map((step) => isSilent(step * stepMs, rule)),
    ),
  ];
}
