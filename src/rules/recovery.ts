// What counts as recovery: a window that shows few errors although it would show some if they went on.
import { type BudgetSlo, countsEvents } from '../model/slo.ts';
import { baseWindowMs, fastIntervalMs } from '../model/windows.ts';
import type { Expr } from '../promql/ast.ts';
import { and, call, gt, gte, lte, mul, num, sub } from '../promql/build.ts';
import { errorRatioSeries, recorded } from './names.ts';
import { countOf, errorRatio } from './windows.ts';

/**
 * If errors went on at the ratio of the long window, so many would be expected in the short one: E. To see X of them is no chance
 * where E - X is more than the root of five times E, which is 2.2 standard deviations of a Poisson variable. Of a window without any
 * error that asks for five expected ones (0.7 %), and for more where a part of them is still there: else a share of errors little
 * above its threshold would seem to be over each time that chance takes it below.
 */
const EXPECTED_BAD = 5;

/** Of an indicator of time so many slices: it fails as a whole, and not here and there. */
const LEAST_SLICES = 3;

export interface Recovery {
  readonly slo: BudgetSlo;
  /** The windows whose ratios are compared, in milliseconds; the short one may be the base window, which is not recorded. */
  readonly longMs: number;
  readonly shortMs: number;
  /** The error ratio at which the alert fires. */
  readonly threshold: Expr;
}

/**
 * How much must be seen in the short window for it to show recovery: events, while the long window has one ratio of errors and the
 * short one a lower one; of an indicator of time seconds. With E and X as events times the ratios, E - X > sqrt(5 E) is
 * (long - short) * sqrt(events) > sqrt(5 long), and so events > 5 long / (long - short)^2.
 */
export function leastSeen(slo: BudgetSlo, long: number, short: number): number {
  const fewer = long - short;
  return countsEvents(slo.indicator) ? (EXPECTED_BAD * long) / (fewer * fewer) : leastSeconds(slo);
}

function leastSeconds({ scrapeIntervalMs }: BudgetSlo): number {
  return (LEAST_SLICES * fastIntervalMs(scrapeIntervalMs)) / 1_000;
}

/** Returns something where the short window no longer burns, and holds enough to say so. */
export function recovered({ slo, longMs, shortMs, threshold }: Recovery): Expr {
  const seen = countOf('total', shortMs, slo);
  const short = shortRatio(slo, shortMs);
  const long = recorded(errorRatioSeries(longMs), slo.identity);
  const isEnough = countsEvents(slo.indicator)
    ? gt(mul(sub(long, short), call('sqrt', seen)), call('sqrt', mul(num(EXPECTED_BAD), long)))
    : gte(seen, num(leastSeconds(slo)));
  return and(lte(short, threshold), isEnough);
}

/** The ratio of a window that an alert records, or of the base window. */
function shortRatio(slo: BudgetSlo, windowMs: number): Expr {
  return windowMs === baseWindowMs(slo.scrapeIntervalMs)
    ? errorRatio(windowMs, slo)
    : recorded(errorRatioSeries(windowMs), slo.identity);
}
