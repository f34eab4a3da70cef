// The recording rules of an SLO with a budget: base layer, error ratios over windows, hourly layer, budget.

import { sameGroup } from '../indicator/grouping.ts';
import type { LoweredIndicator } from '../indicator/lowered.ts';
import { type BudgetSlo, errorBudget, type Slo } from '../model/slo.ts';
import { baseWindowMs } from '../model/windows.ts';
import type { Expr } from '../promql/ast.ts';
import { and, avgOverTime, div, gt, mul, num, or, range, sub, vector } from '../promql/build.ts';
import { printDuration } from '../promql/duration.ts';
import { errorRatioSeries, identityLabels, LABELS, recorded, SERIES } from './names.ts';
import type { RecordingRule } from './rule.ts';
import { baseSeries, errorRatio, HOUR_MS, hourlySeries } from './windows.ts';

function record(slo: BudgetSlo, series: string, expr: Expr, labels: Record<string, string> = {}): RecordingRule {
  return { kind: 'recording', record: series, expr, labels: { ...identityLabels(slo.identity), ...labels } };
}

/**
 * The rates of all and of bad events, side by side: the only rules that read raw series. A missing rate of bad events is
 * padded with zero, matched by the group labels: without `on` both the padding and the rate would be kept as long as their
 * other labels differ, until the first error made the rule fail with duplicate series.
 */
export function baseRules(slo: BudgetSlo, indicator: LoweredIndicator): RecordingRule[] {
  const windowMs = baseWindowMs(slo.scrapeIntervalMs);
  const total = baseSeries('total', slo.identity);
  return [
    record(slo, SERIES.totalRate, indicator.total(windowMs)),
    record(slo, SERIES.badRate, padded(slo, indicator, windowMs, total)),
    // For people who look for a cause. Nothing reads it but boards, and it exists only while something is bad.
    ...(indicator.outcomes ? [record(slo, SERIES.badByOutcome, indicator.outcomes.rate(windowMs))] : []),
  ];
}

function padded({ by, identity }: BudgetSlo, indicator: LoweredIndicator, windowMs: number, total: Expr): Expr {
  const bad = indicator.bad(windowMs, total);
  const zero = mul(num(0), baseSeries('total', identity));
  return indicator.missingBad === 'zero' ? or(bad, zero, sameGroup(by)) : bad;
}

/** Averages over an hour of both rates: what windows from a day on are read from. */
export function hourlyRules(slo: BudgetSlo): RecordingRule[] {
  const hourly = (events: 'bad' | 'total') => avgOverTime(range(baseSeries(events, slo.identity), HOUR_MS));
  return [record(slo, SERIES.totalHourly, hourly('total')), record(slo, SERIES.badHourly, hourly('bad'))];
}

/** The error ratio over one window. */
export function windowRule(slo: BudgetSlo, indicator: LoweredIndicator, windowMs: number): RecordingRule {
  const isExact = slo.precision === 'exact' && windowMs <= HOUR_MS;
  const expr = isExact ? exactRatio(slo, indicator, windowMs) : errorRatio(windowMs, slo);
  return record(slo, errorRatioSeries(windowMs), expr);
}

/** The error ratio from raw series, which recovers what was counted while Prometheus did not scrape. */
function exactRatio(slo: BudgetSlo, indicator: LoweredIndicator, windowMs: number): Expr {
  const total = indicator.total(windowMs);
  return div(padded(slo, indicator, windowMs, total), gt(total, num(0)), sameGroup(slo.by));
}

/** The error ratio over the period and the share of the budget that is left (negative when overspent). */
export function budgetRules(slo: BudgetSlo, indicator: LoweredIndicator): RecordingRule[] {
  const { identity, objective, periodMs } = slo;
  const ratio = slo.precision === 'exact' ? exactRatio(slo, indicator, periodMs) : errorRatio(periodMs, slo);
  const spent = div(recorded(SERIES.errorRatioOfPeriod, identity), num(errorBudget(objective)));
  // Without data in the last hour nobody knows what is left: a budget that stays full while its data is gone would lie.
  const remaining = and(sub(num(1), spent), hourlySeries('total', identity));
  return [record(slo, SERIES.errorRatioOfPeriod, ratio), record(slo, SERIES.budgetRemaining, remaining)];
}

/** That there is an SLO, and who answers for it. */
export function infoRule({ identity, owner }: Slo): RecordingRule {
  const labels = { ...identityLabels(identity), ...(owner !== undefined && { [LABELS.owner]: owner }) };
  return { kind: 'recording', record: SERIES.info, expr: vector(num(1)), labels };
}

/** Constants of the SLO as series, for dashboards and for rules of others. */
export function constantRules(slo: BudgetSlo): RecordingRule[] {
  const constant = (value: number) => vector(num(value));
  return [
    record(slo, SERIES.objective, constant(slo.objective)),
    record(slo, SERIES.budget, constant(errorBudget(slo.objective))),
    record(slo, SERIES.period, constant(slo.periodMs / 1_000)),
    infoRule(slo),
    ...slo.tiers.map(({ tier, factor, longMs, shortMs, settings }) =>
      record(slo, SERIES.burnThreshold, constant(factor), {
        [LABELS.severity]: settings.severity,
        [LABELS.tier]: tier,
        [LABELS.longWindow]: printDuration(longMs),
        [LABELS.shortWindow]: printDuration(shortMs),
      }),
    ),
  ];
}
