// Proof of a named alert on the error ratio over one window.
import { countsEvents, type ThresholdAlert } from '../../model/slo.ts';
import { baseWindowMs } from '../../model/windows.ts';
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
  const { context, threshold, rule, stepMs, window, hold } = timing;
  const length = hold - Math.ceil(window / 2);
  if (threshold.overMs <= baseWindowMs(context.slo.scrapeIntervalMs) || length < 1) return [];
  const after = window + hold + 1;
  const end = window + length;
  const moments = Array.from({ length: after - 1 }, (_, step) => end + step).filter((_, at) => at % 2 === 0);
  const blip = (kind: string, title: string, afterwards: Level) =>
    thresholdScenario(
      timing,
      { kind, title },
      [errorsAt(timing, window, 0), errorsAt(timing, length, 1), afterwards],
      moments.map((step) => isSilent(step * stepMs, rule)),
    );
  const nothing: Level = { steps: after, total: countsEvents(context.slo.indicator) ? 0 : undefined, errorRatio: 0 };
  return [
    blip('short-blip', 'a blip that is over before its hold is: it stays silent', errorsAt(timing, after, 0)),
    blip('blip-then-no-traffic', 'a blip that ends with all traffic: it stays silent', nothing),
  ];
}
