// Edits of the shape of an expression: what is combined with what, and through which function.
import type { Binary, BinaryOperator, SetOperator } from '../promql/ast.ts';
import type { Operator } from './mutant.ts';
import { onExpr } from './on-expr.ts';
import type { TreeEdit } from './places.ts';

const OTHER_SETS: Readonly<Record<SetOperator, readonly SetOperator[]>> = {
  and: ['or', 'unless'],
  or: ['and', 'unless'],
  unless: ['and', 'or'],
};

/** Functions that take the same arguments and that a hand may confuse. */
const OTHER_FUNCTIONS: Readonly<Record<string, readonly string[]>> = {
  rate: ['increase', 'irate', 'delta'],
  increase: ['rate', 'delta'],
  avg_over_time: ['max_over_time', 'sum_over_time', 'last_over_time'],
  max_over_time: ['avg_over_time', 'min_over_time'],
  min_over_time: ['avg_over_time', 'max_over_time'],
  present_over_time: ['absent_over_time'],
  clamp_min: ['clamp_max'],
  clamp_max: ['clamp_min'],
  histogram_count: ['histogram_sum'],
};

const OTHER_AGGREGATIONS: Readonly<Record<string, readonly string[]>> = {
  sum: ['max', 'avg', 'count'],
  max: ['sum', 'min'],
  min: ['sum', 'max'],
  avg: ['sum', 'max'],
  count: ['sum', 'max'],
};

export const SHAPE_OPERATORS: readonly Operator[] = [
  onExpr('set-operator-swapped', '`and`, `or` and `unless` are taken for each other', (node) =>
    isSet(node) ? OTHER_SETS[node.op].map((op) => ({ description: `${node.op} -> ${op}`, tree: { ...node, op } })) : [],
  ),
  onExpr('side-dropped', 'one side of an `or` or an `and` is gone, or what an `unless` leaves out', (node) =>
    isSet(node) ? oneSide(node) : [],
  ),
  onExpr('call-unwrapped', 'a function is gone and its argument stays', (node) => {
    const inner = node.kind === 'call' ? node.args[0] : undefined;
    if (node.kind !== 'call' || !inner || inner.kind === 'matrix' || inner.kind === 'subquery') return [];
    return [{ description: `${node.name}() unwrapped`, tree: inner }];
  }),
  onExpr('function-swapped', 'a function is taken for another', (node) =>
    node.kind === 'call'
      ? (OTHER_FUNCTIONS[node.name] ?? []).map((name) => ({
          description: `${node.name} -> ${name}`,
          tree: { ...node, name },
        }))
      : [],
  ),
  onExpr('aggregation-swapped', 'an aggregation is taken for another', (node) =>
    node.kind === 'aggregation'
      ? (OTHER_AGGREGATIONS[node.op] ?? []).map((op) => ({ description: `${node.op} -> ${op}`, tree: { ...node, op } }))
      : [],
  ),
];

function isSet(node: { readonly kind: string; readonly op?: unknown }): node is Binary & { op: SetOperator } {
  return node.kind === 'binary' && (node.op as BinaryOperator) in OTHER_SETS;
}

function oneSide({ op, left, right }: Binary): TreeEdit[] {
  const withoutRight = { description: `right side of ${op} dropped`, tree: left };
  return op === 'unless' ? [withoutRight] : [withoutRight, { description: `left side of ${op} dropped`, tree: right }];
}
