// Proof that the share of requests that clients give up is taken over five minutes, of these requests and of all, and that a hang
// in one group is nothing to another. The recorded rates are fed in, so that they change from one evaluation to the next.
import { SERIES } from '../../model/series-names.ts';
import { fastIntervalMs } from '../../model/windows.ts';
import { identityLabels } from '../../rules/names.ts';
import { controlGroups, type TestContext } from '../context/context.ts';
import { distractors } from '../context/distractors.ts';
import { records } from '../context/expect.ts';
import type { Labels } from '../context/label-set.ts';
import type { Check, InputSeries, Scenario } from '../context/scenario.ts';
import { gauge } from '../context/series.ts';

const WINDOW_MS = 5 * 60_000;

/** What the rate of bad events is made of. */
const READ: readonly string[] = [SERIES.totalRate, SERIES.badByOutcome, SERIES.abandonedRate, SERIES.abandonedUsually];

/** Rates per second, for so many evaluations. */
interface Stretch {
  readonly steps: number;
  /** Undefined before the first of them. */
  readonly abandoned: number | undefined;
  readonly total: number;
}

/** A usual share of which four times is the share that a young service needs, too: half of all requests. */
const USUAL = 0.125;

export function proveHangWindows(context: TestContext): Scenario[] {
  const stepMs = fastIntervalMs(context.slo.scrapeIntervalMs);
  const parts = [
    changedAbandoned(stepMs),
    changedTotal(stepMs),
    manyAfterFew(stepMs),
    manyAfterNone(stepMs),
    moreThanAll(stepMs),
  ];
  const ofHalf = [halfOfTheRest(stepMs), moreThanAll(stepMs)];
  return [
    hangWindow(context, { variant: 'young', of: 'of a young service', parts, badParts: 2 }),
    hangWindow(context, { variant: 'usual', of: 'where it is known what is usual,', usual: USUAL, parts, badParts: 2 }),
    hangWindow(context, { variant: 'half', of: 'where half is usual,', usual: 0.5, parts: ofHalf, badParts: 0 }),
  ];
}

interface HangWindow {
  readonly variant: string;
  readonly of: string;
  /** The usual share, where it is known. */
  readonly usual?: number;
  readonly parts: readonly (readonly Stretch[])[];
  /** In so many parts, the first ones, what is given up is bad at the end. */
  readonly badParts: number;
}

function hangWindow(context: TestContext, { variant, of, usual, parts, badParts }: HangWindow): Scenario {
  const { slo, subject } = context;
  const stepMs = fastIntervalMs(slo.scrapeIntervalMs);
  const all = parts.flat();
  const steps = lengthOf(all);
  const others = controlGroups(context);
  return {
    id: { kind: 'hangs-window', variant },
    title: `hangs: ${of} the share of five minutes counts, in each group for itself`,
    rules: 'hangs',
    about: 'hang-windows',
    stepMs,
    evaluationMs: stepMs,
    series: [
      ...ratesOf(context, subject, all, usual),
      ...others.flatMap((group) => ratesOf(context, group, [{ steps, abandoned: 0, total: BUSY }], usual)),
      ...distractors(slo.identity, READ, subject, steps),
      ...countedElsewhere(context, steps, lengthOf(parts.at(-1) ?? [])),
    ],
    checks: parts.flatMap((part, at) => {
      const last = lengthOf(parts.slice(0, at + 1).flat()) - 1;
      return hangs(context, last * stepMs, at < badParts ? part.at(-1)?.abandoned : 0, others);
    }),
    rendered: [],
  };
}

/** Less than one a second. */
const BUSY = 0.5;

/** Half of the window ago nearly all requests were given up, before that none, and now few: over five minutes it is more than
 *  half of them, and over half or twice that time it is less. */
function changedAbandoned(stepMs: number): Stretch[] {
  return stretches(stepMs, [
    { abandoned: 0, total: BUSY },
    { abandoned: BUSY, total: BUSY },
    { abandoned: 0.2 * BUSY, total: BUSY },
  ]);
}

/** As many are given up all the time, and those are all requests only from five minutes ago until half of that. */
function changedTotal(stepMs: number): Stretch[] {
  return stretches(stepMs, [
    { abandoned: BUSY, total: 10 * BUSY },
    { abandoned: BUSY, total: BUSY },
    { abandoned: BUSY, total: 2.4 * BUSY },
  ]);
}

