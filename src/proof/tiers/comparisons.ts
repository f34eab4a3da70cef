// Proof of what a tier's condition says: it begins above the threshold in both windows and with events enough, each to the last
// digit; it goes on with fewer events and without traffic; and it ends where recovery is seen, or the long window is done.
import type { Tier } from '../../model/slo.ts';
import { fastIntervalMs } from '../../model/windows.ts';
import { LABELS } from '../../rules/names.ts';
import { isTiled, tileMs } from '../../rules/windows.ts';
import { cousins, type Stage } from '../context/context.ts';
import { alertLabels } from '../context/expect.ts';
import type { Labels } from '../context/label-set.ts';
import { roundUp } from '../context/multiples.ts';
import type { InputSeries, Scenario } from '../context/scenario.ts';
import { gauge } from '../context/series.ts';
import {
  type Condition,
  type ConditionPlay,
  conditionPlay,
  conditionScenario,
  conditionStep,
  failingInputs,
  IDLE,
  isOfOneWindow,
  NO_EVENTS,
  type Phase,
  playAt,
  readsTilesOfAge,
} from './condition.ts';
import { begins, beginsAnew, ends, goesOn, held, onThresholds, recovers } from './phases.ts';

export function proveCondition(stage: Stage, tier: Tier): Scenario[] {
  const play = conditionPlay(stage, tier, conditionStep(stage, tier));
  if (!play) return [];
  const scenarios = play.age === 0 ? [fromBegin(play), inOtherGroups(play)] : [inFewSteps(play), alreadyFiring(play)];
  return scenarios.filter((scenario) => scenario !== undefined);
}

/** From before it begins to after it ends. */
function fromBegin(play: ConditionPlay): Scenario {
  return conditionScenario(play, `${BEGINS}; ${GOES_ON}`, [
    { inputs: IDLE, steps: 2 },
    ...begins(play),
    ...goesOn(play),
    ...(isOfOneWindow(play) ? [] : [...recovers(play), ...beginsAnew(play)]),
    ...onThresholds(play),
    ...ends(play),
  ]);
}

const BEGINS = 'it begins when its windows are above its threshold, with events enough';
const GOES_ON =
  'it goes on with fewer of them and without traffic, until recovery is seen or the long window no longer burns';

/** The condition evaluated so seldom that its data is soon old enough. */
export function seldomEvaluated(often: ConditionPlay): ConditionPlay {
  const { stage, tier, stepMs } = often;
  const unitMs = readsTilesOfAge(stage, tier) ? tileMs(stage.slo) : stepMs;
  return playAt(often, roundUp(tier.minimumAgeMs / FEW_STEPS, unitMs));
}

/** Until data is old enough takes days, in which not each evaluation must find the alert of the one before. */
function inFewSteps(fine: ConditionPlay): Scenario {
  const play = seldomEvaluated(fine);
  return conditionScenario({ ...play, others: othersOf(play) }, BEGINS, [
    { inputs: IDLE, steps: play.age + 2 },
    ...begins(play),
    { inputs: IDLE, steps: play.keep + 1 },
    ...(isOfOneWindow(play) ? [] : [shortBurnsNot(play)]),
    ...onThresholds(play),
    ...ends(play),
  ]);
}

/** Evaluations in the age of the data. */
const FEW_STEPS = 8;

/** The alert fires from the start, as if it had for days. */
function alreadyFiring(play: ConditionPlay): Scenario {
  const { stage, rule, hold } = play;
  const failing = { ...failingInputs(stage), ...NO_EVENTS };
  const scenario = conditionScenario(play, `it fires already; ${GOES_ON}`, [
    { inputs: IDLE, steps: 1 },
    ...held(play, failing),
    ...goesOn(play),
    ...(isOfOneWindow(play) ? [] : recovers(play)),
  ]);
  // As a rule left it that had another factor: the tier goes by it, and it is not mistaken for what the rule makes of it.
  const { [LABELS.factor]: _other, ...labels } = alertLabels(rule, stage.subject);
  const before: InputSeries = { metric: 'ALERTS', labels, values: gauge([[hold + 1, 1]]) };
  return { ...scenario, series: [...scenario.series, before] };
}

/** Everything fails in groups that share all labels but one, and in the subject's what one of the windows shows. */
function inOtherGroups(play: ConditionPlay): Scenario | undefined {
  const { stage, hold, threshold } = play;
  const others = othersOf(play);
  return others.length === 0
    ? undefined
    : conditionScenario(
        { ...play, others },
        'everything fails in groups that differ in one label: it fires there and not in a group of which one window burns',
        [
          { inputs: IDLE, steps: hold + 1 },
          ...(isOfOneWindow(play) ? [] : [shortBurnsNot(play)]),
          { inputs: { ...failingInputs(stage), long: threshold }, steps: hold + 1, fires: false },
        ],
      );
}

/** Nor is anything seen of a recovery, which would be silence too. */
function shortBurnsNot({ stage, hold }: ConditionPlay): Phase {
  return { inputs: { ...failingInputs(stage), ...NO_EVENTS, short: 0 }, steps: hold + 1, fires: false };
}

function othersOf({ stage, tier }: ConditionPlay): Labels[] {
  return isAffordable(stage, tier) ? cousins(stage) : [];
}

/** promtool evaluates at most 10,000 samples per query. */
const MOST_SAMPLES = 9_500;

/** The moments of the long window at which events are counted, in each group, and once more for the sum that is being taken. */
function isAffordable(stage: Stage, { longMs }: Condition): boolean {
  if (isTiled(longMs, stage.slo)) return true;
  return ((cousins(stage).length + 2) * longMs) / fastIntervalMs(stage.slo.scrapeIntervalMs) < MOST_SAMPLES;
}
