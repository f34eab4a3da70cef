// PromQL in a user's hand: parsed, and held against the catalogue of what the mesh exports.
import { findMetric } from '../../metrics/catalogue.ts';
import type { Expr, Matcher, Selector } from '../../promql/ast.ts';
import { isBucketName } from '../../promql/bucket.ts';
import { type PromqlProblem, parseExpr, parseMatchers, parseSelector } from '../../promql/parse/parse.ts';
import { labelsKeptBy, mapSelectors, rangeSelectorsOf, selectorsOf, usesWindow } from '../../promql/visit.ts';
import { anySpelling } from '../checks/bounds.ts';
import { checkFunctions, type WrittenExpression } from '../checks/functions.ts';
import { checkMatchers } from '../checks/matchers.ts';
import { checkExists, familyOf } from '../checks/metric-names.ts';
import { namedSelectors, refuseNameless } from '../named-selectors.ts';
import type { Place } from '../place.ts';
import { placesOf, placesOfMatchers } from '../promql-places.ts';

/** The selector at `place`, or undefined when it does not parse (which is then reported). */
export function readSelector(text: string, place: Place): Selector | undefined {
  const parsed = parseSelector(text);
  if (!('selector' in parsed)) return reportProblems(parsed.problems, place);
  if (!admitPatterns(parsed.selector.matchers, place)) return undefined;
  checkSelector(parsed.selector, { places: placesOf(text), place });
  return inAnySpelling(parsed.selector);
}

/** The name and labels of a made-up series at `place`, as they are written: what is known of the metric does not bind it. */
export function readSeriesName(text: string, place: Place): Selector | undefined {
  const parsed = parseSelector(text);
  return 'selector' in parsed ? parsed.selector : reportProblems(parsed.problems, place);
}

/** The selector, with every spelling of a bucket's bound that a Prometheus may have stored. */
function inAnySpelling(selector: Selector): Selector {
  return { ...selector, matchers: selector.matchers.map(anySpelling) };
}

/** Counter selectors at `place`, one or a list of them. */
export function readCounters(texts: string | readonly string[], place: Place): Selector[] {
  const entries =
    typeof texts === 'string' ? [[texts, place] as const] : texts.map((text, at) => [text, place.at(at)] as const);
  return entries.flatMap(([text, at]) => {
    const selector = readSelector(text, at);
    const named = selector ? namedSelectors(selector, at) : [];
    for (const counter of named) {
      checkIsCounter(counter, at);
      checkHasBound(counter, at);
    }
    return named;
  });
}

/** The matchers at `place`, written without braces. */
export function readMatchers(text: string | undefined, metric: string | undefined, place: Place): readonly Matcher[] {
  if (text === undefined) return [];
  const parsed = parseMatchers(text);
  if (!('matchers' in parsed)) return reportProblems(parsed.problems, place) ?? [];
  if (!admitPatterns(parsed.matchers, place)) return [];
  const places = placesOfMatchers(text);
  checkMatchers(metric, parsed.matchers, { find: (matcher) => places.matcher(undefined, matcher), place });
  return parsed.matchers;
}

export interface ExpressionDemands {
  /** The expression must hold `$window` (true) or must not (false). */
  readonly window: boolean;
  /** Labels that the result must keep. */
  readonly by: readonly string[];
}

/** The vector expression at `place`, or undefined when it cannot be used (which is then reported). */
export function readExpression(text: string, place: Place, demands: ExpressionDemands): Expr | undefined {
  const parsed = parseExpr(text, { window: demands.window });
  if (!('expr' in parsed)) return reportProblems(parsed.problems, place);
  const { expr, type } = parsed;
  const matchers = selectorsOf(expr).flatMap((selector) => selector.matchers);
  if (!admitPatterns(matchers, place)) return undefined;
  const written = { places: placesOf(text), place };
  for (const selector of selectorsOf(expr)) checkSelector(selector, written);
  checkFunctions(expr, written);
  if (rangeSelectorsOf(expr).some(({ metric }) => metric === undefined)) refuseNameless(place);
  if (type !== 'vector') {
    place.report({
      code: 'promql-type',
      message: `this is a ${type}, but an expression over series is needed`,
      help: 'vector(…) makes a vector of a number',
    });
    return undefined;
  }
  if (demands.window && !usesWindow(expr)) {
    place.report({
      code: 'raw-without-window',
      message: 'the expression does not use $window',
      help: 'write the range as [$window], as in rate(errors_total[$window]): every window fills in its own',
    });
  }
  checkKeepsLabels(expr, place, demands.by);
  return mapSelectors(expr, inAnySpelling);
}

/** Whether the patterns of the spec file are still few enough to be matched, with these. */
function admitPatterns(matchers: readonly Matcher[], place: Place): boolean {
  const { patterns } = place.reading;
  const heavy = matchers.find(({ op, value }) => (op === '=~' || op === '!~') && !patterns?.admits(value));
  if (heavy === undefined || patterns === undefined) return true;
  place.report({
    code: 'patterns-too-heavy',
    message: `the regular expressions of this file are too much work together, with the one on "${heavy.label}"`,
    help: 'split the file by service, or write shorter expressions: a part that is repeated or may be left out weighs most',
  });
  return false;
}

function checkKeepsLabels(expr: Expr, place: Place, by: readonly string[]): void {
  const kept = labelsKeptBy(expr);
  const lost = kept && by.filter((label) => !kept.includes(label));
  if (!lost || lost.length === 0) return;
  place.report({
    code: 'group-label-lost',
    message: `the expression drops ${lost.map((label) => `"${label}"`).join(', ')}, which the indicator groups by`,
    help: `keep it in the aggregation, as in sum by (${by.join(', ')}) (…), or take it out of "by"`,
  });
}

/** Reports what is wrong with the PromQL at `place`. */
export function reportProblems(problems: readonly PromqlProblem[], place: Place): undefined {
  for (const { message, from, to, help } of problems) {
    place.report({ code: 'promql-syntax', within: { from, to }, message, ...(help && { help }) });
  }
  return undefined;
}

function checkSelector({ metric, matchers }: Selector, { places, place }: WrittenExpression): void {
  if (metric !== undefined && !checkExists(metric, place, () => places.metric(metric))) return;
  checkMatchers(metric, matchers, { place, find: (matcher) => places.matcher(metric, matcher) });
}

/** Every event is in each bucket above it, so all buckets together count it many times. */
function checkHasBound({ metric, matchers }: Selector, place: Place): void {
  if (metric === undefined || !isBucketName(metric) || matchers.some(({ label }) => label === 'le')) return;
  place.report({
    code: 'bucket-without-bound',
    message: `"${metric}" without "le" counts each event once for every bucket above it`,
    help: `choose a bucket, as in ${metric}{le="0.5"}, or count all events with ${familyOf(metric)}_count`,
  });
}

function checkIsCounter({ metric: name }: Selector, place: Place): void {
  const found = name === undefined ? undefined : findMetric(name);
  if (!found || found.metric.type === 'counter') return;
  if (found.metric.type === 'histogram' && found.part !== 'base' && found.part !== 'sum') return;
  const { metric } = found;
  place.report({
    code: 'not-a-counter',
    message: `"${metric.name}" is a ${metric.type}, but events are counted by a counter`,
    help:
      metric.type === 'histogram'
        ? `use ${metric.name}_count, or a latency indicator`
        : 'a gauge belongs to a threshold indicator',
  });
}
