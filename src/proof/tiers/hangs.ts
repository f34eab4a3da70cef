// Proof of how requests count that clients gave up: as failures where they are many more than usual, and otherwise not.
import { lowerIndicator } from '../../indicator/lower.ts';
import { SERIES } from '../../model/series-names.ts';
import type { RatioIndicator } from '../../model/slo.ts';
import { baseWindowMs, fastIntervalMs } from '../../model/windows.ts';
import type { Selector } from '../../promql/ast.ts';
import { identityLabels } from '../../rules/names.ts';
import { MINUTE_MS } from '../../text/time.ts';
import { type TestContext, withoutControlGroup } from '../context/context.ts';
import { records, recordsNothing } from '../context/expect.ts';
import { distinctBy, type Labels, type Series, seriesKey } from '../context/label-set.ts';
import type { InputSeries, Scenario } from '../context/scenario.ts';
import { counter, gauge } from '../context/series.ts';
import { acceptsAll, chooseLabels, distractorLabels } from '../context/synthesize.ts';
import { recordedScenario } from '../windows/recorded-inputs.ts';
import { proveHangWindows } from './hang-windows.ts';

/** When the rates of counters that start at zero fill the window of the share; those of long scrape intervals take longer. */
function settledMs({ slo }: TestContext): number {
  return Math.max(10 * MINUTE_MS, 2 * baseWindowMs(slo.scrapeIntervalMs));
}

interface Hang {
  readonly kind: string;
  readonly title: string;
  /** Share of the requests that clients give up. */
  readonly percent: number;
  /** What is usual, where that is known. */
  readonly usualPercent?: number;
  readonly isBad: boolean;
}

/** Events per scrape: so few that a guard against none at all is not taken for one against few. A power of two, whose halves and
 *  eighths are exact. */
const EVENTS = 1 / 8;

export function proveHangs(context: TestContext): Scenario[] {
  const { indicator } = context.slo;
  if (indicator.kind !== 'ratio' || !lowerIndicator(context.slo).abandoned) return [];
  const fromScrapes = HANGS.map((given) => hang(context, indicator, given)).filter(
    (scenario) => scenario !== undefined,
  );
  return [
    usualShare(context),
    usuallyNone(context),
    usuallyIdle(context),
    ...proveHangWindows(context),
    ...fromScrapes,
  ];
}

/** Shares in percent, of requests that clients give up; what is usual is not known at first. */
const HANGS: readonly Hang[] = [
  {
    kind: 'hangs-young-many',
    title: 'most requests of a young service are given up: they are bad',
    percent: 51,
    isBad: true,
  },
  {
    kind: 'hangs-young-some',
    title: 'half of the requests of a young service are given up: they are not bad',
    percent: 50,
    isBad: false,
  },
  {
    kind: 'hangs-many-more',
    title: 'more than four times as many requests are given up as usual: they are bad',
    percent: 51,
    usualPercent: 12.5,
    isBad: true,
  },
  {
    kind: 'hangs-more',
    title: 'more requests are given up than usual, and more than a tenth: they are bad',
    percent: 11,
    usualPercent: 1,
    isBad: true,
  },
  {
    kind: 'hangs-few',
    title: 'few requests are given up, though more than usual: they are not bad',
    percent: 9,
    usualPercent: 1,
    isBad: false,
  },
  {
    kind: 'hangs-as-usual',
    title: 'four times as many requests are given up as usual: they are not bad',
    percent: 50,
    usualPercent: 12.5,
    isBad: false,
  },
  {
    kind: 'hangs-most',
    title: 'most of the requests that usually are not are given up: they are bad',
    percent: 76,
    usualPercent: 50,
    isBad: true,
  },
  {
    kind: 'hangs-not-most',
    title: 'less than half of the requests that usually are not are given up: they are not bad',
    percent: 74,
    usualPercent: 50,
    isBad: false,
  },
];

/** Steps in which what is usual is read, and in those between the start and the moment at which that is looked at. */
const STEP_MS = 15 * MINUTE_MS;
const DAY = 96;
const HOUR = 4;
const LOOKED_AT = DAY + 2 * HOUR;

/** A day in which the total changes all the time, and in every other step of its first half some are given up; many more before
 *  it and in the hour after it, which do not count. */
function usualShare(context: TestContext): Scenario {
  const isUsual = (step: number) => step >= HOUR - 1 && step <= HOUR + DAY;
  const rates = Array.from({ length: LOOKED_AT + 1 }, (_, step): Rates => {
    if (!isUsual(step)) return { total: 1_000, abandoned: 500 };
    if (step % 2 === 1) return { total: 300 };
    return { total: 100, abandoned: step <= HOUR + DAY / 2 ? 20 : 0 };
  });
  // The mean of both steps; a range that is closed holds one step more.
  return usual(
    context,
    { kind: 'hangs-usual-share', title: 'what is usual is the share of a day that ended an hour ago' },
    rates,
    5 / 200,
    [LOOKED_AT],
    0.05,
  );
}

