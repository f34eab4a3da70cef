// What alerts did over history in, what that would have been for people out: who was told when and for how long, what two rule
// sets would have done otherwise, and which incidents were told.
import { type Labels, labelValue } from '../exposition/exposition.ts';
import { LABELS } from '../rules/names.ts';

/** An alert that begins or ends to fire, in milliseconds. */
export interface AlertChange {
  readonly at: number;
  readonly state: 'firing' | 'resolved';
  readonly labels: Labels;
}

export interface FiredAlert {
  readonly labels: Labels;
  readonly startMs: number;
  /** The end of the history, where it still fired then. */
  readonly endMs: number;
  readonly isOpen: boolean;
  /** Share of the budget that was left when it began, where the rules record that. */
  readonly budgetLeft?: number;
}

/** Each alert from its beginning to its end; those that had begun before the history that counts are left out. */
export function firedAlerts(changes: readonly AlertChange[], startMs: number, endMs: number): FiredAlert[] {
  const begun = new Map<string, FiredAlert>();
  const all: FiredAlert[] = [];
  for (const { at, state, labels } of changes) {
    const key = keyOf(labels);
    const known = begun.get(key);
    if (state === 'firing' && !known) begun.set(key, { labels, startMs: at, endMs, isOpen: true });
    if (state === 'resolved' && known) {
      begun.delete(key);
      all.push({ ...known, endMs: at, isOpen: false });
    }
  }
  return [...all, ...begun.values()]
    .filter((alert) => alert.startMs >= startMs)
    .sort((a, b) => a.startMs - b.startMs || (keyOf(a.labels) < keyOf(b.labels) ? -1 : 1));
}

/** `ErrorBudgetBurn/page-fast` */
export function alertName({ labels }: Pick<FiredAlert, 'labels'>): string {
  const tier = labelValue(labels, LABELS.tier);
  return `${labelValue(labels, 'alertname')}${tier === '' ? '' : `/${tier}`}`;
}

const NO_SUBJECT: readonly string[] = [
  'alertname',
  LABELS.severity,
  LABELS.tier,
  LABELS.longWindow,
  LABELS.shortWindow,
  LABELS.factor,
  LABELS.owner,
];

/** Of what an alert is: the service, the SLO and the group, or whatever other labels it has. */
export function subjectOf({ labels }: Pick<FiredAlert, 'labels'>): string {
  const names = ['slo_cluster', 'slo_namespace', 'slo_service', 'slo'];
  const slo = names.map((name) => labelValue(labels, name)).filter((value) => value !== '');
  const rest = Object.entries(labels)
    .filter(([name]) => !names.includes(name) && !NO_SUBJECT.includes(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  if (slo.length === 0) return rest.map(([name, value]) => `${name}=${value}`).join(' ');
  return [slo.join('/'), ...rest.map(([, value]) => value)].join(' ');
}

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
      const [name, subject] = [alertName(alert), subjectOf(alert)];
      const isSame = (other: FiredAlert | undefined) =>
        other !== undefined && other.startMs < alert.endMs && alert.startMs < other.endMs;
      const row = rows.find(
        (one) => one.name === name && one.subject === subject && !one.alerts[at] && one.alerts.some(isSame),
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
  return rows.sort((a, b) => a.startMs - b.startMs || (a.name < b.name ? -1 : 1));
}

/** How often an alert fired, and for how long in all, in each rule set. */
export interface Total {
  readonly name: string;
  readonly severity: string;
  readonly sets: readonly { readonly count: number; readonly firingMs: number }[];
}

export function totalsOf(sets: readonly (readonly FiredAlert[])[]): Total[] {
  const keys = new Map(
    sets
      .flat()
      .map((alert) => [JSON.stringify([labelValue(alert.labels, LABELS.severity), alertName(alert)]), alert] as const),
  );
  return [...keys.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, like]): Total => {
      const [name, severity] = [alertName(like), labelValue(like.labels, LABELS.severity)];
      const isLike = (alert: FiredAlert) =>
        alertName(alert) === name && labelValue(alert.labels, LABELS.severity) === severity;
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

/** Something that happened, as people remember it. */
export interface KnownIncident {
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
}

export interface IncidentVerdict {
  readonly incident: KnownIncident;
  /** The alerts that fired in it, the first one first. */
  readonly alerts: readonly FiredAlert[];
  /** From its start to the first alert; negative where that was earlier. */
  readonly delayMs?: number;
}

/** Which alerts told of an incident: those that fired at any time of it. */
export function judgeIncidents(incidents: readonly KnownIncident[], alerts: readonly FiredAlert[]): IncidentVerdict[] {
  return incidents.map((incident) => {
    const within = alerts.filter((alert) => isIn(alert, incident));
    const [first] = within;
    return { incident, alerts: within, ...(first && { delayMs: first.startMs - incident.startMs }) };
  });
}

/** The alerts that belong to no incident. */
export function strayAlerts(incidents: readonly KnownIncident[], alerts: readonly FiredAlert[]): FiredAlert[] {
  return alerts.filter((alert) => !incidents.some((incident) => isIn(alert, incident)));
}

function isIn(alert: FiredAlert, { startMs, endMs }: KnownIncident): boolean {
  return alert.startMs < endMs && alert.endMs > startMs;
}

function keyOf(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort());
}
