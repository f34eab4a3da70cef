// What `slo report --format markdown` prints: for a wiki, or a comment.
import { escapeMarkdown } from '../../diagnostics/markdown.ts';
import type { Period } from '../../report/calendar.ts';
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

export function reportMarkdown(period: Period, found: readonly TargetReport[], mostGroups: number): string {
  const parts = found.flatMap(({ target, slos }) => {
    const rows = slos.flatMap((report) => [
      sloCells(report),
      ...(report.slo.by.length === 0
        ? []
        : report.groups.slice(0, mostGroups).map((group) => groupCells(group, report.slo))),
    ]);
    const incidents = incidentRows(slos, period.zone);
    const unknown = unknownLines(slos, period.zone).map((line) => `- ${escapeMarkdown(line)}`);
    return [
      ...(target === undefined ? [] : [`### Target ${escapeMarkdown(target)}`]),
      markdownTable(HEADER, rows),
      ...(incidents.length === 0 ? [] : ['### Incidents', markdownTable(INCIDENT_HEADER, incidents)]),
      ...(unknown.length === 0 ? [] : ['### Not known', unknown.join('\n')]),
    ];
  });
  const note = budgetNote(found.flatMap(({ slos }) => slos));
  return `${[`## SLOs in ${escapeMarkdown(titleOf(period))}`, ...parts, ...(note === undefined ? [] : [note])].join('\n\n')}\n`;
}

/** A table of texts, in which none means anything to Markdown. */
export function markdownTable(header: Cells, rows: readonly Cells[]): string {
  const line = (cells: Cells) => `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  return [line(header), `|${header.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}
