// The phases in which recovery is seen in the short window, or too little of it, each put exactly on a boundary.
import { countsEvents } from '../../model/slo.ts';
import { fastIntervalMs } from '../../model/windows.ts';
import { leastSeen } from '../../rules/recovery.ts';
import { isBaseItself, isTiled } from '../../rules/windows.ts';
import { factorOf } from '../context/exact-number.ts';
import { JUST_BELOW } from '../context/fraction.ts';
import { type ConditionTiming, failingInputs, type Inputs, NO_EVENTS, type Phase, secondsEach } from './condition.ts';
import { A_LITTLE_MORE, endsWithBase, exactly, inFirstHalf, JUST_ABOVE, left, TOO_FEW } from './phases.ts';

/** The short window is on the threshold. While too little is seen it goes on; with just enough it ends. Each time it is almost
 *  over, as the long window is on the threshold too: so that one evaluation tells. */
export function recovers(timing: ConditionTiming): Phase[] {
  const { context, tier, threshold } = timing;
  const long = longAbove(timing);
  const failing = { ...failingInputs(context), ...NO_EVENTS, long };
  const seen = (share: number): Inputs => ({ ...failing, short: threshold, ...goodEvents(timing, share, long) });
  return [
    ...staysAbove(timing),
    ...almostOver(timing),
    { inputs: seen(TOO_FEW), steps: 1, fires: true },
    ...(isTiled(tier.shortMs, context.slo) ? [] : hardlyAny(timing)),
    ...noMoreThanEnough(timing),
    ...almostOver(timing),
    { inputs: seen(1), steps: 1, fires: false },
  ];
}

/** An error ratio of the long window above the threshold, and so near to it that the short one's counts. */
function longAbove({ threshold }: ConditionTiming): number {
  return threshold + Math.min(threshold, (1 - threshold) / 2);
}

/** However much is seen in the short window, it goes on while that is above the threshold. */
function staysAbove(timing: ConditionTiming): Phase[] {
  const { context, tier, threshold } = timing;
  // A mean of the base holds what was before it.
  if (endsWithBase(timing) && !isBaseItself(tier.shortMs, context.slo)) return [];
  const { busy } = context;
  const above = threshold * JUST_ABOVE;
  const seen = { seen: busy, totalRate: busy, badRate: endsWithBase(timing) ? busy * above : 0 };
  return [
    ...almostOver(timing),
    { inputs: { ...failingUnseen(timing), ...seen, short: above }, steps: 1, fires: true },
    { inputs: failingUnseen(timing), steps: left(timing, tier.shortMs) + 1, fires: true },
  ];
}

/** All events of the long window failed, and in the short one just so many went well that both sides of the comparison are the root
 *  of that number: it goes on. An indicator of time has no such comparison. */
function noMoreThanEnough(timing: ConditionTiming): Phase[] {
  const { context, tier } = timing;
  const events = leastSeen(context.slo, 1, 0);
  const totalRate = factorOf(events, secondsEach(timing));
  if (!countsEvents(context.slo.indicator) || totalRate === undefined) return [];
  const seen = isTiled(tier.shortMs, context.slo) ? { seen: events } : { totalRate };
  return [...almostOver(timing), { inputs: { ...failingUnseen(timing), ...seen, short: 0 }, steps: 1, fires: true }];
}

/** Many events before the short window do not count, and hardly any traffic in it is too little. Then that has left it, too: what
 *  comes next is on its boundary to the last digit. */
function hardlyAny(timing: ConditionTiming): Phase[] {
  const steps = left(timing, timing.tier.shortMs);
  return [
    ...almostOver(timing, steps),
    { inputs: quiet(timing), steps: 1, fires: true },
    { inputs: failingUnseen(timing), steps, fires: true },
  ];
}

/** Events enough were seen in the first half of the short window, and hardly any since: it ends. */
export function recoversLate(timing: ConditionTiming): Phase[] {
  const { context, tier } = timing;
  const ago = inFirstHalf(timing);
  // A ratio of the base window, where that is more than one sample, is one of these very events.
  const isMean = endsWithBase(timing) && !isBaseItself(tier.shortMs, context.slo);
  if (ago < 1 || isMean || isTiled(tier.shortMs, context.slo)) return [];
  return endsWithBase(timing)
    ? [...almostOver(timing, ago), { inputs: quiet(timing), steps: 1, fires: false }]
    : recoversSteadily(timing);
}

/** Just enough good events come one after the other, over all of the short window: it ends. */
function recoversSteadily(timing: ConditionTiming): Phase[] {
  const { context, tier, threshold, keep } = timing;
  const moments = Math.floor(tier.shortMs / fastIntervalMs(context.slo.scrapeIntervalMs));
  const totalRate = (leastSeen(context.slo, 1, threshold) * A_LITTLE_MORE) / moments / secondsEach(timing);
  const going = { ...failingUnseen(timing), totalRate };
  return [
    { inputs: going, steps: left(timing, tier.shortMs), fires: true },
    ...(keep > 0 ? [{ inputs: { ...going, long: threshold }, steps: keep, fires: true }] : []),
    { inputs: { ...going, short: threshold }, steps: 1, fires: false },
  ];
}

/** It goes on; if it is kept, the long window is on the threshold for so long that one evaluation more ends it. So many evaluations
 *  before that one, many events are seen. */
export function almostOver(timing: ConditionTiming, seenAgo = 0, meanwhile = failingUnseen(timing)): Phase[] {
  const { context, threshold, keep } = timing;
  const { busy } = context;
  return Array.from({ length: Math.max(keep, seenAgo) }, (_, at) => Math.max(keep, seenAgo) - at).map((ago) => ({
    inputs: {
      ...meanwhile,
      ...(ago <= keep && { totalRate: 0, badRate: 0, long: threshold }),
      ...(ago === seenAgo && { totalRate: busy, badRate: endsWithBase(timing) ? busy : 0 }),
    },
    steps: 1,
    fires: true,
  }));
}

function failingUnseen({ context }: ConditionTiming): Inputs {
  return { ...failingInputs(context), ...NO_EVENTS };
}

/** The short window is on the threshold, with hardly any traffic, none of it bad. */
function quiet({ context, threshold }: ConditionTiming): Inputs {
  return { ...failingInputs(context), ...NO_EVENTS, short: threshold, totalRate: SOME };
}

/** Traffic, but less than counts for anything. */
export const SOME = 1e-6;

/** A share of what must be seen for recovery; the ratio of the base window, where that is the short one, is on the threshold. */
export function goodEvents(timing: ConditionTiming, share: number, long = 1): Partial<Inputs> {
  const { context, tier, threshold } = timing;
  const isExactly = share === 1 && !countsEvents(context.slo.indicator);
  const least = leastSeen(context.slo, long, threshold) * (share === 1 && !isExactly ? A_LITTLE_MORE : 1);
  if (isTiled(tier.shortMs, context.slo)) return { seen: least * share };
  const totalRate = isExactly ? exactly(least, secondsEach(timing)) : (least * share) / secondsEach(timing);
  if (!endsWithBase(timing)) return { totalRate, badRate: 0 };
  const isExact = isBaseItself(tier.shortMs, context.slo);
  const near = totalRate * threshold;
  const badRate = [near, near * (1 - Number.EPSILON), near * (1 + Number.EPSILON)].find(
    (bad) => bad / totalRate === threshold,
  );
  // A mean holds the hardly any traffic before it, too, all of which may be bad.
  const earlier = left(timing, tier.shortMs) * SOME;
  return { totalRate, badRate: (isExact ? badRate : undefined) ?? Math.max(0, near * JUST_BELOW - earlier) };
}
