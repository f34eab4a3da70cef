// What makes a fake process regular instead of random: rates become whole events, and values come round in turn, so that
// a run can be told from the next by nothing but its clock.

/** Whole events out of a rate; fractions are kept for the next time. */
export class Pace {
  #owed = 0;

  take(amount: number): number {
    this.#owed += amount;
    const whole = Math.floor(this.#owed);
    this.#owed -= whole;
    return whole;
  }
}

/** Answers with one value after the other, for ever. */
export function inTurn<T>(first: T, ...rest: readonly T[]): () => T {
  const values = [first, ...rest];
  let at = -1;
  return () => {
    at = (at + 1) % values.length;
    return values[at] ?? first;
  };
}

/** Whether it is this one's turn, `share` of the times that it is asked. */
export function shareOf(): (share: number) => boolean {
  const pace = new Pace();
  return (share) => pace.take(share) > 0;
}
