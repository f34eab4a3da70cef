// Proof of the recorded ratios and of the budget: each window holds its own length of time, and traffic weighs.
import { lowerIndicator } from '../../indicator/lower.ts';
import { SERIES } from '../../model/series-names.ts';
import type { BudgetSlo, Identity } from '../../model/slo.ts';
import { printDuration } from '../../promql/duration.ts';
import { errorRatioSeries } from '../../rules/names.ts';
import { increaseSeries, isFast, isTiled, tileMs } from '../../rules/windows.ts';
import { DAY_MS, MINUTE_MS } from '../../text/time.ts';
import { averagedMs, readsRecorded, type TestContext, withoutControlGroup } from '../context/context.ts';
import { records, recordsNothing } from '../context/expect.ts';
import type { Labels } from '../context/label-set.ts';
import { roundUp } from '../context/multiples.ts';
import type { Check, Scenario } from '../context/scenario.ts';
import { oddMultiple, stepFor } from '../context/step.ts';
import { recordedScenario } from './recorded-inputs.ts';
import { type Between, eventsIn, ratioOver } from './window-ratio.ts';

/** Every window that the rules record, in milliseconds. */
function windowsOf({ slo }: TestContext): number[] {
  const windows = [
    ...slo.tiers.flatMap(({ longMs, shortMs }) => [longMs, shortMs]),
    ...slo.thresholds.map(({ overMs }) => overMs),
  ];
  return [...new Set(windows)].sort((a, b) => a - b);
}

export function proveWindows(context: TestContext): Scenario[] {
  const tierScenario = windowsOf(context).filter((windowMs) => readsRecorded(context, windowMs));
  return [
    ...tierScenario.map((windowMs) =>
      averagedMs(context, windowMs) === 0 ? baseWindow(context, windowMs) : windowLength(context, windowMs),
    ),
    nothingToJudge(context),
    ...hardlyAnything(context),
    ...(context.slo.precision === 'layered' ? [period(context), knownForAnHour(context)] : []),
  ];
}

/** Whether the fast group records the window. */
function isFastWindow({ slo }: TestContext, windowMs: number): boolean {
  const fast = slo.tiers.filter(({ longMs }) => isFast(longMs)).flatMap(({ longMs, shortMs }) => [longMs, shortMs]);
  return [...fast, ...slo.thresholds.map(({ overMs }) => overMs).filter(isFast)].includes(windowMs);
}

/** The ratio over the base window is that of the base layer, at every moment. */
function baseWindow(context: TestContext, windowMs: number): Scenario {
  const stepMs = MINUTE_MS;
  const series = errorRatioSeries(windowMs);
  const check = (at: number, ratio: number) =>
    withControlGroup(records(at * stepMs, series, context.slo.identity, ratio, [context.subject]), context);
  return recordedScenario(context, {
    id: { kind: 'base-window', variant: printDuration(windowMs) },
    title: `the ratio over ${windowMs / MINUTE_MS} min: it is that of the base layer`,
    rules: isFastWindow(context, windowMs) ? 'fast' : 'slow',
    about: 'windows',
    stepMs,
    levels: [
      { steps: 4, total: context.busy, errorRatio: 0.4 },
      { steps: 4, total: context.busy, errorRatio: 0.1 },
    ],
    checks: [check(3, 0.4), check(4, 0.1)],
  });
}

/** Any traffic has a ratio, also less than an event per second. */
const LITTLE = 0.1;

/** Errors in half a window, with more traffic than before, and then half of them leave it: one number for each edge of the
 *  window. They come at every second step, with most of the traffic, so that a window that reads the bad events or all
 *  events too coarsely misses some, also where both edges weigh the same. */
