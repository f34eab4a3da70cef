// The phases that a tier's condition goes through in its proof, each put exactly on a boundary.
import { baseWindowMs, fastIntervalMs } from '../../model/windows.ts';
import { leastInShort } from '../../rules/burn-rate-alert.ts';
import { isTiled } from '../../rules/windows.ts';
import { SAMPLE_LIFE_MS } from '../../text/time.ts';
import { factorOf } from '../context/exact-number.ts';
import {
  type ConditionTiming,
  failingInputs,
  IDLE,
  type Inputs,
  isOfOneWindow,
  NO_EVENTS,
  type Phase,
  secondsEach,
} from './condition.ts';

/** As a share of what is asked for. */
export const TOO_FEW = 0.98;

/** Above what is asked for by less than anything that counts. */
export const JUST_ABOVE = 1 + 1e-6;

export function begins(timing: ConditionTiming): Phase[] {
  const { context, threshold } = timing;
  const above = Math.min(1, threshold * JUST_ABOVE);
  return [
    ...tooFew(timing),
    // Between the two the condition does not hold, so that it is held from its first evaluation on.
    { inputs: IDLE, steps: 1 },
    ...held(timing, { ...failingInputs(context), ...NO_EVENTS, long: above, short: above, ...justEnough(timing) }),
  ];
}

/** Everything fails, with a little less than one of the guards asks for; where rates are counted, after many events before the
 *  long window. */
function tooFew(timing: ConditionTiming): Phase[] {
  const { context, tier, hold } = timing;
  const guard = context.slo.minimumTraffic;
  const failing = failingInputs(context);
  const asked = (['total', 'bad'] as const).filter((events) => guard[events] > 0);
  const silent = (inputs: Inputs): Phase => ({ inputs, steps: hold + 1, fires: false });
  if (asked.length === 0) return [];
  if (countsTiles(timing)) {
    return asked.map((events) => silent({ ...failing, totalRate: 0, badRate: 0, [events]: TOO_FEW * guard[events] }));
  }
  return [
    { inputs: { ...IDLE, totalRate: context.busy, badRate: context.busy }, steps: 1 },
    { inputs: IDLE, steps: left(timing, tier.longMs) },
    silent({ ...failing, ...NO_EVENTS }),
    ...asked.flatMap((events): Phase[] => [
      { inputs: IDLE, steps: left(timing, tier.longMs) },
      { inputs: { ...failing, ...fewRates(timing, events) }, steps: 1 },
      silent({ ...failing, ...NO_EVENTS }),
    ]),
    { inputs: IDLE, steps: left(timing, tier.longMs) },
  ];
}

/** A little less than one of the guards asks for, in the rates of one evaluation, which are found until the next one. */
function fewRates(timing: ConditionTiming, events: 'total' | 'bad'): Partial<Inputs> {
  const { total, bad } = timing.context.slo.minimumTraffic;
  const rate = (count: number, share: number) => (share * count) / mostMoments(timing) / secondsEach(timing);
  const badRate = rate(bad || total, TOO_FEW);
  return { totalRate: events === 'bad' ? rate(Math.max(total, bad), 1) : rate(total, TOO_FEW), badRate };
}

/** How often the rate of one evaluation is counted at most: until the next one takes its place, or five minutes long, at both ends
 *  of which Prometheus 2 finds it. */
export function mostMoments({ stepMs, context }: ConditionTiming): number {
  const readMs = fastIntervalMs(context.slo.scrapeIntervalMs);
  return Math.min(Math.ceil(stepMs / readMs), Math.floor((LIFE_MS + 1) / readMs) + 1);
}

/** How often it is counted at the least. */
export function leastMoments({ stepMs, context }: ConditionTiming): number {
  return Math.floor(Math.min(stepMs, LIFE_MS) / fastIntervalMs(context.slo.scrapeIntervalMs));
}

/** The condition holds from here on: silent one evaluation before its hold has passed, and firing with it. */
export function held({ hold }: ConditionTiming, inputs: Inputs): Phase[] {
  return [...(hold > 0 ? [{ inputs, steps: hold, fires: false }] : []), { inputs, steps: 1, fires: true }];
}

export function countsTiles({ context, tier }: ConditionTiming): boolean {
  return isTiled(tier.longMs, context.slo);
}

/** Just as many events as the guards ask for: in tiles, or all of them in the rates of one evaluation. */
function justEnough(timing: ConditionTiming): Partial<Inputs> {
  const { total, bad } = timing.context.slo.minimumTraffic;
  if (countsTiles(timing)) return { total: Math.max(total, bad), bad, ...several(timing) };
  const rate = (events: number) => exactly(events, secondsEach(timing));
  // Where recovery is seen in the base window, its ratio follows from these rates, and must burn.
  return { totalRate: rate(total || bad), badRate: rate(endsWithBase(timing) ? Math.max(total, bad) : bad) };
}

/** Just as many bad events in the short window as a failure that is not a single one has, or a share of them. */
export function several(timing: ConditionTiming, share = 1): Partial<Inputs> {
  const { context, tier } = timing;
  const least = leastInShort(context.slo);
  if (least === 0) return {};
  if (isTiled(tier.shortMs, context.slo)) return { failed: least * share };
  return { badRate: share === 1 ? exactly(least, secondsEach(timing)) : (least * share) / secondsEach(timing) };
}

