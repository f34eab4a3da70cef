// Proof of what the condition of a named alert says, with all that it reads fed in: each comparison on its boundary.
import type { ThresholdAlert } from '../../model/slo.ts';
import { baseWindowMs } from '../../model/windows.ts';
import { ruleFor, type Stage } from '../context/context.ts';
import type { Scenario } from '../context/scenario.ts';
import {
  type ConditionPlay,
  conditionScenario,
  conditionStep,
  failingInputs,
  IDLE,
  type Inputs,
  NO_EVENTS,
  type Phase,
  playAt,
  secondsEach,
} from './condition.ts';
import { countsTiles, exactly, goodEvents, held, left, TOO_FEW } from './phases.ts';

export function proveThresholdCondition(stage: Stage, threshold: ThresholdAlert): Scenario[] {
  const rule = ruleFor(stage, 'threshold', (purpose) => purpose.threshold === threshold);
  if (!rule) return [];
  const { overMs, errorRatio, settings } = threshold;
  const { forMs, keepFiringForMs } = rule;
  const shortMs = baseWindowMs(stage.slo.scrapeIntervalMs);
  const tier = { tier: settings.name, longMs: overMs, shortMs, minimumAgeMs: 0, settings: { forMs, keepFiringForMs } };
  const play = playAt({ stage, tier, rule, threshold: errorRatio }, conditionStep(stage, tier));
  const above = begins(play);
  return [
    conditionScenario(
      play,
      'it fires above its threshold, with events enough and traffic now, unless recovery is seen: each to the last digit',
      [{ inputs: IDLE, steps: 2 }, ...above, ...(overMs > shortMs ? recovers(play) : ends(play))],
    ),
  ];
}

/** Traffic, but less than counts for anything. */
const SOME = 1e-6;

/** Everything fails, with hardly any traffic. */
function hardly({ stage }: ConditionPlay): Inputs {
  return { ...failingInputs(stage), ...NO_EVENTS, totalRate: SOME, badRate: SOME };
}

function begins(play: ConditionPlay): Phase[] {
  const { stage, tier, threshold, hold } = play;
  const { total, bad } = stage.slo.minimumTraffic;
  const few = { ...hardly(play), total: TOO_FEW * total, bad: TOO_FEW * bad };
  const rate = (events: number) => Math.max(SOME, exactly(events, secondsEach(play)));
  const enough = countsTiles(play)
    ? { total: Math.max(total, bad), bad }
    : { totalRate: rate(total || bad), badRate: rate(bad || total) };
  return [
    ...(total + bad === 0
      ? []
      : [
          { inputs: { ...IDLE, totalRate: stage.busy, badRate: stage.busy }, steps: 1 },
          { inputs: IDLE, steps: left(play, tier.longMs) },
          { inputs: few, steps: hold + 1, fires: false },
        ]),
    { inputs: IDLE, steps: 1 },
    ...held(play, { ...hardly(play), long: Math.min(1, threshold * (1 + SOME)), ...enough }),
  ].filter(({ steps }) => steps > 0);
}

/** With too few good events it goes on, with just enough of them it ends; then neither on the threshold nor without traffic. */
function recovers(play: ConditionPlay): Phase[] {
  const { stage, tier, threshold, hold } = play;
  const failing = failingInputs(stage);
  const on = { ...hardly(play), ...(countsTiles(play) ? { total: failing.total, bad: failing.bad } : {}) };
  const none = stage.slo.indicator.kind === 'time' ? undefined : 0;
  // The events that are asked for must be in the long window and no longer in the short one.
  const isLong = countsTiles(play) || tier.longMs >= (left(play, tier.shortMs) + 2) * play.stepMs;
  const told: readonly Phase[] = [
    ...almostOver(play, on),
    { inputs: { ...on, ...goodEvents(play, TOO_FEW) }, steps: 1, fires: true },
    ...almostOver(play, on),
    { inputs: { ...on, ...goodEvents(play, 1) }, steps: 1, fires: false },
  ];
  return [
    ...(isLong ? told : ends(play)),
    { inputs: { ...failing, long: threshold }, steps: hold + 1, fires: false },
    { inputs: { ...failing, totalRate: none, badRate: none }, steps: hold + 3, fires: false },
  ];
}

/** Everything fails, and then hardly anything happens until the short window is empty; if the alert is kept, the long window is on
 *  the threshold for so long that one evaluation more ends the alert. */
function almostOver(play: ConditionPlay, on: Inputs): Phase[] {
  const { stage, tier, threshold, keep } = play;
  const until = left(play, tier.shortMs);
  const busy = { ...failingInputs(stage), total: on.total, bad: on.bad };
  return [
    { inputs: busy, steps: 1, fires: true },
    { inputs: on, steps: Math.max(0, until - keep), fires: true },
    { inputs: { ...busy, long: threshold }, steps: Math.max(0, keep - until), fires: true },
    { inputs: { ...on, long: threshold }, steps: Math.min(until, keep), fires: true },
  ].filter(({ steps }) => steps > 0);
}

function ends(play: ConditionPlay): Phase[] {
  const { stage, threshold, keep } = play;
  const over = { ...failingInputs(stage), long: threshold };
  return [...(keep > 0 ? [{ inputs: over, steps: keep, fires: true }] : []), { inputs: over, steps: 1, fires: false }];
}
