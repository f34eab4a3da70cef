// The metrics of one process: events in, the text of a scrape out. Like Istio's own instruments, a metric and each of its
// label sets is born with its first event and is absent, not 0, before. Knows no metric; the families are given.
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** A metric as a process declares it. `le` is no label of its own. */
export interface Family {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly labels: readonly string[];
  /** Upper bounds, ascending, without +Inf; only of a histogram. */
  readonly buckets?: readonly number[];
}

export type Labels = Readonly<Record<string, string>>;

export function counter(...labels: readonly string[]): Family {
  return { type: 'counter', labels };
}

export function gauge(...labels: readonly string[]): Family {
  return { type: 'gauge', labels };
}

export function histogram(buckets: readonly number[], ...labels: readonly string[]): Family {
  return { type: 'histogram', labels, buckets };
}

type Instrument = Counter | Gauge | Histogram;

/** The instruments of one process, by the names of its families. */
export class Instruments<Name extends string> {
  readonly #families: Readonly<Record<Name, Family>>;
  readonly #registry = new Registry();
  readonly #born = new Map<Name, Instrument>();

  constructor(families: Readonly<Record<Name, Family>>) {
    this.#families = families;
  }

  /** Adds events to a counter. */
  count(name: Name, labels: Labels = {}, events = 1): void {
    const instrument = this.#instrument(name);
    if (!(instrument instanceof Counter)) throw new Error(`${name} is no counter`);
    instrument.inc(labels, events);
  }

  /** Sets a gauge. */
  set(name: Name, value: number, labels: Labels = {}): void {
    const instrument = this.#instrument(name);
    if (!(instrument instanceof Gauge)) throw new Error(`${name} is no gauge`);
    instrument.set(labels, value);
  }

  /** Adds one observation to a histogram. */
  observe(name: Name, value: number, labels: Labels = {}): void {
    const instrument = this.#instrument(name);
    if (!(instrument instanceof Histogram)) throw new Error(`${name} is no histogram`);
    instrument.observe(labels, value);
  }

  /** What a scrape gets, in the text format 0.0.4. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  #instrument(name: Name): Instrument {
    const known = this.#born.get(name);
    if (known !== undefined) return known;
    const { type, labels, buckets = [] } = this.#families[name];
    const options = { name, help: name, labelNames: [...labels], registers: [this.#registry] };
    const instrument =
      type === 'counter'
        ? new Counter(options)
        : type === 'gauge'
          ? new Gauge(options)
          : new Histogram({ ...options, buckets: [...buckets] });
    this.#born.set(name, instrument);
    return instrument;
  }
}
