// The burn-rate tiers of an SLO: the defaults of its period, with the project's and its own changes by name.
import { printDuration } from '../../promql/duration.ts';
import type { SloAlertsSpec, TierSpec } from '../../spec/alert-schema.ts';
import { didYouMean } from '../../text/suggest.ts';
import type { Place } from '../place.ts';
import type { LinkBases, Tier } from '../slo.ts';
import { DEFAULT_TIER_NAMES, type DefaultTier, defaultMinimumAge, defaultTiers, factorOfBudget } from '../tiers.ts';
import { durationToMs, percentToRatio, ratioToPercent } from '../units.ts';
import { baseWindowMs } from '../windows.ts';
import { type AlertLayer, mergeAlert } from './alert-settings.ts';

type BurnRateSpec = Exclude<SloAlertsSpec['burnRate'], string | undefined>;

/** A place where burn-rate alerts are set: the project file or the SLO. */
export interface BurnRateLayer {
  readonly spec: SloAlertsSpec['burnRate'];
  readonly place: Place;
}

/** What the tiers are read for. */
export interface TierContext {
  readonly periodMs: number;
  /** A ratio. */
  readonly budget: number;
  readonly scrapeIntervalMs: number;
  /** Settings around the alerts, the farthest first. */
  readonly about: readonly AlertLayer[];
  readonly bases: LinkBases;
  /** Whether in short windows some events are bad by the moments of the scrapes alone. */
  readonly isByChance: boolean;
  /** For problems of the SLO as a whole. */
  readonly place: Place;
}

const PAGE_KEEP_FIRING_MS = 5 * 60_000;

/** The ratio of a day hovers about its threshold for minutes: one ticket is enough. */
const TICKET_KEEP_FIRING_MS = 30 * 60_000;

/** The tiers, in the order of their definition. Problems are reported where they were written. */
export function readTiers(layers: readonly BurnRateLayer[], context: TierContext): Tier[] {
  const decisive = layers.findLast(({ spec }) => spec !== undefined);
  if (decisive?.spec === 'off') return [];
  const settings = layers.filter(
    (layer): layer is BurnRateLayer & { spec: BurnRateSpec } => typeof layer.spec === 'object',
  );
  const inherits = settings.findLast(({ spec }) => spec.inherit !== undefined)?.spec.inherit ?? true;
  const defaults = inherits ? defaultTiers(context.periodMs, context.budget) : [];
  const names = new Set([
    ...defaults.map(({ tier }) => tier),
    ...settings.flatMap(({ spec }) => Object.keys(spec.tiers ?? {})),
  ]);
  return [...names].flatMap(
    (name) =>
      readTier(
        name,
        defaults.find(({ tier }) => tier === name),
        settings,
        context,
      ) ?? [],
  );
}

function readTier(
  name: string,
  base: DefaultTier | undefined,
  layers: readonly (BurnRateLayer & { spec: BurnRateSpec })[],
  context: TierContext,
): Tier | undefined {
  const written = layers.flatMap(({ spec, place }) => {
    const tier = Object.hasOwn(spec.tiers ?? {}, name) ? spec.tiers?.[name] : undefined;
    return tier === undefined ? [] : [{ tier, place: place.at('tiers', name) }];
  });
  const nearest = written.at(-1);
  if (nearest?.tier === 'off') {
    checkIsKnown(name, base !== undefined || written.length > 1, nearest.place);
    return undefined;
  }
  const spec: TierSpec = Object.assign({}, ...written.map(({ tier }) => (tier === 'off' ? {} : tier)));
  const place = nearest?.place ?? context.place;
  const windows = readWindows(name, spec, base, place, context);
  if (!windows) return undefined;
  const { factor, ...rest } = windows;
  const severity = base?.severity ?? 'warning';
  const settings = mergeAlert(
    {
      name: 'ErrorBudgetBurn',
      severity,
      forMs: 0,
      keepFiringForMs: severity === 'critical' ? PAGE_KEEP_FIRING_MS : TICKET_KEEP_FIRING_MS,
    },
    [...context.about, ...layers.map(({ spec }) => spec), spec],
    context.bases,
  );
  const minimumAgeMs =
    spec.minimumAge === undefined ? defaultMinimumAge(rest.longMs, context.isByChance) : durationToMs(spec.minimumAge);
  checkReachable(name, factor, spec, base, place, context);
  checkSense(name, { ...rest, factor }, spec, settings.forMs, place);
  checkAge(name, minimumAgeMs, place, context);
  return { tier: name, ...rest, factor, minimumAgeMs, settings };
}

