// Proof that an indicator counts what its selectors say, and how long its base window is: a scenario with every kind of
// series that a selector may meet, seen when the window is half full and when it is full.
import { isWithinTotal } from '../../indicator/ratio.ts';
import { readsOtherTargets } from '../../model/other-targets.ts';
import { SERIES } from '../../model/series-names.ts';
import { baseWindowMs, fastIntervalMs } from '../../model/windows.ts';
import { call, eq, gte, lt, num, sub } from '../../promql/build.ts';
import { identityLabels, recorded } from '../../rules/names.ts';
import { controlGroups, type TestContext } from '../context/context.ts';
import { distractors } from '../context/distractors.ts';
import { records } from '../context/expect.ts';
import type { Labels } from '../context/label-set.ts';
import { commonDivisor } from '../context/multiples.ts';
import type { Check, InputSeries, Scenario } from '../context/scenario.ts';
import { counter } from '../context/series.ts';
import { shortestWindow } from './base.ts';
import { type CensusTimes, histogramsWithoutBucket } from './histograms-without-bucket.ts';
import {
  bucketsOfSecondServer,
  type CountedSeries,
  type CoveredSeries,
  labelCoverageOf,
  tornCounters,
} from './label-coverage.ts';

const TOLERANCE = 0.002;

export function proveCensus(context: TestContext): Scenario[] {
  const { slo, subject } = context;
  const { scrapeIntervalMs } = slo;
  const groups = [subject, ...controlGroups(context)];
  const coverage = labelCoverageOf(slo, subject, groups.slice(1));
  if (!coverage.some(({ total }) => total > 0)) return [];
  const times = timesOf(scrapeIntervalMs);
  const { halfMs, fullMs, windowMs } = times;
  const steps = Math.ceil(fullMs / scrapeIntervalMs) + 1;
  const share = halfMs / windowMs;
  const scenario = (parts: Pick<Scenario, 'id' | 'title' | 'series' | 'checks'>): Scenario => ({
    rules: 'raw',
    about: 'census',
    stepMs: scrapeIntervalMs,
    evaluationMs: fastIntervalMs(scrapeIntervalMs),
    ...parts,
    rendered: [],
  });
  const torn = tornCounters(slo, subject);
  const without = histogramsWithoutBucket(slo, subject, times);
  const covered = [...coverage, ...without.covered];
  return [
    scenario({
      id: { kind: 'label-coverage' },
      title: 'every kind of series that a selector may meet: each counts for what it is, from its first moment on',
      series: [
        ...[...coverage, ...bucketsOfSecondServer(slo, subject)].map((covered) => seriesOf(covered, steps)),
        ...without.series,
        ...groups.flatMap((group) => distractors(slo.identity, [SERIES.totalRate], group, steps)),
      ],
      checks: [
        ...(share < 1 ? counted(context, covered, groups, halfMs, share) : []),
        ...(share < 1 ? abandoned(context, coverage, halfMs, share) : []),
        ...counted(context, covered, groups, fullMs, 1),
        ...abandoned(context, coverage, fullMs, 1),
        isIn(context, fullMs, SERIES.totalRate, groups),
        isIn(context, fullMs, SERIES.badRate, groups),
      ],
    }),
    ...(torn.length === 0 ? [] : [scenario(tornScenario(context, torn, steps, fullMs))]),
  ];
}

/** When the window is half full and full, both at a scrape that is an evaluation, too. */
function timesOf(scrapeMs: number): CensusTimes {
  const evaluationMs = fastIntervalMs(scrapeMs);
  const momentMs = (scrapeMs * evaluationMs) / commonDivisor(scrapeMs, evaluationMs);
  const windowMs = baseWindowMs(scrapeMs);
  return {
    scrapeMs,
    windowMs,
    halfMs: momentMs * Math.max(1, Math.round(windowMs / 2 / momentMs)),
    fullMs: momentMs * Math.ceil((windowMs + 2 * evaluationMs) / momentMs),
  };
}

function tornScenario(
  context: TestContext,
  torn: readonly CountedSeries[],
  steps: number,
  fullMs: number,
): Pick<Scenario, 'id' | 'title' | 'series' | 'checks'> {
  return {
    id: { kind: 'torn-scrape' },
    title:
      'more good events than events, from a scrape between the two: the ratio is 0, and the difference evens out later',
    series: torn.map((covered) => seriesOf(covered, steps)),
    checks: [isNegative(context, fullMs), ...shortestWindow(context).map((series) => hasNone(context, fullMs, series))],
  };
}

