// Proof from raw series to pages, for indicators that count events: what is counted and what is not, and that the fastest
// page comes when `slo explain` says.

import type { BudgetSlo } from '../../model/slo.ts';
import { baseWindowMs, fastIntervalMs } from '../../model/windows.ts';
import { errorRatioSeries, SERIES } from '../../rules/names.ts';
import { timeToFire } from '../../rules/response.ts';
import type { AlertPurpose } from '../../rules/rule.ts';
import { HOUR_MS, isFast, isTiled } from '../../rules/windows.ts';
import { ruleFor, type Stage } from '../context/context.ts';
import { neighbours } from '../context/distractors.ts';
import { fires, isSilent, records, recordsNothing } from '../context/expect.ts';
import type { Labels } from '../context/label-set.ts';
import type { Check, InputSeries, Scenario } from '../context/scenario.ts';
import type { EventSource, Phase } from './event-source.ts';

const MINUTE_MS = 60_000;

/** What the scenario of a total outage is about. */
export const OUTAGE = 'outage';

/** Long enough for the base window and the shortest window above it to be full, in milliseconds. */
function settledMs({ slo }: Stage): number {
  const shortest = Math.min(...fastWindows(slo), HOUR_MS);
  return Math.max(
    10 * MINUTE_MS,
    Math.ceil((shortest + 2 * baseWindowMs(slo.scrapeIntervalMs)) / MINUTE_MS) * MINUTE_MS,
  );
}

export function proveBase(stage: Stage, source: EventSource): Scenario[] {
  return [...healthy(stage, source), noTraffic(stage, source), reset(stage, source), ...totalOutage(stage, source)];
}

interface Plot {
  readonly name: string;
  readonly series: readonly InputSeries[];
  readonly checks: readonly Check[];
  readonly about?: string;
}

function scenario({ slo }: Stage, { name, series, checks, about }: Plot): Scenario {
  return {
    name,
    rules: 'raw',
    ...(about !== undefined && { about }),
    stepMs: slo.scrapeIntervalMs,
    evaluationMs: fastIntervalMs(slo.scrapeIntervalMs),
    series,
    checks,
    rendered: [],
  };
}

function steps({ slo }: Stage, ms: number): number {
  return Math.ceil(ms / slo.scrapeIntervalMs);
}

/** So many events per step as a rate per second. */
function perSecond({ slo }: Stage, events: number): number {
  return events / (slo.scrapeIntervalMs / 1_000);
}

/** A mild error ratio, of which no alert fires. */
function mildly(stage: Stage, ms: number): Phase {
  const total = stage.eventsPerStep;
  return { steps: steps(stage, ms) + 1, total, bad: Math.round(total * stage.mildRatio) };
}

/** What the base layer and the error ratio must say of a phase, in the subject's group alone or in both. */
function baseChecks(stage: Stage, atMs: number, { total, bad }: Phase, groups: readonly Labels[]): Check[] {
  const { identity } = stage.slo;
  return [
    records(atMs, SERIES.totalRate, identity, perSecond(stage, total), groups),
    records(atMs, SERIES.badRate, identity, perSecond(stage, bad), groups),
    ...shortestWindow(stage).map((series) => records(atMs, series, identity, bad / total, groups)),
  ];
}

/** Each alert is silent whose windows are averages of the base layer, or which reads raw series. What tiles add up is proven
 *  from the base layer upwards: they are dear to evaluate. */
function silent({ slo, rules }: Stage, atMs: number): Check[] {
  return rules.filter(({ purpose }) => !readsTiles(purpose, slo)).map((rule) => isSilent(atMs, rule));
}

function readsTiles(purpose: AlertPurpose, slo: BudgetSlo): boolean {
  if (purpose.kind === 'burn-rate') {
    const { longMs, shortMs, minimumAgeMs } = purpose.tier;
    return [longMs, shortMs, 2 * minimumAgeMs].some((windowMs) => isTiled(windowMs, slo));
  }
  return purpose.kind === 'threshold' && isTiled(purpose.threshold.overMs, slo);
}

/** The series of the shortest window that the fast group records, if any is full by the time that things have settled. */
export function shortestWindow({ slo }: Stage): string[] {
  const shortest = Math.min(...fastWindows(slo));
  return shortest <= HOUR_MS ? [errorRatioSeries(shortest)] : [];
}

function fastWindows({ tiers, thresholds }: BudgetSlo): number[] {
  return [
    ...tiers.filter(({ longMs }) => isFast(longMs)).map(({ shortMs }) => shortMs),
    ...thresholds.map(({ overMs }) => overMs).filter(isFast),
  ];
}

function groupsOf({ subject, bystander }: Stage): Labels[] {
  return bystander ? [subject, bystander] : [subject];
}

