// In: the tokens of a length of time in a range, a step or an offset. Out: the length, or undefined with what is wrong with it.
import type { Duration } from '../ast.ts';
import { parseDuration } from '../duration.ts';
import {
  addNewer,
  addProblem,
  nextSymbol,
  peek,
  placeFrom,
  placeOf,
  quoted,
  type Reader,
  stopReading,
  take,
} from './reader.ts';

/** What computes with durations, from Prometheus 3.4 on. */
const ARITHMETIC: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%', '^']);
const COMPUTING: ReadonlySet<string> = new Set(['(', 'step', 'range', 'min', 'max', 'min_of', 'max_of']);

/** Reads a range or a step. */
export function readDuration(reader: Reader): Duration | undefined {
  const from = peek(reader)?.from ?? reader.text.length;
  const isSigned = skipSigns(reader).length > 0;
  if (isComputed(reader)) return skipComputed(from, reader, false);
  const duration = readPlain(reader, !isSigned);
  if (isSigned && reader.unexpectedAt === undefined) {
    const place = placeFrom(from, reader);
    const written = reader.text.slice(place.from, place.to);
    addProblem(reader, place, `the duration "${written}" has a sign`, 'a range and a step are longer than zero');
    return undefined;
  }
  return duration;
}

/** Reads what stands behind `offset`: a duration, which may be negative. */
export function readOffset(reader: Reader): Duration | undefined {
  const from = peek(reader)?.from ?? reader.text.length;
  const signs = skipSigns(reader);
  if (COMPUTING.has(nextSymbol(reader))) return skipComputed(from, reader, true);
  const amount = readPlain(reader, true);
  if (amount === undefined || signs === '') return amount;
  const place = placeFrom(from, reader);
  if (signs !== '-') {
    addProblem(reader, place, 'an offset may have one minus sign and no plus sign');
    return undefined;
  }
  if (typeof amount === 'number') return -amount;
  addProblem(reader, place, '$window cannot be negative', 'look back, with offset $window');
  return undefined;
}

function skipSigns(reader: Reader): string {
  let signs = '';
  for (let sign = nextSymbol(reader); sign === '-' || sign === '+'; sign = nextSymbol(reader)) {
    signs += sign;
    take(reader);
  }
  return signs;
}

function readPlain(reader: Reader, isReporting: boolean): Duration | undefined {
  const token = peek(reader);
  if (token === undefined || (token.kind !== 'number' && token.kind !== 'window')) {
    stopReading(reader);
    return undefined;
  }
  take(reader);
  if (token.kind === 'window') return 'window';
  const duration = parseDuration(token.text);
  if (duration === undefined && isReporting) {
    const { text } = token;
    const help = `"${text}s" is in seconds, "${text}m" in minutes`;
    addProblem(reader, placeOf(token), `the duration "${text}" has no unit`, help);
  }
  return duration;
}

function isComputed(reader: Reader): boolean {
  return COMPUTING.has(nextSymbol(reader)) || ARITHMETIC.has(nextSymbol(reader, 1));
}

/** Skips the calculation, up to the bracket or colon that ends it; behind `offset` it ends with its own parentheses. */
function skipComputed(from: number, reader: Reader, isOffset: boolean): undefined {
  let depth = 0;
  while (peek(reader) !== undefined) {
    const symbol = nextSymbol(reader);
    if (depth === 0 && (symbol === ']' || symbol === ':')) break;
    depth += Number(symbol === '(') - Number(symbol === ')');
    take(reader);
    if (isOffset && depth === 0 && symbol === ')') break;
  }
  const place = placeFrom(from, reader);
  addNewer(reader, place, `the computed duration ${quoted(reader, place)}`, '3.14');
}
