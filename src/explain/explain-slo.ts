// What an SLO promises, in minutes and events; which alert fires at which error ratio, after how long and with how much of
// the budget gone; and what its rules cost.
import { type Paint, PLAIN } from '../diagnostics/paint.ts';
import { positionOf } from '../diagnostics/position.ts';
import {
  type BudgetSlo,
  countsEvents,
  errorBudget,
  type LatencyIndicator,
  type Slo,
  type Tier,
  type Topology,
  type ZeroToleranceSlo,
} from '../model/slo.ts';
import { ratioToPercent } from '../model/units.ts';
import { baseWindowMs } from '../model/windows.ts';
import { printDuration } from '../promql/duration.ts';
import { thresholdWords } from '../rules/burn-rate-alert.ts';
import { budgetSpent } from '../rules/response.ts';
import { type AlertingRule, type AlertPurpose, alertsOf, type CompiledSlo } from '../rules/rule.ts';
import { isTiled, tileMs } from '../rules/windows.ts';
import { columns, countWords, durationWords } from '../text/numbers.ts';
import { holdWords, severityOf, whenItFires } from './alert-words.ts';
import { type Cost, costOf, rawDesignSamplesPerMinute } from './cost.ts';
import { indicatorWords } from './indicator-words.ts';
import { responseColumns, responseRows } from './response-table.ts';
import { renderSections, type Section } from './section.ts';

/** The text of `slo explain` for one SLO. `rawSeries` is how many raw series to reckon its cost with. */
export function explainSlo(compiled: CompiledSlo, rawSeries: number, paint: Paint = PLAIN): string {
  const { slo } = compiled;
  const { namespace, service, slo: name } = slo.identity;
  const title = [namespace, service, name].filter(Boolean).join('/');
  const { path } = slo.origin.source;
  const written = `${path}:${positionOf(slo.origin.source, slo.origin.start).line}`;
  const others = alertsOf(compiled.groups).filter(({ purpose }) => !ON_ERROR_RATIO.includes(purpose.kind));
  const sections = [
    { title, lines: [...(slo.description ? [slo.description] : []), written] },
    { title: 'Promise', lines: promiseOf(slo) },
    { title: 'Counts', lines: countsOf(slo) },
    ...(slo.topology ? [{ title: 'Topology', lines: topologyOf(slo, slo.topology) }] : []),
    ...(slo.kind === 'budget' && slo.topology?.part !== 'leaf' ? [explainAlerts(slo)] : []),
    ...(others.length > 0 ? [explainOthers(others)] : []),
    explainCost(compiled, rawSeries),
  ];
  return renderSections(sections, paint);
}

/** Where which rules run. */
function topologyOf(slo: Slo, { part, leafLabel, leaves, queryOffsetMs }: Topology): string[] {
  const listed = `${leafLabel}=${leaves.join(', ')}`;
  if (slo.kind === 'zero-tolerance') return [`all rules of zero tolerance run in the leaves (${listed})`];
  if (part === 'leaf')
    return [
      `these rules run in each leaf (${listed}): rates of events, and alerts on what is down or missing; windows, budget and the other alerts follow above`,
    ];
  const offset = queryOffsetMs === 0 ? '' : `, ${printDuration(queryOffsetMs)} after they were recorded`;
  return [`these rules run above the leaves (${listed}): they add up the rates of the leaves${offset}`];
}

const ON_ERROR_RATIO: readonly AlertPurpose['kind'][] = ['burn-rate', 'threshold'];

/** Which series the SLO is made of. */
function countsOf(slo: Slo): string[] {
  return indicatorWords(slo).flatMap(({ words, promql }) => [
    `${words}${promql === undefined ? '' : ':'}`,
    ...(promql?.split('\n').map((line) => `  ${line}`) ?? []),
  ]);
}

/** The alerts that stand on no error ratio: outage, breach, absence. */
function explainOthers(rules: readonly AlertingRule[]): Section {
  return {
    title: 'Other alerts',
    lines: rules.flatMap((rule) => {
      const { hold } = holdWords(rule);
      return [
        `${rule.alert} (${severityOf(rule)}), ${rule.forMs === 0 ? hold : `after ${hold}`}:`,
        `  ${whenItFires(rule)}`,
      ];
    }),
  };
}

/** What an SLO promises, in a few sentences. */
export function promiseOf(slo: Slo): string[] {
  const groups = slo.by.length > 0 ? `, for each ${slo.by.join(' and ')}` : '';
  return slo.kind === 'budget' ? promiseOfBudget(slo, groups) : promiseOfNone(slo, groups);
}

function promiseOfBudget(slo: BudgetSlo, groups: string): string[] {
  const budget = errorBudget(slo.objective);
  const period = printDuration(slo.periodMs);
  const outage = budget * slo.periodMs;
  const perSecond = slo.periodMs / 1_000;
  const events = !countsEvents(slo.indicator)
    ? `weighted by time: every moment counts the same`
    : `at 1 event a second ${countWords(perSecond * budget)} of ${countWords(perSecond)} may be bad, at 100 a second ${countWords(perSecond * budget * 100)} of ${countWords(perSecond * 100)}`;
  return [
    `${ratioToPercent(slo.objective)} over ${period}${groups}`,
    `budget: ${ratioToPercent(budget)}, which is ${durationWords(outage)} of total outage per ${period}`,
    events,
    ...(slo.indicator.kind === 'latency' ? explainBound(slo.indicator) : []),
  ];
}

