// Proof of a named alert on the error ratio over one window.
import { countsEvents, type ThresholdAlert } from '../../model/slo.ts';
import { baseWindowMs } from '../../model/windows.ts';
import type { Stage } from '../context/context.ts';
import { fires, isSilent } from '../context/expect.ts';
import type { Scenario } from '../context/scenario.ts';
import type { Level } from '../windows/recorded-inputs.ts';
import { proveThresholdCondition } from './threshold-condition.ts';
import { errorsAt, plotted, type ThresholdPlot, thresholdPlot } from './threshold-timing.ts';

const MARGIN = 0.1;

/** Steps by which the alert may be off: one for ranges that are closed or open on the left. */
const SLACK = 1;

export function proveThreshold(stage: Stage, threshold: ThresholdAlert): Scenario[] {
  const plot = thresholdPlot(stage, threshold);
  return [...(plot ? [firesAbove(plot), ...blips(plot)] : []), ...proveThresholdCondition(stage, threshold)];
}

function firesAbove(plot: ThresholdPlot): Scenario {
  const { stage, threshold, rule, stepMs, window, hold, keep } = plot;
  const { errorRatio } = threshold;
  const at = (step: number) => step * stepMs;
  const above = Math.min(1, errorRatio * (1 + MARGIN));
  const crossing = Math.floor((window * errorRatio) / above);
  const recovery = Math.ceil(window * MARGIN);
  const burning = window + crossing + hold + SLACK + 3;
  return plotted(
    plot,
    `errors just above ${errorRatio * 100}%: it fires after the window and its hold, no earlier, and clears afterwards`,
    [
      errorsAt(plot, window, 0),
      errorsAt(plot, burning - window, above),
      errorsAt(plot, recovery + keep + SLACK + 5, 0),
    ],
    [
      isSilent(at(window + crossing + hold - SLACK), rule),
      fires(at(window + crossing + hold + SLACK), rule, [stage.subject]),
      fires(at(burning - 1 + keep), rule, [stage.subject]),
      isSilent(at(burning + recovery + keep + SLACK + 2), rule),
    ],
  );
}

/** Errors that are over before the hold is, though the window still shows them when it ends; then good events, or none. */
function blips(plot: ThresholdPlot): Scenario[] {
  const { stage, threshold, rule, stepMs, window, hold } = plot;
  const length = hold - Math.ceil(window / 2);
  if (threshold.overMs <= baseWindowMs(stage.slo.scrapeIntervalMs) || length < 1) return [];
  const after = window + hold + 1;
  const end = window + length;
  const moments = Array.from({ length: after - 1 }, (_, step) => end + step).filter((_, at) => at % 2 === 0);
  const blip = (name: string, afterwards: Level) =>
    plotted(
      plot,
      name,
      [errorsAt(plot, window, 0), errorsAt(plot, length, 1), afterwards],
      moments.map((step) => isSilent(step * stepMs, rule)),
    );
  const nothing: Level = { steps: after, total: countsEvents(stage.slo.indicator) ? 0 : undefined, errorRatio: 0 };
  return [
    blip('a blip that is over before its hold is: it stays silent', errorsAt(plot, after, 0)),
    blip('a blip that ends with all traffic: it stays silent', nothing),
  ];
}