function windowLength(context: TestContext, windowMs: number): Scenario {
  const hasTiles = isTiled(windowMs, context.slo);
  const stepMs = hasTiles ? oddMultiple(windowMs / 24, tileMs(context.slo)) : stepFor(windowMs / 12, windowMs);
  const pairs = Math.round(windowMs / stepMs / 4);
  const steps = 2 * Math.round(windowMs / stepMs / 2);
  const burst = Array.from({ length: pairs }, () => [
    { steps: 1, total: 9 * LITTLE, errorRatio: 0.8 },
    { steps: 1, total: 3 * LITTLE, errorRatio: 0 },
  ]);
  const between = Math.max(1, steps - pairs);
  const soonest = steps + 2 * pairs - 1;
  // It follows from what is fed in, so it is evaluated just when it is looked at: at two moments that are multiples of the
  // time between them.
  const full = roundUp(soonest, between);
  const levels = [
    { steps: full + 1 - 2 * pairs, total: LITTLE, errorRatio: 0 },
    ...burst.flat(),
    { steps: between + 1, total: LITTLE, errorRatio: 0 },
  ];
  const check = (at: number) => {
    const ratio = ratioOver(context.slo, levels, stepMs, windowMs, at);
    return withControlGroup(
      within(at * stepMs, errorRatioSeries(windowMs), context.slo.identity, ratio, context.subject),
      context,
    );
  };
  return recordedScenario(context, {
    id: { kind: 'window-length', variant: printDuration(windowMs) },
    title: `the ratio over ${windowMs / MINUTE_MS} min: errors weigh by their share of the window, and leave it at its end`,
    rules: isFastWindow(context, windowMs) ? 'fast' : 'slow',
    about: 'windows',
    stepMs,
    evaluationMs: between * stepMs,
    levels,
    hasTiles,
    hasDistractors: true,
    checks: [check(full), check(full + between)],
  });
}

/** As a share of the value. */
const ROUNDING = 0.002;

/** The control group's ratio differs from the subject's: the comparison is false there. */
function withControlGroup(
  check: Scenario['checks'][number],
  { controlGroup }: TestContext,
): Scenario['checks'][number] {
  const [sample] = check.samples;
  if (!controlGroup || !sample) return check;
  return { ...check, samples: [sample, { labels: { ...sample.labels, ...controlGroup }, value: 0 }] };
}

function nothingToJudge(context: TestContext): Scenario {
  const stepMs = MINUTE_MS;
  const { identity } = context.slo;
  const series = [...windowsOf(context).map(errorRatioSeries), SERIES.errorRatioOfPeriod, SERIES.budgetRemaining];
  return recordedScenario(withoutControlGroup(context), {
    id: { kind: 'no-traffic-ever' },
    title: 'no traffic ever: no ratio and no budget, rather than 0 or NaN',
    stepMs,
    rules: 'budget',
    hasTiles: true,
    levels: [{ steps: 4, total: 0, errorRatio: 0 }],
    checks: series.map((name) => recordsNothing(3 * stepMs, name, identity)),
  });
}

/** So few events per second that a whole tile holds less than one. */
const HARDLY = 1e-5;

/** Less than one event: it has a ratio as any other. And of bad events that are a difference less than none, which is no error. */
function hardlyAnything(context: TestContext): Scenario[] {
  const { slo } = context;
  if (slo.precision !== 'layered') return [];
  const stepMs = MINUTE_MS;
  const ratios = [...windowsOf(context).map(errorRatioSeries), SERIES.errorRatioOfPeriod];
  const tiled = [...new Set([...windowsOf(context), slo.periodMs])].filter((windowMs) => isTiled(windowMs, slo));
  const scenario = (kind: string, title: string, bad: number, expected: number) => {
    const levels = [{ steps: 4, total: HARDLY, errorRatio: bad / HARDLY, bad }];
    const events = eventsIn(slo, levels, stepMs, slo.periodMs, 3);
    return recordedScenario(withoutControlGroup(context), {
      id: { kind },
      title,
      stepMs,
      rules: 'budget',
      levels,
      hasTiles: true,
      checks: [
        ...ratios.map((series) => records(3 * stepMs, series, slo.identity, expected, [context.subject])),
        ...(['total', 'bad'] as const).flatMap((of) =>
          tiled.map((windowMs) =>
            records(3 * stepMs, increaseSeries(of, windowMs), slo.identity, events[of], [context.subject]),
          ),
        ),
      ],
    });
  };
  return [
    scenario('less-than-one-event', 'less than one event: each window adds it up and has its ratio', HARDLY / 4, 1 / 4),
    ...(lowerIndicator(slo).isDifference
      ? [
          scenario(
            'negative-difference',
            'fewer bad events than none, as a difference may be: no window has errors',
            -HARDLY / 4,
            0,
          ),
        ]
      : []),
  ];
}

