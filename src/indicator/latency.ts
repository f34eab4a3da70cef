// Share of events faster than a threshold, from the buckets of a classic histogram.
import type { Bound, LatencyIndicator } from '../model/slo.ts';
import type { Expr, Matcher } from '../promql/ast.ts';
import { bucketPattern } from '../promql/bucket.ts';
import { add, clampMin, gt, mul, num, range, rate, re, selector, sub, sum, unless } from '../promql/build.ts';
import { missingSeries, sameGroup } from './grouping.ts';
import type { Input, LoweredIndicator } from './lowered.ts';

export function lowerLatency(
  { histogram, matchers, bound }: LatencyIndicator,
  by: readonly string[],
): LoweredIndicator {
  const count = selector(`${histogram}_count`, matchers);
  const total = (windowMs: number) => sum(rate(range(count, windowMs)), by);
  return {
    total,
    bad: (windowMs, all) => clampMin(sub(all, faster(histogram, matchers, bound, windowMs, by), sameGroup(by)), 0),
    // Buckets are born together with their histogram, so a bucket that is missing is one that does not exist: reading it
    // as zero fast events would page for a typo, reading it as zero bad ones would hide every slow event.
    missingBad: 'unknown',
    inputs: [
      { name: count.metric ?? '', missing: missingSeries(count, by) },
      ...boundsOf(bound).map((le): Input => {
        const present = rateOfBucket(histogram, matchers, le, MISSING_WINDOW_MS, by);
        const missing = unless(gt(total(MISSING_WINDOW_MS), num(0)), present, sameGroup(by));
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
function faster(
  histogram: string,
  matchers: readonly Matcher[],
  bound: Bound,
  windowMs: number,
  by: readonly string[],
): Expr {
  const below = (le: number) => rateOfBucket(histogram, matchers, le, windowMs, by);
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
  windowMs: number,
  by: readonly string[],
): Expr {
  const bucket = selector(`${histogram}_bucket`, [...matchers, re('le', bucketPattern(le))]);
  return sum(rate(range(bucket, windowMs)), by);
}
