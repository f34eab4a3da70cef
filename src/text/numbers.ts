// Numbers as people read them, and as Go writes them.
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from './time.ts';

const UNITS: readonly (readonly [symbol: string, ms: number])[] = [
  ['d', DAY_MS],
  ['h', HOUR_MS],
  ['min', MINUTE_MS],
  ['s', SECOND_MS],
];

/** A duration in its two largest units: `43 min 12 s`, `3 d 4 h`, `0.6 s`. */
export function durationWords(ms: number): string {
  if (ms < 1_000) return `${Number((ms / 1_000).toPrecision(2))} s`;
  // What rounds up to a whole larger unit is written in that.
  const first = UNITS.findIndex(([, unit], at) => ms + (UNITS[at + 1]?.[1] ?? 0) / 2 >= unit);
  const smallest = UNITS[Math.min(first + 1, UNITS.length - 1)]?.[1] ?? 1_000;
  let rest = Math.round(ms / smallest) * smallest;
  const words = UNITS.slice(first, first + 2).flatMap(([symbol, unit]) => {
    const count = Math.floor(rest / unit);
    rest -= count * unit;
    return count > 0 ? [`${count} ${symbol}`] : [];
  });
  return words.join(' ');
}

/** A count with thousands separated, rounded to a whole number. */
export function countWords(count: number): string {
  // To load the data of languages takes longer than to compile an SLO.
  return String(Math.round(count)).replace(/\d(?=(?:\d{3})+$)/g, '$&,');
}

/** A number with an exponent as Go writes it: with its sign, and of at least two digits (`1.8e+06`). */
export function goExponential(value: number): string {
  const [mantissa = '', power = ''] = value.toExponential().split('e');
  return `${mantissa}e${power.slice(0, 1)}${power.slice(1).padStart(2, '0')}`;
}

/** The largest of the numbers, or 0 where none is larger. There may be more than a function takes as arguments. */
export function largest(values: Iterable<number>): number {
  let most = 0;
  for (const value of values) most = Math.max(most, value);
  return most;
}

/** So many of something: `1 check`, `3 checks`. */
export function counted(count: number, noun: string): string {
  return `${countWords(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/**
 * Rows of cells as columns, two spaces apart: the first flush left, the others to the side of `rest`. `paint` may colour a cell
 * by its row and column, which leaves its width as it is.
 */
export function columns(
  rows: readonly (readonly string[])[],
  rest: 'left' | 'right' = 'right',
  paint: (cell: string, row: number, column: number) => string = (cell) => cell,
): string[] {
  const widths = (rows[0] ?? []).map((_, at) => largest(rows.map((row) => row[at]?.length ?? 0)));
  return rows.map((row, rowAt) =>
    row
      .map((cell, at) => {
        const blanks = ' '.repeat(Math.max(0, (widths[at] ?? 0) - cell.length));
        const painted = cell === '' ? '' : paint(cell, rowAt, at);
        return at === 0 || rest === 'left' ? `${painted}${blanks}` : `${blanks}${painted}`;
      })
      .join('  ')
      .trimEnd(),
  );
}
