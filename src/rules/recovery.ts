// What counts as recovery: a window that shows few errors although it would show some if they went on.
import { type BudgetSlo, countsEvents } from '../model/slo.ts';
import { baseWindowMs, fastIntervalMs } from '../model/windows.ts';
import type { Expr } from '../promql/ast.ts';
import { and, gte, lte, mul, num } from '../promql/build.ts';
import { errorRatioSeries, recorded } from './names.ts';
import { countOf, errorRatio } from './windows.ts';

/**
 * If errors went on at the ratio of the long window, so many would be expected in the short one. None to be seen then is no
 * chance: of a Poisson variable with mean 5 the probability of 0 is 0.7 %, and a long incident has many short windows.
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

/** How much must be seen for a window to show recovery: expected bad events, or of an indicator of time seconds. */
export function leastSeen({ indicator, scrapeIntervalMs }: BudgetSlo): number {
  return countsEvents(indicator) ? EXPECTED_BAD : (LEAST_SLICES * fastIntervalMs(scrapeIntervalMs)) / 1_000;
}

/** Returns something where the short window no longer burns, and holds enough to say so. */
export function recovered({ slo, longMs, shortMs, threshold }: Recovery): Expr {
  const seen = countOf('total', shortMs, slo);
  const long = recorded(errorRatioSeries(longMs), slo.identity);
  const expected = countsEvents(slo.indicator) ? mul(long, seen) : seen;
  const enough = gte(expected, num(leastSeen(slo)));
  return and(lte(shortRatio(slo, shortMs), threshold), enough);
}

/** The ratio of a window that an alert records, or of the base window. */
function shortRatio(slo: BudgetSlo, windowMs: number): Expr {
  return windowMs === baseWindowMs(slo.scrapeIntervalMs)
    ? errorRatio(windowMs, slo)
    : recorded(errorRatioSeries(windowMs), slo.identity);
}
