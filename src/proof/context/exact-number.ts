// Numbers that floating point leaves as they are, so that a rule can be put exactly on its boundary.

/** A number whose product with `factor` is just `product`; undefined where there is none in floating point. */
export function factorOf(product: number, factor: number): number | undefined {
  const near = product / factor;
  return [near, near * (1 + Number.EPSILON), near * (1 - Number.EPSILON)].find((value) => value * factor === product);
}
