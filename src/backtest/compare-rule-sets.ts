// The alerts of several rule sets over the same history, side by side.
import { labelValue } from '../exposition/exposition.ts';
import { alertNameOfLabels } from '../rules/alert-name.ts';
import { LABELS } from '../rules/names.ts';
import { compareText } from '../text/lists.ts';
import { type FiredAlert, subjectOf } from './fired-alerts.ts';

/** An alert as each of several rule sets had it, if it had. */
export interface Row {
  readonly startMs: number;
  readonly name: string;
  readonly subject: string;
  readonly severity: string;
  readonly alerts: readonly (FiredAlert | undefined)[];
}

/** Alerts of the same name and subject that fired at the same time are one row. */
export function rowsOf(sets: readonly (readonly FiredAlert[])[]): Row[] {
  const rows: {
    startMs: number;
    name: string;
    subject: string;
    severity: string;
    alerts: (FiredAlert | undefined)[];
  }[] = [];
  for (const [at, alerts] of sets.entries()) {
    for (const alert of alerts) {
      const [name, subject] = [alertNameOfLabels(alert.labels), subjectOf(alert)];
      const isSame = (other: FiredAlert | undefined) =>
        other !== undefined && other.startMs < alert.endMs && alert.startMs < other.endMs;
      const row = rows.find(
        (row) => row.name === name && row.subject === subject && !row.alerts[at] && row.alerts.some(isSame),
      );
      if (row) {
        row.alerts[at] = alert;
        row.startMs = Math.min(row.startMs, alert.startMs);
      } else {
        const severity = labelValue(alert.labels, LABELS.severity);
        rows.push({
          startMs: alert.startMs,
          name,
          subject,
          severity,
          alerts: sets.map((_, other) => (other === at ? alert : undefined)),
        });
      }
    }
  }
  return rows.sort((a, b) => a.startMs - b.startMs || compareText(a.name, b.name));
}

/** How often an alert fired, and for how long in all, in each rule set. */
export interface Total {
  readonly name: string;
  readonly severity: string;
  readonly sets: readonly { readonly count: number; readonly firingMs: number }[];
}

/** The totals of each alert that fired in any of the rule sets. */
export function totalsOf(sets: readonly (readonly FiredAlert[])[]): Total[] {
  const keys = new Map(
    sets
      .flat()
      .map(
        (alert) =>
          [
            JSON.stringify([labelValue(alert.labels, LABELS.severity), alertNameOfLabels(alert.labels)]),
            alert,
          ] as const,
      ),
  );
  return [...keys.entries()]
    .sort(([a], [b]) => compareText(a, b))
    .map(([, like]): Total => {
      const [name, severity] = [alertNameOfLabels(like.labels), labelValue(like.labels, LABELS.severity)];
      const isLike = (alert: FiredAlert) =>
        alertNameOfLabels(alert.labels) === name && labelValue(alert.labels, LABELS.severity) === severity;
      return {
        name,
        severity,
        sets: sets.map((alerts) => {
          const alike = alerts.filter(isLike);
          return { count: alike.length, firingMs: alike.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0) };
        }),
      };
    });
}
