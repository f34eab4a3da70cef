// In: the tokens of an operator, and the two sides that it joins. Out: the operation, held against Prometheus' rules for types,
// `bool` and the matching of vectors.
import type { BinaryOperator, Expr, Matching } from '../ast.ts';
import { isGroupingLabel } from '../names.ts';
import { COMPARISON_STRENGTH, STRENGTH } from '../precedence.ts';
import {
  addNewer,
  addProblem,
  addQuotedName,
  expectSign,
  nextSymbol,
  type Place,
  peek,
  placeFrom,
  placeOf,
  quoted,
  type Reader,
  skip,
  stopReading,
  take,
} from './reader.ts';
import { nameOf, type Typed, typed, unusable } from './typed.ts';

/** An operator with its modifiers, and its place in the text. */
export interface Operator extends Place {
  readonly op: BinaryOperator;
  readonly bool: boolean;
  readonly matching?: Matching;
}

/** Reads an operator with what modifies it; undefined where none stands that binds at least as strongly as `least`. */
export function readOperator(reader: Reader, least: number): Operator | undefined {
  const op = nextSymbol(reader);
  const sign = peek(reader);
  if (sign === undefined || !isOperator(op) || STRENGTH[op] < least) return undefined;
  take(reader);
  const place = readTrim(reader, placeOf(sign));
  const bool = skip(reader, 'bool');
  const matching = readMatching(reader);
  skipFill(reader);
  return { op, bool, ...(matching && { matching }), ...place };
}

function isOperator(text: string): text is BinaryOperator {
  return Object.hasOwn(STRENGTH, text);
}

/** `</` and `>/` trim histograms. */
function readTrim(reader: Reader, sign: Place): Place {
  const next = peek(reader);
  const isTrim = next?.text === '/' && next.from === sign.to && '<>'.includes(reader.text.charAt(sign.from));
  if (!isTrim) return sign;
  take(reader);
  const place = placeFrom(sign.from, reader);
  addNewer(reader, place, `the operator ${quoted(reader, place)}`, '3.10');
  return place;
}

const FILLS: ReadonlySet<string> = new Set(['fill', 'fill_left', 'fill_right']);

/** `fill(0)` stands for the samples that one side does not have. */
function skipFill(reader: Reader): void {
  const from = peek(reader)?.from ?? 0;
  let isThere = false;
  while (FILLS.has(nextSymbol(reader)) && nextSymbol(reader, 1) === '(') {
    isThere = true;
    while (peek(reader) !== undefined && !skip(reader, ')')) take(reader);
  }
  if (isThere) addNewer(reader, placeFrom(from, reader), '"fill"', '3.10');
}

function readMatching(reader: Reader): Matching | undefined {
  const kind = nextSymbol(reader);
  if (kind !== 'on' && kind !== 'ignoring') return undefined;
  take(reader);
  const labels = readLabels(reader);
  const side = { group_left: 'left', group_right: 'right' } as const;
  const word = nextSymbol(reader);
  if (word !== 'group_left' && word !== 'group_right') return { kind, labels };
  take(reader);
  const include = nextSymbol(reader) === '(' ? readLabels(reader) : [];
  return { kind, labels, group: { side: side[word], include } };
}

/** Reads the labels of `by (…)`, `on (…)` and their like; a comma may stand behind the last one. */
export function readLabels(reader: Reader): readonly string[] {
  const labels: string[] = [];
  expectSign(reader, '(');
  while (nextSymbol(reader) !== ')' && reader.unexpectedAt === undefined) {
    labels.push(readLabel(reader));
    if (!skip(reader, ',')) break;
  }
  expectSign(reader, ')');
  return labels;
}

function readLabel(reader: Reader): string {
  const token = peek(reader);
  if (token === undefined || (token.kind !== 'word' && token.kind !== 'string')) {
    stopReading(reader);
    return '';
  }
  take(reader);
  if (token.kind === 'string') {
    addQuotedName(reader, placeOf(token), 'label', token);
  } else if (!isGroupingLabel(token.text)) {
    const message = `PromQL does not take "${token.text}" for a label here`;
    addProblem(reader, placeOf(token), message, 'rename it with label_replace first');
  }
  return token.text;
}

/** Puts the operation together. */
export function binary(left: Typed, operator: Operator, right: Typed, reader: Reader): Typed {
  const place = { from: left.from, to: right.to };
  const sides = [left, right];
  const wrong = sides.filter((side) => !checkSide(side, operator, reader));
  if (wrong.length > 0 || sides.some(({ type }) => type === 'unknown')) {
    return unusable(place);
  }
  const isScalar = sides.every(({ type }) => type === 'scalar');
  checkBool(operator, isScalar, reader);
  checkMatching(operator, sides, reader);
  const { op, bool, matching } = operator;
  return typed(
    {
      kind: 'binary',
      op,
      left: left.tree as Expr,
      right: right.tree as Expr,
      ...(bool && { bool }),
      ...(matching && { matching }),
    },
    isScalar ? 'scalar' : 'vector',
    place,
  );
}

function isSet(op: BinaryOperator): boolean {
  return STRENGTH[op] < COMPARISON_STRENGTH;
}

function isComparison(op: BinaryOperator): boolean {
  return STRENGTH[op] === COMPARISON_STRENGTH;
}

function checkSide(side: Typed, { op }: Operator, reader: Reader): boolean {
  const { type } = side;
  if (type === 'range' || type === 'string') {
    const help =
      type === 'range' ? 'a function such as rate or avg_over_time makes an instant vector of it' : undefined;
    addProblem(reader, side, `"${op}" cannot take ${nameOf(type)}, ${quoted(reader, side)}`, help);
    return false;
  }
  if (type === 'scalar' && isSet(op)) {
    const help = 'vector(…) makes a vector of a number';
    addProblem(reader, side, `"${op}" needs instant vectors, but ${quoted(reader, side)} is a scalar`, help);
    return false;
  }
  return true;
}

function checkBool(operator: Operator, isScalar: boolean, reader: Reader): void {
  const { op, bool } = operator;
  if (bool && !isComparison(op)) {
    addProblem(reader, operator, `"bool" can follow only a comparison, not "${op}"`);
  } else if (!bool && isScalar && isComparison(op)) {
    addProblem(reader, operator, 'a comparison of two scalars needs "bool"', `write ${op} bool`);
  }
}

function checkMatching(operator: Operator, sides: readonly Typed[], reader: Reader): void {
  const { op, matching } = operator;
  if (matching === undefined) {
    return;
  }
  const { kind, labels, group } = matching;
  if (sides.some(({ type }) => type === 'scalar')) {
    addProblem(reader, operator, `"${kind}" can match only instant vectors, and one side is a scalar`);
  } else if (group !== undefined && isSet(op)) {
    addProblem(reader, operator, `"${op}" cannot take group_${group.side}`, 'it matches many to many anyway');
  }
  const twice = kind === 'on' ? group?.include.find((label) => labels.includes(label)) : undefined;
  if (twice !== undefined) {
    addProblem(
      reader,
      operator,
      `the label "${twice}" is both in "on" and in "group_${group?.side}"`,
      'it is kept anyway',
    );
  }
}
