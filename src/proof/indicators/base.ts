// Proof from raw series to pages, for indicators that count events: what is counted and what is not, and that the fastest
// page comes when `slo explain` says.
import { SERIES } from '../../model/series-names.ts';
import type { BudgetSlo } from '../../model/slo.ts';
import { baseWindowMs, fastIntervalMs } from '../../model/windows.ts';
import { errorRatioSeries } from '../../rules/names.ts';
import { timeToFireOnFirstDay } from '../../rules/response.ts';
import type { AlertPurpose } from '../../rules/rule.ts';
import { isFast, isTiled, tileMs } from '../../rules/windows.ts';
import { HOUR_MS, MINUTE_MS } from '../../text/time.ts';
import { ruleFor, type TestContext } from '../context/context.ts';
import { distractors } from '../context/distractors.ts';
import { fires, isSilent, records, recordsNothing } from '../context/expect.ts';
import type { Labels } from '../context/label-set.ts';
import type { Check, InputSeries, Scenario, ScenarioId } from '../context/scenario.ts';
import type { EventSource, Phase } from './event-source.ts';

/** The kind of the scenario of a total outage. */
export const TOTAL_OUTAGE = 'total-outage';

/** Long enough for the base window and the shortest window above it to be full, in milliseconds. */
function settledMs({ slo }: TestContext): number {
  const shortest = Math.min(...fastWindows(slo), HOUR_MS);
  return Math.max(
    10 * MINUTE_MS,
    Math.ceil((shortest + 2 * baseWindowMs(slo.scrapeIntervalMs)) / MINUTE_MS) * MINUTE_MS,
  );
}

export function proveBase(context: TestContext, source: EventSource): Scenario[] {
  return [
    ...healthy(context, source),
    noTraffic(context, source),
    othersAlone(context),
    reset(context, source),
    ...totalOutage(context, source),
  ];
}

interface ScenarioParts {
  readonly id: ScenarioId;
  readonly title: string;
  readonly series: readonly InputSeries[];
  readonly checks: readonly Check[];
  readonly about?: string;
}

function scenario({ slo }: TestContext, { id, title, series, checks, about }: ScenarioParts): Scenario {
  return {
    id,
    title,
    rules: 'raw',
    ...(about !== undefined && { about }),
    stepMs: slo.scrapeIntervalMs,
    evaluationMs: fastIntervalMs(slo.scrapeIntervalMs),
    series,
    checks,
    rendered: [],
  };
}

/** How many scrapes there are in a length of time in milliseconds, at least. */
export function steps({ slo }: TestContext, ms: number): number {
  return Math.ceil(ms / slo.scrapeIntervalMs);
}

/** So many events per step as a rate per second. */
function perSecond({ slo }: TestContext, events: number): number {
  return events / (slo.scrapeIntervalMs / 1_000);
}

/** A mild error ratio, of which no alert fires. */
function mildly(context: TestContext, ms: number): Phase {
  const total = context.eventsPerStep;
  return { steps: steps(context, ms) + 1, total, bad: Math.round(total * context.mildRatio) };
}

/** What the base layer and the error ratio must say of a phase, in the subject's group alone or in both. */
function baseChecks(context: TestContext, atMs: number, { total, bad }: Phase, groups: readonly Labels[]): Check[] {
  const { identity } = context.slo;
  return [
    records(atMs, SERIES.totalRate, identity, perSecond(context, total), groups),
    records(atMs, SERIES.badRate, identity, perSecond(context, bad), groups),
    ...shortestWindow(context).map((series) => records(atMs, series, identity, bad / total, groups)),
  ];
}

/** Each alert is silent whose windows are averages of the base layer, or which reads raw series. What tiles add up is proven
 *  from the base layer upwards: they are dear to evaluate. */
