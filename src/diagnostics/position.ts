// An offset in a source in, line and column out. Lines end at LF or CRLF, as in editors, terminals and SARIF.
import type { SourceFile, Span } from './report.ts';

/** A place in a source. Lines and columns count from 1, offsets (UTF-16 units) from 0. */
export interface Position {
  readonly offset: number;
  readonly line: number;
  /** In Unicode code points, as editors count. */
  readonly column: number;
  /** In UTF-16 units, as SARIF counts here. */
  readonly utf16Column: number;
  /** Where the line starts. */
  readonly lineStart: number;
  /** Where the line ends, before its line break. */
  readonly lineEnd: number;
}

interface LineIndex {
  readonly lineStarts: readonly number[];
  /** Offsets of the second halves of surrogate pairs: each makes the code point column one less than the UTF-16 one. */
  readonly pairEnds: readonly number[];
}

// Thousands of problems in one big file must not each read the file again.
const indexes = new WeakMap<SourceFile, LineIndex>();

/** Where `offset` lies; an offset outside the text counts as its nearer end. */
export function positionOf(source: SourceFile, offset: number): Position {
  const { text } = source;
  const index = indexOf(source);
  const inside = Math.min(Math.max(Math.trunc(offset) || 0, 0), text.length);
  const line = countUpTo(index.lineStarts, inside);
  const lineStart = index.lineStarts[line - 1] ?? 0;
  const lineEnd = endOfLine(text, index.lineStarts[line]);
  // An offset between CR and LF is still the end of its line.
  const within = Math.min(inside, lineEnd);
  const pairs = countUpTo(index.pairEnds, within - 1) - countUpTo(index.pairEnds, lineStart);
  const utf16Column = within - lineStart + 1;
  return { offset: within, line, column: utf16Column - pairs, utf16Column, lineStart, lineEnd };
}

function endOfLine(text: string, nextLineStart: number | undefined): number {
  if (nextLineStart === undefined) return text.length;
  return text[nextLineStart - 2] === '\r' ? nextLineStart - 2 : nextLineStart - 1;
}

function indexOf(source: SourceFile): LineIndex {
  const known = indexes.get(source);
  if (known) return known;
  const lineStarts = [0];
  for (let at = source.text.indexOf('\n'); at >= 0; at = source.text.indexOf('\n', at + 1)) lineStarts.push(at + 1);
  const pairEnds = Array.from(source.text.matchAll(/[\ud800-\udbff][\udc00-\udfff]/g), ({ index }) => index + 1);
  const index = { lineStarts, pairEnds };
  indexes.set(source, index);
  return index;
}

/** How many of the ascending `values` are at most `limit`. */
function countUpTo(values: readonly number[], limit: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where a span begins, as `file:line:column`. */
export function locationOf({ source, start }: Span): string {
  const { line, column } = positionOf(source, start);
  return `${source.path}:${line}:${column}`;
}

/** The line on which a span begins, as `file:line`. */
export function lineOf({ source, start }: Span): string {
  return `${source.path}:${positionOf(source, start).line}`;
}

/** `file:line ` before what is said of it; empty where the file is not known. */
export function linePrefix(span: Span | undefined): string {
  return span ? `${lineOf(span)} ` : '';
}
