// Proof of what the condition of a named alert says, with all that it reads fed in: each comparison on its boundary.
import type { ThresholdAlert } from '../../model/slo.ts';
import { baseWindowMs, fastIntervalMs } from '../../model/windows.ts';
import { isBaseItself } from '../../rules/windows.ts';
import { ruleFor, type TestContext } from '../context/context.ts';
import { JUST_BELOW } from '../context/fraction.ts';
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
import { countsTiles, exactly, held, inFirstHalf, JUST_ABOVE, left, TOO_FEW, untilGone } from './phases.ts';
import { almostOver, goodEvents, SOME } from './recovery-phases.ts';

export function proveThresholdCondition(context: TestContext, threshold: ThresholdAlert): Scenario[] {
  const rule = ruleFor(context, 'threshold', (purpose) => purpose.threshold === threshold);
  if (!rule) return [];
  const { overMs, errorRatio, settings } = threshold;
  const { forMs, keepFiringForMs } = rule;
  const shortMs = baseWindowMs(context.slo.scrapeIntervalMs);
  const tier = { tier: settings.name, longMs: overMs, shortMs, minimumAgeMs: 0, settings: { forMs, keepFiringForMs } };
  const timing = timingAt({ context, tier, rule, threshold: errorRatio }, conditionStep(context, tier));
  const above = begins(timing);
  const late = overMs > shortMs ? recoversLate(timing) : [];
  const steady = comesSteadily(timing);
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
    ...(late.length === 0
      ? []
      : [
          conditionScenario(
            timing,
            { kind: 'condition-ends-late', title: 'it ends by what was seen in the first half of its short window' },
            late,
          ),
        ]),
    ...(steady.length === 0
      ? []
      : [
          conditionScenario(
            timing,
            {
              kind: 'condition-steady',
              title:
                'bad events that come one after the other are added up over its window, and few of them are too few',
            },
            steady,
          ),
        ]),
  ];
}

/** Everything fails, with the same traffic all the time: a little less than the guards ask for, and then a little more. */
function comesSteadily(timing: ConditionTiming): Phase[] {
  const { context, tier, hold } = timing;
  const { total, bad } = context.slo.minimumTraffic;
  if (countsTiles(timing) || total + bad === 0) return [];
  const moments = Math.floor(tier.longMs / fastIntervalMs(context.slo.scrapeIntervalMs));
  const steps = left(timing, tier.longMs) + hold + 1;
  // A range that is closed on the left holds one moment more.
  const failing = (share: number, held: number): Inputs => {
    const rate = (share * Math.max(total, bad)) / held / secondsEach(timing);
    return { ...failingInputs(context), totalRate: rate, badRate: rate };
  };
  return [
    { inputs: failing(TOO_FEW, moments + 1), steps, fires: false },
    { inputs: failing(A_LITTLE_MORE, moments), steps, fires: true },
  ];
}

/** Against rounding. */
const A_LITTLE_MORE = 1.01;

/** Everything fails, with hardly any traffic. */
function hardly({ context }: ConditionTiming): Inputs {
  return { ...failingInputs(context), ...NO_EVENTS, totalRate: SOME, badRate: SOME };
}

function begins(timing: ConditionTiming): Phase[] {
  const { context, tier, threshold, hold } = timing;
  const { total, bad } = context.slo.minimumTraffic;
  const few = { ...hardly(timing), total: TOO_FEW * total, bad: TOO_FEW * bad };
  const enough = countsTiles(timing) ? { total: Math.max(total, bad), bad } : justEnough(timing);
  return [
    ...(total + bad === 0
      ? []
      : [
          { inputs: { ...IDLE, totalRate: context.busy, badRate: context.busy }, steps: 1 },
          { inputs: IDLE, steps: left(timing, tier.longMs) },
          { inputs: few, steps: hold + 1, fires: false },
          ...forgets(timing, few),
        ]),
    // So long that just enough events are that to the last digit.
    { inputs: IDLE, steps: Math.max(1, left(timing, tier.longMs)) },
    ...held(timing, { ...hardly(timing), long: Math.min(1, threshold * (1 + SOME)), ...enough }),
  ].filter(({ steps }) => steps > 0);
}

/** Rates at which each evaluation holds just the events that the guards ask for. Where a share of bad events that small would be
 *  a recovery, it is a little above the threshold: then enough of all events are enough bad ones. */
