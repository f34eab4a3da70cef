// Proof of the minimum traffic of a tier: one event short of it the tier is silent, and with just as many it fires. Events
// count by when they happened: none from before the long window, and none twice.
import { fastIntervalMs } from '../model/windows.ts';
import { isTiled, tileMs } from '../rules/windows.ts';
import { factorOf } from './exact-number.ts';
import { fires, isSilent } from './expect.ts';
import type { Level } from './fed.ts';
import { commonDivisor, roundUp } from './multiples.ts';
import type { Check, Scenario } from './scenario.ts';
import { COARSEST_FED_MS } from './step.ts';
import { countable, fed, inOddTiles, level, type TierPlay } from './tier-play.ts';
import { samplesInTiled } from './tiled-events.ts';

const SECOND_MS = 1_000;

interface Guard {
  readonly what: string;
  readonly events: number;
  /** Whether it counts the bad events alone. */
  readonly isOfBad: boolean;
  /** Events per second, bad ones and good ones, with which there are just as many in the long window. */
  readonly rate: number;
}

interface GuardPlay extends TierPlay {
  /** The error ratio of the traffic. */
  readonly ratio: number;
  readonly guards: readonly Guard[];
  /** Steps of the window in which events are counted, also where its ratio is that of the base layer. */
  readonly counted: number;
  /** Steps until the tier may fire, and for how many it is kept firing: whole evaluations. */
  readonly hold: number;
  readonly keep: number;
  /** Steps between evaluations. */
  readonly each: number;
}

export function proveGuards(tierPlay: TierPlay): Scenario[] {
  const play = inOddTiles(countable(tierPlay), tierPlay.tier.longMs, PIECES);
  const { tier, stage, stepMs, evaluationMs, threshold } = play;
  const { total, bad } = stage.slo.minimumTraffic;
  const ratio = Math.min(1, threshold * 1.5);
  const perSecond = (events: number) => events / countedSeconds(play);
  const guards: Guard[] = [
    ...(bad > 0 ? [{ what: `${bad} bad events`, events: bad, isOfBad: true, rate: perSecond(bad) / ratio }] : []),
    ...(total > 0 ? [{ what: `${total} events`, events: total, isOfBad: false, rate: perSecond(total) }] : []),
  ];
  const steps = (ms: number) => Math.ceil(ms / stepMs);
  const counted = isTiled(tier.longMs, stage.slo) ? play.long : steps(tier.longMs);
  const each = steps(evaluationMs);
  const evaluated = (ms: number) => each * Math.ceil(ms / evaluationMs);
  const { forMs, keepFiringForMs } = tier.settings;
  const all = { ...play, ratio, guards, counted, each, hold: evaluated(forMs), keep: evaluated(keepFiringForMs) };
  return guards.length === 0 ? [] : [...guards.map((guard) => tooFew(all, guard)), enough(all)];
}

/** Of how many seconds the events are counted: of tiles that are looked at once in several, only those; of a window with few
 *  samples, only as long as they live. */
function countedSeconds({ tier, stage: { slo }, stepMs }: TierPlay): number {
  if (!isTiled(tier.longMs, slo)) return tier.longMs / SECOND_MS / Math.max(1, stepMs / COARSEST_FED_MS);
  return (samplesInTiled(tier.longMs, stepMs, tileMs(slo)) * tileMs(slo)) / SECOND_MS;
}

/** Steps of a long window of tiles: few, since days are long to evaluate. */
const PIECES = 8;

/** How busy it was before the window, in multiples of what the guard asks for: enough to show in a window twice as long. */
const BEFORE = 4;

/** The error ratio of that time, in multiples of the threshold: so low that the tier does not fire then, nor goes on firing. */
const MILD = 1 / 50;

function tooFew(play: GuardPlay, { what, rate, isOfBad }: Guard): Scenario {
  const { tier, rule, stepMs, age, ratio, threshold, counted, hold, keep, each } = play;
  const readsTiles = isTiled(tier.longMs, play.stage.slo);
  const pattern = readsTiles ? uneven(play) : even(play);
  const quiet = Math.max(pattern.length, readsTiles ? 0 : 2 * age + hold);
  const last = pattern.at(-1) ?? 0;
  const earlier = Math.max(counted - keep, Math.ceil(counted / 4), 2 * age + hold - quiet);
  // The last moment is that of an evaluation, at an even number of steps, where a coarser step looks.
  const length = roundUp(earlier + quiet - 1, each % 2 === 0 ? each : 2 * each) + 1;
  // A moment without events between the two: samples that are fed in coarsely live into the step after them.
  const newestFirst = Array.from({ length }, (_, back) => {
    if (back < quiet) return pattern[back] ?? last;
    return back === quiet ? 0 : BEFORE;
  });
  // Just above the threshold, the busy time before brings no events along that the guard could count.
  const quietRatio = isOfBad ? ratio : Math.min(1, threshold * BARELY);
  const before = (multiple: number) =>
    level(play, 1, threshold * MILD, (multiple * rate * quietRatio) / (threshold * MILD));
  return fed(
    play,
    `${tier.tier}: fewer than ${what} in its long window, and many before: it stays silent`,
    merged(
      newestFirst
        .reverse()
        .map((multiple) => (multiple === BEFORE ? before(multiple) : level(play, 1, quietRatio, multiple * rate))),
    ),
    [isSilent((length - 1) * stepMs, rule)],
  );
}