/** In the second half of the window many are given up, and over five minutes it is less than half of all. */
function manyAfterFew(stepMs: number): Stretch[] {
  return stretches(stepMs, [
    { abandoned: 0, total: BUSY },
    { abandoned: 0.1 * BUSY, total: BUSY },
    { abandoned: 0.7 * BUSY, total: BUSY },
  ]);
}

/** In the second half of the window nearly all are given up, the first ones ever, and over five minutes it is less than half. */
function manyAfterNone(stepMs: number): Stretch[] {
  const none = { abandoned: undefined, total: BUSY };
  return stretches(stepMs, [none, none, { abandoned: 0.8 * BUSY, total: BUSY }]);
}

/** Of the half that usually is not given up exactly half is, which is not most of it. */
function halfOfTheRest(stepMs: number): Stretch[] {
  const rates = { abandoned: 0.75 * BUSY, total: BUSY };
  return stretches(stepMs, [rates, rates, rates]);
}

/** Where no requests are known there is no share of them. */
function moreThanAll(stepMs: number): Stretch[] {
  const none = { abandoned: 0, total: 0 };
  return stretches(stepMs, [none, none, { abandoned: BUSY, total: 0 }]);
}

/** Groups in which only other SLOs have traffic now: in one of them requests fail, in another they were just given up. */
function countedElsewhere({ slo, subject }: TestContext, steps: number, lastPart: number): InputSeries[] {
  if (slo.by.length === 0) return [];
  const group = (name: string) => Object.fromEntries(slo.by.map((label) => [label, `${subject[label]}-${name}`]));
  const seriesLabels = (name: string) => ({ ...identityLabels(slo.identity), ...group(name) });
  const before = `_x${steps - lastPart}`;
  return [
    ...['failing', 'ended'].flatMap((name) => distractors(slo.identity, [SERIES.totalRate], group(name), steps)),
    { metric: SERIES.badByOutcome, labels: seriesLabels('failing'), values: gauge([[steps, BUSY]]) },
    { metric: SERIES.abandonedRate, labels: seriesLabels('ended'), values: `${before} ${BUSY}x${lastPart - 1}` },
    { metric: SERIES.totalRate, labels: seriesLabels('ended'), values: `${before} ${BUSY}x${lastPart - 3} stale` },
  ];
}

/** What lasts for the time before the window, from its left edge on, and for its second half up to now. */
function stretches(stepMs: number, [before, early, late]: readonly [Rates, Rates, Rates]): Stretch[] {
  const inWindow = Math.floor(WINDOW_MS / stepMs) + 1;
  const lateSteps = Math.ceil(WINDOW_MS / 2 / stepMs);
  return [
    { ...before, steps: inWindow + 1 },
    { ...early, steps: inWindow - lateSteps },
    { ...late, steps: lateSteps },
  ];
}

type Rates = Omit<Stretch, 'steps'>;

function lengthOf(all: readonly Stretch[]): number {
  return all.reduce((sum, { steps }) => sum + steps, 0);
}

function ratesOf(
  { slo }: TestContext,
  group: Labels,
  all: readonly Stretch[],
  usual: number | undefined,
): InputSeries[] {
  const labels = { ...identityLabels(slo.identity), ...group };
  const series = (metric: string, value: (rates: Stretch) => number | undefined): InputSeries => ({
    metric,
    labels,
    values: gauge(all.map((stretch) => [stretch.steps, value(stretch)] as const)),
  });
  return [
    series(SERIES.totalRate, ({ total }) => total),
    series(SERIES.abandonedRate, ({ abandoned }) => abandoned),
    ...(usual === undefined ? [] : [series(SERIES.abandonedUsually, () => usual)]),
  ];
}

/** The requests that were given up are the bad ones in the subject's group, and there are none in the others. */
function hangs({ slo, subject }: TestContext, atMs: number, bad = 0, others: readonly Labels[]): Check[] {
  if (bad === 0) return [records(atMs, SERIES.badRate, slo.identity, 0, [subject, ...others])];
  const identity = identityLabels(slo.identity);
  const inSubject = records(atMs, SERIES.badRate, slo.identity, bad, [subject]);
  const inOthers = records(atMs, SERIES.badRate, slo.identity, 0, others);
  const not = (groups: readonly Labels[]) => groups.map((group) => ({ labels: { ...identity, ...group }, value: 0 }));
  return [
    { ...inSubject, samples: [...inSubject.samples, ...not(others)] },
    ...(others.length === 0 ? [] : [{ ...inOthers, samples: [...inOthers.samples, ...not([subject])] }]),
  ];
}
