// The first questions of any alert, and the queries that answer them: from what the rules record, and from the raw metrics
// that the indicator reads.
import { lowerIndicator } from '../indicator/lower.ts';
import type { Lookup } from '../istio/guide.ts';
import { leafSeries, SERIES } from '../model/series-names.ts';
import type { BudgetSlo, Slo, ZeroToleranceSlo } from '../model/slo.ts';
import type { Expr, Selector } from '../promql/ast.ts';
import { bottomk, count, eqv, num, selector, topk } from '../promql/build.ts';
import { printDuration } from '../promql/duration.ts';
import { print } from '../promql/print.ts';
import { selectorsOf } from '../promql/visit.ts';
import { errorRatioSeries, recorded } from '../rules/names.ts';
import { breachInputs } from '../rules/zero-tolerance.ts';
import { comparedBy } from './condition.ts';

const MOST_GROUPS = 10;

function worst({ by }: Slo, expr: Expr): Expr {
  return by.length === 0 ? expr : topk(MOST_GROUPS, expr);
}

/** How bad it is, by the recorded error ratios over some windows. */
export function errorRatioLookups(slo: BudgetSlo, windowsMs: readonly number[]): Lookup[] {
  return [...new Set(windowsMs)].map((windowMs, at) => ({
    ask: `${at === 0 ? 'Do the errors go on? The' : 'And the'} error ratio over the last ${printDuration(windowMs)} (1 means 100 %):`,
    expr: worst(slo, recorded(errorRatioSeries(windowMs), slo.identity)),
  }));
}

/** What is left of the budget, and how much there is to count. */
export function ratioLookups(slo: BudgetSlo): Lookup[] {
  const left = recorded(SERIES.budgetRemaining, slo.identity);
  return [
    {
      ask: 'How much of the error budget is left? 1 means all of it, below 0 means overspent.',
      expr: slo.by.length === 0 ? left : bottomk(MOST_GROUPS, left),
    },
    ...(slo.indicator.kind === 'time'
      ? []
      : [
          {
            ask: 'How much traffic is there, in events a second?',
            expr: worst(slo, recorded(SERIES.totalRate, slo.identity)),
          },
        ]),
  ];
}

/** Which leaves report, and which do not. */
export function leafLookups({ identity }: Slo): Lookup[] {
  return [
    { ask: 'Which leaves do not report?', expr: recorded(SERIES.leafMissing, identity) },
    { ask: 'Which ones do?', expr: recorded(leafSeries(SERIES.heartbeat), identity) },
  ];
}

export function eventLookups(slo: ZeroToleranceSlo): Lookup[] {
  return [
    {
      ask: `How many events in the last ${printDuration(slo.windowMs)}?`,
      expr: recorded(SERIES.breachEvents, slo.identity),
    },
  ];
}

const RAW_WINDOW = { ms: 5 * 60_000 };

/** What the indicator reads, for an SLO that no guide knows. */
export function rawLookups(slo: Slo): Lookup[] {
  if (slo.kind === 'zero-tolerance') {
    return slo.events.map((event) => ({ ask: 'The counter itself:', expr: event }));
  }
  const { indicator } = slo;
  if (indicator.kind === 'time') {
    return comparedBy(indicator.condition).map((expr) => ({ ask: 'The values that the condition compares:', expr }));
  }
  const lowered = lowerIndicator(slo);
  const total = lowered.total(RAW_WINDOW);
  const bad = lowered.bad(RAW_WINDOW, total, total);
  const ask =
    indicator.kind === 'raw-ratio' ? 'The error ratio itself:' : 'Bad events a second, from the metrics themselves:';
  return [{ ask, expr: worst(slo, bad) }];
}

/** What an alert compares, without the comparison. */
export function conditionLookups(condition: Expr): Lookup[] {
  const parts = comparedBy(condition);
  return parts.map((expr, at) => ({
    ask:
      parts.length === 1
        ? 'The values that the alert compares:'
        : `The values that the alert compares, ${at + 1} of ${parts.length}:`,
    expr,
  }));
}

/** Which of the data that the SLO needs is there. */
export function inputLookups(slo: Slo): Lookup[] {
  const inputs = slo.kind === 'budget' ? lowerIndicator(slo).inputs : breachInputs(slo);
  const inputSelectors = distinct(
    inputs.flatMap(({ missing }) => selectorsOf(missing)),
    print,
  );
  const metrics = distinct(
    inputSelectors.filter(({ metric }) => metric !== undefined),
    ({ metric }) => metric ?? '',
  );
  return [
    ...metrics.map(({ metric = '' }) => ({
      ask: `Are there series of \`${metric}\`, and from which job?`,
      expr: count(selector(metric), ['job']),
    })),
    ...inputSelectors
      .filter(({ matchers }) => matchers.length > 0)
      .map((read) => ({ ask: 'Are there series with the labels that the SLO asks for?', expr: count(read) })),
    { ask: 'Which jobs have targets that Prometheus cannot reach?', expr: count(eqv(selector('up'), num(0)), ['job']) },
  ];
}

function distinct(selectors: readonly Selector[], key: (selector: Selector) => string): Selector[] {
  return selectors.filter((selector, at) => selectors.findIndex((other) => key(other) === key(selector)) === at);
}
