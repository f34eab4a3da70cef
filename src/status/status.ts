// Recorded series of compiled SLOs in, how each of them stands out: what is left of its budget, how fast that goes, and what fires.
import { type Labels, labelsKey, labelsNamed, labelValue } from '../exposition/exposition.ts';
import { SERIES } from '../model/series-names.ts';
import { type BudgetSlo, errorBudget, type Identity, type Slo } from '../model/slo.ts';
import { alertNameOfLabels } from '../rules/alert-name.ts';
import { errorRatioSeries, IDENTITY_LABELS, identityLabels } from '../rules/names.ts';
import { distinct } from '../text/lists.ts';

export interface StatusSample {
  readonly labels: Labels;
  readonly value: number;
}

/** What is asked of a server: the values of each expression, by its text. */
export type StatusAnswers = ReadonlyMap<string, readonly StatusSample[]>;

/** How one group of an SLO stands; of an SLO without group labels there is one. */
export interface GroupStatus {
  readonly labels: Labels;
  /** Share of the budget that is left; negative where it is overspent. Undefined without data, and for zero tolerance. */
  readonly budgetLeft?: number;
  /** Multiples of the rate at which the budget lasts exactly for the period, over the burn window. */
  readonly burnRate?: number;
  /** When the budget is gone at this burn rate, in milliseconds from now. Undefined where it lasts. */
  readonly goneInMs?: number;
  /** Bad events within the window, of zero tolerance. */
  readonly breaches?: number;
  /** Names of alerts, with their tiers. */
  readonly firing: readonly string[];
}

export type State = 'firing' | 'overspent' | 'no data' | 'burning' | 'fine';

export interface SloStatus {
  readonly slo: Slo;
  readonly state: State;
  /** Over which window the burn rate is measured, in milliseconds. */
  readonly burnWindowMs?: number;
  /** The worst first. */
  readonly groups: readonly GroupStatus[];
}

export const FIRING_ALERTS = 'ALERTS{alertstate="firing"}';

/** The expressions whose values tell how these SLOs stand. */
export function statusQueries(slos: readonly Slo[]): string[] {
  const windows = slos.flatMap((slo) => (slo.kind === 'budget' ? (burnSeries(slo) ?? []) : []));
  return distinct([SERIES.budgetRemaining, SERIES.breachEvents, FIRING_ALERTS, ...windows]);
}

/** The long window of the tier that pages first: long enough not to jump, short enough to be about now. */
function burnWindow({ tiers }: BudgetSlo): number | undefined {
  const windows = tiers.map(({ longMs }) => longMs);
  return windows.length === 0 ? undefined : Math.min(...windows);
}

function burnSeries(slo: BudgetSlo): string | undefined {
  const windowMs = burnWindow(slo);
  return windowMs === undefined ? undefined : errorRatioSeries(windowMs);
}

const TROUBLE: readonly State[] = ['firing', 'overspent', 'no data', 'burning', 'fine'];

/** How the SLOs stand, those in the greatest trouble first. */
export function statusOf(slos: readonly Slo[], answers: StatusAnswers): SloStatus[] {
  return slos.map((slo) => statusOfSlo(slo, answers)).sort(byTrouble);
}

function byTrouble(a: SloStatus, b: SloStatus): number {
  const least = ({ groups }: SloStatus) => groups[0]?.budgetLeft ?? Number.POSITIVE_INFINITY;
  return TROUBLE.indexOf(a.state) - TROUBLE.indexOf(b.state) || difference(least(a), least(b));
}

