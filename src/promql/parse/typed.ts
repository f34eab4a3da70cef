// A piece of a text as its tree, with the type of what it yields and its place.
import type { Expr, RangeVector } from '../ast.ts';
import type { ValueType } from '../functions.ts';
import type { Place } from './reader.ts';

export interface Typed extends Place {
  readonly tree: Expr | RangeVector;
  /** `unknown` if the piece is wrong in itself: then nothing more is to be said of its type. */
  readonly type: ValueType | 'unknown';
  /** Whether it stands in parentheses, which the AST does not keep but PromQL minds before `[…]` and `offset`. */
  readonly parenthesized: boolean;
}

/** A tree with its type, not in parentheses. */
export function typed(tree: Expr | RangeVector, type: ValueType, { from, to }: Place): Typed {
  return { tree, type, parenthesized: false, from, to };
}

/** What stands in for a piece that has no tree; its problem has been added. */
export function unusable({ from, to }: Place): Typed {
  return { tree: { kind: 'number', value: 0 }, type: 'unknown', parenthesized: false, from, to };
}

const TYPE_NAMES: Readonly<Record<ValueType, string>> = {
  vector: 'an instant vector',
  range: 'a range vector',
  scalar: 'a scalar',
  string: 'a string',
};

/** Names a type with its article. */
export function nameOf(type: ValueType): string {
  return TYPE_NAMES[type];
}
