// A ratio as counts of events whose quotient is that very number in floating point, so that a rule can be put exactly on
// its threshold.

export interface Fraction {
  readonly part: number;
  readonly whole: number;
}

/** Sums of more events are no longer exact over the longest windows. */
const MOST_EVENTS = 1e9;

/**
 * The first convergent of the continued fraction of `ratio` (between 0 and 1) that divides to it. Undefined where only
 * billions of events would: a product such as 14.4 * 0.01 is 0.14400000000000002, a ratio that no traffic has.
 */
export function fractionOf(ratio: number): Fraction | undefined {
  let [before, last]: readonly [Fraction, Fraction] = [
    { part: 1, whole: 0 },
    { part: 0, whole: 1 },
  ];
  let rest = ratio;
  while (last.part / last.whole !== ratio) {
    const times = Math.floor(1 / rest);
    [before, last] = [last, { part: times * last.part + before.part, whole: times * last.whole + before.whole }];
    if (!(last.whole <= MOST_EVENTS)) return undefined;
    rest = 1 / rest - times;
  }
  return last;
}

/** What to multiply a ratio with that no traffic has. */
export const JUST_BELOW = 1 - 1e-6;
