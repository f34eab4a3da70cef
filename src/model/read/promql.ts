// PromQL in a user's hand: parsed, and held against the catalogue of what the mesh exports.
import { findMetric } from '../../metrics/catalogue.ts';
import type { Expr, Matcher, Selector } from '../../promql/ast.ts';
import { type PromqlProblem, parseExpr, parseMatchers, parseSelector } from '../../promql/parse/parse.ts';
import { labelsKeptBy, mapSelectors, rangeSelectorsOf, selectorsOf, usesWindow } from '../../promql/visit.ts';
import type { Path } from '../../spec/locate.ts';
import { anySpelling } from '../checks/bounds.ts';
import { checkFunctions } from '../checks/functions.ts';
import { checkMatchers } from '../checks/matchers.ts';
import { checkExists, familyOf } from '../checks/metric-names.ts';
import { namedSelectors, refuseNameless } from '../named-selectors.ts';
import { matcherPlaces, metricPlaces } from '../promql-places.ts';
import { addProblem, type Scope } from '../scope.ts';

/** The selector at `path`, or undefined when it does not parse (which is then reported). */
export function readSelector(text: string, path: Path, scope: Scope): Selector | undefined {
  const parsed = parseSelector(text);
  if (!('selector' in parsed)) return reportProblems(parsed.problems, path, scope);
  if (!admitPatterns(parsed.selector.matchers, path, scope)) return undefined;
  checkSelector(parsed.selector, text, path, scope);
  return inAnySpelling(parsed.selector);
}

/** The name and labels of a made-up series at `path`, as they are written: what is known of the metric does not bind it. */
export function readSeriesName(text: string, path: Path, scope: Scope): Selector | undefined {
  const parsed = parseSelector(text);
  return 'selector' in parsed ? parsed.selector : reportProblems(parsed.problems, path, scope);
}

/** The selector, with every spelling of a bucket's bound that a Prometheus may have stored. */
function inAnySpelling(selector: Selector): Selector {
  return { ...selector, matchers: selector.matchers.map(anySpelling) };
}

/** Counter selectors at `path`, one or a list of them. */
export function readCounters(texts: string | readonly string[], path: Path, scope: Scope): Selector[] {
  const entries =
    typeof texts === 'string' ? [[texts, path] as const] : texts.map((text, at) => [text, [...path, at]] as const);
  return entries.flatMap(([text, place]) => {
    const selector = readSelector(text, place, scope);
    const named = selector ? namedSelectors(selector, place, scope) : [];
    for (const counter of named) {
      checkIsCounter(counter, place, scope);
      checkHasBound(counter, place, scope);
    }
    return named;
  });
}

/** The matchers at `path`, written without braces. */
export function readMatchers(
  text: string | undefined,
  metric: string | undefined,
  path: Path,
  scope: Scope,
): readonly Matcher[] {
  if (text === undefined) return [];
  const parsed = parseMatchers(text);
  if (!('matchers' in parsed)) return reportProblems(parsed.problems, path, scope) ?? [];
  if (!admitPatterns(parsed.matchers, path, scope)) return [];
  const find = (label: string) => matcherPlaces(text, undefined, label);
  checkMatchers(metric, parsed.matchers, { find, path, scope });
  return parsed.matchers;
}

export interface ExpressionDemands {
  /** The expression must hold `$window` (true) or must not (false). */
  readonly window: boolean;
  /** Labels that the result must keep. */
  readonly by: readonly string[];
}

