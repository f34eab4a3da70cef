// Proof of what the condition of a named alert says, with all that it reads fed in: each comparison on its boundary.
import type { ThresholdAlert } from '../../model/slo.ts';
import { baseWindowMs } from '../../model/windows.ts';
import { ruleFor, type TestContext } from '../context/context.ts';
import type { Scenario } from '../context/scenario.ts';
import {
  type ConditionTiming,
  conditionScenario,
  conditionStep,
  failingInputs,
  IDLE,
  type Inputs,
  NO_EVENTS,
  type Phase,
  secondsEach,
  timingAt,
} from './condition.ts';
import { countsTiles, exactly, goodEvents, held, left, TOO_FEW } from './phases.ts';

export function proveThresholdCondition(context: TestContext, threshold: ThresholdAlert): Scenario[] {
  const rule = ruleFor(context, 'threshold', (purpose) => purpose.threshold === threshold);
  if (!rule) return [];
  const { overMs, errorRatio, settings } = threshold;
  const { forMs, keepFiringForMs } = rule;
  const shortMs = baseWindowMs(context.slo.scrapeIntervalMs);
  const tier = { tier: settings.name, longMs: overMs, shortMs, minimumAgeMs: 0, settings: { forMs, keepFiringForMs } };
  const timing = timingAt({ context, tier, rule, threshold: errorRatio }, conditionStep(context, tier));
  const above = begins(timing);
  return [
    conditionScenario(
      timing,
      {
        kind: 'condition',
        title:
          'it fires above its threshold, with events enough and traffic now, unless recovery is seen: each to the last digit',
      },
      [{ inputs: IDLE, steps: 2 }, ...above, ...(overMs > shortMs ? recovers(timing) : ends(timing))],
    ),
  ];
}

/** Traffic, but less than counts for anything. */
const SOME = 1e-6;

/** Everything fails, with hardly any traffic. */
function hardly({ context }: ConditionTiming): Inputs {
  return { ...failingInputs(context), ...NO_EVENTS, totalRate: SOME, badRate: SOME };
}

function begins(timing: ConditionTiming): Phase[] {
  const { context, tier, threshold, hold } = timing;
  const { total, bad } = context.slo.minimumTraffic;
  const few = { ...hardly(timing), total: TOO_FEW * total, bad: TOO_FEW * bad };
  const rate = (events: number) => Math.max(SOME, exactly(events, secondsEach(timing)));
  const enough = countsTiles(timing)
    ? { total: Math.max(total, bad), bad }
    : { totalRate: rate(total || bad), badRate: rate(bad || total) };
  return [
    ...(total + bad === 0
      ? []
      : [
          { inputs: { ...IDLE, totalRate: context.busy, badRate: context.busy }, steps: 1 },
          { inputs: IDLE, steps: left(timing, tier.longMs) },
          { inputs: few, steps: hold + 1, fires: false },
        ]),
    { inputs: IDLE, steps: 1 },
    ...held(timing, { ...hardly(timing), long: Math.min(1, threshold * (1 + SOME)), ...enough }),
  ].filter(({ steps }) => steps > 0);
}

/** With too few good events it goes on, with just enough of them it ends; then neither on the threshold nor without traffic. */
function recovers(timing: ConditionTiming): Phase[] {
  const { context, tier, threshold, hold } = timing;
  const failing = failingInputs(context);
  const on = { ...hardly(timing), ...(countsTiles(timing) ? { total: failing.total, bad: failing.bad } : {}) };
  const none = context.slo.indicator.kind === 'time' ? undefined : 0;
  // The events that are asked for must be in the long window and no longer in the short one.
  const isLong = countsTiles(timing) || tier.longMs >= (left(timing, tier.shortMs) + 2) * timing.stepMs;
  const told: readonly Phase[] = [
    ...almostOver(timing, on),
    { inputs: { ...on, ...goodEvents(timing, TOO_FEW) }, steps: 1, fires: true },
    ...almostOver(timing, on),
    { inputs: { ...on, ...goodEvents(timing, 1) }, steps: 1, fires: false },
  ];
  return [
    ...(isLong ? told : ends(timing)),
    { inputs: { ...failing, long: threshold }, steps: hold + 1, fires: false },
    { inputs: { ...failing, totalRate: none, badRate: none }, steps: hold + 3, fires: false },
  ];
}

/** Everything fails, and then hardly anything happens until the short window is empty; if the alert is kept, the long window is on
 *  the threshold for so long that one evaluation more ends the alert. */
function almostOver(timing: ConditionTiming, on: Inputs): Phase[] {
  const { context, tier, threshold, keep } = timing;
  const until = left(timing, tier.shortMs);
  const busy = { ...failingInputs(context), total: on.total, bad: on.bad };
  return [
    { inputs: busy, steps: 1, fires: true },
    { inputs: on, steps: Math.max(0, until - keep), fires: true },
    { inputs: { ...busy, long: threshold }, steps: Math.max(0, keep - until), fires: true },
    { inputs: { ...on, long: threshold }, steps: Math.min(until, keep), fires: true },
  ].filter(({ steps }) => steps > 0);
}

function ends(timing: ConditionTiming): Phase[] {
  const { context, threshold, keep } = timing;
  const over = { ...failingInputs(context), long: threshold };
  return [...(keep > 0 ? [{ inputs: over, steps: keep, fires: true }] : []), { inputs: over, steps: 1, fires: false }];
}
