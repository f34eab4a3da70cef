// What `slo report` prints for programs: JSON, and CSV for a spreadsheet.
import type { Period } from '../../report/calendar.ts';
import type { SloReport } from '../../report/report.ts';
import { printable } from '../../text/printable.ts';
import { nameOfSlo } from '../project/slo-names.ts';
import { groupName, type TargetReport } from './report-words.ts';

/** Ratios are numbers, times are those of UTC, durations are seconds; null is what is not known. */
export function reportJson(period: Period, found: readonly TargetReport[]): object {
  return {
    version: 1,
    period: period.name,
    timeZone: period.zone,
    start: moment(period.startMs),
    end: moment(period.endMs),
    isComplete: !period.isOpen,
    slos: found.flatMap(({ target, slos }) => slos.map((report) => ({ target: target ?? null, ...sloJson(report) }))),
  };
}

function sloJson({ slo, verdict, groups, incidents, unknown }: SloReport): object {
  const { notEvaluatedMs, withoutDataMs, stretches } = unknown;
  return {
    name: nameOfSlo(slo),
    result: verdict,
    objective: slo.kind === 'budget' ? slo.objective : null,
    groups: groups.map(({ labels, total, bad, kept, budgetSpent, days }) => ({
      labels,
      events: total,
      bad,
      kept: kept ?? null,
      budgetSpent: budgetSpent ?? null,
      days: days.map((day) => ({
        start: moment(day.startMs),
        end: moment(day.endMs),
        events: day.total,
        bad: day.bad,
      })),
    })),
    incidents: incidents.map(({ startMs, endMs, labels, bad, cost, alerts }) => ({
      start: moment(startMs),
      end: moment(endMs),
      labels,
      bad,
      cost: cost ?? null,
      alerts,
    })),
    unknown: {
      notEvaluatedSeconds: notEvaluatedMs / 1_000,
      withoutDataSeconds: withoutDataMs / 1_000,
      stretches: stretches.map(({ startMs, endMs, reason }) => ({
        start: moment(startMs),
        end: moment(endMs),
        reason,
      })),
    },
  };
}

function moment(ms: number): string {
  return new Date(ms).toISOString();
}

const COLUMNS = [
  ...['period', 'start', 'end', 'time_zone', 'target', 'slo', 'group', 'result', 'objective', 'kept', 'events', 'bad'],
  ...['budget_spent', 'not_evaluated_seconds', 'without_data_seconds'],
];

/** A line for each group of each SLO (RFC 4180). */
export function reportCsv(period: Period, found: readonly TargetReport[]): string {
  const head = [period.name, moment(period.startMs), moment(period.endMs), period.zone];
  const rows = found.flatMap(({ target = '', slos }) =>
    slos.flatMap(({ slo, verdict, groups, unknown }) => {
      const before = (group: string) => [...head, target, nameOfSlo(slo), group, verdict];
      const after = [unknown.notEvaluatedMs / 1_000, unknown.withoutDataMs / 1_000];
      const objective = slo.kind === 'budget' ? slo.objective : '';
      if (groups.length === 0) return [[...before(''), objective, '', '', '', '', ...after]];
      return groups.map(({ labels, kept = '', total, bad, budgetSpent = '' }) => [
        ...before(groupName(labels)),
        ...[objective, kept, total, bad, budgetSpent],
        ...after,
      ]);
    }),
  );
  return [COLUMNS, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

/** A spreadsheet takes a text that begins with one of these for a formula. */
const FORMULA = /^[=+\-@]/;

function csvCell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = printable(value);
  const inert = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
