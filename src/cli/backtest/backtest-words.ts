// What a backtest prints for people: rows of cells, whatever they are printed as.
import { rowsOf, totalsOf } from '../../backtest/compare-rule-sets.ts';
import { type FiredAlert, subjectOf } from '../../backtest/fired-alerts.ts';
import { type IncidentVerdict, judgeIncidents, type KnownIncident, strayAlerts } from '../../backtest/incidents.ts';
import { wallClock } from '../../report/calendar.ts';
import { alertNameOfLabels } from '../../rules/alert-name.ts';
import { counted, durationWords } from '../../text/numbers.ts';
import type { RuleFailure } from '../engine/engine.ts';

/** A rule set and what it did. */
export interface BacktestSet {
  /** `working tree`, the name of a commit, or of a file. */
  readonly name: string;
  readonly alerts: readonly FiredAlert[];
  readonly failures: readonly RuleFailure[];
}

export interface Backtest {
  readonly startMs: number;
  readonly endMs: number;
  /** The first moment of which there is data. */
  readonly dataFromMs: number;
  /** How far the rules look back. */
  readonly reachMs: number;
  readonly zone: string;
  readonly sets: readonly BacktestSet[];
  /** Absent where nobody gave any. */
  readonly incidents?: readonly KnownIncident[];
}

export const NO_ALERTS = 'No alert would have fired.';

type Cells = readonly string[];

export interface Table {
  readonly title: string;
  readonly header: Cells;
  readonly rows: readonly Cells[];
}

export function headline({ startMs, endMs, zone }: Backtest, engine: string): string {
  return `From ${wallClock(startMs, zone)} to ${wallClock(endMs, zone)} (${zone}), evaluated by the engine of Prometheus ${engine}.`;
}

/** What the figures do not show. */
export function caveats({ startMs, dataFromMs, reachMs, zone, sets }: Backtest): string[] {
  const failures = sets.flatMap(({ name, failures: all }) =>
    all.map(({ rule, at, error }) => `In ${name}, ${rule} failed at ${wallClock(at, zone)}: ${error}`),
  );
  const missingMs = dataFromMs - (startMs - reachMs);
  const short = `The data begins at ${wallClock(dataFromMs, zone)}, and the rules look back ${durationWords(reachMs)}: until ${wallClock(dataFromMs + reachMs, zone)} windows and budgets hold less than they say.`;
  return [...(missingMs > 0 ? [short] : []), ...failures];
}

export function tablesOf(backtest: Backtest): Table[] {
  return [totalsTable(backtest), alertsTable(backtest), ...incidentTables(backtest)].filter(
    ({ rows }) => rows.length > 0,
  );
}

function totalsTable({ sets }: Backtest): Table {
  return {
    title: 'Alerts in all',
    header: ['alert', 'severity', ...sets.map(({ name }) => name)],
    rows: totalsOf(sets.map(({ alerts }) => alerts)).map(({ name, severity, sets: counts }) => [
      name,
      severity,
      ...counts.map(({ count, firingMs }) =>
        count === 0 ? '-' : `${counted(count, 'time')}, ${durationWords(firingMs)}`,
      ),
    ]),
  };
}

function alertsTable({ sets, zone }: Backtest): Table {
  return {
    title: 'One by one',
    header: ['from', 'alert', 'of', ...sets.map(({ name }) => name)],
    rows: rowsOf(sets.map(({ alerts }) => alerts)).map(({ startMs, name, subject, alerts }) => [
      wallClock(startMs, zone),
      name,
      subject,
      ...alerts.map((alert) => (alert ? firedWords(alert, startMs) : '-')),
    ]),
  };
}

/** `40 min, 12 % of the budget left`; of a later one than that of another rule set by how much. */
export function firedWords({ startMs, endMs, isOpen, budgetLeft }: FiredAlert, firstMs: number): string {
  return [
    `${durationWords(Math.max(1_000, endMs - startMs))}${isOpen ? ' and on' : ''}`,
    ...(startMs - firstMs >= 1_000 ? [`${durationWords(startMs - firstMs)} later`] : []),
    ...(budgetLeft === undefined ? [] : [leftWords(budgetLeft)]),
  ].join(', ');
}

function leftWords(left: number): string {
  const percent = `${Number((Math.abs(left) * 100).toPrecision(3))}%`;
  return left < 0 ? `budget overspent by ${percent}` : `${percent} of the budget left`;
}

function incidentTables({ sets, incidents, zone }: Backtest): Table[] {
  if (!incidents) return [];
  const verdicts = sets.map(({ alerts }) => judgeIncidents(incidents, alerts));
  return [
    {
      title: 'Incidents',
      header: ['from', 'lasted', 'incident', ...sets.map(({ name }) => name)],
      rows: incidents.map(({ name, startMs, endMs }, at) => [
        wallClock(startMs, zone),
        durationWords(endMs - startMs),
        name,
        ...verdicts.map((all) => verdictWords(all[at])),
      ]),
    },
    ...sets.map(({ name, alerts }) => ({
      title: sets.length === 1 ? 'Alerts that belong to no incident' : `Alerts of ${name} that belong to no incident`,
      header: ['from', 'alert', 'of', 'lasted'],
      rows: strayAlerts(incidents, alerts).map((alert) => [
        wallClock(alert.startMs, zone),
        alertNameOfLabels(alert.labels),
        subjectOf(alert),
        durationWords(Math.max(1_000, alert.endMs - alert.startMs)),
      ]),
    })),
  ];
}

function verdictWords(verdict: IncidentVerdict | undefined): string {
  const [first] = verdict?.alerts ?? [];
  if (!verdict || !first || verdict.delayMs === undefined) return 'nobody was told';
  const { delayMs } = verdict;
  const when = delayMs < 0 ? `${durationWords(-delayMs)} before it` : `after ${durationWords(delayMs)}`;
  return `${alertNameOfLabels(first.labels)} ${when}`;
}
