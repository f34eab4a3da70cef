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
    const [head = '', ...lines] = table([HEADER, ...rows.map(({ cells }) => cells)]);
    const painted = lines.map((line, at) => paintVerdict(line, rows[at]?.verdict, paint));
    const incidents = incidentRows(slos, period.zone);
    const unknown = unknownLines(slos, period.zone).map(printable);
    return [
      [...(target === undefined ? [] : [`Target ${target}`]), paint('bold', head), ...painted].join('\n'),
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

function table(rows: readonly Cells[]): string[] {
  return columns(
    rows.map((row) => row.map(printable)),
    'left',
  );
}

function section(title: string, lines: readonly string[], paint: Paint): string {
  return [paint('bold', title), ...lines.map((line) => `  ${line}`)].join('\n');
}

/** The first mention of the verdict in a line is its own column: names of SLOs hold no such word between two blanks. */
function paintVerdict(line: string, verdict: Verdict | undefined, paint: Paint): string {
  return verdict === undefined ? line : line.replace(`  ${verdict}`, (text) => paint(FORMATS[verdict], text));
}
