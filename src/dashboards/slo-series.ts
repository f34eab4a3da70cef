// What boards ask of the recorded series: PromQL for burn rates, budgets, time to exhaustion and states of alerts. Every
// query is narrowed by the variables of its board; how a result is shown is the panels' business.
import { SERIES } from '../model/series-names.ts';
import type { Expr, Matcher, Matching, Selector } from '../promql/ast.ts';
import {
  avgOverTime,
  clampMax,
  clampMin,
  div,
  eq,
  groupLeft,
  gt,
  max,
  min,
  mul,
  num,
  on,
  or,
  re,
  selector,
  subquery,
} from '../promql/build.ts';
import { groupVariable, VARIABLES } from '../rules/boards.ts';
import { errorRatioSeries, IDENTITY_LABELS, type IdentityLabel, LABELS } from '../rules/names.ts';
import { DAY_MS, HOUR_MS } from '../text/time.ts';
import type { Query } from './target.ts';

/** The labels by which a board narrows measured series further than to SLOs; each has a variable there. */
export interface View {
  readonly groupLabels: readonly string[];
}

/** A board that is not narrowed further. */
export const ALL_GROUPS: View = { groupLabels: [] };

/** The variables that choose an SLO, by the label that each stands for. */
export const IDENTITY_VARIABLES = {
  slo_cluster: VARIABLES.cluster,
  slo_namespace: VARIABLES.namespace,
  slo_service: VARIABLES.service,
  slo: VARIABLES.slo,
} as const satisfies Readonly<Record<IdentityLabel, string>>;

/** Each series with the constant of its SLO, or with anything else that there is once for an SLO. */
export const WITH_ITS_SLO: Matching = groupLeft(on(...IDENTITY_LABELS));

/** `label=~"$variable"` for each part of an identity. */
export const CHOSEN: readonly Matcher[] = Object.entries(IDENTITY_VARIABLES).map(([label, name]) =>
  re(label, `$${name}`),
);

/** The name of a recorded series. */
export type SeriesName = (typeof SERIES)[keyof typeof SERIES];

/** A recorded constant of the chosen SLOs. It has the labels of their identity, and no group. */
export function constant(series: SeriesName, ...matchers: readonly Matcher[]): Selector {
  return selector(series, [...CHOSEN, ...matchers]);
}

function inView({ groupLabels }: View): Matcher[] {
  return [...CHOSEN, ...groupLabels.map((label) => re(label, `$${groupVariable(label)}`))];
}

/** A measured series of the chosen SLOs, in the chosen groups. */
export function measured(series: SeriesName, view: View): Selector {
  return selector(series, inView(view));
}

/** The error ratio of the last hour, which every SLO with a budget has; nothing where there was no traffic. */
export function hourlyRatio(view: View): Expr {
  return div(measured(SERIES.badHourly, view), gt(measured(SERIES.totalHourly, view), num(0)));
}

/** The error ratio over a window that some tier has. */
export function windowRatio(windowMs: number, view: View): Expr {
  return selector(errorRatioSeries(windowMs), inView(view));
}

/** The error ratio of a day, from the hourly layer; nothing where there was no traffic. */
export function dailyRatio(view: View): Expr {
  const daily = (series: SeriesName) => avgOverTime(subquery(measured(series, view), DAY_MS, HOUR_MS));
  return div(daily(SERIES.badHourly), gt(daily(SERIES.totalHourly), num(0)));
}

/** An error ratio as burn rate: in multiples of the budget. At 1 the budget lasts exactly for the period. */
export function burnRate(ratio: Expr): Expr {
  return div(ratio, constant(SERIES.budget), WITH_ITS_SLO);
}

/** In the place of a burn rate of 0, by which nothing can be divided: the budget then lasts for longer than a panel shows. */
const SLOWEST_BURN = 1e-6;

/** Ten years, in seconds: from here on a budget is not being burnt. */
export const NEVER_SECONDS = 10 * 365 * 86_400;

/**
 * In how many seconds the budget is gone if errors go on as in the last hour: budget left × period / burn rate. Traffic is
 * taken to go on as over the period, and no old errors to leave the period meanwhile. 0 once it is gone; no value without
 * traffic in the last hour.
 */
export function secondsToExhaustion(view: View): Expr {
  const left = clampMin(measured(SERIES.budgetRemaining, view), 0);
  const lasting = mul(left, constant(SERIES.period), WITH_ITS_SLO);
  return clampMax(div(lasting, clampMin(burnRate(hourlyRatio(view)), SLOWEST_BURN)), NEVER_SECONDS);
}

/** The group of each SLO in which the value is highest. */
export function highest(expr: Expr): Expr {
  return max(expr, IDENTITY_LABELS);
}

/** The group of each SLO in which the value is lowest. */
export function lowest(expr: Expr): Expr {
  return min(expr, IDENTITY_LABELS);
}

/** What Prometheus itself records of alerts in a state. */
export function alertsIn(state: 'firing' | 'pending', view: View, ...matchers: readonly Matcher[]): Selector {
  return selector('ALERTS', [eq('alertstate', state), ...inView(view), ...matchers]);
}

/** States of alerts as numbers: 2 firing, 1 pending, 0 where `quiet` has something that neither is. */
export function alertState(view: View, by: readonly string[], quiet: Expr, ...matchers: readonly Matcher[]): Expr {
  const firing = mul(num(2), alertsIn('firing', view, ...matchers));
  const active = or(firing, alertsIn('pending', view, ...matchers));
  return max(or(active, mul(num(0), quiet)), by);
}

/** How many alerts of each severity fire, or of all where the project has none. */
export function firingQueries(view: View, severities: readonly string[]): Query[] {
  if (severities.length === 0) return [{ expr: firingCount(view), legend: 'firing' }];
  return severities.map((severity) => ({ expr: firingCount(view, eq(LABELS.severity, severity)), legend: severity }));
}

/** How many alerts fire; 0 only while rules are evaluated at all. */
function firingCount(view: View, ...matchers: readonly Matcher[]): Expr {
  return or(countOf(alertsIn('firing', view, ...matchers)), mul(num(0), countOf(constant(SERIES.info))));
}

function countOf(expr: Expr): Expr {
  return { kind: 'aggregation', op: 'count', expr };
}
