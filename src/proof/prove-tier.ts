// Proof of one burn-rate tier: fires when it must and not before, stays silent below its factor, needs both windows, clears
// with the short one, and minds its guards. The times follow from the derivation in rules/response.ts, with the recorded
// rates as they are fed (no base layer that smears them).
import type { Tier } from '../model/slo.ts';
import { isTiled } from '../rules/windows.ts';
import { meansOf } from './exact-number.ts';
import { fires, isSilent } from './expect.ts';
import type { Level } from './fed.ts';
import { fractionOf, JUST_BELOW } from './fraction.ts';
import { proveAge } from './prove-age.ts';
import { proveGuards } from './prove-guards.ts';
import { proveRecovery } from './prove-recovery.ts';
import type { Scenario } from './scenario.ts';
import type { Stage } from './stage.ts';
import { fed, level, playOf, type TierPlay, words } from './tier-play.ts';
import type { Sums } from './tiled-events.ts';
import { eventsIn, heldOver } from './window-ratio.ts';

/** How far above or below its threshold a tier is put to the test: less than any edit that matters. */
const MARGIN = 0.1;

export function proveTier(stage: Stage, tier: Tier): Scenario[] {
  const play = playOf(stage, tier);
  if (!play) return [];
  return [
    firesAbove(play),
    silentAt(play),
    needsBoth(play),
    ...proveRecovery(play),
    ...proveGuards(play),
    ...proveAge(play),
  ];
}

/** Errors just above the threshold, and afterwards exactly on it: then the long window still burns, and the short one has
 *  recovered once it holds nothing else. */
function firesAbove(play: TierPlay): Scenario {
  const { tier, rule, stage, long, short, stepMs, threshold, age } = play;
  const ratio = Math.min(1, threshold * (1 + MARGIN));
  const start = Math.max(long, age);
  const [hold, keep] = [tier.settings.forMs, tier.settings.keepFiringForMs].map((ms) => Math.ceil(ms / stepMs));
  // The n-th bad sample is seen n - 1 steps after the first; n / long of the window must exceed threshold / ratio.
  const after = Math.floor((long * threshold) / ratio) + (hold ?? 0);
  const burning = after + SLACK + 1;
  const kept = short + (keep ?? 0);
  const at = (steps: number) => (start + steps) * stepMs;
  return fed(
    play,
    `${tier.tier}: errors at ${percent(ratio)}, just above its threshold: it fires after ${words(after * stepMs)}, no earlier; they go back to the threshold: it clears ${words(kept * stepMs)} later, with the short window`,
    [level(play, start, 0), level(play, burning + 1, ratio), onThreshold(play, kept + SLACK + 2)],
    [
      isSilent(at(-1), rule),
      ...(after < SLACK ? [] : [isSilent(at(after - SLACK), rule)]),
      fires(at(after + SLACK), rule, [stage.subject]),
      fires(at(burning + Math.max(0, kept - SLACK - 1)), rule, [stage.subject]),
      isSilent(at(burning + kept + SLACK + 1), rule),
    ],
  );
}

/** Steps by which an alert may be off: one for ranges that are closed or open on the left. */
const SLACK = 1;

/** Exactly on the threshold, which must be passed: first both windows are, then the long one alone. Where no traffic has
 *  that ratio, it is just below. */
