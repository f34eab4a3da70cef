// Which alerts told of the incidents that people remember, how soon, and which told of none.
import type { FiredAlert } from './fired-alerts.ts';

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