function justEnough(timing: ConditionTiming): Partial<Inputs> {
  const { total, bad } = timing.context.slo.minimumTraffic;
  const rate = (events: number) => Math.max(SOME, exactly(events, secondsEach(timing)));
  const [totalRate, badRate] = [rate(total || bad), rate(bad || total)];
  const leastRate = timing.threshold * totalRate;
  return { totalRate, badRate: badRate > leastRate ? badRate : Math.min(totalRate, leastRate * A_LITTLE_MORE) };
}

/** Events leave the long window one evaluation before the alert would fire. */
function forgets(timing: ConditionTiming, few: Inputs): Phase[] {
  const { context, tier, hold } = timing;
  const inWindow = left(timing, tier.longMs) - 1;
  if (countsTiles(timing) || hold <= inWindow) return [];
  const { busy } = context;
  return [
    { inputs: { ...failingInputs(context), totalRate: busy, badRate: busy }, steps: hold - inWindow },
    { inputs: few, steps: inWindow + 1, fires: false },
  ];
}

/** With too few good events it goes on, with just enough of them it ends; then neither on the threshold nor without traffic. */
function recovers(timing: ConditionTiming): Phase[] {
  const { context, tier, threshold, hold } = timing;
  const failing = failingInputs(context);
  const on = goingOn(timing);
  const none = context.slo.indicator.kind === 'time' ? undefined : 0;
  const unseen = left(timing, tier.shortMs);
  // The events that are asked for must be in the long window and no longer in the short one.
  const isLong = countsTiles(timing) || tier.longMs >= (unseen + 2) * timing.stepMs;
  const much = { totalRate: context.busy, badRate: threshold * context.busy * JUST_BELOW };
  const endings: readonly Phase[] = [
    ...almostOver(timing, unseen, on),
    { inputs: { ...on, ...goodEvents(timing, TOO_FEW) }, steps: 1, fires: true },
    ...almostOver(timing, unseen, on),
    { inputs: { ...on, ...goodEvents(timing, 1) }, steps: 1, fires: false },
    // With many events the ratio counts, too; a mean holds what failed before for as long as its window is.
    ...held(timing, failing),
    ...(isBaseItself(tier.shortMs, context.slo) ? staysAbove(timing, on) : []),
    ...almostOver(timing, isBaseItself(tier.shortMs, context.slo) ? 0 : unseen, on),
    { inputs: { ...failing, ...much }, steps: 1, fires: false },
  ];
  return [
    ...(isLong ? endings : ends(timing)),
    { inputs: { ...failing, long: threshold }, steps: hold + 1, fires: false },
    // The last samples are found for a while.
    { inputs: { ...failing, long: threshold, totalRate: none, badRate: none }, steps: untilGone(timing) },
    { inputs: { ...failing, totalRate: none, badRate: none }, steps: hold + 1, fires: false },
  ];
}

/** However much is seen, it goes on while the base window is above the threshold. */
function staysAbove(timing: ConditionTiming, on: Inputs): Phase[] {
  const { context, threshold } = timing;
  const { busy } = context;
  return [
    ...almostOver(timing, 0, on),
    {
      inputs: { ...failingInputs(context), totalRate: busy, badRate: threshold * busy * JUST_ABOVE },
      steps: 1,
      fires: true,
    },
  ];
}

/** It fires, events enough are seen in the first half of the short window, and hardly any since: it ends. */
function recoversLate(timing: ConditionTiming): Phase[] {
  const { context, tier } = timing;
  const ago = inFirstHalf(timing);
  if (ago < 1 || !isBaseItself(tier.shortMs, context.slo)) return [];
  const on = goingOn(timing);
  return [
    { inputs: IDLE, steps: 2 },
    ...held(timing, failingInputs(context)),
    ...almostOver(timing, ago, on),
    { inputs: { ...on, totalRate: SOME, badRate: 0 }, steps: 1, fires: false },
  ];
}

/** Everything fails with hardly any traffic, and the long window holds events enough. */
function goingOn(timing: ConditionTiming): Inputs {
  const { total, bad } = failingInputs(timing.context);
  return { ...hardly(timing), ...(countsTiles(timing) && { total, bad }) };
}

function ends(timing: ConditionTiming): Phase[] {
  const { context, threshold, keep } = timing;
  const over = { ...failingInputs(context), long: threshold };
  return [...(keep > 0 ? [{ inputs: over, steps: keep, fires: true }] : []), { inputs: over, steps: 1, fires: false }];
}
