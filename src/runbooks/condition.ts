// An alert's condition, taken apart: what it compares, without the comparison, so that one sees how far it is from firing.
import type { Expr, RangeVector } from '../promql/ast.ts';
import { count } from '../promql/build.ts';
import { isComparison } from '../promql/comparison.ts';
import { isConstant, isSameTree, isSetOperator } from '../promql/visit.ts';

/** The vectors that the condition compares or looks for, each once. */
export function comparedBy(condition: Expr): Expr[] {
  const parts = partsOf(condition);
  return parts.filter((part, at) => parts.findIndex((other) => isSameTree(other, part)) === at);
}

function partsOf(expr: Expr): Expr[] {
  // What is looked for may be thousands of series: how many there are says enough.
  if (expr.kind === 'call' && expr.name === 'absent') return expr.args.flatMap(ofArgument).map((part) => count(part));
  if (expr.kind === 'call' && expr.name === 'label_replace') return expr.args.slice(0, 1).flatMap(ofArgument);
  if (expr.kind !== 'binary') return [expr];
  const isCompared = isComparison(expr.op) && !expr.bool;
  if (!isCompared && !isSetOperator(expr.op)) return [expr];
  return [expr.left, expr.right].filter((side) => !isConstant(side)).flatMap(partsOf);
}

function ofArgument(argument: Expr | RangeVector): Expr[] {
  return argument.kind === 'matrix' || argument.kind === 'subquery' ? [] : partsOf(argument);
}
