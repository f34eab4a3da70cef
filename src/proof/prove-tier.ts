// Proof of one burn-rate tier: fires when it must and not before, stays silent below its factor, needs both windows, clears
// with the short one, and minds its guards. The times follow from the derivation in rules/response.ts, with the recorded
// rates as they are fed (no base layer that smears them).
import type { Tier } from '../model/slo.ts';
import { fastIntervalMs } from '../model/windows.ts';
import { isFast } from '../rules/lower.ts';
import type { AlertingRule } from '../rules/rule.ts';
import { isReadHourly } from '../rules/windows.ts';
import { fires, isSilent } from './expect.ts';
import { BUSY, fedScenario, type Level } from './fed.ts';
import { fractionOf, JUST_BELOW } from './fraction.ts';
import type { Scenario } from './scenario.ts';
import { averagedMs, isFed, ruleFor, type Stage } from './stage.ts';
import { stepFor } from './step.ts';

/** How far above or below its threshold a tier is put to the test: less than any edit that matters. */
const MARGIN = 0.1;

interface Play {
  readonly stage: Stage;
  readonly tier: Tier;
  readonly rule: AlertingRule;
  /** The error ratio at which the tier fires. */
  readonly threshold: number;
  readonly stepMs: number;
  /** Steps of the long and of the short window, and until the tier may fire at all. */
  readonly long: number;
  readonly short: number;
  readonly age: number;
}

export function proveTier(stage: Stage, tier: Tier): Scenario[] {
  const rule = ruleFor(stage, 'burn-rate', (purpose) => purpose.tier === tier);
  if (!rule || !isFed(stage, tier.longMs) || !isFed(stage, tier.shortMs)) return [];
  const stepMs = averagedMs(stage, tier.longMs) === 0 ? MINUTE_MS : stepOf(tier);
  const play = withSteps({ stage, tier, rule, threshold: tier.factor * stage.budget }, stepMs);
  return [
    firesAbove(play),
    silentAt(steady(play)),
    clears(play),
    needsBoth(play),
    ...lowTraffic(steady(play)),
    ...youngService(play),
  ];
}

/** Fine enough for a fifth of a factor to show and for the short window to hold some samples; the hourly layer is evaluated
 *  with whole hours. */
function stepOf({ longMs, shortMs }: Tier): number {
  if (!isReadHourly(longMs)) return stepFor(Math.min(longMs / 50, shortMs / 4, COARSEST_STEP_MS), longMs);
  return wholeHours(Math.min(longMs / 36, shortMs / 2));
}

/** Recorded samples live five minutes, and events are counted at moments in between. */
const COARSEST_STEP_MS = 5 * 60_000;

function wholeHours(ms: number): number {
  return Math.max(1, Math.floor(ms / HOUR_MS)) * HOUR_MS;
}

/** The same play at steps as coarse as the age guard allows, where errors stay the same all the time. */
function steady(play: Play): Play {
  const { tier } = play;
  return !isReadHourly(tier.longMs) || tier.minimumAgeMs === 0
    ? play
    : withSteps(play, wholeHours(tier.minimumAgeMs / 6));
}

