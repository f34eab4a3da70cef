// How strongly the operators of PromQL bind: what the printer puts parentheses by and the parser builds its tree by.
// Source: promql/parser/generated_parser.y of Prometheus.
import type { BinaryOperator } from './ast.ts';

/** The higher, the tighter. All associate to the left except `^`. */
export const STRENGTH: Readonly<Record<BinaryOperator, number>> = {
  or: 1,
  and: 2,
  unless: 2,
  '==': 3,
  '!=': 3,
  '>': 3,
  '<': 3,
  '>=': 3,
  '<=': 3,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
  '%': 5,
  atan2: 5,
  '^': 6,
};

/** Set operators are weaker than this, arithmetic is stronger. */
export const COMPARISON_STRENGTH: number = STRENGTH['=='];

/** A sign binds like `*`, so `-a ^ b` is `-(a ^ b)`. */
export const SIGN_STRENGTH: number = STRENGTH['*'];

export const POWER_STRENGTH: number = STRENGTH['^'];
