// Proof of the age guard of a tier: a service that burns from its first moment is spared until its data is old enough, and an
// earlier life counts for as long as twice that age.
import type { Tier } from '../../model/slo.ts';
import { fastIntervalMs } from '../../model/windows.ts';
import { isTiled, tileMs } from '../../rules/windows.ts';
import { SECOND_MS } from '../../text/time.ts';
import { type TestContext, withoutControlGroup } from '../context/context.ts';
import type { Scenario } from '../context/scenario.ts';
import { oddMultiple } from '../context/step.ts';
import {
  type ConditionTiming,
  conditionScenario,
  conditionTiming,
  failingInputs,
  IDLE,
  type Inputs,
  type Phase,
  readsTilesOfAge,
} from './condition.ts';
import { words } from './timing.ts';

/** Evaluations in the age of the data: few, since days are long to evaluate. */
const PIECES = 8;

export function proveAge(context: TestContext, tier: Tier): Scenario[] {
  const { minimumAgeMs } = tier;
  if (minimumAgeMs === 0) return [];
  // At moments that are not all multiples of two tiles, which a guard that looks too rarely would not find.
  const pieceMs = minimumAgeMs / PIECES;
  const timing = conditionTiming(
    withoutControlGroup(context),
    tier,
    oddMultiple(pieceMs, unitOf(context, tier, pieceMs)),
  );
  if (!timing) return [];
  const isKnown = knowsEarlierLife(timing);
  return [
    conditionScenario(
      timing,
      {
        kind: 'age',
        title: `a service that burns from birth${isKnown ? ', and had been there long before' : ''}: it is spared for ${words(minimumAgeMs)}`,
      },
      [...(isKnown ? earlierLife(timing) : [{ inputs: nothing(timing, true), steps: 1 }]), ...birth(timing)],
    ),
  ];
}

/** Of what the step is a multiple. Events are counted at multiples of the fast interval: of a longer step that is none, the count
 *  would read the sample before, which has gone. */
function unitOf(context: TestContext, tier: Tier, pieceMs: number): number {
  if (readsTilesOfAge(context, tier)) return tileMs(context.slo);
  const readMs = fastIntervalMs(context.slo.scrapeIntervalMs);
  return pieceMs < readMs ? SECOND_MS : readMs;
}

/** Whether an earlier life of one sample can hold the events that the tier asks for, where they are counted in it, and leaves the
 *  tier time to fire. */
function knowsEarlierLife({ context, tier, hold, age }: ConditionTiming): boolean {
  const { longMs, minimumAgeMs } = tier;
  if (hold >= age) return false;
  return context.slo.minimumTraffic.total === 0 || isTiled(longMs, context.slo) || longMs >= 2 * minimumAgeMs;
}

/** One sample at the first step after the start, and nothing afterwards: as old as data must be it is found, and when it is twice
 *  as old it is forgotten. */
function earlierLife(timing: ConditionTiming): Phase[] {
  const { age, hold, keep } = timing;
  const [failing, calm] = [nothing(timing, true), nothing(timing, false)];
  const [young, known] = [Math.floor(0.75 * age), Math.floor(1.75 * age)];
  const forgotten = Math.max(Math.ceil(2.25 * age), known + keep + 2) + hold;
  return [
    { inputs: nothing(timing, true), steps: 1 },
    { inputs: present(timing, failing), steps: 1 },
    { inputs: failing, steps: young, fires: false },
    { inputs: calm, steps: known - young - hold - 1 },
    { inputs: failing, steps: hold + 1, fires: true },
    { inputs: calm, steps: forgotten - known - hold - 1 },
    { inputs: failing, steps: hold + 1, fires: false },
  ].filter(({ steps }) => steps > 0);
}

/** From here on there is data, and everything fails. */
function birth(timing: ConditionTiming): Phase[] {
  const { age, hold } = timing;
  const inputs = present(timing, nothing(timing, true));
  return [
    { inputs, steps: age - 1, fires: false },
    { inputs, steps: hold + 4, fires: true },
  ];
}

/** No data by which the age is told; everything has failed, or nothing. */
function nothing({ context }: ConditionTiming, hasFailed: boolean): Inputs {
  const inputs = hasFailed ? failingInputs(context) : IDLE;
  const badRate = hasFailed ? context.busy : 0;
  return { ...inputs, tile: undefined, totalRate: undefined, badRate };
}

function present({ context }: ConditionTiming, inputs: Inputs): Inputs {
  return { ...inputs, tile: 1, totalRate: context.busy };
}
