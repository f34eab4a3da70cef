// Numbers that floating point and Prometheus' averages leave as they are, so that a rule can be put exactly on its boundary.

/** A number whose product with `factor` is just `product`; undefined where there is none in floating point. */
export function factorOf(product: number, factor: number): number | undefined {
  const near = product / factor;
  return [near, near * (1 + Number.EPSILON), near * (1 - Number.EPSILON)].find((value) => value * factor === product);
}

/** Whether the mean of `count` times this value is the value; a running mean always is. */
export function isMeanOf(value: number, count: number): boolean {
  return sumMean(Array.from({ length: count }, () => value)) === value;
}

/**
 * The mean as Prometheus 3 works it out, and as 2 does: 3 adds up with a compensation for lost digits and divides at the
 * end, 2 corrects a running mean (https://github.com/prometheus/prometheus/blob/v3.5.0/promql/functions.go and
 * https://github.com/prometheus/prometheus/blob/v2.42.0/promql/functions.go, funcAvgOverTime and kahanSumInc).
 */
export function meansOf(values: readonly number[]): readonly number[] {
  return [sumMean(values), runningMean(values)];
}

function sumMean(values: readonly number[]): number {
  const { sum, lost } = values.reduce(add, { sum: 0, lost: 0 });
  return sum / values.length + lost / values.length;
}

function runningMean(values: readonly number[]): number {
  const { sum, lost } = values.reduce((mean, value, at) => add(mean, value / (at + 1) - mean.sum / (at + 1)), {
    sum: 0,
    lost: 0,
  });
  return sum + lost;
}

/** A sum with the digits that it has lost. */
interface Compensated {
  readonly sum: number;
  readonly lost: number;
}

function add({ sum, lost }: Compensated, value: number): Compensated {
  const next = sum + value;
  return { sum: next, lost: lost + (Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum) };
}
