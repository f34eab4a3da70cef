// A process that Prometheus scrapes, with its metrics: counters that begin at zero when the process starts, and gauges.
import { DAY_SECONDS } from './traffic.ts';

/** The judge's midnight of a Monday, at which every simulation starts: 2026-01-05. */
const EPOCH_SECONDS = 1_767_571_200;

export type Labels = Readonly<Record<string, string>>;

/** One series of a target. */
export interface Metric {
  /** With `__name__` and the labels of the target. */
  readonly labels: Labels;
  value: number;
  /** Of a counter: the second in which it began to count, below 0 before the simulation. */
  readonly since?: number;
}

export class Target {
  /** Added to all of its series by the scrape: job, instance and others of service discovery. */
  readonly labels: Labels;
  /** Whether service discovery lists it. */
  isDiscovered = true;
  /** Whether it answers scrapes. */
  isReachable = true;
  /** The second that goes by. */
  now: number;
  readonly #metrics = new Map<string, Map<string, Metric>>();

  /** @param startedAt in seconds of the simulation, below 0 for what was there before */
  constructor(labels: Labels, startedAt = -DAY_SECONDS) {
    this.labels = labels;
    this.now = startedAt;
    this.#start(startedAt);
  }

  get metrics(): readonly Metric[] {
    return [...this.#metrics.values()].flatMap((series) => [...series.values()]);
  }

  /** A counter goes up; by nothing, it is there from now on. `since` is when it began to count, where that is another second. */
  add(name: string, labels: Labels, count = 1, since = this.now): void {
    this.#metric(name, labels, since).value += count;
  }

  set(name: string, labels: Labels, value: number): void {
    this.#metric(name, labels).value = value;
  }

  remove(name: string, labels: Labels): void {
    this.#metrics.get(name)?.delete(keyOf(labels));
  }

  /** The process starts anew, so its metrics are gone. */
  restart(second: number): void {
    this.#metrics.clear();
    this.#start(second);
  }

  // What every usual client library exports.
  #start(second: number): void {
    this.set('process_start_time_seconds', {}, EPOCH_SECONDS + second);
  }

  #metric(name: string, labels: Labels, since?: number): Metric {
    let ofName = this.#metrics.get(name);
    if (ofName === undefined) {
      ofName = new Map();
      this.#metrics.set(name, ofName);
    }
    const key = keyOf(labels);
    let metric = ofName.get(key);
    if (metric === undefined) {
      metric = {
        labels: { ...labels, ...this.labels, __name__: name },
        value: 0,
        ...(since !== undefined && { since }),
      };
      ofName.set(key, metric);
    }
    return metric;
  }
}

/** Equal for equal label sets, whatever the order. */
export function keyOf(labels: Labels): string {
  return Object.keys(labels)
    .sort()
    .map((name) => `${name}\u0000${labels[name]}`)
    .join('\u0001');
}

/** A histogram of durations counts one observation: `_bucket`, `_sum` and `_count`. `bounds` as the exposition spells them. */
export function observe(
  target: Target,
  name: string,
  labels: Labels,
  bounds: readonly string[],
  value: number,
  count = 1,
): void {
  for (const le of bounds) target.add(`${name}_bucket`, { ...labels, le }, value <= Number(le) ? count : 0);
  target.add(`${name}_bucket`, { ...labels, le: '+Inf' }, count);
  target.add(`${name}_sum`, labels, value * count);
  target.add(`${name}_count`, labels, count);
}
