// PromQL in a user's hand: parsed, and held against the catalogue of what the mesh exports.
import { didYouMean } from '../diagnostics/suggest.ts';
import { findMetric, labelsOf, TARGET_LABELS } from '../metrics/catalogue.ts';
import { findGoneMetric } from '../metrics/gone.ts';
import type { Metric } from '../metrics/metric.ts';
import type { Expr, Matcher, Selector } from '../promql/ast.ts';
import { type PromqlProblem, parseExpr, parseMatchers, parseSelector } from '../promql/parse.ts';
import { labelsKeptBy, selectorsOf, usesWindow } from '../promql/visit.ts';
import type { Path } from '../spec/locate.ts';
import { matcherPlaces, metricPlaces, type Place } from './promql-places.ts';
import { type Complaint, complain, type Scope } from './scope.ts';

/** The selector at `path`, or undefined when it does not parse (which is then reported). */
export function readSelector(text: string, path: Path, scope: Scope): Selector | undefined {
  const parsed = parseSelector(text);
  if (!('selector' in parsed)) return reportProblems(parsed.problems, path, scope);
  checkSelector(parsed.selector, text, path, scope);
  return parsed.selector;
}

/** Counter selectors at `path`, one or a list of them. */
export function readCounters(texts: string | readonly string[], path: Path, scope: Scope): Selector[] {
  const entries =
    typeof texts === 'string' ? [[texts, path] as const] : texts.map((text, at) => [text, [...path, at]] as const);
  return entries.flatMap(([text, place]) => {
    const selector = readSelector(text, place, scope);
    if (selector) checkIsCounter(selector, place, scope);
    return selector ?? [];
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
  const find = (label: string) => matcherPlaces(text, undefined, label);
  if (metric !== undefined) checkLabels(metric, parsed.matchers, find, path, scope);
  return parsed.matchers;
}

export interface ExpressionWishes {
  /** The expression must hold `$window` (true) or must not (false). */
  readonly window: boolean;
  /** Labels that the result must keep. */
  readonly by: readonly string[];
}

/** The vector expression at `path`, or undefined when it cannot be used (which is then reported). */
export function readExpression(text: string, path: Path, wishes: ExpressionWishes, scope: Scope): Expr | undefined {
  const parsed = parseExpr(text, { window: wishes.window });
  if (!('expr' in parsed)) return reportProblems(parsed.problems, path, scope);
  const { expr, type } = parsed;
  for (const selector of selectorsOf(expr)) checkSelector(selector, text, path, scope);
  if (type !== 'vector') {
    complain(scope, {
      code: 'promql-type',
      path,
      message: `this is a ${type}, but an expression over series is needed`,
      help: 'vector(…) makes a vector of a number',
    });
    return undefined;
  }
  if (wishes.window && !usesWindow(expr)) {
    complain(scope, {
      code: 'raw-without-window',
      path,
      message: 'the expression does not use $window',
      help: 'write the range as [$window], as in rate(errors_total[$window]): every window fills in its own',
    });
  }
  checkKeepsLabels(expr, path, wishes.by, scope);
  return expr;
}

function checkKeepsLabels(expr: Expr, path: Path, by: readonly string[], scope: Scope): void {
  const kept = labelsKeptBy(expr);
  const lost = kept && by.filter((label) => !kept.includes(label));
  if (!lost || lost.length === 0) return;
  complain(scope, {
    code: 'group-label-lost',
    path,
    message: `the expression drops ${lost.map((label) => `"${label}"`).join(', ')}, which the indicator groups by`,
    help: `keep it in the aggregation, as in sum by (${by.join(', ')}) (…), or take it out of "by"`,
  });
}

function reportProblems(problems: readonly PromqlProblem[], path: Path, scope: Scope): undefined {
  for (const { message, from, to, help } of problems) {
    complain(scope, { code: 'promql-syntax', path, within: { from, to }, message, ...(help && { help }) });
  }
  return undefined;
}

function checkSelector({ metric, matchers }: Selector, text: string, path: Path, scope: Scope): void {
  if (metric === undefined) return;
  if (checkExists(metric, path, scope, () => metricPlaces(text, metric))) {
    checkLabels(metric, matchers, (label) => matcherPlaces(text, metric, label), path, scope);
  }
}

/** Whether `metric` may exist; a name that circulates but is not exported is reported. */
export function checkExists(
  metric: string,
  path: Path,
  scope: Scope,
  find: () => readonly Place[] = () => [],
): boolean {
  const gone = findGoneMetric(metric);
  if (!gone) return true;
  const help = gone.instead === undefined ? 'nothing has taken its place' : `use ${gone.instead}`;
  const message = `the metric "${metric}" does not exist in Istio 1.27: ${gone.why}`;
  complainAt(find(), { code: 'metric-gone', path, message, help }, scope);
  return false;
}

/** Complains at each of the places in the text, or about the whole of it when they are not known. */
function complainAt(places: readonly Place[], complaint: Complaint, scope: Scope): void {
  if (places.length === 0) complain(scope, complaint);
  for (const within of places) complain(scope, { ...complaint, within });
}

function checkLabels(
  name: string,
  matchers: readonly Matcher[],
  find: (label: string) => ReturnType<typeof matcherPlaces>,
  path: Path,
  scope: Scope,
): void {
  const metric = findMetric(name)?.metric;
  if (!metric) return;
  const known = labelsOf(metric);
  for (const { label, op, value } of matchers) {
    if (label === '__name__' || label === 'le') continue;
    const values = metric.labelValues?.[label];
    if (!known.includes(label)) {
      const places = find(label).map((place) => place.label);
      complainAt(places, unknownLabel(metric, label, known, path), scope);
    } else if (values && op === '=' && value !== '' && !values.includes(value)) {
      const message = `"${label}" of "${metric.name}" is never "${value}"`;
      const guess = didYouMean(value, values);
      const help = `${guess ? `did you mean "${guess}"? ` : ''}its values: ${values.join(', ')}`;
      const places = find(label).map((place) => place.value);
      complainAt(places, { code: 'impossible-label-value', path, message, help }, scope);
    }
  }
}

function unknownLabel({ name, labels }: Metric, label: string, known: readonly string[], path: Path): Complaint {
  const guess = didYouMean(label, known);
  const own = labels.length > 0 ? `its labels: ${labels.join(', ')}` : 'it has no labels of its own';
  return {
    code: 'unknown-label',
    // A target may carry labels that nobody here knows, so only what looks like a slip is surely wrong.
    severity: guess ? 'error' : 'warning',
    path,
    message: `"${name}" has no label "${label}"`,
    help: guess ? `did you mean "${guess}"?` : `${own}; targets add ${TARGET_LABELS.slice(0, 4).join(', ')} and others`,
  };
}

function checkIsCounter({ metric: name }: Selector, path: Path, scope: Scope): void {
  const found = name === undefined ? undefined : findMetric(name);
  if (!found || found.metric.type === 'counter' || (found.metric.type === 'histogram' && found.part !== 'base')) return;
  const { metric } = found;
  complain(scope, {
    code: 'not-a-counter',
    path,
    message: `"${metric.name}" is a ${metric.type}, but events are counted by a counter`,
    help:
      metric.type === 'histogram'
        ? `use ${metric.name}_count, or a latency indicator`
        : 'a gauge belongs to a threshold indicator',
  });
}