function silent({ slo, rules }: TestContext, atMs: number): Check[] {
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
export function shortestWindow({ slo }: TestContext): string[] {
  const shortest = Math.min(...fastWindows(slo));
  return shortest <= HOUR_MS ? [errorRatioSeries(shortest)] : [];
}

function fastWindows({ tiers, thresholds }: BudgetSlo): number[] {
  return [
    ...tiers.filter(({ longMs }) => isFast(longMs)).map(({ shortMs }) => shortMs),
    ...thresholds.map(({ overMs }) => overMs).filter(isFast),
  ];
}

function groupsOf({ subject, controlGroup }: TestContext): Labels[] {
  return controlGroup ? [subject, controlGroup] : [subject];
}

function healthy(context: TestContext, source: EventSource): Scenario[] {
  const phase = mildly(context, settledMs(context));
  const spellings = context.slo.indicator.kind === 'latency' ? ([0, 1] as const) : ([0] as const);
  return spellings.map((spelling) =>
    scenario(context, {
      id: { kind: spelling === 1 ? 'healthy-other-spelling' : 'healthy' },
      title: `healthy traffic${spelling === 1 ? ', bucket bounds spelled as Prometheus 3 stores them' : ''}: exactly its events are counted, no look-alikes, and every alert is silent`,
      series: [
        ...groupsOf(context).flatMap((group) => source.traffic(group, [phase], { spelling })),
        ...source.distractors(context.subject, phase.steps, context.eventsPerStep * 7),
      ],
      checks: [
        ...baseChecks(context, settledMs(context), phase, groupsOf(context)),
        ...silent(context, settledMs(context)),
      ],
    }),
  );
}

function noTraffic(context: TestContext, source: EventSource): Scenario {
  const usual = mildly(context, settledMs(context));
  const busy = { ...usual, bad: 0 };
  const quiet: Phase = { steps: steps(context, settledMs(context)), total: 0, bad: 0 };
  const later = { ...usual, steps: usual.steps - 1 };
  const { identity } = context.slo;
  return scenario(context, {
    id: { kind: 'no-traffic' },
    title:
      'traffic stops before its first error and comes back: nothing to judge and no alert meanwhile, and the ratio afterwards',
    series: source.traffic(context.subject, [busy, quiet, later], { lateBirth: true }),
    checks: [
      ...shortestWindow(context).map((series) => recordsNothing(2 * settledMs(context), series, identity)),
      // The series of bad events is born with its first scrape after the quiet.
      records(2 * settledMs(context) - MINUTE_MS, SERIES.badRate, identity, 0, [context.subject]),
      ...silent(context, 2 * settledMs(context)),
      ...baseChecks(context, 3 * settledMs(context), later, [context.subject]),
    ],
  });
}

/** SLOs of which the name is alike have traffic, and this one has none. */
function othersAlone(context: TestContext): Scenario {
  const { identity, scrapeIntervalMs } = context.slo;
  const atMs = steps(context, baseWindowMs(scrapeIntervalMs)) * scrapeIntervalMs;
  return scenario(context, {
    id: { kind: 'others-alone' },
    title: 'other SLOs have traffic and this one has none: nothing is recorded of it',
    series: distractors(identity, [SERIES.totalRate], context.subject, steps(context, atMs) + 1),
    checks: [SERIES.totalRate, SERIES.badRate].map((rate) => recordsNothing(atMs, rate, identity)),
  });
}

function reset(context: TestContext, source: EventSource): Scenario {
  const before = mildly(context, settledMs(context));
  const after = { ...before, steps: before.steps - 1 };
  return scenario(context, {
    id: { kind: 'restart' },
    title: 'counters start anew: neither a burst nor a gap of events',
    series: source.traffic(context.subject, [before, after], { resetBefore: 1 }),
    checks: [
      ...silent(context, settledMs(context) + 2 * MINUTE_MS),
      ...baseChecks(context, 2 * settledMs(context), after, [context.subject]),
    ],
  });
}

/** Everything fails from one moment on, and the bad series are born only then. */
function totalOutage(context: TestContext, source: EventSource): Scenario[] {
  const { slo, subject, controlGroup, eventsPerStep: total } = context;
  // An age of half a day or more is read from what the slow group records, which nobody evaluates here.
  const fastest = slo.tiers
    .filter(({ longMs, minimumAgeMs }) => isFast(longMs) && !isTiled(2 * minimumAgeMs, slo))
    .map((tier) => ({ tier, afterMs: timeToFireOnFirstDay(slo, tier, 1) ?? Number.POSITIVE_INFINITY }))
    .sort((a, b) => a.afterMs - b.afterMs)[0];
  const rule = fastest && ruleFor(context, 'burn-rate', ({ tier }) => tier === fastest.tier);
  if (!fastest || !rule || !Number.isFinite(fastest.afterMs)) return [];
  const evaluationMs = fastIntervalMs(slo.scrapeIntervalMs);
  const oldMs = Math.max(fastest.tier.longMs, 2 * fastest.tier.minimumAgeMs);
  const startMs = Math.ceil(oldMs / evaluationMs) * evaluationMs;
  const firesMs = startMs + fastest.afterMs;
  // A window of tiles is longer or shorter by up to half of one, by where its tiles begin.
  const unsureMs = isTiled(fastest.tier.longMs, slo) ? tileMs(slo) / 2 : 0;
  const stepMs = Math.max(evaluationMs, slo.scrapeIntervalMs);
  const all: Phase = { steps: steps(context, fastest.afterMs + unsureMs) + 4, total, bad: total };
  const none: Phase = { steps: steps(context, startMs) + 1, total, bad: 0 };
  const well = controlGroup ? source.traffic(controlGroup, [{ ...none, steps: none.steps + all.steps }]) : [];
  return [
    scenario(context, {
      id: { kind: TOTAL_OUTAGE },
      title: `total outage, bad series born with it: ${fastest.tier.tier} pages after ${fastest.afterMs / 1_000} s, no earlier`,
      // It takes an hour of evaluations, and few rules.
      about: 'outage',
      series: [
        ...source.traffic(subject, [none, all], { lateBirth: true }),
        ...well,
        ...distractors(slo.identity, [SERIES.totalRate], subject, none.steps + all.steps),
      ],
      checks: [
        records(startMs, SERIES.badRate, slo.identity, 0, groupsOf(context)),
        isSilent(firesMs - unsureMs - 2 * stepMs, rule),
        fires(firesMs + unsureMs + stepMs, rule, [subject]),
      ],
    }),
  ];
}
