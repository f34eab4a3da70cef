// What a Prometheus stores of its targets: a sample of each series at each scrape, `up`, and a stale marker where a series,
// a scrape or a target is gone (https://prometheus.io/docs/prometheus/latest/querying/basics/#staleness).
import { keyOf, type Labels, type Metric, type Target } from './target.ts';

/** A sample that JSON has no number for. */
export type SampleValue = number | 'stale' | 'NaN' | '+Inf' | '-Inf';

/** A series as it is stored. */
export interface StoredSeries {
  readonly labels: Labels;
  /** Milliseconds since the start. */
  readonly times: number[];
  readonly values: SampleValue[];
  /** From which sample on the counter of which start is seen, all in milliseconds. */
  readonly births: { readonly from: number; readonly start: number }[];
  /** Milliseconds until the server can read a sample. */
  readonly delay: number;
}

/** A stretch of simulated time in seconds, its end exclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface ScrapeSettings {
  readonly intervalSeconds: number;
  /** Whether the scrape of a target at that second fails on its way, whatever the target does. */
  readonly isLost?: (target: Target, second: number) => boolean;
  /** While the server is down nothing is scraped, and what it had seen before is forgotten. */
  readonly down?: readonly Span[];
  /** Seconds until a sample can be read, such as those of remote writing. */
  readonly delaySeconds?: number;
  /** Labels that the server adds, such as those of a cluster before a central one. */
  readonly externalLabels?: Labels;
  /** Rewrites the label set of a series as relabelling, or another version of Prometheus, would: into several where
   *  several servers store what is then read as one. */
  readonly relabel?: (labels: Labels, second: number) => readonly Labels[];
}

export class Scraper {
  readonly #settings: ScrapeSettings;
  readonly #stored = new Map<string, StoredSeries>();
  /** By target: what the last scrape returned. */
  readonly #seen = new Map<Target, Set<StoredSeries>>();
  readonly #offsets = new Map<Target, number>();

  constructor(settings: ScrapeSettings) {
    this.#settings = settings;
  }

  get stored(): readonly StoredSeries[] {
    return [...this.#stored.values()];
  }

  /** Scrapes those targets whose turn it is. */
  second(targets: readonly Target[], second: number): void {
    const { intervalSeconds, down = [] } = this.#settings;
    if (down.some(({ from, to }) => second >= from && second < to)) {
      this.#seen.clear();
      return;
    }
    for (const target of targets) {
      if ((second - this.#offsetOf(target)) % intervalSeconds === 0) this.#scrape(target, second);
    }
  }

  /** Each target has its own moment in the interval, by its labels. */
  #offsetOf(target: Target): number {
    let offset = this.#offsets.get(target);
    if (offset === undefined) {
      offset = hash(keyOf(target.labels)) % this.#settings.intervalSeconds;
      this.#offsets.set(target, offset);
    }
    return offset;
  }

  #scrape(target: Target, second: number): void {
    const before = this.#seen.get(target);
    if (!target.isDiscovered) {
      for (const series of before ?? []) append(series, second, 'stale');
      this.#seen.delete(target);
      return;
    }
    const isUp = target.isReachable && !this.#settings.isLost?.(target, second);
    const now = new Set<StoredSeries>();
    const store = ({ labels, value, since }: Metric) => {
      for (const series of this.#seriesOf(labels, second)) {
        if (since !== undefined) learnBirth(series, second, since);
        append(series, second, sampleOf(value));
        now.add(series);
      }
    };
    if (isUp) for (const metric of target.metrics) store(metric);
    store({ labels: { ...target.labels, __name__: 'up' }, value: isUp ? 1 : 0 });
    for (const series of before ?? []) if (!now.has(series)) append(series, second, 'stale');
    this.#seen.set(target, now);
  }

  #seriesOf(scraped: Labels, second: number): readonly StoredSeries[] {
    const { externalLabels, relabel } = this.#settings;
    const labels = { ...scraped, ...externalLabels };
    return relabel === undefined ? [this.#storedAs(labels)] : relabel(labels, second).map((set) => this.#storedAs(set));
  }

  #storedAs(labels: Labels): StoredSeries {
    const { delaySeconds = 0 } = this.#settings;
    const key = keyOf(labels);
    let series = this.#stored.get(key);
    if (series === undefined) {
      series = { labels, times: [], values: [], births: [], delay: delaySeconds * 1000 };
      this.#stored.set(key, series);
    }
    return series;
  }
}

function learnBirth({ births }: StoredSeries, second: number, since: number): void {
  if (births.at(-1)?.start !== since * 1000) births.push({ from: second * 1000, start: since * 1000 });
}

function append({ times, values }: StoredSeries, second: number, value: SampleValue): void {
  // Prometheus drops what is older than, or as old as, what it has: a target that came back was scraped already.
  if ((times.at(-1) ?? -1) >= second * 1000) return;
  times.push(second * 1000);
  values.push(value);
}

function sampleOf(value: number): SampleValue {
  if (Number.isNaN(value)) return 'NaN';
  if (Number.isFinite(value)) return value;
  return value > 0 ? '+Inf' : '-Inf';
}

/** FNV-1a. */
function hash(text: string): number {
  let result = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) result = Math.imul(result ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return result;
}
