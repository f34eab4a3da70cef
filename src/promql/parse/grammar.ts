// In: tokens. Out: one tree, by the grammar and the precedence of Prometheus 2.42 (promql/parser/generated_parser.y), and what
// is wrong with it.
import type { Aggregation } from '../ast.ts';
import { AGGREGATIONS, FUNCTIONS, NEWER } from '../functions.ts';
import { readNumber } from '../number.ts';
import { SIGN_STRENGTH, STRENGTH } from '../precedence.ts';
import { binary, readLabels, readOperator } from './binary.ts';
import { aggregation, call } from './call.ts';
import { isModifier, readModifier } from './modifier.ts';
import {
  addNewer,
  addProblem,
  expectSign,
  nextSymbol,
  peek,
  placeFrom,
  placeOf,
  type Reader,
  skip,
  stopReading,
  take,
} from './reader.ts';
import { DEEPEST, type Token } from './scan.ts';
import { readSelector } from './selector.ts';
import { nameOf, type Typed, typed, unusable } from './typed.ts';
import { unquote } from './unquote.ts';

/** Reads one expression, which must be all that there is. */
export function readExpression(reader: Reader): Typed {
  const whole = readOperation(reader, 0, 0);
  if (peek(reader) !== undefined) stopReading(reader);
  return whole;
}

/** Precedence climbing: reads what binds at least as strongly as `least`. `depth` counts signs and powers, which nest. */
function readOperation(reader: Reader, least: number, depth: number): Typed {
  let left = readOperand(reader, depth);
  for (;;) {
    const operator = readOperator(reader, least);
    if (operator === undefined) return left;
    const { op } = operator;
    const right = op === '^' ? readNested(reader, STRENGTH[op], depth) : readOperation(reader, STRENGTH[op] + 1, depth);
    left = binary(left, operator, right, reader);
  }
}

/** What is nested without brackets: the exponent of a power, and what a sign stands before. */
function readNested(reader: Reader, least: number, depth: number): Typed {
  const next = peek(reader);
  if (depth < DEEPEST || next === undefined) return readOperation(reader, least, depth + 1);
  const place = placeOf(next);
  addProblem(reader, place, `the expression is nested too deeply: more than ${DEEPEST} levels`);
  reader.at = reader.tokens.length;
  return unusable(place);
}

function readOperand(reader: Reader, depth: number): Typed {
  const token = peek(reader);
  const symbol = nextSymbol(reader);
  if (token !== undefined && (symbol === '-' || symbol === '+')) {
    take(reader);
    return signed(symbol, token, readNested(reader, SIGN_STRENGTH + 1, depth), reader);
  }
  let operand = readPrimary(reader);
  while (isModifier(reader)) operand = readModifier(operand, reader);
  return operand;
}

function signed(op: '+' | '-', { from }: Token, operand: Typed, reader: Reader): Typed {
  const place = { from, to: operand.to };
  const { tree, type } = operand;
  if (type === 'unknown') return unusable(place);
  if (tree.kind === 'number' && !operand.parenthesized) {
    return typed(op === '-' ? { kind: 'number', value: -tree.value } : tree, 'scalar', place);
  }
  if ((type !== 'scalar' && type !== 'vector') || tree.kind === 'matrix' || tree.kind === 'subquery') {
    addProblem(reader, place, `a sign cannot stand before ${nameOf(type)}`);
    return unusable(place);
  }
  return typed({ kind: 'unary', op, expr: tree }, type, place);
}

function readPrimary(reader: Reader): Typed {
  const token = peek(reader);
  switch (token?.kind) {
    case 'number':
    case 'window':
      return readLiteral(reader, token);
    case 'string':
      take(reader);
      return typed({ kind: 'string', value: unquote(token.text, token.from).value }, 'string', placeOf(token));
    case 'word':
      return readWord(reader, token);
    default:
      return readBracketed(reader);
  }
}

function readLiteral(reader: Reader, token: Token): Typed {
  take(reader);
  const place = placeOf(token);
  const value = readNumber(token.text);
  if (value !== undefined) return typed({ kind: 'number', value }, 'scalar', place);
  const help = token.kind === 'window' ? 'it can be a range, a step or an offset' : 'write seconds as a number';
  addProblem(reader, place, `the duration "${token.text}" stands where a number is needed`, help);
  return unusable(place);
}

function readBracketed(reader: Reader): Typed {
  const from = peek(reader)?.from ?? reader.text.length;
  if (nextSymbol(reader) === '{') return readSelector(reader);
  if (!skip(reader, '(')) {
    stopReading(reader);
    return unusable({ from, to: from });
  }
  const inner = readOperation(reader, 0, 0);
  expectSign(reader, ')');
  return { ...inner, parenthesized: true, ...placeFrom(from, reader) };
}

/** Words that cannot begin an expression. */
const NO_BEGINNING: ReadonlySet<string> = new Set(['bool', 'on', 'ignoring', 'group_left', 'group_right', 'offset']);

function readWord(reader: Reader, token: Token): Typed {
  const word = nextSymbol(reader);
  const behind = nextSymbol(reader, 1);
  if (isAggregation(word) && (behind === '(' || behind === 'by' || behind === 'without')) {
    return readAggregation(reader, token);
  }
  if (FUNCTIONS.has(token.text) && behind === '(') return readCall(reader, token);
  if (readNumber(word) !== undefined) return readLiteral(reader, token);
  if (!NO_BEGINNING.has(word)) return readSelector(reader);
  stopReading(reader);
  return unusable(placeOf(token));
}

function isAggregation(word: string): boolean {
  return AGGREGATIONS.has(word) || NEWER_AGGREGATIONS.has(word);
}

const NEWER_AGGREGATIONS: ReadonlySet<string> = new Set(['limitk', 'limit_ratio']);

function readCall(reader: Reader, name: Token): Typed {
  take(reader);
  const args = readArguments(reader);
  return call(name.text, args, placeFrom(name.from, reader), reader);
}

/** `(a, b)`; a comma at the end is none. */
function readArguments(reader: Reader): readonly Typed[] {
  const args: Typed[] = [];
  if (!skip(reader, '(')) stopReading(reader);
  if (peek(reader) === undefined || skip(reader, ')')) return args;
  do args.push(readOperation(reader, 0, 0));
  while (skip(reader, ','));
  expectSign(reader, ')');
  return args;
}

/** The clause of an aggregation stands before or behind its arguments. */
function readAggregation(reader: Reader, name: Token): Typed {
  take(reader);
  const before = readGrouping(reader);
  const args = readArguments(reader);
  const grouping = before ?? readGrouping(reader);
  const op = name.text.toLowerCase();
  const place = placeFrom(name.from, reader);
  if (AGGREGATIONS.has(op)) return aggregation(op, args, grouping, place, reader);
  addNewer(reader, placeOf(name), `"${op}"`, NEWER.get(op) ?? '3.0');
  return unusable(place);
}

function readGrouping(reader: Reader): Aggregation['grouping'] {
  const kind = nextSymbol(reader);
  if (kind !== 'by' && kind !== 'without') return undefined;
  take(reader);
  return { kind, labels: readLabels(reader) };
}
