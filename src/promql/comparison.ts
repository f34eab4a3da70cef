// What comparisons of PromQL say of two values.
import type { BinaryOperator, ComparisonOperator } from './ast.ts';

interface Meaning {
  readonly holds: (left: number, right: number) => boolean;
  /** The operator that says the same with its sides exchanged. */
  readonly mirrored: ComparisonOperator;
}

const MEANINGS: Readonly<Record<ComparisonOperator, Meaning>> = {
  '==': { holds: (left, right) => left === right, mirrored: '==' },
  '!=': { holds: (left, right) => left !== right, mirrored: '!=' },
  '>': { holds: (left, right) => left > right, mirrored: '<' },
  '<': { holds: (left, right) => left < right, mirrored: '>' },
  '>=': { holds: (left, right) => left >= right, mirrored: '<=' },
  '<=': { holds: (left, right) => left <= right, mirrored: '>=' },
};

export function isComparison(op: BinaryOperator): op is ComparisonOperator {
  return Object.hasOwn(MEANINGS, op);
}

/** Whether `left op right` holds, as Prometheus judges it: of NaN nothing holds but `!=`. */
export function compares(op: ComparisonOperator, left: number, right: number): boolean {
  return MEANINGS[op].holds(left, right);
}

/** The operator for which `right mirrored left` says what `left op right` says. */
export function mirroredComparison(op: ComparisonOperator): ComparisonOperator {
  return MEANINGS[op].mirrored;
}

/** Aggregations that of a single series give its value. */
export const VALUE_OF_ONE: readonly string[] = ['max', 'min', 'sum', 'avg'];
