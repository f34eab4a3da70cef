// How often a counter counts per second, with the events that a new series is born with.
import type { Expr, Selector } from '../promql/ast.ts';
import { and, div, gt, gte, num, offset, on, or, range, rate, sub, unless } from '../promql/build.ts';

/** The window over which rates are read. */
export interface RateWindow {
  readonly ms: number;
  /** How long a series counts as newborn, in milliseconds; without it, rates alone are read. */
  readonly newbornMs?: number;
}

/** The labels that Prometheus gives to every target. */
const EVERY_TARGETS_LABELS = ['job', 'instance'] as const;

/**
 * A series that is missing from a scrape or two and then comes back is no newborn: it must not have been there ten minutes ago
 * either. (An exporter that leaves series out for longer than that, and goes on with the old count, would be taken for new.)
 */
export const MISSING_BEFORE_MS = 10 * 60_000;

/**
 * The rates of the series that the selectors of one counter find, per second, one sample for each series.
 *
 * `rate` sees increases between two samples, so it never sees the events that a series is born with; most errors of a mesh are
 * such series (a new code, a new flag, another pod). Therefore the whole value of a newborn series counts. With n scrapes in
 * the window, `rate` is the increase over n - 1 scrape intervals; the value of a series that was not there n - 1 scrape
 * intervals ago is its increase since then, from zero. The two add up: each event counts in n - 1 windows, the first ones too.
 *
 * For as long as the window reaches back to the birth, the increase is the difference of two samples and no `rate`. A Prometheus
 * with the feature `use-start-timestamps` lets a `rate` begin at zero where the counter began within the window
 * (https://prometheus.io/docs/prometheus/latest/feature_flags/), by which the first events would count in a window more.
 *
 * A series that stood at zero then is treated alike. `rate` extrapolates to the ends of its window, but not to a time at which the
 * counter would have been below zero; so of the first events of an initialised counter it would count an eighth too little.
 *
 * That a series was not there means something only if its target was scraped then: another series of `population` (the
 * counter with all its outcomes) must have been there, and must still be there under the same labels. Without the first, a new
 * target would bring old counts along; without the second, a label that a changed scrape configuration adds to all series.
 */
export function countedRates(
  counters: readonly Selector[],
  population: readonly Selector[],
  { ms, newbornMs }: RateWindow,
): Expr {
  const rates = united(counters.map((counter) => rate(range(counter, ms))));
  if (newbornMs === undefined) return rates;
  const earlier = (of: Selector, byMs: number) => offset(of, Number(of.offset ?? 0) + byMs);
  const counted = (of: Selector, byMs: number) => gt(earlier(of, byMs), num(0));
  // After a restart the difference is below zero: what was counted since then is known.
  const increase = (of: Selector) => or(gte(sub(of, earlier(of, newbornMs)), num(0)), of);
  const nothingBefore = united(
    counters.map((counter) =>
      unless(unless(increase(counter), counted(counter, ms)), counted(counter, MISSING_BEFORE_MS)),
    ),
  );
  const scraped = united(population.map((selector) => and(selector, earlier(selector, newbornMs))));
  return or(div(and(nothingBefore, scraped, on(...EVERY_TARGETS_LABELS)), num(newbornMs / 1_000)), rates);
}

/** What any of the parts returns, one after the other. */
export function united(parts: readonly Expr[]): Expr {
  return parts.reduce((left, right) => or(left, right));
}
