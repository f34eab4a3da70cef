// A span in, the one line of source to show for it and where to underline that line out. Knows no gutter and no colour.
import { type Cell, cellsOf } from '../text/printable.ts';
import { positionOf } from './position.ts';
import type { Span } from './report.ts';

/** A line of source, safe to print, and the part of it to underline. */
export interface Frame {
  /** Line number, from 1. */
  readonly line: number;
  readonly text: string;
  /** Terminal columns before the underlined part. */
  readonly indent: number;
  /** Terminal columns underlined, at least 1. */
  readonly width: number;
  /** The span goes on in the lines below. */
  readonly continues: boolean;
}

const MAX_COLUMNS = 160;
const ELLIPSIS = '…';
// UTF-16 units read on each side of where the span starts: more than fit, as a line may have megabytes.
const REACH = 2 * MAX_COLUMNS;

/** The line in which `span` starts, cut around it if it is wider than 160 columns. */
export function frameOf(span: Span): Frame {
  const { text } = span.source;
  const { line, offset, lineStart, lineEnd } = positionOf(span.source, span.start);
  const end = Math.max(offset, Math.min(span.end, lineEnd));
  const from = Math.max(lineStart, offset - REACH);
  const to = Math.min(lineEnd, offset + REACH);
  const cells = cellsOf(text.slice(from, to));
  const first = cells.filter((cell) => cell.end <= offset - from).length;
  const last = cells.filter((cell) => cell.start < end - from).length;
  const [left, right] = shownPart(cells, first, last, to - from === lineEnd - lineStart);
  const cutLeft = from > lineStart || left > 0 ? ELLIPSIS : '';
  const cutRight = to < lineEnd || right < cells.length ? ELLIPSIS : '';
  const shown = cells.slice(left, right).map((cell) => cell.text);
  return {
    line,
    text: [cutLeft, ...shown, cutRight].join(''),
    indent: cutLeft.length + widthOf(cells.slice(left, first)),
    width: offset === end ? 1 : Math.max(1, widthOf(cells.slice(first, Math.min(last, right)))),
    continues: hasMore(text, lineEnd, span.end),
  };
}

/** Which cells fit: all of a line that is short enough, else those of the span and as much as fits on both sides. */
function shownPart(cells: readonly Cell[], first: number, last: number, whole: boolean): readonly [number, number] {
  if (whole && widthOf(cells) <= MAX_COLUMNS) return [0, cells.length];
  let room = MAX_COLUMNS - 2 * ELLIPSIS.length;
  let left = first;
  let right = first;
  const widen = (next: number, limit: number): boolean => {
    const width = cells[next]?.width ?? Number.POSITIVE_INFINITY;
    if (width > room - limit) return false;
    room -= width;
    return true;
  };
  while (right < last && widen(right, 0)) right++;
  const half = Math.floor(room / 2);
  while (widen(left - 1, half)) left--;
  while (widen(right, 0)) right++;
  while (widen(left - 1, 0)) left--;
  return [left, right];
}

/** Whether the span has anything but white space beyond its first line. */
function hasMore(text: string, lineEnd: number, end: number): boolean {
  if (end <= lineEnd) return false;
  const visible = /\S/g;
  visible.lastIndex = lineEnd;
  const found = visible.exec(text);
  return found !== null && found.index < end;
}

function widthOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, { width }) => sum + width, 0);
}
