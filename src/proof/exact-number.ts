// Numbers that floating point and Prometheus' averages leave as they are, so that a rule can be put exactly on its boundary.

/** A number whose product with `factor` is just `product`; undefined where there is none in floating point. */
export function factorOf(product: number, factor: number): number | undefined {
  const near = product / factor;
  return [near, near * (1 + Number.EPSILON), near * (1 - Number.EPSILON)].find((value) => value * factor === product);
}

/**
 * Whether the mean of `count` times this value is the value. Prometheus 3 adds up with a compensation for lost digits and
 * divides at the end; 2 corrects a running mean, which is exact for equal values
 * (https://github.com/prometheus/prometheus/blob/v3.5.0/promql/functions.go, funcAvgOverTime and kahanSumInc).
 */
export function isMeanOf(value: number, count: number): boolean {
  let [sum, lost] = [0, 0];
  for (let added = 0; added < count; added++) {
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return sum / count + lost / count === value;
}
