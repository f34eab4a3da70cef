// A ratio as counts of events whose quotient is that very number in floating point, so that a rule can be put exactly on
// its threshold.

export interface Fraction {
  readonly part: number;
  readonly whole: number;
}

/** The smallest counts for a ratio between 0 and 1: the first convergent of its continued fraction that divides to it. */
export function fractionOf(ratio: number): Fraction {
  let [before, last]: readonly [Fraction, Fraction] = [
    { part: 1, whole: 0 },
    { part: 0, whole: 1 },
  ];
  let rest = ratio;
  while (last.part / last.whole !== ratio && rest > 0) {
    const times = Math.floor(1 / rest);
    [before, last] = [last, { part: times * last.part + before.part, whole: times * last.whole + before.whole }];
    rest = 1 / rest - times;
  }
  return last;
}
