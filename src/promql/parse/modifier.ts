// In: an operand and the tokens behind it: `[5m]`, `[1h:1m]`, `offset 5m`, `@ 123`. Out: the two as one.
import type { Duration, Expr, MatrixSelector, RangeVector, Selector, Subquery, TimeShift } from '../ast.ts';
import { readNumber } from '../number.ts';
import { readDuration, readOffset } from './duration.ts';
import {
  addNewer,
  addProblem,
  expectSign,
  nextSymbol,
  type Place,
  peek,
  placeFrom,
  quoted,
  type Reader,
  skip,
  stopReading,
  take,
} from './reader.ts';
import { nameOf, type Typed, typed, unusable } from './typed.ts';

type Modified = Selector | RangeVector | undefined;

/** What may stand behind an operand, by its first token. */
const MODIFIERS: ReadonlyMap<string, (target: Typed, from: number, reader: Reader) => Modified> = new Map([
  ['[', readRange],
  ['offset', readShift],
  ['@', readTime],
  ['anchored', readNewer],
  ['smoothed', readNewer],
]);

/** Whether the next token modifies what stands before it. */
export function isModifier(reader: Reader): boolean {
  return MODIFIERS.has(nextSymbol(reader));
}

/** Reads what stands behind the operand, and applies it. */
export function readModifier(target: Typed, reader: Reader): Typed {
  const from = peek(reader)?.from ?? target.to;
  // What is wrong with the operand has been told; what is wrong behind it is told anyway.
  const tree = MODIFIERS.get(nextSymbol(reader))?.(target, from, reader);
  const place = placeFrom(target.from, reader);
  if (tree === undefined || target.type === 'unknown') return unusable(place);
  return typed(tree, tree.kind === 'selector' ? 'vector' : 'range', place);
}

function readNewer(_target: Typed, from: number, reader: Reader): undefined {
  const word = nextSymbol(reader);
  take(reader);
  addNewer(reader, placeFrom(from, reader), `"${word}"`, '3.7');
}

/** `[5m]`, `[1h:]` and `[1h:1m]`. */
function readRange(target: Typed, from: number, reader: Reader): Modified {
  take(reader);
  const range = readDuration(reader);
  if (skip(reader, ':')) {
    const hasStep = nextSymbol(reader) !== ']';
    const step = hasStep ? readDuration(reader) : undefined;
    expectSign(reader, ']');
    return hasStep && step === undefined ? undefined : subquery(target, range, step, reader);
  }
  expectSign(reader, ']');
  return withRange(target, range, placeFrom(from, reader), reader);
}

function withRange(
  target: Typed,
  range: Duration | undefined,
  place: Place,
  reader: Reader,
): MatrixSelector | undefined {
  const { tree, type } = target;
  if (type === 'unknown') return undefined;
  if (tree.kind !== 'selector' || target.parenthesized) {
    const written = reader.text.slice(place.from, place.to);
    const help = `a subquery, ${written.replace(']', ':]')}, takes a range of any expression`;
    addProblem(reader, place, 'a range can stand only behind a plain selector', help);
    return undefined;
  }
  if (tree.offset !== undefined || tree.at !== undefined) {
    addProblem(reader, target, 'a range has to stand before "offset" and "@"', 'as in metric[5m] offset 1h');
    return undefined;
  }
  return range === undefined ? undefined : { kind: 'matrix', selector: tree, range };
}

function subquery(
  target: Typed,
  range: Duration | undefined,
  step: Duration | undefined,
  reader: Reader,
): Subquery | undefined {
  const { tree, type } = target;
  if (type === 'unknown') return undefined;
  if (type !== 'vector') {
    addProblem(reader, target, `a subquery needs an instant vector, but this is ${nameOf(type)}`);
    return undefined;
  }
  if (range === undefined) return undefined;
  return { kind: 'subquery', expr: tree as Expr, range, ...(step === undefined ? {} : { step }) };
}

function readShift(target: Typed, from: number, reader: Reader): Modified {
  take(reader);
  const offset = readOffset(reader);
  return offset === undefined ? undefined : shifted(target, 'offset', { offset }, placeFrom(from, reader), reader);
}

/** `@ 1600000000`, `@ start()` and `@ end()`. */
function readTime(target: Typed, from: number, reader: Reader): Modified {
  take(reader);
  const edge = nextSymbol(reader);
  if (edge === 'start' || edge === 'end') {
    take(reader);
    expectSign(reader, '(');
    expectSign(reader, ')');
    return shifted(target, '@', { at: edge }, placeFrom(from, reader), reader);
  }
  const literal = peek(reader)?.from ?? from;
  const at = readSeconds(reader);
  if (at !== undefined) return shifted(target, '@', { at }, placeFrom(from, reader), reader);
  if (reader.unexpectedAt === undefined) {
    const written = quoted(reader, placeFrom(literal, reader));
    const help = '@ takes Unix seconds, start() or end()';
    addProblem(reader, placeFrom(from, reader), `${written} is not a time`, help);
  }
  return undefined;
}

/** Unix seconds, rounded to whole milliseconds; undefined for what is no time. */
function readSeconds(reader: Reader): number | undefined {
  const sign = skip(reader, '-') ? -1 : 1;
  if (sign === 1) skip(reader, '+');
  const token = peek(reader);
  const isNumber = token?.kind === 'number' || (token?.kind === 'word' && readNumber(token.text) !== undefined);
  if (token === undefined || !isNumber) {
    stopReading(reader);
    return undefined;
  }
  take(reader);
  const seconds = readNumber(token.text);
  return seconds === undefined || !(seconds <= LATEST) ? undefined : Math.round(sign * seconds * 1000) / 1000;
}

// Prometheus keeps whole milliseconds in 64 bits; beyond what JavaScript counts exactly there is no time anyway.
const LATEST = Number.MAX_SAFE_INTEGER / 1000;

function shifted(
  target: Typed,
  word: string,
  shift: TimeShift,
  place: Place,
  reader: Reader,
): Selector | RangeVector | undefined {
  const { tree } = target;
  if (target.type === 'unknown') return undefined;
  const isShiftable = tree.kind === 'selector' || tree.kind === 'matrix' || tree.kind === 'subquery';
  if (!isShiftable || target.parenthesized) {
    const help = 'put it behind each selector inside';
    addProblem(reader, place, `"${word}" can stand only behind a selector, a range or a subquery`, help);
    return undefined;
  }
  const current: TimeShift = tree.kind === 'matrix' ? tree.selector : tree;
  if ((shift.offset === undefined ? current.at : current.offset) !== undefined) {
    addProblem(reader, place, `"${word}" is given twice`);
    return undefined;
  }
  return tree.kind === 'matrix' ? { ...tree, selector: { ...tree.selector, ...shift } } : { ...tree, ...shift };
}