/** Infinities of the same sign are equal. */
function difference(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

function statusOfSlo(slo: Slo, answers: StatusAnswers): SloStatus {
  const groups = groupsOf(slo, answers)
    .map((group) => groupStatus(slo, group))
    .sort(byGroupTrouble);
  const burnWindowMs = slo.kind === 'budget' ? burnWindow(slo) : undefined;
  return { slo, state: stateOf(slo, groups), groups, ...(burnWindowMs !== undefined && { burnWindowMs }) };
}

/** The samples of one group. Several replicas of a server may each have one of the same series. */
interface GroupSamples {
  readonly labels: Labels;
  readonly left: StatusSample[];
  readonly breaches: StatusSample[];
  readonly burns: StatusSample[];
  readonly alerts: StatusSample[];
}

function groupsOf(slo: Slo, answers: StatusAnswers): GroupSamples[] {
  const queries = [
    ['left', SERIES.budgetRemaining],
    ['breaches', SERIES.breachEvents],
    ['burns', slo.kind === 'budget' ? burnSeries(slo) : undefined],
    ['alerts', FIRING_ALERTS],
  ] as const;
  const groups = new Map<string, GroupSamples>();
  for (const [answer, query] of queries) {
    for (const sample of samplesOf(slo, query, answers)) {
      const labels = labelsNamed(sample.labels, slo.by);
      const key = labelsKey(labels);
      const group = groups.get(key) ?? { labels, left: [], breaches: [], burns: [], alerts: [] };
      groups.set(key, group);
      group[answer].push(sample);
    }
  }
  return [...groups.values()];
}

/** What is no number, such as a share of nothing, says as little as no sample. */
function samplesOf({ identity }: Slo, query: string | undefined, answers: StatusAnswers): StatusSample[] {
  const samples = query === undefined ? [] : (answers.get(query) ?? []);
  return samples.filter(({ labels, value }) => !Number.isNaN(value) && isOf(identity, labels));
}

/** Of what several replicas tell, the worst counts. */
function groupStatus(slo: Slo, { labels, left, breaches, burns, alerts }: GroupSamples): GroupStatus {
  const worst = (samples: readonly StatusSample[], choose: (...values: number[]) => number) =>
    samples.length === 0 ? undefined : choose(...samples.map(({ value }) => value));
  const count = worst(breaches, Math.max);
  return {
    labels,
    firing: distinct(alerts.map((alert) => alertNameOfLabels(alert.labels))).sort(),
    ...(slo.kind === 'budget' && budgetStatus(slo, worst(left, Math.min), worst(burns, Math.max))),
    ...(count !== undefined && { breaches: count }),
  };
}

/** Left, burn rate, and the time until nothing is left: what is left of the period divided by the burn rate. */
function budgetStatus(slo: BudgetSlo, left: number | undefined, ratio: number | undefined): Partial<GroupStatus> {
  const burnRate = ratio === undefined ? undefined : ratio / errorBudget(slo.objective);
  const isGoing = left !== undefined && burnRate !== undefined && left > 0 && burnRate > 1;
  return {
    ...(left !== undefined && { budgetLeft: left }),
    ...(burnRate !== undefined && { burnRate }),
    ...(isGoing && { goneInMs: (left * slo.periodMs) / burnRate }),
  };
}

function byGroupTrouble(a: GroupStatus, b: GroupStatus): number {
  return (
    b.firing.length - a.firing.length ||
    difference(a.budgetLeft ?? 2, b.budgetLeft ?? 2) ||
    difference(b.burnRate ?? 0, a.burnRate ?? 0) ||
    difference(b.breaches ?? 0, a.breaches ?? 0)
  );
}

function stateOf(slo: Slo, groups: readonly GroupStatus[]): State {
  if (groups.some(({ firing }) => firing.length > 0)) return 'firing';
  if (groups.some(({ budgetLeft = 1, breaches = 0 }) => budgetLeft < 0 || breaches > 0)) return 'overspent';
  const isKnown = groups.some(
    ({ budgetLeft, breaches }) => (slo.kind === 'budget' ? budgetLeft : breaches) !== undefined,
  );
  if (!isKnown) return 'no data';
  return groups.some(({ goneInMs }) => goneInMs !== undefined) ? 'burning' : 'fine';
}

/** Whether a series carries the identity of an SLO, and of no other in another namespace or cluster. */
function isOf(identity: Identity, labels: Labels): boolean {
  const identifying = identityLabels(identity);
  return IDENTITY_LABELS.every((label) => labelValue(labels, label) === (identifying[label] ?? ''));
}