/** A slip in the name of a tier that is switched off would leave the tier on. */
function checkIsKnown(name: string, isKnown: boolean, place: Place): void {
  if (isKnown || DEFAULT_TIER_NAMES.includes(name)) return;
  place.report({
    code: 'unknown-tier',
    part: 'key',
    message: `there is no tier "${name}" to switch off`,
    help: guessTier(name) ?? `the default tiers are ${DEFAULT_TIER_NAMES.join(', ')}`,
  });
}

function guessTier(name: string): string | undefined {
  const guess = didYouMean(name, DEFAULT_TIER_NAMES);
  return guess && `did you mean "${guess}"?`;
}

function readWindows(name: string, spec: TierSpec, base: DefaultTier | undefined, place: Place, context: TierContext) {
  const longMs = spec.long === undefined ? base?.longMs : durationToMs(spec.long);
  const shortMs = spec.short === undefined ? base?.shortMs : durationToMs(spec.short);
  const factor = longMs === undefined ? undefined : readFactor(spec, base, longMs, context);
  if (factor === 0) {
    place.at('budget').report({
      code: 'invalid-value',
      message: `the tier "${name}" would fire on a single error: 0% of the budget is always gone`,
      help: 'name the share of the budget that may be gone before it fires, such as 2%',
    });
    return undefined;
  }
  if (spec.factor !== undefined && spec.budget !== undefined) {
    place.at('budget').report({
      code: 'tier-factor-or-budget',
      part: 'key',
      message: `the tier "${name}" has both a factor and a budget`,
      help: 'keep one: factor = budget × period / long',
    });
    return undefined;
  }
  if (longMs === undefined || shortMs === undefined || factor === undefined || (!base && spec.severity === undefined)) {
    complainIncomplete(name, spec, place);
    return undefined;
  }
  return checkWindows({ longMs, shortMs, factor }, spec, place, context);
}

function complainIncomplete(name: string, spec: TierSpec, place: Place): void {
  const missing = [
    ...(['long', 'short', 'severity'] as const)
      .filter((field) => spec[field] === undefined)
      .map((field) => `"${field}"`),
    ...(spec.factor === undefined && spec.budget === undefined ? ['"factor" (or "budget")'] : []),
  ];
  place.report({
    code: 'tier-incomplete',
    part: 'key',
    message: `the tier "${name}" is none of the default tiers, so it also needs ${missing.join(', ')}`,
    help: guessTier(name) ?? `the default tiers are ${DEFAULT_TIER_NAMES.join(', ')}`,
  });
}

function readFactor(
  spec: TierSpec,
  base: DefaultTier | undefined,
  longMs: number,
  { periodMs }: TierContext,
): number | undefined {
  if (spec.factor !== undefined) return spec.factor;
  if (spec.budget !== undefined) return factorOfBudget(percentToRatio(spec.budget), periodMs, longMs);
  return base?.factor;
}

interface Windows {
  readonly longMs: number;
  readonly shortMs: number;
  readonly factor: number;
}

