// Proof that a single failure begins nothing while an earlier incident is still in the long window: the short window needs
// several bad events, or most of its events are bad.
import type { Tier } from '../../model/slo.ts';
import { leastInShort, MOST_FAIL } from '../../rules/burn-rate-alert.ts';
import { isTiled } from '../../rules/windows.ts';
import type { TestContext } from '../context/context.ts';
import type { Scenario } from '../context/scenario.ts';
import { seldomEvaluated } from './comparisons.ts';
import {
  type ConditionTiming,
  conditionScenario,
  conditionStep,
  conditionTiming,
  failingInputs,
  IDLE,
  type Inputs,
  isOfOneWindow,
  NO_EVENTS,
  type Phase,
} from './condition.ts';
import {
  A_LITTLE_MORE,
  countsTiles,
  held,
  inFirstHalf,
  JUST_ABOVE,
  leastMoments,
  left,
  mostMoments,
  several,
  TOO_FEW,
} from './phases.ts';

export function proveSingleFailure(context: TestContext, tier: Tier): Scenario[] {
  const often = conditionTiming(context, tier, conditionStep(context, tier));
  if (!often || isOfOneWindow(often) || leastInShort(context.slo) === 0 || often.threshold >= MOST_FAIL) return [];
  const timing = often.age > 0 ? seldomEvaluated(often) : often;
  if (!countsTiles(timing) && afterwards(timing) >= Math.floor(tier.longMs / timing.stepMs)) return [];
  return [singleFailure(timing)];
}

function singleFailure(timing: ConditionTiming): Scenario {
  const { age, hold, keep, threshold } = timing;
  const burning = { ...afterIncident(timing), short: threshold * JUST_ABOVE };
  const [onMost, aboveMost] = [
    { ...burning, short: MOST_FAIL },
    { ...burning, short: MOST_FAIL * JUST_ABOVE },
  ];
  const over = { inputs: IDLE, steps: keep + 1 };
  return conditionScenario(
    timing,
    {
      kind: 'single-failure',
      title: 'after an incident a single failure begins no other one, unless most events fail',
    },
    [
      { inputs: IDLE, steps: age + 2 },
      ...incident(timing),
      { inputs: { ...burning, ...several(timing, TOO_FEW / mostMoments(timing)) }, steps: 1 },
      { inputs: { ...burning, ...lasting(timing) }, steps: hold + 1, fires: false },
      { inputs: IDLE, steps: 1 },
      ...incident(timing),
      ...held(timing, { ...burning, ...several(timing) }),
      over,
      ...earlierFailures(timing, burning),
      ...incident(timing),
      { inputs: onMost, steps: hold + 1, fires: false },
      { inputs: IDLE, steps: 1 },
      ...incident(timing),
      ...held(timing, aboveMost),
    ],
  );
}

/** Nothing but what the long window holds of an incident. */
function afterIncident(timing: ConditionTiming): Inputs {
  const { total, bad, ...failing } = failingInputs(timing.context);
  return { ...failing, ...NO_EVENTS, ...(countsTiles(timing) && { total, bad }) };
}

/** Everything fails, and then nothing until that has left the short window. */
function incident(timing: ConditionTiming): Phase[] {
  const { context, tier } = timing;
  if (countsTiles(timing) && left(timing, tier.shortMs) === 0) return [];
  return [
    { inputs: { ...IDLE, totalRate: context.busy, badRate: context.busy }, steps: 1 },
    { inputs: IDLE, steps: Math.max(1, left(timing, tier.shortMs) - 1) },
  ];
}

/** Several failures in the first half of the short window count as any others. */
function earlierFailures(timing: ConditionTiming, burning: Inputs): Phase[] {
  const { context, tier, hold, keep } = timing;
  const ago = inFirstHalf(timing) - hold;
  if (ago < 1 || isTiled(tier.shortMs, context.slo)) return [];
  return [
    ...incident(timing),
    { inputs: { ...IDLE, ...several(timing, A_LITTLE_MORE / leastMoments(timing)) }, steps: 1 },
    ...(ago > 1 ? [{ inputs: IDLE, steps: ago - 1 }] : []),
    ...held(timing, burning),
    { inputs: IDLE, steps: keep + 1 },
  ];
}

/** The evaluations from the incident on in which a part of the scenario needs it in the long window. */
function afterwards(timing: ConditionTiming): number {
  return left(timing, timing.tier.shortMs) + Math.max(inFirstHalf(timing), timing.hold) + 3;
}

/** A single failure in tiles is there for as long as it is claimed to be. */
function lasting(timing: ConditionTiming): Partial<Inputs> {
  const { failed } = several(timing, TOO_FEW);
  return failed === undefined ? {} : { failed };
}
