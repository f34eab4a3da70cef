// Matchers on `le`, held against the buckets that a histogram has: those that the document declares, or those of the
// catalogue.
import { findMetric } from '../../metrics/catalogue.ts';
import type { Matcher } from '../../promql/ast.ts';
import { bucketPattern, bucketSpellings } from '../../promql/bucket.ts';
import { valueTest } from '../../promql/matched-values.ts';
import type { Path } from '../../spec/locate.ts';
import { addProblemsAt, type Scope, type Stretch } from '../scope.ts';
import { familyOf } from './metric-names.ts';

/** Bucket bounds of a histogram, ascending, in its unit. */
export interface Bounds {
  readonly bounds: readonly number[];
  /** Declared, or the exporter's for certain; otherwise the defaults of libraries, which applications replace. */
  readonly isCertain: boolean;
}

/** What is known of the buckets of the histogram `name`. */
export function boundsOf(name: string, { declaredBuckets }: Pick<Scope, 'declaredBuckets'>): Bounds | undefined {
  const declared = declaredBuckets?.get(name);
  if (declared) return { bounds: declared, isCertain: true };
  const { buckets, bucketsVary } = findMetric(name)?.metric ?? {};
  return buckets && buckets.length > 0 ? { bounds: buckets, isCertain: !bucketsVary } : undefined;
}

/** Reports a matcher on `le` of the series `name` that selects no bucket. */
export function checkBound(
  name: string,
  { op, value }: Matcher,
  places: readonly Stretch[],
  path: Path,
  scope: Scope,
): void {
  if (op === '!=' || op === '!~' || value === '+Inf') return;
  const histogram = familyOf(name);
  const known = boundsOf(histogram, scope);
  if (!known) {
    if (op === '=') addProblemsAt(places, bucketsUnknown(histogram, value, path), scope);
    return;
  }
  const spellings = [...known.bounds.flatMap(bucketSpellings), '+Inf'];
  const isBound =
    op === '=' ? known.bounds.includes(Number(value)) : spellings.some(valueTest({ op, value }) ?? (() => true));
  if (isBound) return;
  addProblemsAt(
    places,
    {
      code: 'threshold-not-a-bucket',
      ...(!known.isCertain && { severity: 'warning' as const }),
      path,
      message: `"${histogram}" has no bucket ${value}${known.isCertain ? '' : ' by default'}`,
      help: `its bounds: ${known.bounds.join(', ')}${known.isCertain ? '' : '; if the application has others, list them under "buckets" of a latency indicator'}`,
    },
    scope,
  );
}

function bucketsUnknown(histogram: string, le: string, path: Path) {
  return {
    code: 'buckets-unknown',
    severity: 'warning',
    path,
    message: `the buckets of "${histogram}" are not known, so nothing proves that ${le} is one`,
    help: 'use a latency indicator, and list them under its "buckets", so that a threshold between two bounds is caught',
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