/** Quiet nights with errors, busy days without, twice as busy in the second half, and a bad and busy first day that must
 *  count until the period has passed. Weighted by events, the errors of a night are few. In the end the data is gone, and
 *  nobody knows what is left of the budget. */
function period(context: TestContext): Scenario {
  const { identity, periodMs } = context.slo;
  const stepMs = periodStep(context.slo);
  const steps = Math.round(periodMs / stepMs);
  const first = Math.max(1, Math.round(DAY_MS / stepMs));
  const levels = Array.from({ length: steps + 3 * first }, (_, at) => {
    const busy = at < steps / 2 ? LITTLE : 2 * LITTLE;
    if (at < first) return { steps: 1, total: 10 * busy, errorRatio: 0.5 };
    return at % 2 === 0 ? { steps: 1, total: busy, errorRatio: 0 } : { steps: 1, total: busy / 100, errorRatio: 0.1 };
  });
  const [full, left, gone] = [steps - 1, steps + 2 * first, levels.length + 1];
  const ratio = (at: number) => ratioOver(context.slo, levels, stepMs, periodMs, at);
  return recordedScenario(withoutControlGroup(context), {
    id: { kind: 'period' },
    title:
      'the period: the budget is weighted by events, forgets what is older than the period, and is unknown without data',
    rules: 'budget',
    about: 'period',
    stepMs,
    levels: [...levels, { steps: 2, total: undefined, errorRatio: 0 }],
    hasTiles: true,
    hasDistractors: true,
    checks: [
      within(full * stepMs, SERIES.errorRatioOfPeriod, identity, ratio(full), context.subject),
      within(left * stepMs, SERIES.errorRatioOfPeriod, identity, ratio(left), context.subject),
      within(left * stepMs, SERIES.budgetRemaining, identity, budgetLeft(ratio(left), context.budget), context.subject),
      recordsNothing(gone * stepMs, SERIES.budgetRemaining, identity),
    ],
  });
}

/** Nobody looks at a budget more coarsely: three quarters of an hour and five differ. */
const QUARTER_MS = 15 * MINUTE_MS;

/** What is left of the budget is known for as long as there was data in the last hour. */
function knownForAnHour(context: TestContext): Scenario {
  const { identity } = context.slo;
  const last = 1;
  return recordedScenario(withoutControlGroup(context), {
    id: { kind: 'budget-known' },
    title: 'the data ends: what is left of the budget is known for another hour, and then it is not',
    rules: 'budget',
    about: 'budget-known',
    stepMs: QUARTER_MS,
    levels: [
      { steps: last + 1, total: LITTLE, errorRatio: 0 },
      { steps: 6, total: undefined, errorRatio: 0 },
    ],
    hasTiles: true,
    checks: [
      records((last + 3) * QUARTER_MS, SERIES.budgetRemaining, identity, 1, [context.subject]),
      recordsNothing((last + 5) * QUARTER_MS, SERIES.budgetRemaining, identity),
    ],
  });
}

/** So many evaluations, each over the whole period, are as many as a test can afford. */
const MOST_PERIOD_STEPS = 50;

/** An odd number of tiles that divides the period, or one that nearly does. */
function periodStep(slo: BudgetSlo): number {
  const [periodMs, lengthMs] = [slo.periodMs, tileMs(slo)];
  const least = Math.ceil(periodMs / MOST_PERIOD_STEPS / lengthMs);
  const odd = Array.from({ length: least }, (_, at) => least + at).filter((tiles) => tiles % 2 === 1);
  return (odd.find((tiles) => periodMs % (tiles * lengthMs) === 0) ?? odd[0] ?? 1) * lengthMs;
}

function budgetLeft({ low, high }: Between, budget: number): Between {
  return { low: 1 - high / budget, high: 1 - low / budget };
}

/** The series is within the span, give or take the last digits. */
function within(atMs: number, series: string, identity: Identity, { low, high }: Between, group: Labels): Check {
  const middle = (low + high) / 2;
  return records(atMs, series, identity, middle, [group], (high - low) / 2 / Math.abs(middle) + ROUNDING);
}
