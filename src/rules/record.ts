// The recording rules of an SLO with a budget: base layer, tiles, error ratios over windows, budget.
import type { RateWindow } from '../indicator/counting.ts';
import { sameGroup } from '../indicator/grouping.ts';
import type { LoweredIndicator } from '../indicator/lowered.ts';
import { SERIES } from '../model/series-names.ts';
import { type BudgetSlo, errorBudget, type Slo } from '../model/slo.ts';
import { baseWindowMs, fastIntervalMs } from '../model/windows.ts';
import type { Expr } from '../promql/ast.ts';
import {
  and,
  call,
  clampMin,
  div,
  gt,
  max,
  mul,
  num,
  offset,
  on,
  or,
  range,
  sub,
  sum,
  vector,
} from '../promql/build.ts';
import { printDuration } from '../promql/duration.ts';
import { HOUR_MS } from '../text/time.ts';
import { whileLeavesReport } from './global.ts';
import { abandonedRules, withHangs } from './hangs.ts';
import { errorRatioSeries, identityLabels, LABELS, recorded } from './names.ts';
import { record } from './record-rule.ts';
import type { RecordingRule } from './rule.ts';
import { baseSeries, errorRatio, isTiled } from './windows.ts';

/** That the rules are evaluated: what was not looked at is told apart from what did not happen. */
export function heartbeatRule(slo: BudgetSlo): RecordingRule {
  return record(slo, SERIES.heartbeat, vector(num(1)));
}

/**
 * The rates of all and of bad events, side by side: the only rules that read raw series. A missing rate of bad events is
 * padded with zero, by a vector that has no labels but those of the group: with others, the padding and the rate would stand
 * side by side in a range query, and a rule that returns both fails.
 */
export function baseRules(slo: BudgetSlo, indicator: LoweredIndicator): RecordingRule[] {
  return [...countedRules(slo, indicator), badRule(slo, indicator, () => countedBad(slo, indicator))];
}

/** All events and, where there are, those that somebody gave up and the bad ones told apart by how they ended. */
export function countedRules(slo: BudgetSlo, indicator: LoweredIndicator): RecordingRule[] {
  const window = baseWindow(slo);
  const { outcomes } = indicator;
  return [
    record(slo, SERIES.totalRate, whileWatched(slo, indicator, indicator.total(window))),
    ...abandonedRules(slo, indicator, window),
    ...(outcomes ? [record(slo, SERIES.badByOutcome, outcomes.rate(window))] : []),
  ];
}

/**
 * The bad events as their counters have them. Where rules read what was recorded one evaluation ago, bad events that are what is
 * left of all events are taken from a total of the same moment: a difference of the two would be the change of the traffic.
 */
export function countedBad(slo: BudgetSlo, indicator: LoweredIndicator): Expr {
  const window = baseWindow(slo);
  const known = knownTotal(slo, indicator);
  const total = slo.isRecordedLate ? whileWatched(slo, indicator, indicator.total(window)) : known;
  return padded(slo, whileBothAreScraped(slo, indicator), window, { total, known });
}

/**
 * The rate of all events that was recorded a moment ago. A Prometheus that was down for some minutes still finds the one of before and
 * has not scraped twice yet; without good events all of it would be bad.
 */
function knownTotal(slo: BudgetSlo, { isDifference, missingBad }: LoweredIndicator): Expr {
  const total = baseSeries('total', slo.identity);
  return isDifference && missingBad === 'zero' && !slo.isRecordedLate
    ? call('last_over_time', range(total, fastIntervalMs(slo.scrapeIntervalMs)))
    : total;
}

/** Bad events: those that are told apart by how they ended, for people who look for a cause, added up, or else `counted`. */
export function badRule(slo: BudgetSlo, indicator: LoweredIndicator, counted: () => Expr): RecordingRule {
  const zero = zeroOf(slo, baseSeries('total', slo.identity));
  const bad = indicator.outcomes
    ? or(sum(recorded(SERIES.badByOutcome, slo.identity), slo.by), zero, sameGroup(slo.by))
    : counted();
  return record(slo, SERIES.badRate, indicator.abandoned ? withHangs(slo, bad, zero) : bad);
}

