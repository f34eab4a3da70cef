// What a report is made of for people, whatever it is printed as: cells, and lines about incidents and what is not known.
import type { Labels } from '../../exposition/exposition.ts';
import { countsEvents, type Slo } from '../../model/slo.ts';
import { ratioToPercent } from '../../model/units.ts';
import { printDuration } from '../../promql/duration.ts';
import { type Period, wallClock } from '../../report/calendar.ts';
import type { Incident } from '../../report/incidents.ts';
import type { GroupReport, SloReport } from '../../report/report.ts';
import { countWords, durationWords, largest } from '../../text/numbers.ts';
import { nameOfSlo } from '../project/slo-names.ts';

export interface TargetReport {
  readonly target?: string;
  readonly slos: readonly SloReport[];
}

export const HEADER = ['SLO', 'result', 'promised', 'kept', 'events', 'bad', 'budget spent', 'not known'] as const;

/** The cells of a row, under `HEADER`. */
export type Cells = readonly string[];

/** The period with its first and last moment on the clock of its time zone. */
export function titleOf({ name, zone, startMs, endMs, isOpen }: Period): string {
  const until = isOpen ? `${wallClock(endMs, zone)}, so far` : wallClock(endMs, zone);
  return `${name}: from ${wallClock(startMs, zone)} to ${until} (${zone})`;
}

/** The row of an SLO, which is that of its worst group. */
export function sloCells(report: SloReport): Cells {
  const { slo, verdict, groups, incidents } = report;
  const name = nameOfSlo(slo);
  if (slo.kind === 'zero-tolerance') {
    const most = largest(incidents.map(({ bad }) => bad));
    return [
      name,
      verdict,
      'no bad event',
      '',
      '',
      most === 0 ? '0' : `${countWords(most)} at once`,
      '',
      lostWords(report),
    ];
  }
  return [name, verdict, ratioToPercent(slo.objective), ...groupFigures(groups[0], slo), lostWords(report)];
}

/** The row of a group, below that of its SLO. */
export function groupCells(group: GroupReport, slo: Slo): Cells {
  return [groupName(group.labels), '', '', ...groupFigures(group, slo), ''];
}

function groupFigures(group: GroupReport | undefined, slo: Slo): Cells {
  if (!group) return ['', '', '', ''];
  const { kept, total, bad, budgetSpent } = group;
  return [kept === undefined ? '' : keptWords(kept), amount(total, slo), amount(bad, slo), percent(budgetSpent)];
}

/** Events, or of an indicator of time a duration. */
function amount(value: number, slo: Slo): string {
  const isTime = slo.kind === 'budget' && !countsEvents(slo.indicator);
  if (!isTime) return countWords(value);
  return value === 0 ? '0 s' : durationWords(value * 1_000);
}

/** Rounded down, so that what was missed does not read as kept. */
function keptWords(ratio: number): string {
  return `${Math.floor(ratio * 1e6 + 1e-6) / 1e4}%`;
}

/** A ratio as a percentage of three digits; empty where it is not known. */
export function percent(ratio: number | undefined): string {
  return ratio === undefined ? '' : `${Number((ratio * 100).toPrecision(3))}%`;
}

function lostWords({ unknown: { notEvaluatedMs, withoutDataMs } }: SloReport): string {
  const ms = notEvaluatedMs + withoutDataMs;
  return ms === 0 ? '' : durationWords(ms);
}

/** The values of a group's labels; empty for an SLO without groups. */
export function groupName(labels: Labels): string {
  return Object.values(labels).join(' / ');
}

export const INCIDENT_HEADER = ['from', 'lasted', 'SLO', 'bad', 'cost', 'alerts'] as const;

/** The incidents of all SLOs, in the order of time, under `INCIDENT_HEADER`. */
export function incidentRows(slos: readonly SloReport[], zone: string): Cells[] {
  const all = slos.flatMap(({ slo, incidents }) => incidents.map((incident) => ({ slo, incident })));
  return all
    .sort((a, b) => a.incident.startMs - b.incident.startMs)
    .map(({ slo, incident }) => incidentCells(incident, slo, zone));
}

function incidentCells({ startMs, endMs, labels, bad, cost, alerts }: Incident, slo: Slo, zone: string): Cells {
  const group = groupName(labels);
  return [
    wallClock(startMs, zone),
    durationWords(endMs - startMs),
    group === '' ? nameOfSlo(slo) : `${nameOfSlo(slo)} (${group})`,
    amount(bad, slo),
    cost === undefined ? '' : `${percent(cost)} of the budget`,
    alerts.join(', ') || 'none',
  ];
}

/** Of so many stretches at most is told when they were. */
const MOST_STRETCHES = 5;

/** What is not known of the SLOs, a line each. */
export function unknownLines(slos: readonly SloReport[], zone: string): string[] {
  return slos.flatMap(({ slo, unknown: { notEvaluatedMs, withoutDataMs, stretches } }) => {
    if (notEvaluatedMs + withoutDataMs === 0) return [];
    const what = [
      ...(notEvaluatedMs > 0 ? [`the rules were not evaluated for ${durationWords(notEvaluatedMs)}`] : []),
      ...(withoutDataMs > 0 ? [`there was no data for ${durationWords(withoutDataMs)}`] : []),
    ].join(', ');
    const when = [...stretches]
      .sort((a, b) => b.endMs - b.startMs - (a.endMs - a.startMs))
      .slice(0, MOST_STRETCHES)
      .sort((a, b) => a.startMs - b.startMs)
      .map(({ startMs, endMs, reason }) => `${reason} from ${wallClock(startMs, zone)} to ${wallClock(endMs, zone)}`);
    const rest = stretches.length - when.length;
    const details = [...when, ...(rest > 0 ? [`and ${countWords(rest)} more`] : [])];
    return [`${nameOfSlo(slo)}: ${what}${details.length === 0 ? '' : ` (${details.join('; ')})`}`];
  });
}

/** What the budget of a report is, in words. */
export function budgetNote(slos: readonly SloReport[]): string | undefined {
  const periods = [...new Set(slos.flatMap(({ slo }) => (slo.kind === 'budget' ? [printDuration(slo.periodMs)] : [])))];
  if (periods.length === 0) return undefined;
  return `The budget is what the objective allows of the events of this period. Alerts and boards look back ${periods.join(' or ')} from each moment.`;
}
