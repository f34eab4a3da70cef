// Matchers on `le`, held against the buckets that a histogram has: those that the document declares, or those of the
// catalogue.
import { findMetric } from '../../metrics/catalogue.ts';
import type { Matcher } from '../../promql/ast.ts';
import { bucketPattern, bucketSpellings } from '../../promql/bucket.ts';
import { valueTest } from '../../promql/matched-values.ts';
import type { Place, Stretch } from '../place.ts';
import { otherUnitOfName } from '../read/time-unit.ts';
import { familyOf } from './metric-names.ts';

/** Bucket bounds of a histogram, ascending, in its unit. */
export interface Bounds {
  readonly bounds: readonly number[];
  /** Declared, or the exporter's for certain; otherwise the defaults of libraries, which applications replace. */
  readonly isCertain: boolean;
}

/** What is known of the buckets of the histogram `name`. */
export function boundsOf(name: string, { reading: { declaredBuckets } }: Place): Bounds | undefined {
  const declared = declaredBuckets?.get(name);
  if (declared) return { bounds: declared, isCertain: true };
  const { buckets, bucketsVary } = findMetric(name)?.metric ?? {};
  return buckets && buckets.length > 0 ? { bounds: buckets, isCertain: !bucketsVary } : undefined;
}

/** Reports a matcher on `le` of the series `name` that selects no bucket. */
export function checkBound(name: string, { op, value }: Matcher, places: readonly Stretch[], place: Place): void {
  if (op === '!=' || op === '!~' || value === '+Inf') return;
  const histogram = familyOf(name);
  const known = boundsOf(histogram, place);
  if (!known) {
    if (op === '=') place.reportAt(places, bucketsUnknown(histogram, value));
    return;
  }
  const spellings = [...known.bounds.flatMap(bucketSpellings), '+Inf'];
  const isBound =
    op === '=' ? known.bounds.includes(Number(value)) : spellings.some(valueTest({ op, value }) ?? (() => true));
  if (isBound) return;
  place.reportAt(places, {
    code: 'threshold-not-a-bucket',
    ...(!known.isCertain && { severity: 'warning' as const }),
    message: `"${histogram}" has no bucket ${value}${known.isCertain ? '' : ' by default'}`,
    help: `its bounds: ${known.bounds.join(', ')}${known.isCertain ? '' : '; if the application has others, list them under "buckets" of a latency indicator'}`,
  });
}

function bucketsUnknown(histogram: string, le: string) {
  return {
    code: 'buckets-unknown',
    severity: 'warning',
    message: `the buckets of "${histogram}" are not known, so nothing proves that ${le} is one`,
    help: otherUnitOfName(histogram)
      ? 'let "slo doctor --save slo.metrics.yaml" keep the bounds that are exported, so that a bound which is not among them is caught'
      : 'use a latency indicator, and list them under its "buckets", so that a threshold between two bounds is caught',
  } as const;
}

/** The matcher, or for bounds that Prometheus 3 spells otherwise one that matches every spelling of them. */
export function anySpelling(matcher: Matcher): Matcher {
  const { label, op, value } = matcher;
  if (label !== 'le') return matcher;
  const isPattern = op === '=~' || op === '!~';
  const written = isPattern ? value.split('|').map((bound) => bound.replace(/\\\.|\[\.\]/g, '.')) : [value];
  const bounds = written.map(Number);
  if (!written.every((bound) => BOUND.test(bound))) return matcher;
  const isSpelledAlike = bounds.every((bound, at) =>
    bucketSpellings(bound).every((spelling) => spelling === written[at]),
  );
  if (isSpelledAlike) return matcher;
  return { label, op: op === '=' || op === '=~' ? '=~' : '!~', value: bounds.map(bucketPattern).join('|') };
}

/** A bound as somebody writes it. */
const BOUND = /^\d+(\.\d+)?(e[+-]?\d+)?$/;