/** The vector expression at `path`, or undefined when it cannot be used (which is then reported). */
export function readExpression(text: string, path: Path, demands: ExpressionDemands, scope: Scope): Expr | undefined {
  const parsed = parseExpr(text, { window: demands.window });
  if (!('expr' in parsed)) return reportProblems(parsed.problems, path, scope);
  const { expr, type } = parsed;
  const matchers = selectorsOf(expr).flatMap((selector) => selector.matchers);
  if (!admitPatterns(matchers, path, scope)) return undefined;
  for (const selector of selectorsOf(expr)) checkSelector(selector, text, path, scope);
  checkFunctions(expr, { text, path, scope });
  if (rangeSelectorsOf(expr).some(({ metric }) => metric === undefined)) refuseNameless(path, scope);
  if (type !== 'vector') {
    addProblem(scope, {
      code: 'promql-type',
      path,
      message: `this is a ${type}, but an expression over series is needed`,
      help: 'vector(…) makes a vector of a number',
    });
    return undefined;
  }
  if (demands.window && !usesWindow(expr)) {
    addProblem(scope, {
      code: 'raw-without-window',
      path,
      message: 'the expression does not use $window',
      help: 'write the range as [$window], as in rate(errors_total[$window]): every window fills in its own',
    });
  }
  checkKeepsLabels(expr, path, demands.by, scope);
  return mapSelectors(expr, inAnySpelling);
}

/** Whether the patterns of the spec file are still few enough to be matched, with these. */
function admitPatterns(matchers: readonly Matcher[], path: Path, scope: Scope): boolean {
  const heavy = matchers.find(({ op, value }) => (op === '=~' || op === '!~') && !scope.patterns?.admits(value));
  if (heavy === undefined || scope.patterns === undefined) return true;
  addProblem(scope, {
    code: 'patterns-too-heavy',
    path,
    message: `the regular expressions of this file are too much work together, with the one on "${heavy.label}"`,
    help: 'split the file by service, or write shorter expressions: a part that is repeated or may be left out weighs most',
  });
  return false;
}

function checkKeepsLabels(expr: Expr, path: Path, by: readonly string[], scope: Scope): void {
  const kept = labelsKeptBy(expr);
  const lost = kept && by.filter((label) => !kept.includes(label));
  if (!lost || lost.length === 0) return;
  addProblem(scope, {
    code: 'group-label-lost',
    path,
    message: `the expression drops ${lost.map((label) => `"${label}"`).join(', ')}, which the indicator groups by`,
    help: `keep it in the aggregation, as in sum by (${by.join(', ')}) (…), or take it out of "by"`,
  });
}

function reportProblems(problems: readonly PromqlProblem[], path: Path, scope: Scope): undefined {
  for (const { message, from, to, help } of problems) {
    addProblem(scope, { code: 'promql-syntax', path, within: { from, to }, message, ...(help && { help }) });
  }
  return undefined;
}

function checkSelector({ metric, matchers }: Selector, text: string, path: Path, scope: Scope): void {
  if (metric !== undefined && !checkExists(metric, path, scope, metricPlaces(text, metric))) return;
  checkMatchers(metric, matchers, { path, scope, find: (label) => matcherPlaces(text, metric ?? '', label) });
}

/** Every event is in each bucket above it, so all buckets together count it many times. */
function checkHasBound({ metric, matchers }: Selector, path: Path, scope: Scope): void {
  if (!metric?.endsWith('_bucket') || matchers.some(({ label }) => label === 'le')) return;
  addProblem(scope, {
    code: 'bucket-without-bound',
    path,
    message: `"${metric}" without "le" counts each event once for every bucket above it`,
    help: `choose a bucket, as in ${metric}{le="0.5"}, or count all events with ${familyOf(metric)}_count`,
  });
}

function checkIsCounter({ metric: name }: Selector, path: Path, scope: Scope): void {
  const found = name === undefined ? undefined : findMetric(name);
  if (!found || found.metric.type === 'counter') return;
  if (found.metric.type === 'histogram' && found.part !== 'base' && found.part !== 'sum') return;
  const { metric } = found;
  addProblem(scope, {
    code: 'not-a-counter',
    path,
    message: `"${metric.name}" is a ${metric.type}, but events are counted by a counter`,
    help:
      metric.type === 'histogram'
        ? `use ${metric.name}_count, or a latency indicator`
        : 'a gauge belongs to a threshold indicator',
  });
}