function healthy(stage: Stage, source: EventSource): Scenario[] {
  const phase = mildly(stage, settledMs(stage));
  const spellings = stage.slo.indicator.kind === 'latency' ? ([0, 1] as const) : ([0] as const);
  return spellings.map((spelling) =>
    scenario(stage, {
      name: `healthy traffic${spelling === 1 ? ', bucket bounds spelled as Prometheus 3 stores them' : ''}: exactly its events are counted, no look-alikes, and every alert is silent`,
      series: [
        ...groupsOf(stage).flatMap((group) => source.traffic(group, [phase], { spelling })),
        ...source.decoys(stage.subject, phase.steps, stage.eventsPerStep * 7),
      ],
      checks: [...baseChecks(stage, settledMs(stage), phase, groupsOf(stage)), ...silent(stage, settledMs(stage))],
    }),
  );
}

function noTraffic(stage: Stage, source: EventSource): Scenario {
  const usual = mildly(stage, settledMs(stage));
  const busy = { ...usual, bad: 0 };
  const quiet: Phase = { steps: steps(stage, settledMs(stage)), total: 0, bad: 0 };
  const later = { ...usual, steps: usual.steps - 1 };
  const { identity } = stage.slo;
  return scenario(stage, {
    name: 'traffic stops before its first error and comes back: nothing to judge and no alert meanwhile, and the ratio afterwards',
    series: source.traffic(stage.subject, [busy, quiet, later], { lateBirth: true }),
    checks: [
      ...shortestWindow(stage).map((series) => recordsNothing(2 * settledMs(stage), series, identity)),
      records(2 * settledMs(stage), SERIES.badRate, identity, 0, [stage.subject]),
      ...silent(stage, 2 * settledMs(stage)),
      ...baseChecks(stage, 3 * settledMs(stage), later, [stage.subject]),
    ],
  });
}

function reset(stage: Stage, source: EventSource): Scenario {
  const before = mildly(stage, settledMs(stage));
  const after = { ...before, steps: before.steps - 1 };
  return scenario(stage, {
    name: 'counters start anew: neither a burst nor a gap of events',
    series: source.traffic(stage.subject, [before, after], { resetBefore: 1 }),
    checks: [
      ...silent(stage, settledMs(stage) + 2 * MINUTE_MS),
      ...baseChecks(stage, 2 * settledMs(stage), after, [stage.subject]),
    ],
  });
}

/** Everything fails from one moment on, and the bad series are born only then. */
function totalOutage(stage: Stage, source: EventSource): Scenario[] {
  const { slo, subject, bystander, eventsPerStep: total } = stage;
  // An age of half a day or more is read from what the slow group records, which nobody evaluates here.
  const fastest = slo.tiers
    .filter(({ longMs, minimumAgeMs }) => isFast(longMs) && !isTiled(2 * minimumAgeMs, slo))
    .map((tier) => ({ tier, afterMs: timeToFire(slo, tier, 1) ?? Number.POSITIVE_INFINITY }))
    .sort((a, b) => a.afterMs - b.afterMs)[0];
  const rule = fastest && ruleFor(stage, 'burn-rate', ({ tier }) => tier === fastest.tier);
  if (!fastest || !rule || !Number.isFinite(fastest.afterMs)) return [];
  const evaluationMs = fastIntervalMs(slo.scrapeIntervalMs);
  const oldMs = Math.max(fastest.tier.longMs, 2 * fastest.tier.minimumAgeMs);
  const startMs = Math.ceil(oldMs / evaluationMs) * evaluationMs;
  const firesMs = startMs + fastest.afterMs;
  const stepMs = Math.max(evaluationMs, slo.scrapeIntervalMs);
  const all: Phase = { steps: steps(stage, fastest.afterMs) + 4, total, bad: total };
  const none: Phase = { steps: steps(stage, startMs) + 1, total, bad: 0 };
  const well = bystander ? source.traffic(bystander, [{ ...none, steps: none.steps + all.steps }]) : [];
  return [
    scenario(stage, {
      name: `total outage, bad series born with it: ${fastest.tier.tier} pages after ${fastest.afterMs / 1_000} s, no earlier`,
      // It takes an hour of evaluations, and few rules.
      about: OUTAGE,
      series: [
        ...source.traffic(subject, [none, all], { lateBirth: true }),
        ...well,
        ...neighbours(slo.identity, [SERIES.totalRate], subject, none.steps + all.steps),
      ],
      checks: [
        records(startMs, SERIES.badRate, slo.identity, 0, groupsOf(stage)),
        isSilent(firesMs - 2 * stepMs, rule),
        fires(firesMs + stepMs, rule, [subject]),
      ],
    }),
  ];
}