function silentAt(play: TierPlay): Scenario {
  const { tier, rule, long, short, age, stepMs, threshold } = play;
  const hold = Math.ceil(tier.settings.forMs / stepMs);
  // As many events too few as there are too many afterwards; the short window is full of the latter.
  const swing = short + 1 + hold;
  const isApart = threshold <= 0.5 && hold < short && 2 * swing + hold < long;
  const least = Math.max(2 * age, 4) + hold;
  const afterwards = (high: number): Level[] => [
    ...(isApart ? [onThreshold(play, swing, 0.5), onThreshold(play, swing, high)] : []),
    onThreshold(play, hold + 1),
  ];
  const exact = isApart ? exactStart(play, least, afterwards(1.5)) : least;
  // Where rounding always shows, there are a few events less: a right rule must not fire by its last digit.
  const start = exact ?? least;
  const levels = [onThreshold(play, start), ...afterwards(exact === undefined ? 1.5 * JUST_BELOW : 1.5)];
  const last = levels.reduce((sum, { steps }) => sum + steps, 0) - 1;
  const exactly = fractionOf(threshold) ? 'exactly on' : 'just below';
  return fed(
    play,
    `${tier.tier}: errors ${exactly} its threshold${isApart ? ', and later above it in the short window alone' : ''}: it stays silent`,
    levels,
    [isSilent((start - 1) * stepMs, rule), isSilent((last - 1) * stepMs, rule), isSilent(last * stepMs, rule)],
  );
}

/** The least number of steps on the threshold, `least` or a few more, with which the long window's ratio is on it to the last
 *  digit in the end, and not above it before: the mean of uneven numbers is off by one as often as not. Undefined where none is. */
function exactStart(play: TierPlay, least: number, afterwards: readonly Level[]): number | undefined {
  const { threshold } = play;
  const counts = Array.from({ length: MOST_TRIES }, (_, more) => least + more);
  return counts.find((start) => {
    const { before, last } = lastRatios(play, [onThreshold(play, start), ...afterwards]);
    return before.every((ratio) => ratio <= threshold) && last.every((ratio) => ratio === threshold);
  });
}

const MOST_TRIES = 24;

/** The long window's ratios at the last step and at the one before, in each way of working them out. */
interface LastRatios {
  readonly before: readonly number[];
  readonly last: readonly number[];
}

function lastRatios({ stage: { slo }, tier, stepMs }: TierPlay, levels: readonly Level[]): LastRatios {
  const end = levels.reduce((sum, { steps }) => sum + steps, 0) - 1;
  const ratios = (at: number) => {
    if (isTiled(tier.longMs, slo)) return [quotient(eventsIn(slo, levels, stepMs, tier.longMs, at))];
    const [open = [], closed = []] = heldOver(levels, stepMs, tier.longMs, at);
    // Before a window is full it does not matter whether it is closed.
    return (open.length === closed.length ? [open] : [open, closed]).flatMap((held) => {
      const totals = meansOf(held.map(({ total }) => total));
      return meansOf(held.map(({ bad }) => bad)).map((bad, version) => bad / (totals[version] ?? 0));
    });
  };
  return { before: ratios(end - 1), last: ratios(end) };
}

function quotient({ bad, total }: Sums): number {
  return bad / total;
}

/** So many steps with errors at a multiple of the threshold. */
function onThreshold({ threshold, stage: { busy } }: TierPlay, steps: number, times = 1): Level {
  const { part, whole } = fractionOf(threshold) ?? { part: threshold * JUST_BELOW, whole: 1 };
  // Twice as many, so that half of them is a whole number too.
  const pieces = 2 * Math.ceil(busy / whole);
  const total = pieces * whole;
  const bad = Math.min(total, pieces * part * times);
  return { steps, total, errorRatio: bad / total, bad };
}

/** A burst that fills the short window is not enough for the long one. */
function needsBoth(play: TierPlay): Scenario {
  const { tier, rule, stepMs, long, short, threshold, age } = play;
  const ratio = Math.min(1, threshold * Math.min(2, (0.8 * long) / Math.max(short, 1)));
  const start = Math.max(long, age);
  return fed(
    play,
    `${tier.tier}: a burst as long as its short window: it stays silent, because the long window has not burnt`,
    [level(play, start, 0), level(play, short, ratio), level(play, short, 0)],
    Array.from({ length: short + 2 }, (_, steps) => isSilent((start + steps) * stepMs, rule)).filter(
      (_, at) => at % Math.ceil(short / 4) === 0,
    ),
  );
}

function percent(ratio: number): string {
  return `${Number((ratio * 100).toPrecision(4))}%`;
}
