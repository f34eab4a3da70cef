// The expression of an alert, as the conditions of which it is made: comparisons that `and`, `or` and `unless` join.
import { isCompilerLabel } from '../model/compiler-labels.ts';
import type { ComparisonOperator, Expr } from '../promql/ast.ts';
import { isComparison } from '../promql/comparison.ts';
import { print } from '../promql/print.ts';
import { mapSelectors } from '../promql/visit.ts';

/** A comparison with its two sides, or an expression that has to return something. */
export interface Condition {
  readonly left: Expr;
  readonly comparison?: { readonly op: ComparisonOperator; readonly right: Expr };
}

/** The conditions in the order in which they are written. */
export function conditionsOf(expr: Expr): Condition[] {
  if (expr.kind !== 'binary') return [{ left: expr }];
  const { op, left, right } = expr;
  if (op === 'and' || op === 'or' || op === 'unless') return [...conditionsOf(left), ...conditionsOf(right)];
  return isComparison(op) && expr.bool !== true ? [{ left, comparison: { op, right } }] : [{ left: expr }];
}

/** The condition as a person reads it: without the labels that only say which SLO it is. */
export function conditionText({ left, comparison }: Condition): string {
  const text = shortText(left);
  return comparison ? `${text} ${comparison.op} ${shortText(comparison.right)}` : text;
}

/** An expression in one line, without the labels that only say which SLO it is. */
export function shortText(expr: Expr): string {
  const short = mapSelectors(expr, (selector) => ({
    ...selector,
    matchers: selector.matchers.filter(({ label }) => !isCompilerLabel(label)),
  }));
  return print(short).replaceAll(/\s+/g, ' ');
}