/** Nobody gives up; there is traffic in the first minutes of the day alone, and in another one in the last. */
function usuallyNone(context: TestContext): Scenario {
  const some = [HOUR + 1, LOOKED_AT + LOOKED_AT - HOUR - 2];
  const rates = Array.from(
    { length: 2 * LOOKED_AT + 1 },
    (_, step): Rates => (some.includes(step) ? { total: 0.5 } : {}),
  );
  return usual(context, { kind: 'hangs-usually-none', title: 'where nobody gives up, none is usual' }, rates, 0, [
    LOOKED_AT,
    2 * LOOKED_AT,
  ]);
}

/** A day without requests, whose counters are there. */
function usuallyIdle(context: TestContext): Scenario {
  const rates = Array.from({ length: LOOKED_AT + 1 }, (): Rates => ({ total: 0, abandoned: 0 }));
  const id = { kind: 'hangs-usually-idle', title: 'where there are no requests, nothing is usual' };
  const scenario = usual(context, id, rates, 0, []);
  return {
    ...scenario,
    checks: [recordsNothing(LOOKED_AT * STEP_MS, SERIES.abandonedUsually, context.slo.identity)],
  };
}

interface Rates {
  readonly total?: number;
  readonly abandoned?: number;
}

function usual(
  context: TestContext,
  { kind, title }: Pick<Hang, 'kind' | 'title'>,
  rates: readonly Rates[],
  expected: number,
  at: readonly number[],
  tolerance?: number,
): Scenario {
  const { slo, subject } = context;
  const scenario = recordedScenario(withoutControlGroup(context), {
    id: { kind },
    title: `hangs: ${title}`,
    rules: 'slow',
    about: 'hangs',
    stepMs: STEP_MS,
    evaluationMs: LOOKED_AT * STEP_MS,
    hasDistractors: true,
    levels: rates.map(({ total }) => ({ steps: 1, total, errorRatio: 0 })),
    checks: at.map((step) =>
      records(step * STEP_MS, SERIES.abandonedUsually, slo.identity, expected, [subject], tolerance),
    ),
  });
  const values = gauge(rates.map(({ abandoned }) => [1, abandoned] as const));
  const labels = { ...identityLabels(slo.identity), ...subject };
  return { ...scenario, series: [...scenario.series, { metric: SERIES.abandonedRate, labels, values }] };
}

function hang(
  context: TestContext,
  indicator: RatioIndicator,
  { kind, title, percent, usualPercent, isBad }: Hang,
): Scenario | undefined {
  const { slo, subject } = context;
  const atMs = settledMs(context);
  const steps = Math.ceil(atMs / slo.scrapeIntervalMs) + 2;
  const [all] = indicator.total;
  const [abandoned] = indicator.abandoned ?? [];
  const good = all && seriesOf(all, context, [...indicator.events, ...(indicator.abandoned ?? [])]);
  const givenUp = abandoned && seriesOf(abandoned, context, []);
  if (!good || !givenUp) return undefined;
  const perStep = (EVENTS * percent) / 100;
  const rate = (events: number) => (events * 1_000) / slo.scrapeIntervalMs;
  const usual: InputSeries[] =
    usualPercent === undefined
      ? []
      : [
          {
            metric: SERIES.abandonedUsually,
            labels: { ...identityLabels(slo.identity), ...subject },
            values: gauge([[steps, usualPercent / 100]]),
          },
        ];
  return {
    id: { kind },
    title: `hangs: ${title}`,
    rules: 'raw',
    about: 'hangs',
    stepMs: slo.scrapeIntervalMs,
    evaluationMs: fastIntervalMs(slo.scrapeIntervalMs),
    series: [
      { ...good, values: counter([{ samples: steps, increment: EVENTS - perStep }]) },
      { ...givenUp, values: counter([{ samples: steps, increment: perStep }]) },
      ...similarTo(abandoned, indicator, context).map((input) => ({
        ...input,
        values: counter([{ samples: steps, increment: EVENTS }]),
      })),
      ...usual,
    ],
    checks: [
      records(atMs, SERIES.totalRate, slo.identity, rate(EVENTS), [subject]),
      records(atMs, SERIES.badRate, slo.identity, isBad ? rate(perStep) : 0, [subject]),
      records(atMs, SERIES.abandonedRate, slo.identity, rate(perStep), [subject]),
    ],
    rendered: [],
  };
}

/** Series that differ in one matcher from those of the requests that clients gave up, and are none of the total. */
function similarTo(selector: Selector, { total }: RatioIndicator, { subject }: TestContext): Series[] {
  const { metric = '' } = selector;
  const isRead = (labels: Labels) => total.some((all) => all.metric === metric && acceptsAll(all.matchers, labels));
  const all = distractorLabels(selector, subject).filter((labels) => !isRead(labels));
  return distinctBy(
    all.map((labels) => ({ metric, labels })),
    seriesKey,
  );
}

function seriesOf(selector: Selector, { subject }: TestContext, rejecting: readonly Selector[]) {
  const labels = chooseLabels(
    selector.matchers,
    subject,
    rejecting.map(({ matchers }) => matchers),
  );
  return labels && { metric: selector.metric ?? '', labels };
}