/** The first window; a series is newborn for as long as `rate` looks back between its first and its last scrape. */
function baseWindow({ scrapeIntervalMs }: BudgetSlo): RateWindow {
  const ms = baseWindowMs(scrapeIntervalMs);
  return { ms, newbornMs: ms - scrapeIntervalMs };
}

/** A moment without data counts only where the rules were evaluated a base window before: a Prometheus that has just started
 *  has not scraped yet. */
function whileWatched(slo: BudgetSlo, { countsWithoutData }: LoweredIndicator, total: Expr): Expr {
  return countsWithoutData ? and(total, wasEvaluated(slo), on()) : total;
}

/** A Prometheus that has just started has scraped the targets of all events twice and those of the good events once. What is
 *  left of the difference is no bad event, until the rates of both are of whole base windows. */
function whileBothAreScraped(slo: BudgetSlo, indicator: LoweredIndicator): LoweredIndicator {
  if (!indicator.readsOtherTargets) return indicator;
  return { ...indicator, bad: (...of) => and(indicator.bad(...of), wasEvaluated(slo), on()) };
}

/** Something where the rules were evaluated a base window before. */
function wasEvaluated(slo: BudgetSlo): Expr {
  const windowMs = baseWindowMs(slo.scrapeIntervalMs);
  return call('present_over_time', range(offset(recorded(SERIES.heartbeat, slo.identity), windowMs), windowMs));
}

/** All events: their rate at the moment of the bad ones, and which groups have one. */
interface AllEvents {
  readonly total: Expr;
  readonly known: Expr;
}

function padded(slo: BudgetSlo, indicator: LoweredIndicator, window: RateWindow, { total, known }: AllEvents): Expr {
  const bad = indicator.bad(window, total, known);
  return indicator.missingBad === 'zero' ? or(bad, zeroOf(slo, known), sameGroup(slo.by)) : bad;
}

/** Zero for each group, with no other labels. */
function zeroOf({ by }: BudgetSlo, total: Expr): Expr {
  return mul(num(0), max(total, by));
}

/** The error ratio over one window. */
export function ratioRule(slo: BudgetSlo, indicator: LoweredIndicator, windowMs: number): RecordingRule {
  const isExact = slo.precision === 'exact' && windowMs <= HOUR_MS;
  const expr = isExact ? exactRatio(slo, indicator, windowMs) : errorRatio(windowMs, slo, indicator.isDifference);
  return record(slo, errorRatioSeries(windowMs), expr);
}

/** The error ratio from raw series, which recovers what was counted while Prometheus did not scrape. */
function exactRatio(slo: BudgetSlo, indicator: LoweredIndicator, windowMs: number): Expr {
  const window = { ms: windowMs };
  const total = indicator.total(window);
  const ratio = div(padded(slo, indicator, window, { total, known: total }), gt(total, num(0)), sameGroup(slo.by));
  return indicator.isDifference ? clampMin(ratio, 0) : ratio;
}

/** The error ratio over the period and the share of the budget that is left (negative when overspent). */
export function budgetRules(slo: BudgetSlo, indicator: LoweredIndicator): RecordingRule[] {
  const { identity, objective, periodMs } = slo;
  const isExact = slo.precision === 'exact';
  const ratio = isExact ? exactRatio(slo, indicator, periodMs) : errorRatio(periodMs, slo, indicator.isDifference);
  const spent = div(recorded(SERIES.errorRatioOfPeriod, identity), num(errorBudget(objective)));
  // Without data in the last hour nobody knows what is left: a budget that stays full while its data is gone would lie.
  const isKnown = call('present_over_time', range(baseSeries('total', identity), HOUR_MS));
  const known = and(sub(num(1), spent), isKnown);
  const remaining = slo.topology ? whileLeavesReport(known, slo, slo.topology) : known;
  return [record(slo, SERIES.errorRatioOfPeriod, ratio), record(slo, SERIES.budgetRemaining, remaining)];
}

/** Whether the events of the period are added up from tiles, for its ratio or for what is usual. */
export function readsEventsOfPeriod(slo: BudgetSlo): boolean {
  return (slo.precision === 'layered' || slo.budgetOf === 'events') && isTiled(slo.periodMs, slo);
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
