// PromQL in a user's hand: parsed, and held against the catalogue of what the mesh exports.
import { didYouMean } from '../diagnostics/suggest.ts';
import { findMetric, GONE_METRICS, labelsOf, TARGET_LABELS } from '../istio/catalogue.ts';
import type { Expr, Matcher, Selector } from '../promql/ast.ts';
import { type PromqlProblem, parseExpr, parseMatchers, parseSelector } from '../promql/parse.ts';
import { labelsKeptBy, selectorsOf, usesWindow } from '../promql/visit.ts';
import type { Path } from '../spec/locate.ts';
import { complain, type Scope } from './scope.ts';

/** The selector at `path`, or undefined when it does not parse (which is then reported). */
export function readSelector(text: string, path: Path, scope: Scope): Selector | undefined {
  const parsed = parseSelector(text);
  if (!('selector' in parsed)) return reportProblems(parsed.problems, path, scope);
  checkSelector(parsed.selector, path, scope);
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
  if (metric !== undefined) checkLabels(metric, parsed.matchers, path, scope);
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
  for (const selector of selectorsOf(expr)) checkSelector(selector, path, scope);
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

function checkSelector({ metric, matchers }: Selector, path: Path, scope: Scope): void {
  if (metric === undefined) return;
  const gone = Object.hasOwn(GONE_METRICS, metric) ? GONE_METRICS[metric] : undefined;
  if (gone) {
    complain(scope, {
      code: 'metric-gone',
      path,
      message: `the metric "${metric}" does not exist in Istio 1.27: ${gone.why}`,
      ...(gone.instead && { help: `use ${gone.instead}` }),
    });
    return;
  }
  checkLabels(metric, matchers, path, scope);
}

function checkLabels(name: string, matchers: readonly Matcher[], path: Path, scope: Scope): void {
  const metric = findMetric(name)?.metric;
  if (!metric) return;
  for (const { label, op, value } of matchers) {
    const known = labelsOf(metric);
    if (label === '__name__' || label === 'le') continue;
    if (!known.includes(label)) {
      const guess = didYouMean(label, known);
      complain(scope, {
        code: 'unknown-label',
        severity: guess ? 'error' : 'warning',
        path,
        message: `"${metric.name}" has no label "${label}"`,
        help: guess
          ? `did you mean "${guess}"?`
          : `its labels: ${metric.labels.join(', ') || 'none'}; target labels such as ${TARGET_LABELS.slice(0, 4).join(', ')}`,
      });
      continue;
    }
    const values = metric.labelValues?.[label];
    if (values && op === '=' && value !== '' && !values.includes(value)) {
      complain(scope, {
        code: 'impossible-label-value',
        path,
        message: `"${label}" of "${metric.name}" is never "${value}"`,
        help: `its values: ${values.join(', ')}`,
      });
    }
  }
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
