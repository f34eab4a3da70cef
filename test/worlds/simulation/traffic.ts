// How many requests come in which second.

/** Requests a second, at a second of the simulation. */
export type Rate = (second: number) => number;

export const DAY_SECONDS = 86_400;
export const HOUR_SECONDS = 3600;
export const MINUTE_SECONDS = 60;

export const steady =
  (perSecond: number): Rate =>
  () =>
    perSecond;

/** Requests a second that many in the middle of the day, and that many in the middle of the night, as a wave between. */
export function daily(noon: number, midnight: number): Rate {
  return (second) => midnight + ((noon - midnight) * (1 - Math.cos((2 * Math.PI * second) / DAY_SECONDS))) / 2;
}

/** One rate in some hours of each day, another in the rest. */
export function hours(fromHour: number, toHour: number, inside: number, outside: number): Rate {
  return (second) => {
    const hour = (second % DAY_SECONDS) / HOUR_SECONDS;
    return hour >= fromHour && hour < toHour ? inside : outside;
  };
}

/** A value within [from, to), and another one before and after. */
export function during(from: number, to: number, inside: number, outside = 0): Rate {
  return (second) => (second >= from && second < to ? inside : outside);
}

/** Whole requests second by second, as evenly as the rate lets them come. */
export class Stream {
  readonly #rate: Rate;
  #due: number;

  /** @param phase how near the first request is, from 0 to 1 */
  constructor(rate: Rate, phase = 0) {
    this.#rate = rate;
    this.#due = phase;
  }

  at(second: number): number {
    this.#due += this.#rate(second);
    // A rate such as 1/3 adds up to a hair less than a whole request.
    const whole = Math.floor(this.#due + 1e-9);
    this.#due -= whole;
    return whole;
  }
}
