// What `slo report` prints for people in a terminal.
import type { Format, Paint } from '../../diagnostics/paint.ts';
import type { Period } from '../../report/calendar.ts';
import type { Verdict } from '../../report/report.ts';
import { columns, countWords } from '../../text/numbers.ts';
import { printable } from '../../text/printable.ts';
import {
  budgetNote,
  type Cells,
  groupCells,
  HEADER,
  INCIDENT_HEADER,
  incidentRows,
  sloCells,
  type TargetReport,
  titleOf,
  unknownLines,
} from './report-words.ts';

const FORMATS: Readonly<Record<Verdict, Format>> = { kept: 'green', missed: 'red', unknown: 'magenta' };

const VERDICT_COLUMN = HEADER.indexOf('result');

/** `mostGroups` of each SLO are shown. */
export function reportText(period: Period, found: readonly TargetReport[], mostGroups: number, paint: Paint): string {
  const parts = found.flatMap(({ target, slos }) => {
    const rows = slos.flatMap((report) => [
      { verdict: report.verdict, cells: sloCells(report) },
      ...(report.slo.by.length === 0 ? [] : report.groups.slice(0, mostGroups)).map((group) => ({
        verdict: undefined,
        cells: groupCells(group, report.slo).map((cell, at) =>
          at === 0 ? `  ${cell || '(without the label)'}` : cell,
        ),
      })),
      ...restRow(report.slo.by.length === 0 ? 0 : report.groups.length - mostGroups),
    ]);
    const [head = '', ...lines] = table([HEADER, ...rows.map(({ cells }) => cells)], (cell, row, column) => {
      const verdict = column === VERDICT_COLUMN ? rows[row - 1]?.verdict : undefined;
      return verdict === undefined ? cell : paint(FORMATS[verdict], cell);
    });
    const incidents = incidentRows(slos, period.zone);
    const unknown = unknownLines(slos, period.zone).map(printable);
    return [
      [...(target === undefined ? [] : [`Target ${target}`]), paint('bold', head), ...lines].join('\n'),
      ...(incidents.length === 0 ? [] : [section('Incidents', table([INCIDENT_HEADER, ...incidents]), paint)]),
      ...(unknown.length === 0 ? [] : [section('Not known', unknown, paint)]),
    ];
  });
  const note = budgetNote(found.flatMap(({ slos }) => slos));
  return `${[printable(titleOf(period)), ...parts, ...(note === undefined ? [] : [note])].join('\n\n')}\n`;
}

function restRow(rest: number): { verdict: undefined; cells: Cells }[] {
  return rest > 0
    ? [{ verdict: undefined, cells: HEADER.map((_, at) => (at === 0 ? `  and ${countWords(rest)} more` : '')) }]
    : [];
}

function table(rows: readonly Cells[], paintCell?: Parameters<typeof columns>[2]): string[] {
  return columns(
    rows.map((row) => row.map(printable)),
    'left',
    paintCell,
  );
}

function section(title: string, lines: readonly string[], paint: Paint): string {
  return [paint('bold', title), ...lines.map((line) => `  ${line}`)].join('\n');
}