/** Which bound is in force, and how far from the asked one an answer may be. */
export function explainBound({ threshold, bound, unit }: LatencyIndicator): string[] {
  const symbol = unit === 'seconds' ? 's' : 'ms';
  if (bound.kind === 'interpolated') {
    const { lower, upper } = bound;
    return [
      `threshold ${threshold} ${symbol} is no bucket: events below it are estimated between ${lower} and ${upper} ${symbol}`,
      `worst case: all events between ${lower} and ${upper} ${symbol} lie on one side, so the estimate misses up to ${ratioToPercent(Math.max(threshold - lower, upper - threshold) / (upper - lower))} of those`,
    ];
  }
  if (bound.le === threshold) return [`threshold ${threshold} ${symbol}, a bucket of the histogram`];
  const side = bound.le > threshold ? 'looser' : 'stricter';
  return [`threshold ${threshold} ${symbol} is no bucket: ${bound.le} ${symbol} decides instead, which is ${side}`];
}

function explainAlerts(slo: BudgetSlo): Section {
  if (slo.tiers.length === 0 && slo.thresholds.length === 0) return { title: 'Alerts', lines: ['no burn-rate alerts'] };
  const header = ['errors', ...responseColumns(slo)];
  const rows = responseRows(slo).map(({ errorRatio, times }) => [
    ratioToPercent(errorRatio),
    ...times.map((time) =>
      time === undefined ? '-' : `${durationWords(time)} (${spentWords(slo, errorRatio, time)})`,
    ),
  ]);
  const title = 'Alerts: time until one fires when errors start at once, and the share of the budget gone by then';
  const lines = [
    ...columns([header, ...rows]),
    '',
    ...columns(slo.tiers.map((tier) => describeTier(tier, slo))),
    ...tiledNote(slo),
  ];
  return { title, lines };
}

/** Windows that are added up from tiles begin with a whole one. */
function tiledNote(slo: BudgetSlo): string[] {
  const tiled = slo.tiers.map(({ longMs }) => longMs).filter((windowMs) => isTiled(windowMs, slo));
  if (tiled.length === 0) return [];
  const [least, tile] = [Math.min(...tiled), tileMs(slo)];
  return [
    `Windows from ${printDuration(least)} on are up to ${printDuration(tile)} shorter than they say: their tiers may fire up to ${ratioToPercent(Number((tile / least / 2).toPrecision(1)))} sooner or later.`,
  ];
}

/** The share of the budget that is gone when an alert fires: `2.1%`. */
export function spentWords(slo: BudgetSlo, errorRatio: number, timeMs: number): string {
  return `${Number((budgetSpent(slo, errorRatio, timeMs) * 100).toPrecision(2))}%`;
}

function describeTier(tier: Tier, slo: BudgetSlo): string[] {
  const { factor, longMs, shortMs, settings } = tier;
  return [
    tier.tier,
    settings.severity,
    `above ${thresholdWords(slo, tier)}${slo.budgetOf === 'events' ? '' : ` errors (${factor} × budget)`}`,
    `over ${printDuration(longMs)} and ${printDuration(shortMs)}`,
  ];
}

function promiseOfNone({ windowMs, breach }: ZeroToleranceSlo, groups: string): string[] {
  const alert = breach
    ? `${breach.name} (${breach.severity}) fires at the evaluation after the first event${groups} and clears ${durationWords(windowMs)} after the last`
    : 'no alert: breaches are only recorded';
  return ['zero events: there is no budget, one is a breach', alert];
}

function explainCost(compiled: CompiledSlo, rawSeries: number): Section {
  const { slo } = compiled;
  const cost = costOf(compiled, { rawSeries, groups: 1 });
  const title = `Cost, at ${rawSeries} raw series, one group and scrapes each ${printDuration(slo.scrapeIntervalMs)}`;
  const lines = [
    `${countWords(cost.samplesPerMinute)} samples a minute, ${cost.evaluationsPerMinute} rule evaluations a minute, ${cost.series} series recorded`,
  ];
  return {
    title,
    lines: slo.kind === 'budget' && !slo.topology ? [...lines, ...comparedCost(slo, cost, rawSeries)] : lines,
  };
}

/** The cost beside that of the usual design, and what the SLO's precision costs or gives up. */
function comparedCost(slo: BudgetSlo, { samplesPerMinute }: Cost, rawSeries: number): string[] {
  const usual = rawDesignSamplesPerMinute(slo.periodMs, slo.scrapeIntervalMs, { rawSeries, groups: 1 });
  const share = ratioToPercent(Number((samplesPerMinute / usual).toPrecision(2)));
  const base = printDuration(baseWindowMs(slo.scrapeIntervalMs));
  return [
    `${share} of the ${countWords(usual)} that reading raw series over every window takes`,
    slo.precision === 'exact'
      ? 'exact: windows up to 1h and the period read raw series, and recover what was counted while Prometheus was away'
      : `layered: only rates over ${base} read raw series; an hour without scrapes is an hour without evidence`,
  ];
}
