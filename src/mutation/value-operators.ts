// Edits of what a value is compared with and computed from: comparisons, thresholds, arithmetic.
import type { ArithmeticOperator, Binary, BinaryOperator, ComparisonOperator, Expr } from '../promql/ast.ts';
import { print } from '../promql/print.ts';
import { isConstant } from '../promql/visit.ts';
import type { Operator } from './mutant.ts';
import { onExpr } from './on-expr.ts';
import type { Tree, TreeEdit } from './places.ts';

const TURNED: Readonly<Record<ComparisonOperator, ComparisonOperator>> = {
  '>': '<',
  '<': '>',
  '>=': '<=',
  '<=': '>=',
  '==': '!=',
  '!=': '==',
};

const BOUNDARY: Readonly<Partial<Record<BinaryOperator, ComparisonOperator>>> = {
  '>': '>=',
  '<': '<=',
  '>=': '>',
  '<=': '<',
};

const OTHER_ARITHMETIC: Readonly<Partial<Record<BinaryOperator, ArithmeticOperator>>> = {
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
};

/** A fifth: less is no edit that anybody would notice. */
const CHANGE = 0.2;

const SIGNIFICANT_DIGITS = 12;

export const VALUE_OPERATORS: readonly Operator[] = [
  onExpr('comparison-turned', 'a comparison looks the other way', (node) =>
    isComparison(node) ? [withOperator(node, TURNED[node.op])] : [],
  ),
  onExpr('comparison-boundary', 'a comparison includes or excludes its boundary', (node) => {
    const other = node.kind === 'binary' ? BOUNDARY[node.op] : undefined;
    return node.kind === 'binary' && other ? [withOperator(node, other)] : [];
  }),
  onExpr('comparison-dropped', 'a comparison is gone and its left side stays', (node) =>
    isComparison(node) ? [{ description: `${node.op} ${brief(node.right)} dropped`, tree: node.left }] : [],
  ),
  onExpr('number-changed', 'a number is a fifth larger or smaller, or 1 for 0', (node) =>
    node.kind === 'number' && Number.isFinite(node.value) ? changed(node.value) : [],
  ),
  onExpr('arithmetic-swapped', 'a sum is a difference, a product a quotient, and the other way round', (node) => {
    const other = node.kind === 'binary' ? OTHER_ARITHMETIC[node.op] : undefined;
    return node.kind === 'binary' && other ? [withOperator(node, other)] : [];
  }),
  onExpr('operands-swapped', 'the two sides of a quotient or a difference are swapped', (node) =>
    node.kind === 'binary' && (node.op === '/' || node.op === '-')
      ? [{ description: `sides of ${node.op} swapped`, tree: { ...node, left: node.right, right: node.left } }]
      : [],
  ),
];

function isComparison(node: Tree): node is Binary & { op: ComparisonOperator } {
  return node.kind === 'binary' && node.op in TURNED;
}

function withOperator(node: Binary, op: BinaryOperator): TreeEdit {
  const right = brief(node.right);
  return { description: `${node.op} ${right} -> ${op} ${right}`, tree: { ...node, op } };
}

/** A constant as it is written, and an ellipsis for what would not fit in a few words. */
function brief(expr: Expr): string {
  return isConstant(expr) ? print(expr) : '…';
}

function changed(value: number): TreeEdit[] {
  const others = value === 0 ? [1] : [1 + CHANGE, 1 - CHANGE].map((factor) => round(value * factor));
  return others.map((other) => ({
    description: `${value} -> ${other}`,
    tree: { kind: 'number', value: other },
  }));
}

function round(value: number): number {
  return Number(value.toPrecision(SIGNIFICANT_DIGITS));
}
