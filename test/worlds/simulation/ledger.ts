// What really happened, counted second by second as it happens: the truth that stated budgets are compared with.

/** Good and bad events of one promise. */
export class Ledger {
  readonly #good: Count;
  readonly #bad: Count;

  constructor(endSeconds: number) {
    this.#good = new Count(endSeconds);
    this.#bad = new Count(endSeconds);
  }

  count(second: number, good: number, bad: number): void {
    this.#good.add(second, good);
    this.#bad.add(second, bad);
  }

  /** Bad events in [from, to), in seconds of the simulation. */
  bad(from: number, to: number): number {
    return this.#bad.between(from, to);
  }

  /** All events in [from, to), in seconds of the simulation. */
  total(from: number, to: number): number {
    return this.#good.between(from, to) + this.bad(from, to);
  }

  /** Share of bad events, or undefined where there were no events. */
  errorRatio(from: number, to: number): number | undefined {
    const total = this.total(from, to);
    return total === 0 ? undefined : this.bad(from, to) / total;
  }

  /**
   * Share of the error budget that is left: 1 - bad / (total × budget), over what there was of the period.
   *
   * @param budget 1 - objective, as a ratio
   */
  remaining(at: number, periodSeconds: number, budget: number): number | undefined {
    const ratio = this.errorRatio(Math.max(0, at - periodSeconds), at);
    return ratio === undefined ? undefined : 1 - ratio / budget;
  }
}

/** Events by second, with running sums once they are asked for. */
class Count {
  readonly #bySecond: Float64Array;
  #before: Float64Array | undefined;

  constructor(endSeconds: number) {
    this.#bySecond = new Float64Array(endSeconds + 1);
  }

  add(second: number, events: number): void {
    this.#bySecond[second] = (this.#bySecond[second] ?? 0) + events;
    this.#before = undefined;
  }

  between(from: number, to: number): number {
    this.#before ??= runningSums(this.#bySecond);
    const last = this.#before.length - 1;
    const at = (second: number) => this.#before?.[Math.max(0, Math.min(Math.floor(second), last))] ?? 0;
    return Math.max(0, at(to) - at(from));
  }
}

/** For each second the sum of all before it. */
function runningSums(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i += 1) sums[i + 1] = (sums[i] ?? 0) + (values[i] ?? 0);
  return sums;
}
