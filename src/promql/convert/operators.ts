// In: lezer's nodes for operators, signs and modifiers. Out: one tree, built by Prometheus' precedence.
// lezer's own nesting is not used: its grammar lets `[…]`, `offset` and `@` reach over operators (`a + b offset 5m` comes
// out as `(a + b) offset 5m`) and reads `-1 ^ 2` as `(-1) ^ 2`. The order of the pieces is right, so only that is taken.

import type { Expr } from '../ast.ts';
import { readNumber } from '../number.ts';
import { SIGN_STRENGTH, STRENGTH } from '../precedence.ts';
import { binary, type Operator, readOperator } from './binary.ts';
import { addProblem, type Conversion, nameOf, type SyntaxNode, type Typed, typed, unusable } from './conversion.ts';
import { MODIFIERS, modify } from './modifier.ts';

type Piece =
  | { readonly kind: 'operand'; readonly value: Typed }
  | { readonly kind: 'sign'; readonly op: '+' | '-'; readonly from: number }
  | { readonly kind: 'operator'; readonly operator: Operator }
  | { readonly kind: 'modifier'; readonly node: SyntaxNode };

interface Pieces {
  readonly list: readonly Piece[];
  readonly conversion: Conversion;
  at: number;
}

/** Converts an operation, with all operations in it that are not in parentheses. */
export function convertOperation(node: SyntaxNode, conversion: Conversion): Typed {
  const list: Piece[] = [];
  flatten(node, conversion, list);
  return operation({ list, conversion, at: 0 }, 0);
}

function flatten(node: SyntaxNode, conversion: Conversion, list: Piece[]): void {
  if (node.name === 'BinaryExpr') {
    flattenBinary(node, conversion, list);
  } else if (node.name === 'UnaryExpr') {
    flattenUnary(node, conversion, list);
  } else if (node.name === 'NumberDurationLiteral') {
    flattenNumber(node, conversion, list);
  } else if (MODIFIERS.has(node.name)) {
    flattenChild(node.firstChild, conversion, list);
    list.push({ kind: 'modifier', node });
  } else {
    list.push({ kind: 'operand', value: conversion.convert(node, conversion) });
  }
}

function flattenChild(node: SyntaxNode | null, conversion: Conversion, list: Piece[]): void {
  if (node !== null) {
    flatten(node, conversion, list);
  }
}

function flattenBinary(node: SyntaxNode, conversion: Conversion, list: Piece[]): void {
  flattenChild(node.firstChild, conversion, list);
  list.push({ kind: 'operator', operator: readOperator(node, conversion) });
  flattenChild(node.lastChild, conversion, list);
}

function flattenUnary(node: SyntaxNode, conversion: Conversion, list: Piece[]): void {
  const op = conversion.text.charAt(node.from) === '-' ? '-' : '+';
  list.push({ kind: 'sign', op, from: node.from });
  flattenChild(node.lastChild, conversion, list);
}

const SIGN = /^[-+](?:\s|#[^\r\n]*)*/;

/** A sign may be part of lezer's number, with white space and comments between. */
function flattenNumber(node: SyntaxNode, conversion: Conversion, list: Piece[]): void {
  const written = conversion.text.slice(node.from, node.to);
  const digits = written.replace(SIGN, '');
  if (digits !== written) {
    list.push({ kind: 'sign', op: written.startsWith('-') ? '-' : '+', from: node.from });
  }
  const place = { from: node.to - digits.length, to: node.to };
  const value = readNumber(digits);
  if (value === undefined) {
    const help = digits.startsWith('$') ? 'it can be a range, a step or an offset' : 'write seconds as a number';
    addProblem(conversion, place, `the duration "${digits}" stands where a number is needed`, help);
    list.push({ kind: 'operand', value: unusable(place) });
    return;
  }
  list.push({ kind: 'operand', value: typed({ kind: 'number', value }, 'scalar', place) });
}

/** Precedence climbing: takes what binds at least as strongly as `least`. */
function operation(pieces: Pieces, least: number): Typed {
  let left = operand(pieces);
  for (;;) {
    const next = pieces.list[pieces.at];
    if (next?.kind !== 'operator' || STRENGTH[next.operator.op] < least) {
      return left;
    }
    pieces.at += 1;
    const { op } = next.operator;
    const right = operation(pieces, op === '^' ? STRENGTH[op] : STRENGTH[op] + 1);
    left = binary(left, next.operator, right, pieces.conversion);
  }
}

function operand(pieces: Pieces): Typed {
  const piece = pieces.list[pieces.at];
  pieces.at += 1;
  if (piece?.kind === 'sign') {
    return signed(piece.op, piece.from, operation(pieces, SIGN_STRENGTH + 1), pieces.conversion);
  }
  if (piece?.kind !== 'operand') {
    throw new Error('an operand is missing, which the grammar does not allow');
  }
  let { value } = piece;
  for (let next = pieces.list[pieces.at]; next?.kind === 'modifier'; next = pieces.list[pieces.at]) {
    value = modify(value, next.node, pieces.conversion);
    pieces.at += 1;
  }
  return value;
}

function signed(op: '+' | '-', from: number, value: Typed, conversion: Conversion): Typed {
  const place = { from, to: value.to };
  const { tree, type } = value;
  if (type === 'unknown') {
    return unusable(place);
  }
  if (tree.kind === 'number' && !value.parenthesized) {
    return typed(op === '-' ? { kind: 'number', value: -tree.value } : tree, 'scalar', place);
  }
  if (type !== 'scalar' && type !== 'vector') {
    addProblem(conversion, place, `a sign cannot stand before ${nameOf(type)}`);
    return unusable(place);
  }
  return typed({ kind: 'unary', op, expr: tree as Expr }, type, place);
}
