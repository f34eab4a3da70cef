// The values of a made-up series, out of promtool's notation, as runs: a run of a million samples stays one entry.
// https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/#series

/** Samples that follow one another, each `increment` above the one before. Positions count from 0. */
export interface Run {
  readonly from: number;
  readonly samples: number;
  readonly first: number;
  readonly increment: number;
}

/** A series as it is fed in. What no run covers is a gap. */
export interface Values {
  readonly runs: readonly Run[];
  /** How many steps the notation covers, gaps and ends among them. */
  readonly steps: number;
}

const NUMBER = String.raw`[-+]?(?:\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|Inf|NaN)`;
const SAMPLES = new RegExp(`^(${NUMBER})(?:(?:([-+])(${NUMBER}))?x(\\d+))?$`);

/** Promtool's notation as runs; what is not understood is a gap. */
export function valuesOf(notation: string): Values {
  const runs: Run[] = [];
  let steps = 0;
  for (const token of notation.split(/\s+/).filter(Boolean)) {
    const [, first, sign = '+', increment = '0', times] = SAMPLES.exec(token) ?? [];
    // `a+bxn` stands for n + 1 samples, `_xn` for n gaps.
    const samples = first === undefined ? Number(/^_x(\d+)$/.exec(token)?.[1] ?? 1) : Number(times ?? 0) + 1;
    const run = { from: steps, samples, first: Number(first), increment: Number(`${sign}${increment}`) };
    if (isDrawable(run)) runs.push(run);
    steps += samples;
  }
  return { runs, steps };
}

/** Neither NaN nor an infinity can be drawn, nor what differs from other values by more than a number can hold. */
function isDrawable({ first, increment, samples }: Run): boolean {
  return [first, first + increment * (samples - 1)].every((value) => Math.abs(value) <= LARGEST);
}

const LARGEST = 1e300;

/** The sample at a step; undefined in a gap. */
export function sampleAt({ runs }: Values, step: number): number | undefined {
  const run = runs.find(({ from, samples }) => step >= from && step < from + samples);
  return run && run.first + run.increment * (step - run.from);
}

/** By how much a counter has grown since the step before; after a reset by all that it holds, as Prometheus sees it. */
export function increaseAt(values: Values, step: number): number | undefined {
  const [before, now] = [sampleAt(values, step - 1), sampleAt(values, step)];
  if (before === undefined || now === undefined) return undefined;
  return now < before ? now : now - before;
}

/** The steps up to `last` at which one of the series may turn: its course between two of them is a straight line. */
export function turns(series: readonly Values[], last: number): number[] {
  const steps = series.flatMap(({ runs, steps }) => [
    0,
    ...runs.flatMap(({ from, samples }) => [from - 1, from, from + 1, from + samples - 1, from + samples]),
    steps,
  ]);
  return [...new Set([...steps, last])].filter((step) => step >= 0 && step <= last).sort((a, b) => a - b);
}
