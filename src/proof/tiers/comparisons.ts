// Proof of what a tier's condition says: it begins above the threshold in both windows and with events enough, each to the last
// digit; it goes on with fewer events and without traffic; and it ends where recovery is seen, or the long window is done.
import type { Tier } from '../../model/slo.ts';
import { fastIntervalMs } from '../../model/windows.ts';
import { LABELS } from '../../rules/names.ts';
import { isTiled, tileMs } from '../../rules/windows.ts';
import { controlGroups, type TestContext } from '../context/context.ts';
import { alertLabels } from '../context/expect.ts';
import type { Labels } from '../context/label-set.ts';
import { roundUp } from '../context/multiples.ts';
import type { InputSeries, Scenario } from '../context/scenario.ts';
import { gauge } from '../context/series.ts';
import {
  type Condition,
  type ConditionTiming,
  conditionScenario,
  conditionStep,
  conditionTiming,
  failingInputs,
  IDLE,
  isOfOneWindow,
  NO_EVENTS,
  type Phase,
  readsTilesOfAge,
  timingAt,
} from './condition.ts';
import { begins, beginsAnew, ends, goesOn, held, onThresholds } from './phases.ts';
import { recovers, recoversLate } from './recovery-phases.ts';

export function proveCondition(context: TestContext, tier: Tier): Scenario[] {
  const timing = conditionTiming(context, tier, conditionStep(context, tier));
  if (!timing) return [];
  const scenarios =
    timing.age === 0 ? [fromBegin(timing), inOtherGroups(timing)] : [inFewSteps(timing), goesOnAsBefore(timing)];
  return [...scenarios, endsLate(timing)].filter((scenario) => scenario !== undefined);
}

/** From before it begins to after it ends. */
function fromBegin(timing: ConditionTiming): Scenario {
  return conditionScenario(timing, { kind: 'condition', title: `${BEGINS}; ${GOES_ON}` }, [
    { inputs: IDLE, steps: 2 },
    ...begins(timing),
    ...goesOn(timing),
    ...(isOfOneWindow(timing) ? [] : [...recovers(timing), ...beginsAnew(timing)]),
    ...onThresholds(timing),
    ...ends(timing),
  ]);
}

const BEGINS = 'it begins when its windows are above its threshold, with events enough';
const GOES_ON =
  'it goes on with fewer of them and without traffic, until recovery is seen or the long window no longer burns';

/** The condition evaluated so seldom that its data is soon old enough. */
export function seldomEvaluated(often: ConditionTiming): ConditionTiming {
  const { context, tier, stepMs } = often;
  const unitMs = readsTilesOfAge(context, tier) ? tileMs(context.slo) : stepMs;
  return timingAt(often, roundUp(tier.minimumAgeMs / FEW_STEPS, unitMs));
}

/** Until data is old enough takes days, in which not each evaluation must find the alert of the one before. */
function inFewSteps(fine: ConditionTiming): Scenario {
  const timing = seldomEvaluated(fine);
  return conditionScenario({ ...timing, others: othersOf(timing) }, { kind: 'condition-begins', title: BEGINS }, [
    { inputs: IDLE, steps: timing.age + 2 },
    ...begins(timing),
    { inputs: IDLE, steps: timing.keep + 1 },
    ...(isOfOneWindow(timing) ? [] : [shortBurnsNot(timing)]),
    ...onThresholds(timing),
    ...ends(timing),
  ]);
}

/** Evaluations in the age of the data. */
const FEW_STEPS = 8;

function goesOnAsBefore(timing: ConditionTiming): Scenario {
  return alreadyFiring(timing, { kind: 'condition-goes-on', title: GOES_ON }, [
    ...goesOn(timing),
    ...(isOfOneWindow(timing) ? [] : recovers(timing)),
  ]);
}

function endsLate(timing: ConditionTiming): Scenario | undefined {
  const phases = isOfOneWindow(timing) ? [] : recoversLate(timing);
  return phases.length === 0
    ? undefined
    : alreadyFiring(
        timing,
        { kind: 'condition-ends-late', title: 'it ends by what was seen in the first half of its short window' },
        phases,
      );
}

/** The alert fires from the start, as if it had for days. */
function alreadyFiring(
  timing: ConditionTiming,
  { kind, title }: { readonly kind: string; readonly title: string },
  phases: readonly Phase[],
): Scenario {
  const { context, rule, hold } = timing;
  const failing = { ...failingInputs(context), ...NO_EVENTS };
  const scenario = conditionScenario(timing, { kind, title: `it fires already; ${title}` }, [
    { inputs: IDLE, steps: 1 },
    ...held(timing, failing),
    ...phases,
  ]);
  // As a rule left it that had another factor: the tier goes by it, and it is not mistaken for what the rule makes of it.
  const { [LABELS.factor]: _other, ...labels } = alertLabels(rule, context.subject);
  const before: InputSeries = { metric: 'ALERTS', labels, values: gauge([[hold + 1, 1]]) };
  return { ...scenario, series: [...scenario.series, before] };
}

/** Everything fails in groups that share all labels but one, and in the subject's what one of the windows shows. */
function inOtherGroups(timing: ConditionTiming): Scenario | undefined {
  const { context, hold, threshold } = timing;
  const others = othersOf(timing);
  return others.length === 0
    ? undefined
    : conditionScenario(
        { ...timing, others },
        {
          kind: 'other-groups',
          title:
            'everything fails in groups that differ in one label: it fires there and not in a group of which one window burns',
        },
        [
          { inputs: IDLE, steps: hold + 1 },
          ...(isOfOneWindow(timing) ? [] : [shortBurnsNot(timing)]),
          { inputs: { ...failingInputs(context), long: threshold }, steps: hold + 1, fires: false },
        ],
      );
}

/** Nor is anything seen of a recovery, which would be silence too. */
function shortBurnsNot({ context, hold }: ConditionTiming): Phase {
  return { inputs: { ...failingInputs(context), ...NO_EVENTS, short: 0 }, steps: hold + 1, fires: false };
}

function othersOf({ context, tier }: ConditionTiming): Labels[] {
  return isAffordable(context, tier) ? controlGroups(context) : [];
}

/** promtool evaluates at most 10,000 samples per query. */
const MOST_SAMPLES = 9_500;

/** The moments of the long window at which events are counted, in each group, and once more for the sum that is being taken. */
function isAffordable(context: TestContext, { longMs }: Condition): boolean {
  if (isTiled(longMs, context.slo)) return true;
  return ((controlGroups(context).length + 2) * longMs) / fastIntervalMs(context.slo.scrapeIntervalMs) < MOST_SAMPLES;
}
