// Share of events faster than a threshold, from a native histogram: no buckets to choose, an estimate within one of its
// fine bands (https://prometheus.io/docs/specs/native_histograms/).
import type { NativeLatencyIndicator } from '../model/slo.ts';
import type { Expr } from '../promql/ast.ts';
import { gte, histogramCount, histogramFraction, mul, num, range, rate, selector, sub, sum } from '../promql/build.ts';
import { missingSeries } from './inputs.ts';
import type { LoweredIndicator } from './lowered.ts';

export function lowerNativeLatency(
  indicator: NativeLatencyIndicator,
  by: readonly string[],
  requiredBy: readonly string[],
): LoweredIndicator {
  const histogram = selector(indicator.histogram, indicator.matchers);
  const rates = (windowMs: number): Expr => sum(rate(range(histogram, windowMs)), by);
  return {
    total: ({ ms }) => histogramCount(rates(ms)),
    bad: ({ ms }) => {
      const fast = histogramFraction(Number.NEGATIVE_INFINITY, indicator.threshold, rates(ms));
      // The fraction of no events is NaN; `>= 0` leaves it out, and what is left out counts as no bad event.
      return gte(mul(histogramCount(rates(ms)), sub(num(1), fast)), num(0));
    },
    missingBad: 'zero',
    inputs: [{ name: indicator.histogram, missing: missingSeries(histogram, requiredBy) }],
  };
}
