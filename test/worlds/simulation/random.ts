// Random numbers that are the same on every run with the same seed.

/** From so many on a count is as good as normal. */
const LARGE = 200;

/** So many requests are not looked at one by one any more: few hits among them are as good as Poisson's. */
const MANY = 1000;

/** Mulberry32, by Tommy Ettinger: 32 bits of state are plenty for a world of a few million requests. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** Uniform in [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `least` to `most`, both included. */
  integer(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  /** One of the values. */
  pick<T>(values: readonly [T, ...T[]]): T {
    return values[this.integer(0, values.length - 1)] ?? values[0];
  }

  /** How many requests come where so many are to be expected, each for itself: Knuth's method, whose steps are as many. */
  poisson(mean: number): number {
    if (mean > LARGE) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.#normal()));
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = this.next(); product > limit; product *= this.next()) count += 1;
    return count;
  }

  /** How many of `count` requests meet something that happens to a `share` of them. */
  binomial(count: number, share: number): number {
    if (share <= 0) return 0;
    if (share >= 1) return count;
    const mean = count * share;
    if (mean > LARGE && count - mean > LARGE) {
      return Math.max(0, Math.min(count, Math.round(mean + Math.sqrt(mean * (1 - share)) * this.#normal())));
    }
    if (count > MANY) return Math.min(count, share > 0.5 ? count - this.poisson(count - mean) : this.poisson(mean));
    let hits = 0;
    for (let i = 0; i < count; i += 1) if (this.next() < share) hits += 1;
    return hits;
  }

  /** A standard normal variable, by Box and Muller. */
  #normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }
}
