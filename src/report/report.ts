// Answers about an SLO and a period in, what was promised and what was kept out: by counts of events, with what is not known.
import { type Labels, labelsKey, labelsNamed } from '../exposition/exposition.ts';
import { type BudgetSlo, errorBudget, type Slo } from '../model/slo.ts';
import { fastIntervalMs } from '../model/windows.ts';
import type { Period, Stretch } from './calendar.ts';
import { type Incident, incidentsOf } from './incidents.ts';
import { tileOf, wholeDays } from './question.ts';
import type { ReportAnswers, ReportSeries } from './series.ts';

export interface DayCount extends Stretch {
  readonly total: number;
  readonly bad: number;
}

export interface GroupReport {
  readonly labels: Labels;
  /** Events in the period; of an indicator of time, seconds. */
  readonly total: number;
  readonly bad: number;
  /** The share that was good; undefined without events. */
  readonly kept?: number;
  /** Bad events as a share of those that the objective allows in this period: 1 is all of it. */
  readonly budgetSpent?: number;
  readonly days: readonly DayCount[];
}

/** Time of which nothing is known, in milliseconds. */
export interface Unknown {
  /** The rules were not evaluated. */
  readonly notEvaluatedMs: number;
  /** The rules were evaluated, and found no data. */
  readonly withoutDataMs: number;
  readonly stretches: readonly UnknownStretch[];
}

interface UnknownStretch extends Stretch {
  readonly reason: 'not evaluated' | 'no data';
}

export type Verdict = 'kept' | 'missed' | 'unknown';

export interface SloReport {
  readonly slo: Slo;
  readonly verdict: Verdict;
  /** The worst first. Empty for zero tolerance. */
  readonly groups: readonly GroupReport[];
  /** In the order of time. */
  readonly incidents: readonly Incident[];
  readonly unknown: Unknown;
}

/** What an SLO promised and kept. */
export function reportOf(slo: Slo, period: Period, answers: ReportAnswers): SloReport {
  const days = wholeDays(slo, period);
  const groups = slo.kind === 'budget' ? groupsOf(slo, days, answers) : [];
  const incidents = incidentsOf(slo, groups, answers, tileOf(slo));
  const unknown = unknownOf(slo, days, answers);
  return { slo, verdict: verdictOf(slo, groups, incidents, unknown, days), groups, incidents, unknown };
}

/** Those that missed first, then those whose outcome is not known, then the others; within each the more spent first. */
export function byTrouble(a: SloReport, b: SloReport): number {
  const order: readonly Verdict[] = ['missed', 'unknown', 'kept'];
  const spent = ({ groups }: SloReport) => groups[0]?.budgetSpent ?? 0;
  return order.indexOf(a.verdict) - order.indexOf(b.verdict) || spent(b) - spent(a);
}

function verdictOf(
  slo: Slo,
  groups: readonly GroupReport[],
  incidents: readonly Incident[],
  { notEvaluatedMs, withoutDataMs }: Unknown,
  days: readonly Stretch[],
): Verdict {
  if (slo.kind === 'zero-tolerance') {
    if (incidents.some(({ bad }) => bad > 0)) return 'missed';
    const lengthMs = (days.at(-1)?.endMs ?? 0) - (days[0]?.startMs ?? 0);
    return notEvaluatedMs + withoutDataMs < lengthMs ? 'kept' : 'unknown';
  }
  const known = groups.filter(({ budgetSpent }) => budgetSpent !== undefined);
  if (known.length === 0) return 'unknown';
  return known.some(({ budgetSpent = 0 }) => budgetSpent > 1) ? 'missed' : 'kept';
}

function groupsOf(slo: BudgetSlo, days: readonly Stretch[], { total, bad }: ReportAnswers): GroupReport[] {
  const [totals, bads] = [countsByGroup(slo, total), countsByGroup(slo, bad)];
  const groups = [...totals.values()].map(({ labels, counts }): GroupReport => {
    const badCounts = bads.get(labelsKey(labels))?.counts;
    const counted = days.map(
      (day): DayCount => ({
        ...day,
        total: counts.get(day.endMs) ?? 0,
        bad: badCounts?.get(day.endMs) ?? 0,
      }),
    );
    const sum = (of: (day: DayCount) => number) => counted.reduce((all, day) => all + of(day), 0);
    const [all, wrong] = [sum((day) => day.total), sum((day) => day.bad)];
    const ratio = wrong / all;
    const known = all > 0 ? { kept: 1 - ratio, budgetSpent: ratio / errorBudget(slo.objective) } : {};
    return { labels, total: all, bad: wrong, days: counted, ...known };
  });
  return groups.sort((a, b) => (b.budgetSpent ?? -1) - (a.budgetSpent ?? -1) || b.total - a.total);
}

/** Replicas of a server count the same events: of two values of one moment the greater one counts. */
function countsByGroup(slo: Slo, series: readonly ReportSeries[]) {
  const groups = new Map<string, { readonly labels: Labels; readonly counts: Map<number, number> }>();
  for (const { labels, values } of series) {
    const group = labelsNamed(labels, slo.by);
    const known = groups.get(labelsKey(group)) ?? { labels: group, counts: new Map<number, number>() };
    groups.set(labelsKey(group), known);
    for (const { timeMs, value } of values) {
      if (Number.isFinite(value)) known.counts.set(timeMs, Math.max(known.counts.get(timeMs) ?? 0, value));
    }
  }
  return groups;
}

/** A tile that was evaluated less than half is not known as a whole; of others what was missed is added up. */
function unknownOf(slo: Slo, days: readonly Stretch[], { evaluations, present }: ReportAnswers): Unknown {
  const tile = tileOf(slo);
  const due = tile / fastIntervalMs(slo.scrapeIntervalMs);
  const [evaluated, withData] = [mostAt(evaluations), mostAt(present)];
  let [notEvaluatedMs, withoutDataMs] = [0, 0];
  const stretches: UnknownStretch[] = [];
  for (let endMs = (days[0]?.startMs ?? 0) + tile; endMs <= (days.at(-1)?.endMs ?? 0); endMs += tile) {
    const share = Math.min(1, (evaluated.get(endMs) ?? 0) / due);
    // One evaluation may fall into either of two tiles.
    if (share * due < due - 1) notEvaluatedMs += (1 - share) * tile;
    const isBlind = share >= 0.5 && !withData.has(endMs);
    if (isBlind) withoutDataMs += tile;
    if (share < 0.5) extend(stretches, { startMs: endMs - tile, endMs, reason: 'not evaluated' });
    else if (isBlind) extend(stretches, { startMs: endMs - tile, endMs, reason: 'no data' });
  }
  return { notEvaluatedMs, withoutDataMs, stretches };
}

/** Adds a stretch, to the last one where it goes on. */
function extend(stretches: UnknownStretch[], next: UnknownStretch): void {
  const last = stretches.at(-1);
  const goesOn = last?.endMs === next.startMs && last.reason === next.reason;
  if (goesOn) stretches[stretches.length - 1] = { ...last, endMs: next.endMs };
  else stretches.push(next);
}

function mostAt(series: readonly ReportSeries[]): ReadonlyMap<number, number> {
  const most = new Map<number, number>();
  for (const { values } of series) {
    for (const { timeMs, value } of values) most.set(timeMs, Math.max(most.get(timeMs) ?? 0, value));
  }
  return most;
}
