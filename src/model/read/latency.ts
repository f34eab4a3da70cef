// A latency threshold resolved in the open: which bucket decides, or which two it is estimated between.
import { findMetric } from '../../metrics/catalogue.ts';
import type { Matcher } from '../../promql/ast.ts';
import { printLatency } from '../../promql/duration.ts';
import type { IndicatorSpec } from '../../spec/indicator-schema.ts';
import { boundsOf } from '../checks/bounds.ts';
import { checkExists, familyOf } from '../checks/metric-names.ts';
import type { Place } from '../place.ts';
import { placesOfMatchers } from '../promql-places.ts';
import type { Settings } from '../settings.ts';
import type { Bound, LatencyIndicator, NativeLatencyIndicator } from '../slo.ts';
import { latencyToMs } from '../units.ts';
import { readMatchers } from './promql.ts';
import { otherUnitOfName, timeUnitOfName } from './time-unit.ts';

export type LatencySpec = NonNullable<IndicatorSpec['latency']>;
type Unit = LatencyIndicator['unit'];

const MS_PER_UNIT: Readonly<Record<Unit, number>> = { seconds: 1_000, milliseconds: 1 };

/** The indicator that `spec` means, or undefined when its threshold has no meaning (which is reported). */
export function readLatency(spec: LatencySpec, place: Place): LatencyIndicator | NativeLatencyIndicator | undefined {
  const isKnown = place.at('histogram').isWhole;
  const histogram = familyOf(spec.histogram);
  const exists = checkExists(histogram, place.at('histogram'));
  const named = exists && isKnown && isHistogram(histogram) ? histogram : undefined;
  const matchers = readMatchers(spec.where, named, place.at('where'));
  const isThreshold = checkThreshold(spec, matchers, place);
  if (!exists || !isKnown) return undefined;
  const unit = readUnit(spec, histogram, place);
  if (!unit || !checkIsHistogram(histogram, place)) return undefined;
  if (!isThreshold || !place.at('below').isWhole) return undefined;
  const threshold = toUnit(latencyToMs(spec.below), unit);
  if (spec.native === true) return { kind: 'native-latency', histogram, matchers, unit, threshold };
  const bound = readBound(spec, histogram, unit, threshold, place);
  return bound && { kind: 'latency', histogram, matchers, unit, threshold, bound };
}

/** A threshold of nothing has no faster events, and the bucket is chosen by the threshold alone. */
function checkThreshold(spec: LatencySpec, matchers: readonly Matcher[], place: Place): boolean {
  if (latencyToMs(spec.below) === 0) {
    place.at('below').report({
      code: 'invalid-value',
      message: 'nothing is faster than 0s',
      help: 'name the duration that a good event stays below, such as 200ms',
    });
  }
  const choice = matchers.find(({ label }) => label === 'le');
  if (choice) {
    const [within] = placesOfMatchers(spec.where ?? '').matcher(undefined, choice).labels;
    place.at('where').report({
      code: 'reserved-label',
      ...(within && { within }),
      message: 'the label "le" is set by the compiler: the threshold chooses the bucket',
      help: 'remove it, and set "below"',
    });
  }
  return !choice && latencyToMs(spec.below) > 0;
}

function boundsIn(buckets: readonly string[], unit: Unit): number[] {
  return buckets.map((bucket) => toUnit(latencyToMs(bucket), unit)).sort((a, b) => a - b);
}

/** The bucket bounds that latency indicators of a document declare, or else those that were learnt of the world, in the
 *  histogram's unit, by its name. */
export function declaredBuckets(
  indicators: readonly IndicatorSpec[],
  { metrics }: Pick<Settings, 'metrics'>,
): ReadonlyMap<string, readonly number[]> {
  return new Map([
    ...(metrics?.metrics ?? []).flatMap(({ name, buckets }) => (buckets?.length ? [[name, buckets] as const] : [])),
    ...indicators.flatMap(({ latency }) => {
      const histogram = familyOf(latency?.histogram ?? '');
      const unit = latency && (knownUnit(histogram) ?? latency.unit);
      return latency?.buckets && unit ? [[histogram, boundsIn(latency.buckets, unit)] as const] : [];
    }),
  ]);
}

/** The unit of time that the catalogue or the name tells. */
function knownUnit(histogram: string): Unit | undefined {
  const known = findMetric(histogram)?.metric.unit;
  if (known === 'seconds' || known === 'milliseconds') return known;
  if (known !== undefined) return undefined;
  return timeUnitOfName(histogram);
}

function toUnit(ms: number, unit: Unit): number {
  return Number((ms / MS_PER_UNIT[unit]).toPrecision(12));
}

function readUnit(spec: LatencySpec, histogram: string, place: Place): Unit | undefined {
  const known = knownUnit(histogram);
  if (known && spec.unit !== undefined && spec.unit !== known) {
    place.at('unit').report({
      code: 'wrong-unit',
      message: `"${histogram}" is in ${known}, not in ${spec.unit}`,
      help: `leave "unit" out: ${findMetric(histogram) ? 'the catalogue knows it' : 'the name tells it'}`,
    });
    return undefined;
  }
  const measured = findMetric(histogram)?.metric.unit;
  const other = otherUnitOfName(histogram);
  const unit = known ?? (measured === undefined ? spec.unit : undefined);
  if (unit) return unit;
  if (measured === undefined && other !== undefined) {
    place.at('histogram').report({
      code: 'wrong-unit',
      message: `the name of "${histogram}" ends in "${other}", and a latency is in seconds or milliseconds`,
      help: `write a ratio, with the bound as the buckets spell it: total: ${histogram}_count, good: ${histogram}_bucket{le="…"}`,
    });
    return undefined;
  }
  place.at('histogram').report({
    code: 'wrong-unit',
    message: measured ? `"${histogram}" does not measure time` : `the unit of "${histogram}" is not known`,
    help: measured
      ? 'a latency indicator needs a histogram of durations'
      : 'add "unit: seconds" or "unit: milliseconds"',
  });
  return undefined;
}

