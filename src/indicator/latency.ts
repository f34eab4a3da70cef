// Share of events faster than a threshold, from the buckets of a classic histogram.
import type { Bound, LatencyIndicator } from '../model/slo.ts';
import type { Aggregation, Expr, Matcher } from '../promql/ast.ts';
import { bucketPattern, bucketSpellings } from '../promql/bucket.ts';
import { add, gt, mul, num, re, selector, sub, sum, unless } from '../promql/build.ts';
import { countedRates, type RateWindow } from './counting.ts';
import { sameGroup, sumOfRates } from './grouping.ts';
import { missingSeries } from './inputs.ts';
import type { Input, LoweredIndicator } from './lowered.ts';

export function lowerLatency(
  indicator: LatencyIndicator,
  by: readonly string[],
  requiredBy: readonly string[],
): LoweredIndicator {
  const { histogram, matchers, bound } = indicator;
  const count = selector(`${histogram}_count`, matchers);
  const total = (window: RateWindow) => sumOfRates([count], [count], window, by);
  return {
    total,
    bad: (window, all) => sub(all, faster(indicator, window, by), sameGroup(by)),
    // Buckets are born together with their histogram, so a bucket that is missing is one that does not exist: reading it
    // as zero fast events would page for a typo, reading it as zero bad ones would hide every slow event.
    missingBad: 'unknown',
    isDifference: true,
    inputs: [
      { name: count.metric ?? '', missing: missingSeries(count, requiredBy) },
      ...boundsOf(bound).map((le): Input => {
        const window = { ms: MISSING_WINDOW_MS };
        // Whether it is there is asked, not how often it counts.
        const present = sum(ratesOfBucket(histogram, matchers, le, window), by);
        const missing = unless(gt(total(window), num(0)), present, sameGroup(by));
        return { name: `${histogram}_bucket{le="${le}"}`, missing };
      }),
    ],
  };
}

/** The window in which a bucket must show up beside its count. */
export const MISSING_WINDOW_MS = 10 * 60_000;

function boundsOf(bound: Bound): number[] {
  return bound.kind === 'bucket' ? [bound.le] : [bound.lower, bound.upper].filter((le) => le > 0);
}

/** The rate of events below the bound. Between two bounds it is estimated as `histogram_quantile` does: events are taken
 *  to spread evenly between them. */
function faster({ histogram, matchers, bound }: LatencyIndicator, window: RateWindow, by: readonly string[]): Expr {
  const below = (le: number) => rateOfBucket(histogram, matchers, le, window, by);
  if (bound.kind === 'bucket') return below(bound.le);
  const { lower, upper, threshold } = bound;
  const share = num((threshold - lower) / (upper - lower));
  if (lower <= 0) return mul(below(upper), share);
  return add(below(lower), mul(sub(below(upper), below(lower), sameGroup(by)), share), sameGroup(by));
}

function rateOfBucket(
  histogram: string,
  matchers: readonly Matcher[],
  le: number,
  window: RateWindow,
  by: readonly string[],
): Expr {
  const rates = ratesOfBucket(histogram, matchers, le, window);
  return sum(bucketSpellings(le).length > 1 ? oncePerHistogram(rates) : rates, by);
}

function ratesOfBucket(histogram: string, matchers: readonly Matcher[], le: number, window: RateWindow): Expr {
  const bucket = selector(`${histogram}_bucket`, [...matchers, re('le', bucketPattern(le))]);
  return countedRates([bucket], [bucket], window);
}

/** A Prometheus 2 and a 3 that scrape the same targets spell a bound in two ways: a histogram that has both counts once. */
function oncePerHistogram(buckets: Expr): Aggregation {
  return { kind: 'aggregation', op: 'max', expr: buckets, grouping: { kind: 'without', labels: ['le'] } };
}
