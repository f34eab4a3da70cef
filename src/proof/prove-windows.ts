// Proof of the recorded ratios and of the budget: each window holds its own length of time, and traffic weighs.
import { FAST_UP_TO_MS } from '../rules/lower.ts';
import { errorRatioSeries, SERIES } from '../rules/names.ts';
import type { RecordingRule } from '../rules/rule.ts';
import { isReadHourly } from '../rules/windows.ts';
import { records, recordsNothing } from './expect.ts';
import { BUSY, fedScenario } from './fed.ts';
import type { Scenario } from './scenario.ts';
import type { Stage } from './stage.ts';
import { stepFor } from './step.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The stage without its bystander. */
function alone({ bystander: _absent, ...stage }: Stage): Stage {
  return stage;
}

/** Every window that the rules record, in milliseconds. */
function windowsOf({ slo }: Stage): number[] {
  const windows = [
    ...slo.tiers.flatMap(({ longMs, shortMs }) => [longMs, shortMs]),
    ...slo.thresholds.map(({ overMs }) => overMs),
  ];
  return [...new Set(windows)].sort((a, b) => a - b);
}

export function proveWindows(stage: Stage): Scenario[] {
  return [...windowsOf(stage).map((windowMs) => windowLength(stage, windowMs)), nothingToJudge(stage), period(stage)];
}

/** Whether the fast group records the window. */
function isFastWindow({ slo }: Stage, windowMs: number): boolean {
  const fast = slo.tiers
    .filter(({ longMs }) => longMs <= FAST_UP_TO_MS)
    .flatMap(({ longMs, shortMs }) => [longMs, shortMs]);
  return [...fast, ...slo.thresholds.map(({ overMs }) => overMs)].includes(windowMs);
}

/** Errors that fill half a window, and then half of them leave it: one number for each edge of the window. */
function windowLength(stage: Stage, windowMs: number): Scenario {
  const stepMs = isReadHourly(windowMs)
    ? Math.max(1, Math.floor(windowMs / 24 / HOUR_MS)) * HOUR_MS
    : stepFor(windowMs / 12, windowMs);
  const steps = Math.round(windowMs / stepMs);
  const series = errorRatioSeries(windowMs);
  const [half, quarter] = [Math.floor(steps / 2), Math.floor(steps / 4)];
  const bad = 0.4;
  const check = (at: number, badSteps: number) =>
    // Closed on the left, a range holds one sample more; the hourly layer blurs an edge by another.
    records(
      at * stepMs,
      series,
      stage.slo.identity,
      (bad * badSteps) / steps,
      [stage.subject],
      (isReadHourly(windowMs) ? 3 : 1.5) / badSteps,
    );
  return fedScenario(stage, {
    name: `the ratio over ${windowMs / MINUTE_MS} min: errors weigh by their share of the window, and leave it at its end`,
    rules: isFastWindow(stage, windowMs) ? 'fast' : 'slow',
    stepMs,
    levels: [
      { steps, total: BUSY, errorRatio: 0 },
      { steps: half, total: BUSY, errorRatio: bad },
      { steps: steps + quarter, total: BUSY, errorRatio: 0 },
    ],
    checks: [check(steps + half - 1, half), check(2 * steps - 1 + quarter, half - quarter)].map((one) =>
      withBystander(one, stage),
    ),
  });
}

/** The bystander's ratio differs from the subject's: the comparison is false there. */
function withBystander(check: Scenario['checks'][number], { bystander, subject }: Stage): Scenario['checks'][number] {
  const [sample] = check.samples;
  if (!bystander || !sample) return check;
  const other = Object.entries(subject).reduce(
    (text, [label, value]) => text.replace(`${label}="${value}"`, `${label}="${bystander[label]}"`),
    sample.labels,
  );
  return { ...check, samples: [sample, { labels: other, value: 0 }] };
}

function nothingToJudge(stage: Stage): Scenario {
  const stepMs = HOUR_MS;
  const { identity } = stage.slo;
  const series = [...windowsOf(stage).map(errorRatioSeries), SERIES.errorRatioOfPeriod, SERIES.budgetRemaining];
  return fedScenario(alone(stage), {
    name: 'no traffic ever: no ratio and no budget, rather than 0 or NaN',
    stepMs,
    rules: 'budget',
    levels: [{ steps: 4, total: 0, errorRatio: 0 }],
    checks: series.map((name) => recordsNothing(3 * stepMs, name, identity)),
  });
}

/** Quiet nights with errors, busy days without, and a bad first day that must count until the period has passed. Weighted
 *  by events, the errors of a night are few. */
function period(stage: Stage): Scenario {
  const { identity, periodMs } = stage.slo;
  const stepMs = Math.max(HOUR_MS, Math.round(periodMs / 120 / HOUR_MS) * HOUR_MS);
  const steps = Math.round(periodMs / stepMs);
  const [day, night] = [
    { total: BUSY, errorRatio: 0 },
    { total: BUSY / 100, errorRatio: 0.1 },
  ];
  const first = Math.max(1, Math.round(DAY_MS / stepMs));
  const pattern = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ steps: 1, ...(at % 2 === 0 ? day : night) }));
  const levels = [
    ...Array.from({ length: first }, () => ({ steps: 1, total: BUSY, errorRatio: 0.5 })),
    ...pattern(steps + 2 * first),
  ];
  const sums = (from: number, to: number) => {
    const inside = levels.slice(from, to);
    const total = inside.reduce((sum, each) => sum + each.total, 0);
    return inside.reduce((sum, each) => sum + each.total * each.errorRatio, 0) / total;
  };
  const [full, left] = [steps - 1, steps + 2 * first];
  const ratio = (at: number) => sums(Math.max(0, at + 1 - steps), at + 1);
  return fedScenario(alone(stage), {
    name: 'the period: the budget is weighted by events, and forgets what is older than the period',
    rules: 'budget',
    stepMs,
    levels,
    checks: [
      records(full * stepMs, SERIES.errorRatioOfPeriod, identity, ratio(full), [stage.subject], 0.05),
      records(left * stepMs, SERIES.errorRatioOfPeriod, identity, ratio(left), [stage.subject], 0.05),
      remaining(left * stepMs, stage, ratio(left)),
    ],
  });
}

/** What is left is compared by what was spent: close to nothing left, a share of the rest would be no tolerance at all. */
function remaining(atMs: number, { slo, budget, subject }: Stage, ratio: number): Scenario['checks'][number] {
  const left = 1 - ratio / budget;
  const tolerance = (0.05 * (ratio / budget)) / Math.abs(left);
  return records(atMs, SERIES.budgetRemaining, slo.identity, left, [subject], tolerance);
}

/** The series that constants are recorded under, with their values. */
export function proveConstants(stage: Stage, rules: readonly RecordingRule[]): Scenario {
  const { slo, budget } = stage;
  const values: Readonly<Record<string, number>> = {
    [SERIES.objective]: slo.objective,
    [SERIES.budget]: budget,
    [SERIES.period]: slo.periodMs / 1_000,
  };
  const recordedHere = rules.filter(({ record }) => record in values);
  return fedScenario(alone(stage), {
    name: 'the constants of the SLO are recorded',
    rules: 'budget',
    stepMs: MINUTE_MS,
    levels: [{ steps: 2, total: BUSY, errorRatio: 0 }],
    checks: recordedHere.map(({ record }) => records(MINUTE_MS, record, slo.identity, values[record] ?? 0, [{}])),
  });
}
