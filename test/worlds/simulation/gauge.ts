// A process whose state is a number: a hit ratio, a queue, a temperature.
import type { Ledger } from './ledger.ts';
import type { Actor } from './simulate.ts';
import { type Labels, Target } from './target.ts';

export interface GaugeOptions {
  readonly labels: Labels;
  readonly name: string;
  /** Undefined while the series is not there. */
  readonly value: (second: number) => number | undefined;
  /** Whether a second counts as good or bad; undefined for neither. */
  readonly isGood?: (second: number) => boolean | undefined;
  readonly ledger?: Ledger;
  /** What happens to the process: called each second. */
  readonly events?: (target: Target, second: number) => void;
}

export class GaugeProcess implements Actor {
  readonly targets: readonly Target[];
  readonly #target: Target;
  readonly #options: GaugeOptions;

  constructor(options: GaugeOptions) {
    this.#options = options;
    this.#target = new Target({ ...options.labels, instance: `${options.labels.instance ?? options.labels.job}:8080` });
    this.targets = [this.#target];
  }

  act(second: number): void {
    const { name, value, isGood, ledger, events } = this.#options;
    events?.(this.#target, second);
    const now = value(second);
    if (now === undefined) this.#target.remove(name, {});
    else this.#target.set(name, {}, now);
    const state = isGood?.(second);
    if (state !== undefined) ledger?.count(second, state ? 1 : 0, state ? 0 : 1);
  }
}
