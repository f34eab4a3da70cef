// Proof of tiers that wait for a share of the period's events: bad events decide, and not the ratio of a quiet hour; a page comes
// as well where nearly everything fails.
import { SERIES } from '../../model/series-names.ts';
import type { Tier } from '../../model/slo.ts';
import { fastIntervalMs } from '../../model/windows.ts';
import { OUTAGE_RATIO, OUTAGE_WINDOW_MS, USUAL_KNOWN_FOR_MS } from '../../rules/event-budget.ts';
import { isFast, tileMs } from '../../rules/windows.ts';
import { HOUR_MS, SECOND_MS } from '../../text/time.ts';
import { type TestContext, withoutControlGroup } from '../context/context.ts';
import { records, recordsNothing } from '../context/expect.ts';
import type { Scenario } from '../context/scenario.ts';
import { recordedScenario } from '../windows/recorded-inputs.ts';
import { seldomEvaluated } from './comparisons.ts';
import {
  type ConditionTiming,
  conditionScenario,
  conditionTiming,
  failingInputs,
  IDLE,
  type Inputs,
  NO_EVENTS,
  type Phase,
  secondsEach,
} from './condition.ts';
import { countsTiles, endsWithBase, exactly, held, left } from './phases.ts';

export function proveEventBudget(context: TestContext): Scenario[] {
  const { slo } = context;
  if (slo.budgetOf !== 'events') return [];
  return [usualTraffic(context), ...slo.tiers.flatMap((tier) => proveTierOfEvents(context, tier))];
}

function proveTierOfEvents(context: TestContext, tier: Tier): Scenario[] {
  // Each sample of a rate counts once where rules are evaluated as often as in the field. Days of tiles need not be.
  const often = conditionTiming(context, tier, fastIntervalMs(context.slo.scrapeIntervalMs));
  const timing = often && tier.minimumAgeMs > 0 && countsTiles(often) ? seldomEvaluated(often) : often;
  if (!timing) return [];
  // Where the ratio of the base window must be that of an outage, each failure that burns is one.
  const isOutage = endsWithBase(timing) && timing.threshold >= OUTAGE_RATIO;
  return [...(isOutage ? [] : [share(timing)]), ...(isFast(tier.longMs) ? [nearlyEverything(timing)] : [])];
}

/** More than any guard asks for. */
const MANY = 100;

/** The usual rate at which the tier waits for many events, and how many those are, as the rule works it out. */
function allowance({ context, tier, threshold }: ConditionTiming): { readonly usual: number; readonly events: number } {
  const { total, bad } = context.slo.minimumTraffic;
  const seconds = tier.longMs / SECOND_MS;
  const usual = (MANY * Math.max(total, bad, 1)) / (threshold * seconds);
  return { usual, events: threshold * seconds * usual };
}

/** So many bad events of all in the long window, with ratios of both windows. */
function counted(timing: ConditionTiming, bad: number, total: number): Partial<Inputs> {
  if (countsTiles(timing)) return { bad, total };
  return { badRate: exactly(bad, secondsEach(timing)), totalRate: total / secondsEach(timing) };
}

function share(timing: ConditionTiming): Scenario {
  const { context, tier, threshold, age, hold } = timing;
  const { usual, events } = allowance(timing);
  const fewBad = 2 * Math.max(context.slo.minimumTraffic.bad, 1);
  const few = counted(timing, fewBad, Math.max(2 * fewBad, context.slo.minimumTraffic.total));
  // Where recovery is seen in the base window, its ratio follows from these rates, and must burn without being an outage.
  const total = events / (endsWithBase(timing) ? (threshold + OUTAGE_RATIO) / 2 : FEW_FAIL);
  const quiet = { ...IDLE, usual };
  const burning = { ...failingInputs(context), ...NO_EVENTS, usual };
  const silent = (inputs: Partial<Inputs>): Phase[] => [
    { inputs: { ...burning, ...inputs }, steps: 1 },
    // Events that are counted in rates are counted for as long as the window is.
    { inputs: { ...burning, ...(countsTiles(timing) && inputs) }, steps: hold + 1, fires: false },
    { inputs: quiet, steps: left(timing, tier.longMs) + 1 },
  ];
  const onShare = {
    ...counted(timing, countsTiles(timing) ? events : events * JUST_BELOW, total),
    long: threshold / 2,
  };
  const above = { ...counted(timing, events * JUST_ABOVE, total), long: threshold / 2 };
  return conditionScenario(
    timing,
    {
      kind: 'share-of-events',
      title:
        'it waits for its share of the events of the period, in a quiet hour too, and then the ratio does not matter',
    },
    [
      { inputs: quiet, steps: age + 2 },
      ...silent(few),
      ...notLookedAt(timing, few, usual),
      ...silent(onShare),
      ...held(timing, { ...burning, ...above }),
    ],
  );
}