/** Of what nobody knows it may be one. */
function isHistogram(histogram: string): boolean {
  return (findMetric(histogram)?.metric.type ?? 'histogram') === 'histogram';
}

function checkIsHistogram(histogram: string, place: Place): boolean {
  const metric = findMetric(histogram)?.metric;
  if (!metric || isHistogram(histogram)) return true;
  place.at('histogram').report({
    code: 'not-a-histogram',
    message: `"${histogram}" is a ${metric.type}, not a histogram`,
    help:
      metric.type === 'gauge' ? 'a gauge belongs to a threshold indicator' : 'a counter belongs to a ratio indicator',
  });
  return false;
}

function readBound(
  spec: LatencySpec,
  histogram: string,
  unit: Unit,
  threshold: number,
  place: Place,
): Bound | undefined {
  const known = spec.buckets ? { bounds: boundsIn(spec.buckets, unit), isCertain: true } : boundsOf(histogram, place);
  // Of a list with a mistake in it the mistake alone is told.
  if (!known && !place.at('buckets').isWhole) return { kind: 'bucket', le: threshold };
  if (!known) return unknownBound(spec, histogram, threshold, place);
  const { bounds: buckets, isCertain } = known;
  if (buckets.includes(threshold)) return { kind: 'bucket', le: threshold };
  const lower = buckets.filter((bucket) => bucket < threshold).at(-1);
  const upper = buckets.find((bucket) => bucket > threshold);
  const decided = boundDecided(spec, threshold, { lower, upper, unit });
  if (decided && isCertain) return decided;
  if (isCertain) return addUndecided(spec, { lower, upper, unit }, place);
  const used = decided ?? { kind: 'bucket', le: threshold };
  place.at('below').report({
    code: 'threshold-not-a-bucket',
    severity: 'warning',
    message: `${spec.below} is no bucket that "${histogram}" has by default${decided ? `, and the rule takes ${describeBound(decided, unit)}` : ''}`,
    help: `by default its bounds are ${buckets.join(', ')}; if the application has others, list them under "buckets"`,
  });
  return used;
}

/** The threshold is taken as it is. What lies beside it, which a decision of the spec asks for, nobody knows. */
function unknownBound(spec: LatencySpec, histogram: string, threshold: number, place: Place): Bound | undefined {
  const decision = spec.interpolate === true ? 'interpolate' : spec.snap && 'snap';
  place.at(decision ?? 'histogram').report({
    code: 'buckets-unknown',
    severity: decision ? 'error' : 'warning',
    ...(decision && { part: 'key' as const }),
    message: `the buckets of "${histogram}" are not known, so nothing ${decision ? `tells which are beside ${spec.below}` : `proves that ${spec.below} is one`}`,
    help: 'list them under "buckets", so that a threshold between two bounds is caught',
  });
  return decision ? undefined : { kind: 'bucket', le: threshold };
}

interface Neighbours {
  readonly lower: number | undefined;
  readonly upper: number | undefined;
  readonly unit: Unit;
}

/** What a spec has decided about a threshold between two bounds; undefined if it has not, or if there is no such bound. */
function boundDecided(
  { interpolate, snap }: LatencySpec,
  threshold: number,
  { lower, upper }: Neighbours,
): Bound | undefined {
  if (interpolate === true && upper !== undefined) return { kind: 'interpolated', lower: lower ?? 0, upper, threshold };
  const snapped = snap === 'down' ? lower : snap === 'up' ? upper : undefined;
  return snapped === undefined ? undefined : { kind: 'bucket', le: snapped };
}

function addUndecided(spec: LatencySpec, { lower, upper, unit }: Neighbours, place: Place): undefined {
  const below = lower === undefined ? undefined : printBound(lower, unit);
  const above = upper === undefined ? undefined : printBound(upper, unit);
  place.at('below').report({
    code: 'threshold-not-a-bucket',
    message: `${spec.below} is ${describeGap(below, above, spec.histogram)}`,
    help: helpForGap(below, above, place.path.at(-1) === 'configPush'),
  });
}

function describeBound(bound: Bound, unit: Unit): string {
  if (bound.kind === 'bucket') return printBound(bound.le, unit);
  return `an estimate between ${printBound(bound.lower, unit)} and ${printBound(bound.upper, unit)}`;
}

/** A bound as the spec language writes it. */
function printBound(bound: number, unit: Unit): string {
  return printLatency(Number((bound * MS_PER_UNIT[unit]).toPrecision(12)));
}

function describeGap(below: string | undefined, above: string | undefined, histogram: string): string {
  if (above === undefined) return `above every bucket of "${histogram}", the last of which is ${below}`;
  if (below === undefined) return `below every bucket of "${histogram}", the first of which is ${above}`;
  return `no bucket of "${histogram}" (the nearest are ${below} and ${above}), so a rule on it would select nothing`;
}

/** `isFixed`: a preset whose bounds nobody can configure, and which takes no decision but another threshold. */
function helpForGap(below: string | undefined, above: string | undefined, isFixed: boolean): string {
  const write = `write ${[below, above].filter((bound) => bound !== undefined).join(' or ')}`;
  if (isFixed) return write;
  const ways = [
    ...(below === undefined ? [] : [`snap: down (${below}, stricter)`]),
    ...(above === undefined ? [] : [`snap: up (${above}, looser)`, 'interpolate: true (an estimate)']),
  ];
  return `${write}; or decide with ${ways.join(', ')}; or list the "buckets" that you configured`;
}
