// Incidents of a period: stretches in which more than the budget was spent, with what each cost and which alerts fired.
import { type Labels, labelsKey, labelsNamed } from '../exposition/exposition.ts';
import { errorBudget, type Slo } from '../model/slo.ts';
import { alertNameOfLabels } from '../rules/alert-name.ts';
import type { Stretch } from './calendar.ts';
import type { ReportAnswers, ReportSeries } from './series.ts';

export interface Incident extends Stretch {
  /** Of its group. */
  readonly labels: Labels;
  /** Bad events in it; of zero tolerance the most that an alert saw at once. */
  readonly bad: number;
  /** Those as a share of the bad events that the objective allows in the whole period. Undefined for zero tolerance. */
  readonly cost?: number;
  /** Names of alerts that fired in it, with their tiers. */
  readonly alerts: readonly string[];
}

/** How many events a group had in the period. */
export interface GroupTotal {
  readonly labels: Labels;
  readonly total: number;
}

/** Stretches nearer than this are one incident. */
const CALM_MS = 3_600_000;

/** What cost less than this share of the budget is told only if an alert fired. */
const LEAST_COST = 0.01;

/** The incidents of an SLO in the order of time. Alerts that fired while no more than the budget was spent, such as that of
 *  missing data, are incidents without bad events. */
export function incidentsOf(
  slo: Slo,
  groups: readonly GroupTotal[],
  answers: ReportAnswers,
  tileMs: number,
): Incident[] {
  const bursts = burstsOf(slo, answers.burning, tileMs, '');
  const alerts = answers.firing.flatMap((series) => burstsOf(slo, [series], tileMs, alertNameOfLabels(series.labels)));
  const isNear = (burst: Burst, alert: Burst) =>
    labelsKey(burst.labels) === labelsKey(alert.labels) &&
    alert.startMs < burst.endMs + CALM_MS &&
    alert.endMs > burst.startMs;
  const incidents = bursts.map(({ labels, startMs, endMs, most, sum }, at): Incident => {
    const fired = alerts.filter((alert) => isNear(bursts[at] as Burst, alert)).map(({ alert }) => alert);
    const base = { labels, startMs, endMs, alerts: [...new Set(fired)].sort() };
    if (slo.kind === 'zero-tolerance') return { ...base, bad: most };
    const total = groups.find((group) => labelsKey(group.labels) === labelsKey(labels))?.total ?? 0;
    return { ...base, bad: sum, ...(total > 0 && { cost: sum / (total * errorBudget(slo.objective)) }) };
  });
  const alone = alerts.filter((alert) => !bursts.some((burst) => isNear(burst, alert)));
  const silent = alone.map(
    ({ labels, startMs, endMs, alert }): Incident => ({ labels, startMs, endMs, bad: 0, alerts: [alert] }),
  );
  return [...incidents, ...silent]
    .filter(({ cost = 1, alerts: fired }) => cost >= LEAST_COST || fired.length > 0)
    .sort((a, b) => a.startMs - b.startMs || b.bad - a.bad);
}

interface Burst extends Stretch {
  readonly labels: Labels;
  readonly alert: string;
  /** The sum of the values of its tiles, and the largest of them. */
  readonly sum: number;
  readonly most: number;
}

/** Tiles that follow each other within an hour, of each group. */
function burstsOf(slo: Slo, series: readonly ReportSeries[], tileMs: number, alert: string): Burst[] {
  const byGroup = new Map<string, { readonly labels: Labels; readonly values: Map<number, number> }>();
  for (const { labels, values } of series) {
    const group = labelsNamed(labels, slo.by);
    const known = byGroup.get(labelsKey(group)) ?? { labels: group, values: new Map<number, number>() };
    byGroup.set(labelsKey(group), known);
    for (const { timeMs, value } of values) known.values.set(timeMs, Math.max(known.values.get(timeMs) ?? 0, value));
  }
  return [...byGroup.values()].flatMap(({ labels, values }) => {
    const bursts: Burst[] = [];
    for (const [timeMs, value] of [...values].sort(([a], [b]) => a - b)) {
      const last = bursts.at(-1);
      if (last && timeMs - tileMs - last.endMs < CALM_MS) {
        bursts[bursts.length - 1] = { ...last, endMs: timeMs, sum: last.sum + value, most: Math.max(last.most, value) };
      } else {
        bursts.push({ labels, alert, startMs: timeMs - tileMs, endMs: timeMs, sum: value, most: value });
      }
    }
    return bursts;
  });
}
