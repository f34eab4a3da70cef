// The indicator of an SLO: exactly one kind, its expressions read, its presets resolved.
import { selector } from '../../promql/build.ts';
import { selectorsOf } from '../../promql/visit.ts';
import type { IndicatorSpec } from '../../spec/indicator-schema.ts';
import { checkEvents, checkGroups } from '../checks/events.ts';
import { checkRawEvents, checkRawRatio } from '../checks/raw.ts';
import { checkReporters } from '../checks/reporters.ts';
import type { Place } from '../place.ts';
import type { Settings } from '../settings.ts';
import type { Indicator, Slo } from '../slo.ts';
import { readIstio } from './istio.ts';
import { type LatencySpec, readLatency } from './latency.ts';
import { readCounters, readExpression } from './promql.ts';
import { readThreshold, readUptime } from './time.ts';
import { istiodTarget, readZeroTolerance, type ZeroTolerance } from './zero-tolerance.ts';

/** What an SLO measures. */
export type IndicatorMeaning =
  | ({ readonly kind: 'budget'; readonly indicator: Indicator } & Grouping)
  | ({ readonly kind: 'zero-tolerance'; readonly zero: ZeroTolerance } & Grouping);

type Grouping = Pick<Slo, 'by' | 'optionalBy'>;

/** The kinds as users write them, of which some mean the same kind of `Indicator`. */
type Kind = Exclude<keyof IndicatorSpec, 'by'>;

interface Context {
  readonly grouping: Grouping;
  /** Whether the groups are written, rather than those of a preset. */
  readonly isGrouped: boolean;
  /** Of the indicator as a whole. */
  readonly indicator: Place;
  readonly settings: Settings;
}

type Readers = {
  readonly [K in Kind]: (
    spec: NonNullable<IndicatorSpec[K]>,
    place: Place,
    context: Context,
  ) => IndicatorMeaning | undefined;
};

/** Reads the fields of each kind, at the place of the kind; in the order in which the kinds are listed for users. */
const READERS: Readers = {
  ratio: (spec, place, context) => withBudget(readRatio(spec, place, context), context),
  latency: (spec, place, context) => withBudget(readHistogram(spec, place, context), context),
  uptime: (spec, place, context) => withBudget(readUptime(spec, context.grouping.by, place), context),
  threshold: (spec, place, context) => withBudget(readThreshold(spec, context.grouping.by, place), context),
  zeroTolerance: (spec, place, { grouping, settings }) => {
    const zero = readZeroTolerance(spec, place, settings);
    return zero && { kind: 'zero-tolerance', zero, ...grouping };
  },
  raw: (spec, place, context) => withBudget(readRaw(spec, place, context), context),
  istio: readPreset,
};

const KINDS = Object.keys(READERS) as Kind[];

function withBudget(indicator: Indicator | undefined, { grouping }: Context): IndicatorMeaning | undefined {
  return indicator && { kind: 'budget', indicator, ...grouping };
}

/** What `spec` measures, or undefined when it cannot be said (which is then reported). */
export function readIndicator(spec: IndicatorSpec, place: Place, settings: Settings): IndicatorMeaning | undefined {
  const kinds = KINDS.filter((kind) => spec[kind] !== undefined);
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    place.report({
      code: 'one-indicator',
      part: 'key',
      message:
        kind === undefined ? 'the indicator has no kind' : `an indicator has one kind, not ${kinds.join(' and ')}`,
      help: `choose one of ${KINDS.join(', ')}`,
    });
    return undefined;
  }
  const read = READERS[kind] as (written: unknown, place: Place, context: Context) => IndicatorMeaning | undefined;
  const context = { grouping: readGrouping(spec), isGrouped: spec.by !== undefined, indicator: place, settings };
  return read(spec[kind], place.at(kind), context);
}

/** The group labels, and those among them that series may lack. */
export function readGrouping({ by = [] }: Pick<IndicatorSpec, 'by'>): Grouping {
  const isOptional = (label: string) => label.endsWith('?');
  const nameOf = (label: string) => (isOptional(label) ? label.slice(0, -1) : label);
  return { by: by.map(nameOf), optionalBy: by.filter(isOptional).map(nameOf) };
}