function withSteps(play: Omit<Play, 'stepMs' | 'long' | 'short' | 'age'>, stepMs: number): Play {
  const steps = (ms: number) => Math.ceil(ms / stepMs);
  const { longMs, shortMs, minimumAgeMs } = play.tier;
  const short = Math.max(1, steps(averagedMs(play.stage, shortMs)));
  const long = Math.max(1, steps(averagedMs(play.stage, longMs)));
  return { ...play, stepMs, long, short, age: steps(minimumAgeMs) };
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 3_600_000;

function fed(
  { stage, tier, stepMs }: Play,
  name: string,
  levels: readonly Level[],
  checks: Scenario['checks'],
): Scenario {
  return fedScenario(stage, { name, rules: isFast(tier.longMs) ? 'fast' : 'slow', stepMs, levels, checks });
}

function level(steps: number, errorRatio: number, total = BUSY): Level {
  return { steps, total, errorRatio };
}

function firesAbove(play: Play): Scenario {
  const { tier, rule, stage, long, stepMs, threshold, age } = play;
  const ratio = Math.min(1, threshold * (1 + MARGIN));
  const start = Math.max(long, age);
  const hold = Math.ceil(tier.settings.forMs / stepMs);
  // The n-th bad sample is seen n - 1 steps after the first; n / long of the window must exceed threshold / ratio.
  const after = Math.floor((long * threshold) / ratio) + hold;
  const at = (steps: number) => (start + steps) * stepMs;
  const slack = slackOf(play);
  return fed(
    play,
    `${tier.tier}: errors at ${percent(ratio)}, just above its threshold: it fires after ${words(after * stepMs)}, no earlier`,
    [level(start, 0), level(after + slack + 2, ratio)],
    [
      isSilent(at(-1), rule),
      ...(after < slack ? [] : [isSilent(at(after - slack), rule)]),
      fires(at(after + slack), rule, [stage.subject]),
    ],
  );
}

/** One step for ranges that are closed or open on the left; the hourly layer smears by one more. */
function slackOf({ tier }: Play): number {
  return isReadHourly(tier.longMs) ? 2 : 1;
}

/** Exactly on the threshold, which must be passed: first both windows are, then the long one alone. Where no traffic has
 *  that ratio, it is just below. */
function silentAt(play: Play): Scenario {
  const { tier, rule, long, short, age, stepMs, threshold } = play;
  const hold = Math.ceil(tier.settings.forMs / stepMs);
  const start = Math.max(2 * age, 4) + hold;
  // As many events too few as there are too many afterwards; the short window is full of the latter.
  const swing = short + 1 + hold;
  const isApart = threshold <= 0.5 && hold < short && 2 * swing + hold < long;
  const uneven = isApart ? [onThreshold(play, swing, 0.5), onThreshold(play, swing, 1.5)] : [];
  const levels = [onThreshold(play, start), ...uneven, onThreshold(play, hold + 1)];
  const last = levels.reduce((sum, { steps }) => sum + steps, 0) - 1;
  const exactly = fractionOf(threshold) ? 'exactly on' : 'just below';
  return fed(
    play,
    `${tier.tier}: errors ${exactly} its threshold${isApart ? ', and later above it in the short window alone' : ''}: it stays silent`,
    levels,
    [isSilent((start - 1) * stepMs, rule), isSilent((last - 1) * stepMs, rule), isSilent(last * stepMs, rule)],
  );
}

/** So many steps with errors at a multiple of the threshold. */
function onThreshold({ threshold }: Play, steps: number, times = 1): Level {
  const { part, whole } = fractionOf(threshold) ?? { part: threshold * JUST_BELOW, whole: 1 };
  // Twice as many, so that half of them is a whole number too.
  const pieces = 2 * Math.ceil(BUSY / whole);
  const total = pieces * whole;
  return { steps, total, errorRatio: Math.min(1, (pieces * part * times) / total) };
}

/** Errors go back to the threshold: the long window still burns, the short one has recovered once it holds nothing else. */
function clears(play: Play): Scenario {
  const { tier, rule, stage, short, age, stepMs } = play;
  const burning = Math.max(2 * age, 2 * short, 4) + Math.ceil(tier.settings.forMs / stepMs);
  const keep = Math.ceil(tier.settings.keepFiringForMs / stepMs);
  const end = short + keep + slackOf(play) + 1;
  const at = (steps: number) => (burning + steps) * stepMs;
  return fed(
    play,
    `${tier.tier}: errors go back to the threshold: it clears ${words((short + keep) * stepMs)} later, with the short window`,
    [onThreshold(play, burning + 1, 1.5), onThreshold(play, end + 1)],
    [
      fires(at(0), rule, [stage.subject]),
      fires(at(Math.max(0, short + keep - slackOf(play) - 1)), rule, [stage.subject]),
      isSilent(at(end), rule),
    ],
  );
}

/** A burst that fills the short window is not enough for the long one. */
function needsBoth(play: Play): Scenario {
  const { tier, rule, stepMs, long, short, threshold, age } = play;
  const ratio = Math.min(1, threshold * Math.min(2, (0.8 * long) / Math.max(short, 1)));
  const start = Math.max(long, age);
  return fed(
    play,
    `${tier.tier}: a burst as long as its short window: it stays silent, because the long window has not burnt`,
    [level(start, 0), level(short, ratio), level(short, 0)],
    Array.from({ length: short + 2 }, (_, steps) => isSilent((start + steps) * stepMs, rule)).filter(
      (_, at) => at % Math.ceil(short / 4) === 0,
    ),
  );
}

/** One event short of the guard, and enough of them in the same time. */
function lowTraffic(play: Play): Scenario[] {
  const { tier, rule, stage, age, stepMs, threshold } = play;
  const { total, bad } = stage.slo.minimumTraffic;
  const ratio = Math.min(1, threshold * 1.5);
  // Events are counted over the long window even where its ratio is that of the base layer.
  const steps = Math.max(2 * age, Math.ceil(tier.longMs / stepMs)) + Math.ceil(tier.settings.forMs / stepMs);
  const perSecond = (events: number) => events / (tier.longMs / SECOND_MS);
  // A range that is closed on the left holds one evaluation more.
  const evaluations = tier.longMs / fastIntervalMs(stage.slo.scrapeIntervalMs);
  const few = Math.min(0.9, (0.98 * evaluations) / (evaluations + 1));
  const guards = [
    ...(bad > 0
      ? [{ what: `${bad} bad events`, enough: (perSecond(bad) / ratio) * 1.02, tooFew: (perSecond(bad) / ratio) * few }]
      : []),
    ...(total > 0
      ? [{ what: `${total} events`, enough: perSecond(total) * 1.02, tooFew: perSecond(total) * few }]
      : []),
  ];
  const all = Math.max(...guards.map(({ enough }) => enough));
  return guards
    .flatMap(({ what, tooFew }) => [
      fed(
        play,
        `${tier.tier}: fewer than ${what} in its long window: it stays silent`,
        [level(steps + 1, ratio, Math.min(tooFew, all))],
        [isSilent(steps * stepMs, rule)],
      ),
    ])
    .concat(
      guards.length === 0
        ? []
        : [
            fed(
              play,
              `${tier.tier}: little traffic, but enough of it: it fires`,
              [level(steps + 1, ratio, all)],
              [fires(steps * stepMs, rule, [stage.subject])],
            ),
          ],
    );
}

/** Burns from its first moment: silent while the data is young, firing once it is old enough. A service that comes back
 *  after a pause is as old as what came before, for as long as twice the age. */
function youngService(play: Play): Scenario[] {
  const { tier, rule, stage, age, stepMs, threshold } = play;
  if (age === 0) return [];
  const ratio = Math.min(1, threshold * 3);
  const hold = Math.ceil(tier.settings.forMs / stepMs);
  // In the first of these moments the earlier life lies between one and two ages back, in the second before.
  const [earlier, pause] = [Math.ceil(age / 6), Math.ceil(age * 1.5)];
  const [known, forgotten] = [Math.floor(age * 1.75) + earlier, Math.floor(age * 2.25) + 1];
  const hasPause = age >= LEAST_STEPS_OF_AGE && hold === 0 && tier.settings.keepFiringForMs <= stepMs;
  const born = hasPause ? pause : 2;
  const at = (steps: number) => steps * stepMs;
  const silence: Level = { steps: hasPause ? born - earlier : born, total: undefined, errorRatio: 0 };
  return [
    fed(
      play,
      `${tier.tier}: a service that burns from birth${hasPause ? ', and had been there long before' : ''}: it is spared for ${words(tier.minimumAgeMs)}`,
      [...(hasPause ? [level(earlier, ratio)] : []), silence, level(age + hold + 4, ratio)],
      [
        ...(hasPause ? [fires(at(known), rule, [stage.subject]), isSilent(at(forgotten), rule)] : []),
        isSilent(at(born + age - 2), rule),
        fires(at(born + age + hold + 2), rule, [stage.subject]),
      ],
    ),
  ];
}

/** Steps of the age that leave room between the moments of `youngService`. */
const LEAST_STEPS_OF_AGE = 8;

function percent(ratio: number): string {
  return `${Number((ratio * 100).toPrecision(4))}%`;
}

function words(ms: number): string {
  const hours = ms / HOUR_MS;
  return hours >= 1 ? `${Number(hours.toPrecision(4))} h` : `${Number((ms / 60_000).toPrecision(4))} min`;
}