function checkWindows(
  { longMs, shortMs, factor }: Windows,
  spec: TierSpec,
  place: Place,
  context: TierContext,
): Windows | undefined {
  const least = baseWindowMs(context.scrapeIntervalMs);
  const problem =
    shortMs > longMs
      ? ([
          'short',
          `the short window ${printDuration(shortMs)} is longer than the long window ${printDuration(longMs)}`,
        ] as const)
      : longMs > context.periodMs
        ? ([
            'long',
            `the window ${printDuration(longMs)} is longer than the period ${printDuration(context.periodMs)}`,
          ] as const)
        : spec.short !== undefined && shortMs < least
          ? ([
              'short',
              `the window ${spec.short} is shorter than ${printDuration(least)}, which four scrapes take`,
            ] as const)
          : undefined;
  if (!problem) return { longMs, shortMs: Math.max(shortMs, Math.min(least, longMs)), factor };
  const [field, message] = problem;
  place.at(field).report({
    code: 'window-out-of-range',
    message,
    help: `windows go from ${printDuration(least)} (four scrapes) to the period; the short one is usually 1/12 of the long one`,
  });
  return undefined;
}

/** Data is kept for the period, which the budget needs; what was there before nobody can tell. */
function checkAge(name: string, minimumAgeMs: number, place: Place, { periodMs }: TierContext): void {
  if (minimumAgeMs < periodMs) return;
  place.at('minimumAge').report({
    code: 'window-out-of-range',
    message: `the tier "${name}" may never fire: it wants data that is ${printDuration(minimumAgeMs)} old, and only that of the period of ${printDuration(periodMs)} is sure to be kept`,
    help: 'half the long window is usual',
  });
}

/** A tier of a whole period has a factor of 1 for all of the budget, one of a week a little less for its share. */
const LEAST_FACTOR = 0.5;

/** Reports a tier that fires while the budget would last, or that waits longer than it looks back. */
function checkSense(name: string, { longMs, factor }: Windows, spec: TierSpec, forMs: number, place: Place): void {
  if (factor < LEAST_FACTOR) {
    place.at(spec.factor === undefined ? 'budget' : 'factor').report({
      code: 'tier-within-budget',
      severity: 'warning',
      message: `the tier "${name}" fires at ${Number(factor.toPrecision(4))} × the budget, at which the budget lasts longer than the period`,
      help: 'a factor of 1 spends the budget in exactly the period; alerts belong above it',
    });
  }
  if (spec.for !== undefined && forMs >= longMs) {
    place.at('for').report({
      code: 'for-outlasts-window',
      severity: 'warning',
      message: `the tier "${name}" waits for ${printDuration(forMs)}, and looks back ${printDuration(longMs)} only`,
      help: 'the long window already tells a burst from a trend: leave "for" out, or make it a few minutes',
    });
  }
}

/** An error ratio never exceeds 1, so a threshold of factor × budget ≥ 1 is an alert that never fires. */
function checkReachable(
  name: string,
  factor: number,
  spec: TierSpec,
  base: DefaultTier | undefined,
  place: Place,
  context: TierContext,
): void {
  const isOwn = spec.factor !== undefined || spec.budget !== undefined;
  if (isOwn && factor * context.budget >= 1) {
    place.at(spec.factor === undefined ? 'budget' : 'factor').report({
      code: 'unreachable-threshold',
      message: `the tier "${name}" can never fire: ${factor} × the budget of ${ratioToPercent(context.budget)} is ${ratioToPercent(factor * context.budget)} errors`,
      help: `with this objective a factor must stay below ${Number((1 / context.budget).toPrecision(4))}`,
    });
  } else if (!isOwn && base?.cappedFrom !== undefined) {
    context.place.at('objective').report({
      code: 'capped-threshold',
      severity: 'warning',
      message: `at this objective the tier "${name}" would need ${base.cappedFrom} × the budget, which is ${ratioToPercent(base.cappedFrom * context.budget)} errors; its factor is lowered to ${factor}`,
      help: `set the tier's factor yourself, or switch it off with tiers: { ${name}: off }`,
    });
  }
}