/** An error ratio in multiples of the threshold. */
const BARELY = 1.05;

/** Neighbouring steps of one level as one. */
function merged(levels: readonly Level[]): Level[] {
  const isSame = (level: Level, other: Level | undefined) =>
    level.total === other?.total && level.errorRatio === other?.errorRatio;
  const starts = levels.flatMap((level, at) => (isSame(level, levels[at - 1]) ? [] : [at]));
  return starts.flatMap((start, at) => {
    const first = levels[start];
    return first ? [{ ...first, steps: (starts[at + 1] ?? levels.length) - start }] : [];
  });
}

/** Multiples of the guard's rate, the latest first: the same all the time. A range that is closed on the left holds one
 *  evaluation more. */
function even({ tier, stage, counted, hold, keep, each }: GuardPlay): number[] {
  const evaluations = tier.longMs / fastIntervalMs(stage.slo.scrapeIntervalMs);
  const few = Math.min(MOST, (0.98 * evaluations) / (evaluations + 1));
  return Array.from({ length: counted + hold + keep + 2 + each }, () => few);
}

/** The most that is surely too little, in multiples of the guard. */
const MOST = 0.9;

/** The same, twice as busy in the later half, and at every second step three times as busy as at the other: whoever reads
 *  half of the window, too coarsely, or its largest or its last value alone, sees more. */
function uneven({ counted, hold, keep }: GuardPlay): number[] {
  const busy = (back: number) => (back % 2 === 0 ? 3 : 1) * (back < counted / 2 ? 2 : 1);
  const shape = Array.from({ length: counted + hold + keep + 3 }, (_, back) => busy(back));
  const mean = (held: number) => shape.slice(0, held).reduce((sum, value) => sum + value, 0) / held;
  const largest = Math.max(mean(counted), mean(counted + 1));
  return shape.map((value) => (value / largest) * MOST);
}

/** Just as many events as the guard asks for, where numbers in floating point can say so, and else a little more. */
function enough(play: GuardPlay): Scenario {
  const { tier, rule, stage, stepMs, guards } = play;
  const guard = guards.reduce((most, other) => (other.rate > most.rate ? other : most));
  const { levels, at } = isTiled(tier.longMs, stage.slo) ? constantly(play, guard) : atOnce(play, guard);
  const last = levels.reduce((sum, { steps }) => sum + steps, 0) - 1;
  const checks: Check[] = [...at, last].map((step) => fires(step * stepMs, rule, [stage.subject]));
  return fed(play, `${tier.tier}: little traffic, but enough of it: it fires`, levels, checks);
}

/** Levels, and the steps at which the guard is met exactly. */
interface Exactly {
  readonly levels: readonly Level[];
  readonly at: readonly number[];
}

/** A little more than enough, against rounding. */
const SURELY = 1.02;

/** All of them in the first evaluation that there is, and later as many over the whole window. */
function atOnce(play: GuardPlay, guard: Guard): Exactly {
  const { tier, stage, evaluationMs, age, ratio, counted, hold, keep, each } = play;
  const intervalMs = fastIntervalMs(stage.slo.scrapeIntervalMs);
  const rate = factorOf(guard.events, intervalMs / SECOND_MS);
  const usually = roundUp(Math.max(2 * age, counted + keep) + hold + 2, each);
  // A window may hold one count less than it has room for, and counts only for whole intervals.
  const held = Math.floor(tier.longMs / intervalMs) * intervalMs;
  const usual = (steps: number) => level(play, steps, ratio, (guard.rate * SURELY * tier.longMs) / held);
  if (rate === undefined || age > 0 || hold > 0) return { levels: [usual(usually + 1)], at: [] };
  const silent = (each * intervalMs) / commonDivisor(intervalMs, evaluationMs);
  return {
    levels: [{ steps: silent, total: undefined, errorRatio: 0 }, exactly(1, rate, ratio, guard), usual(usually)],
    at: [silent],
  };
}

/** At one rate all the time. */
function constantly(play: GuardPlay, guard: Guard): Exactly {
  const { age, ratio, counted, hold } = play;
  const steps = Math.max(2 * age, counted) + hold + 1;
  return { levels: [level(play, steps, ratio, guard.rate * SURELY)], at: [] };
}

/** The counted events have this very rate. */
function exactly(steps: number, rate: number, errorRatio: number, { isOfBad }: Guard): Level {
  return isOfBad
    ? { steps, total: rate / errorRatio, errorRatio, bad: rate }
    : { steps, total: rate, errorRatio, bad: rate * errorRatio };
}
