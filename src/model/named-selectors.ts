// A selector whose metric name is a pattern, as one selector for each name. Functions such as rate() drop the name: two
// metrics that differ in nothing else would become one label set twice, and the evaluation would fail.
import type { Selector } from '../promql/ast.ts';
import { isMetricName } from '../promql/names.ts';
import type { Place } from './place.ts';

/** The selectors that together take the same series, each of one metric; none (and a problem) where the names are not
 *  written out as alternatives. */
export function namedSelectors(selector: Selector, place: Place): Selector[] {
  if (selector.metric !== undefined) return [selector];
  const [pattern, ...others] = selector.matchers.filter(({ label }) => label === '__name__');
  const names = pattern?.op === '=~' && others.length === 0 ? pattern.value.replace(/^\((.*)\)$/, '$1').split('|') : [];
  if (names.length === 0 || !names.every(isMetricName)) return refuseNameless(place);
  const matchers = selector.matchers.filter((matcher) => matcher !== pattern);
  return [...new Set(names)].map((metric) => ({ ...selector, metric, matchers }));
}

export function refuseNameless(place: Place): [] {
  place.report({
    code: 'selector-without-name',
    message: 'the selector names no metric, so two metrics with the same labels would make every evaluation fail',
    help: 'name the metric, or write out the names as in {__name__=~"a_total|b_total"} under total, bad, good or events; in an expression read each metric by itself',
  });
  return [];
}