/** What times `seconds` is so many events; a little more where no number in floating point is. */
export function exactly(events: number, seconds: number): number {
  return factorOf(events, seconds) ?? (events / seconds) * JUST_ABOVE;
}

/** It fires: with no events any more, and without anything in the short window. */
export function goesOn(timing: ConditionTiming): Phase[] {
  const { context, tier, keep } = timing;
  const failing = { ...failingInputs(context), ...NO_EVENTS };
  const idle = context.slo.indicator.kind === 'time' ? undefined : 0;
  return [
    { inputs: failing, steps: left(timing, tier.longMs) + keep + 1, fires: true },
    ...(isOfOneWindow(timing)
      ? []
      : [
          {
            inputs: { ...failing, short: undefined, totalRate: idle, badRate: idle },
            steps: GONE + keep + 1,
            fires: true,
          },
        ]),
  ];
}

/** Evaluations until the last sample of a series that has ended is too old to be found. */
const GONE = 2;

/** Evaluations until what was counted of the rates has left a window, and no more: it is found until the next one takes its place,
 *  or for five minutes. */
export function left({ context, stepMs }: ConditionTiming, windowMs: number): number {
  return isTiled(windowMs, context.slo) ? 0 : Math.ceil((windowMs + Math.min(stepMs, LIFE_MS + 2)) / stepMs);
}

/** Evaluations until the last sample of a series that has ended is too old to be found. */
export function untilGone({ stepMs }: ConditionTiming): number {
  return Math.floor(SAMPLE_LIFE_MS / stepMs) + 1;
}

/** How many evaluations ago the middle of the first half of the short window was. */
export function inFirstHalf({ tier, stepMs }: ConditionTiming): number {
  return Math.floor((0.75 * tier.shortMs) / stepMs);
}

/** Whether recovery is seen in the base window, which is not recorded as a window of its own. */
export function endsWithBase({ context: { slo }, tier }: ConditionTiming): boolean {
  return tier.shortMs === baseWindowMs(slo.scrapeIntervalMs);
}

/** After recovery it takes as many events as before to begin. */
export function beginsAnew(timing: ConditionTiming): Phase[] {
  const { context, hold } = timing;
  const { bad } = context.slo.minimumTraffic;
  // What was seen for recovery counts as events in the long window.
  const isFree = countsTiles(timing) || !endsWithBase(timing);
  if (bad === 0 || !isFree) return [];
  return [{ inputs: { ...failingInputs(context), ...NO_EVENTS }, steps: hold + 1, fires: false }];
}

/** Each window exactly on the threshold, with the other one far above it and events enough. */
export function onThresholds(timing: ConditionTiming): Phase[] {
  const { context, tier, threshold, hold } = timing;
  const failing = failingInputs(context);
  const onLong: Phase = { inputs: { ...failing, long: threshold }, steps: hold + 1, fires: false };
  // Of one window nothing else has ended the alert before.
  if (isOfOneWindow(timing)) return [{ inputs: { ...failing, long: 0 }, steps: timing.keep + 1 }, onLong];
  // The events are in the long window, and no longer in the short one, so that nothing is seen of a recovery.
  const unseen = { ...failing, totalRate: 0, badRate: 0 };
  return [
    onLong,
    { inputs: { ...unseen, long: 0, short: 0 }, steps: left(timing, tier.shortMs) + 1 },
    { inputs: { ...unseen, failed: 0, ...several(timing), short: threshold }, steps: hold + 1, fires: false },
  ];
}

/** It fires until the long window is back on the threshold, and for as long as it is kept. */
export function ends(timing: ConditionTiming): Phase[] {
  const { context, tier, threshold, keep } = timing;
  const failing = failingInputs(context);
  const counted = countsTiles(timing) ? [] : earlierEvents(timing);
  const over = { ...failing, ...NO_EVENTS, long: threshold };
  return [
    ...(counted.length > 0
      ? [{ inputs: IDLE, steps: left(timing, tier.longMs) }, ...counted]
      : [{ inputs: IDLE, steps: 1 }]),
    ...held(timing, counted.length > 0 ? { ...failing, ...NO_EVENTS } : failing),
    ...(keep > 0 ? [{ inputs: over, steps: keep, fires: true }] : []),
    { inputs: over, steps: 1, fires: false },
  ];
}

/** As many events as the guards ask for, in the first half of the long window: each of the moments at which they are counted
 *  counts. */
function earlierEvents(timing: ConditionTiming): Phase[] {
  const { context, tier, stepMs, hold } = timing;
  const { total, bad } = context.slo.minimumTraffic;
  const ago = Math.floor((0.75 * tier.longMs) / stepMs) - hold - 1;
  if (total + bad === 0 || ago < 1) return [];
  const rate = (events: number) => (events * A_LITTLE_MORE) / leastMoments(timing) / secondsEach(timing);
  return [
    { inputs: { ...IDLE, totalRate: rate(total || bad), badRate: rate(bad) }, steps: 1 },
    { inputs: IDLE, steps: ago },
  ];
}

/** A sample lives five minutes, the last of which does not belong to it in every version. */
const LIFE_MS = SAMPLE_LIFE_MS - 1;

/** Against rounding. */
export const A_LITTLE_MORE = 1.01;