function readHistogram(spec: LatencySpec, place: Place, { grouping: { by } }: Context): Indicator | undefined {
  const errorsBefore = place.reading.report.errorCount;
  const indicator = readLatency(spec, place);
  if (!indicator || place.reading.report.errorCount > errorsBefore) return indicator;
  const total = [selector(indicator.histogram, indicator.matchers)];
  checkReporters({ total, by }, place.at('histogram'));
  return indicator;
}

function readPreset(
  spec: NonNullable<IndicatorSpec['istio']>,
  place: Place,
  { grouping, isGrouped, indicator: whole, settings }: Context,
): IndicatorMeaning | undefined {
  const meaning = readIstio(spec, place, settings);
  if (meaning?.kind === 'budget') {
    const { indicator } = meaning;
    if (indicator.kind === 'ratio' && isGrouped) checkGroups({ ...indicator, by: grouping.by }, whole);
    return { ...meaning, ...(isGrouped ? grouping : { by: meaning.by, optionalBy: [] }) };
  }
  if (!meaning) return undefined;
  const { events, windowMs } = meaning;
  const zero = { events, windowMs, ...istiodTarget(settings) };
  return { kind: 'zero-tolerance', ...(isGrouped ? grouping : { by: ['type'], optionalBy: [] }), zero };
}

function readRatio(
  spec: NonNullable<IndicatorSpec['ratio']>,
  place: Place,
  { grouping: { by }, indicator }: Context,
): Indicator | undefined {
  const errorsBefore = place.reading.report.errorCount;
  const total = readCounters(spec.total, place.at('total'));
  const isTotalKnown = place.at('total').isWhole;
  const counted = spec.good === undefined ? 'bad' : 'good';
  const written = spec[counted];
  if (written === undefined || (spec.bad !== undefined && spec.good !== undefined)) {
    place.report({
      code: 'bad-or-good',
      part: 'key',
      message: `a ratio takes either "bad" or "good" beside "total", ${written === undefined ? 'and has neither' : 'not both'}`,
      help: 'prefer bad: when every request fails, the good series may be missing altogether',
    });
    return undefined;
  }
  const events = readCounters(written, place.at(counted));
  if (total.length === 0 || events.length === 0) return undefined;
  if (!isTotalKnown || place.reading.report.errorCount > errorsBefore) return { kind: 'ratio', total, counted, events };
  const isList = typeof written !== 'string';
  const counters = { selectors: events, placeOf: (at: number) => place.at(counted, ...(isList ? [at] : [])) };
  checkEvents(total, counters, counted);
  checkGroups({ total, events, by }, indicator);
  checkReporters({ total, by }, place.at('total'));
  return { kind: 'ratio', total, counted, events };
}

function readRaw(
  spec: NonNullable<IndicatorSpec['raw']>,
  place: Place,
  { grouping: { by } }: Context,
): Indicator | undefined {
  const demands = { window: true, by };
  const errorsBefore = place.reading.report.errorCount;
  const read = (key: 'bad' | 'total' | 'errorRatio') =>
    spec[key] === undefined ? undefined : readExpression(spec[key], place.at(key), demands);
  const [bad, total, ratio] = [read('bad'), read('total'), read('errorRatio')];
  const hasEvents = spec.bad !== undefined && spec.total !== undefined && spec.errorRatio === undefined;
  const hasRatio = spec.bad === undefined && spec.total === undefined && spec.errorRatio !== undefined;
  if (!hasEvents && !hasRatio) {
    place.report({
      code: 'bad-or-good',
      part: 'key',
      message: 'a raw indicator takes "bad" and "total", or "errorRatio" alone',
      help: 'prefer bad and total: the budget is then weighted by events',
    });
    return undefined;
  }
  const isSound = place.reading.report.errorCount === errorsBefore;
  if (bad && total) {
    if (isSound) checkRawEvents({ bad, total, by }, place);
    if (isSound) checkReporters({ total: selectorsOf(total), by }, place.at('total'));
    return { kind: 'raw-events', bad, total };
  }
  if (ratio && isSound) {
    checkRawRatio(ratio, by, place);
    checkReporters({ total: selectorsOf(ratio), by }, place.at('errorRatio'));
  }
  return ratio && { kind: 'raw-ratio', ratio };
}
