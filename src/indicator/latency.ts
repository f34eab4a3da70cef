// Share of events faster than a threshold, from the buckets of a classic histogram.
import type { Bound, LatencyIndicator } from '../model/slo.ts';
import type { Aggregation, Expr, Matcher, Selector } from '../promql/ast.ts';
import { bucketPattern, bucketSpellings } from '../promql/bucket.ts';
import { add, and, call, gt, ignoring, mul, num, range, re, selector, sub, sum, unless } from '../promql/build.ts';
import { countedRates, type RateWindow } from './counting.ts';
import { sameGroup } from './grouping.ts';
import { missingSeries } from './inputs.ts';
import type { Input, LoweredIndicator } from './lowered.ts';

export function lowerLatency(
  indicator: LatencyIndicator,
  by: readonly string[],
  requiredBy: readonly string[],
): LoweredIndicator {
  const { histogram, matchers, bound } = indicator;
  const count = selector(`${histogram}_count`, matchers);
  return {
    total: (window) => sum(measured(indicator, window, decidingBounds(bound)), by),
    bad: (window, all) => sub(all, faster(indicator, window, by), sameGroup(by)),
    // Buckets are born together with their histogram, so a bucket that is missing is one that does not exist: reading it
    // as zero fast events would page for a typo, reading it as zero bad ones would hide every slow event.
    missingBad: 'unknown',
    isDifference: true,
    inputs: [
      { name: count.metric ?? '', missing: missingSeries(count, requiredBy) },
      ...decidingBounds(bound).map((le): Input => {
        const window = { ms: MISSING_WINDOW_MS };
        const counted = gt(sum(measured(indicator, window, []), by), num(0));
        const bucket = bucketOf(histogram, matchers, le);
        // Whether it is there is asked, not how often it counts.
        const missing = unless(counted, sum(countedRates([bucket], [bucket], window), by), sameGroup(by));
        return { name: `${histogram}_bucket{le="${le}"}`, missing };
      }),
    ],
  };
}

/**
 * The rates of the histograms that have the buckets of these bounds. While a deployment that adds a bucket is rolled out, the old
 * processes count events of which nobody knows how slow they are: with them, all of these would seem to be slow.
 */
function measured({ histogram, matchers }: LatencyIndicator, window: RateWindow, bounds: readonly number[]): Expr {
  const count = selector(`${histogram}_count`, matchers);
  return bounds.reduce(
    (rates, le) => withBucket(rates, bucketOf(histogram, matchers, le), window),
    countedRates([count], [count], window),
  );
}

/** The window in which a bucket must show up beside its count. */
export const MISSING_WINDOW_MS = 10 * 60_000;

/** The bounds of the buckets that decide, in the histogram's unit; there is no bucket up to zero. */
export function decidingBounds(bound: Bound): number[] {
  return bound.kind === 'bucket' ? [bound.le] : [bound.lower, bound.upper].filter((le) => le > 0);
}

/** The rate of events below the bound. Between two bounds it is estimated as `histogram_quantile` does: events are taken
 *  to spread evenly between them. */
function faster(indicator: LatencyIndicator, window: RateWindow, by: readonly string[]): Expr {
  const { bound } = indicator;
  const below = (le: number) => sum(rateOfBucket(indicator, le, window), by);
  if (bound.kind === 'bucket') return below(bound.le);
  const { lower, upper, threshold } = bound;
  const share = num((threshold - lower) / (upper - lower));
  if (lower <= 0) return mul(below(upper), share);
  return add(below(lower), mul(sub(below(upper), below(lower), sameGroup(by)), share), sameGroup(by));
}

/** The rates of the buckets of a bound, once for each histogram that has the other bucket, too. */
function rateOfBucket({ histogram, matchers, bound }: LatencyIndicator, le: number, window: RateWindow): Expr {
  const bucket = bucketOf(histogram, matchers, le);
  const rates = countedRates([bucket], [bucket], window);
  const once = bucketSpellings(le).length > 1 ? oncePerHistogram(rates) : rates;
  return decidingBounds(bound)
    .filter((other) => other !== le)
    .reduce((kept, other) => withBucket(kept, bucketOf(histogram, matchers, other), window), once);
}

/** Rates of histograms that have a bucket. */
function withBucket(rates: Expr, bucket: Selector, { ms }: RateWindow): Expr {
  return and(rates, call('present_over_time', range(bucket, ms)), ignoring('le'));
}

function bucketOf(histogram: string, matchers: readonly Matcher[], le: number): Selector {
  return selector(`${histogram}_bucket`, [...matchers, re('le', bucketPattern(le))]);
}

/** A Prometheus 2 and a 3 that scrape the same targets spell a bound in two ways: a histogram that has both counts once. */
function oncePerHistogram(buckets: Expr): Aggregation {
  return { kind: 'aggregation', op: 'max', expr: buckets, grouping: { kind: 'without', labels: ['le'] } };
}