/** Less than none: cut off, it would be an error where the next scrape shows as many events too few. */
function isNegative({ slo: { identity }, subject }: TestContext, atMs: number): Check {
  return {
    what: `${SERIES.badRate} must be negative`,
    atMs,
    expr: lt(recorded(SERIES.badRate, identity), num(0), { bool: true }),
    samples: [{ labels: { ...identityLabels(identity), ...subject }, value: 1 }],
  };
}

function hasNone({ slo: { identity }, subject }: TestContext, atMs: number, series: string): Check {
  return records(atMs, series, identity, 0, [subject]);
}

function seriesOf({ metric, labels, increment }: CountedSeries, samples: number): InputSeries {
  return { metric, labels, values: counter([{ samples, increment }]) };
}

/** What the base layer has counted in each group, while so much of its window is full. */
export function counted(
  context: TestContext,
  coverage: readonly CoveredSeries[],
  groups: readonly Labels[],
  atMs: number,
  share: number,
): Check[] {
  const perSecond = share / (context.slo.scrapeIntervalMs / 1_000);
  const { indicator } = context.slo;
  // Bad events of other counters than the total's may be more than those.
  const isApart = indicator.kind === 'ratio' && indicator.counted === 'bad' && !isWithinTotal(indicator);
  const isTooSoon = atMs < baseWindowMs(context.slo.scrapeIntervalMs) && readsOtherTargets(indicator);
  const rates = groups.flatMap((group) => {
    const ofGroup = coverage.filter((covered) =>
      context.slo.by.every((label) => covered.group[label] === group[label]),
    );
    const sum = (of: (covered: CoveredSeries) => number) =>
      ofGroup.reduce((all, covered) => all + of(covered), 0) * perSecond;
    const bad = isTooSoon ? 0 : sum((covered) => covered.bad);
    const total = sum((covered) => covered.total);
    return [
      isNear(context, atMs, SERIES.totalRate, group, isApart ? Math.max(total, bad) : total),
      isNear(context, atMs, SERIES.badRate, group, bad),
    ];
  });
  return [...rates, ...checksByOutcome(context, coverage, atMs, perSecond)];
}

/** The requests that clients gave up, which are all in the subject's group. */
function abandoned(context: TestContext, coverage: readonly CoveredSeries[], atMs: number, share: number): Check[] {
  const { slo, subject } = context;
  const events = coverage.reduce((sum, covered) => sum + covered.abandoned, 0);
  const perSecond = (events * share) / (slo.scrapeIntervalMs / 1_000);
  return events === 0
    ? []
    : [
        isNear(context, atMs, SERIES.abandonedRate, subject, perSecond),
        isIn(context, atMs, SERIES.abandonedRate, [subject]),
      ];
}

/** Bad events by how they ended, where the rules record that. */
function checksByOutcome(
  context: TestContext,
  coverage: readonly CoveredSeries[],
  atMs: number,
  perSecond: number,
): Check[] {
  const bad = new Map<string, { readonly labels: Labels; rate: number }>();
  for (const covered of coverage.filter(({ outcome, bad }) => bad > 0 && Object.keys(outcome).length > 0)) {
    const labels = { ...covered.group, ...covered.outcome };
    const known = bad.get(JSON.stringify(labels)) ?? { labels, rate: 0 };
    known.rate += covered.bad * perSecond;
    bad.set(JSON.stringify(labels), known);
  }
  const found = [...bad.values()];
  const each = found.map(({ labels, rate }) => isNear(context, atMs, SERIES.badByOutcome, labels, rate));
  return [
    ...each,
    ...(found.length === 0
      ? []
      : [
          isIn(
            context,
            atMs,
            SERIES.badByOutcome,
            found.map(({ labels }) => labels),
          ),
        ]),
  ];
}

function isNear({ slo: { identity } }: TestContext, atMs: number, series: string, group: Labels, value: number): Check {
  const selector = recorded(series, identity);
  const inGroup = {
    ...selector,
    matchers: [...selector.matchers, ...Object.entries(group).map(([label, text]) => eq(label, text))],
  };
  const difference = call('abs', sub(inGroup, num(value)));
  return {
    what: `${series} must be ${Number(value.toPrecision(6))}`,
    atMs,
    expr: lt(difference, num(Math.max(Math.abs(value) * TOLERANCE, TOLERANCE)), { bool: true }),
    samples: [{ labels: { ...identityLabels(identity), ...group }, value: 1 }],
  };
}

/** The series is in these groups and no others, whatever its sign: good events may be counted more often than all. */
function isIn({ slo: { identity } }: TestContext, atMs: number, series: string, groups: readonly Labels[]): Check {
  return {
    what: `${series} must be in ${groups.length} groups`,
    atMs,
    expr: gte(call('abs', recorded(series, identity)), num(0), { bool: true }),
    samples: groups.map((group) => ({ labels: { ...identityLabels(identity), ...group }, value: 1 })),
  };
}