/** What is usual was known until nearly an hour ago, and not since: a few events of which all fail do not burn by their ratio. */
function notLookedAt(timing: ConditionTiming, few: Partial<Inputs>, usual: number): Phase[] {
  const { context, tier, hold, stepMs } = timing;
  const unknown = Math.floor((0.9 * USUAL_KNOWN_FOR_MS) / stepMs) - hold - 2;
  if (unknown < 1) return [];
  const burning = { ...failingInputs(context), ...NO_EVENTS };
  return [
    { inputs: { ...IDLE, usual }, steps: 1 },
    { inputs: IDLE, steps: unknown },
    { inputs: { ...burning, ...few }, steps: 1 },
    { inputs: { ...burning, ...(countsTiles(timing) && few) }, steps: hold + 1, fires: false },
    { inputs: { ...IDLE, usual }, steps: left(timing, tier.longMs) + 1 },
  ];
}

/** So small a share of events fails that no ratio matters. */
const FEW_FAIL = 0.1;
const JUST_BELOW = 0.999;
const JUST_ABOVE = 1.001;

/** Nearly everything fails, in far fewer events than the tier waits for. */
function nearlyEverything(timing: ConditionTiming): Scenario {
  const { context, age, hold, tier, threshold } = timing;
  const least = Math.max(context.slo.minimumTraffic.bad, 1);
  const guard = Math.max(context.slo.minimumTraffic.total, 4 * least);
  const usual = allowance(timing).usual * MANY;
  const failing = endsWithBase(timing) ? Math.max(OUTAGE_RATIO, threshold) : OUTAGE_RATIO;
  const quiet = { ...IDLE, usual };
  const rates = (bad: number, total: number): Partial<Inputs> => {
    const each = secondsEach(timing);
    return {
      badRate: exactly(bad, each),
      totalRate: total / each,
      ...(countsTiles(timing) && { bad: guard, total: guard }),
    };
  };
  const burning = {
    ...failingInputs(context),
    ...NO_EVENTS,
    usual,
    ...(countsTiles(timing) && { bad: guard, total: guard }),
  };
  const silent = (bad: number, total: number): Phase[] => [
    { inputs: { ...burning, ...rates(bad, total) }, steps: 1 },
    { inputs: burning, steps: hold + 1, fires: false },
    { inputs: quiet, steps: left(timing, countsTiles(timing) ? OUTAGE_WINDOW_MS : tier.longMs) + 1 },
  ];
  return conditionScenario(
    timing,
    {
      kind: 'outage-without-share',
      title: 'it does not wait for its share of the events where nearly everything fails',
    },
    [
      { inputs: quiet, steps: age + 2 },
      ...silent(guard * OUTAGE_RATIO * JUST_BELOW, guard),
      ...(context.slo.minimumTraffic.bad > 0 ? silent(least * JUST_BELOW, least) : []),
      ...held(timing, { ...burning, ...rates(guard * failing * JUST_ABOVE, guard) }),
    ],
  );
}

/** Days are fed in steps of a few tiles, each with the events of one. */
const TILES_PER_STEP = 3;

/** The events of all tiles over the time since the first of them, which is unknown for a day. */
function usualTraffic(context: TestContext): Scenario {
  const { identity } = context.slo;
  const stepMs = TILES_PER_STEP * tileMs(context.slo);
  const day = Math.round((24 * HOUR_MS) / stepMs);
  const [quiet, busy] = [1, 9];
  // The time since the first sample is a step less than the samples there are, each of which holds the events of one tile.
  const mean = (at: number, sumOfRates: number) =>
    records(at * stepMs, SERIES.usualRate, identity, sumOfRates / at / TILES_PER_STEP, [context.subject]);
  return recordedScenario(withoutControlGroup(context), {
    id: { kind: 'usual-traffic' },
    title: 'what traffic is usual is not known for a day; then it is the mean since the first event',
    rules: 'budget',
    about: 'usual',
    stepMs,
    levels: [
      { steps: day + 1, total: quiet, errorRatio: 0 },
      { steps: day, total: busy, errorRatio: 0 },
    ],
    hasTiles: true,
    hasDistractors: true,
    checks: [
      recordsNothing((day - 1) * stepMs, SERIES.usualRate, identity),
      mean(day, quiet * (day + 1)),
      mean(2 * day, quiet * (day + 1) + busy * day),
    ],
  });
}
