// What is known of the metrics that really exist: from a Prometheus, or from a saved scrape.
import type { Labels } from '../exposition/exposition.ts';

/** Series that do not differ in any label that was asked about. */
export interface SeriesSet {
  /** The labels that were asked about, without those that the series do not have. */
  readonly labels: Labels;
  readonly count: number;
  /** How old the newest sample of the oldest of them is, in seconds, where that was asked. */
  readonly ageSeconds?: number;
}

/** What is there of one series name (`requests_total`, `latency_seconds_bucket`). */
export interface MetricEvidence {
  /** What exporters state: counter, gauge, histogram, summary; empty where none of them says. */
  readonly types: readonly string[];
  /** The names of all labels that any of its series has. */
  readonly labels: readonly string[];
  /** The series that exist now. */
  readonly series: readonly SeriesSet[];
  /** Values of labels within the last week, where somebody remembers. */
  readonly earlier: ReadonlyMap<string, readonly string[]>;
  /** How many series of a counter vanished within an hour from targets that went on counting, where somebody remembers. */
  readonly vanished?: number;
}

export interface Evidence {
  /** Whether this is one exporter's own text, before Prometheus adds the labels of the target. */
  readonly isScrape: boolean;
  /** Whether only the names of labels are known, and of their values the bounds of buckets. */
  readonly hasNoValues?: boolean;
  /** All series names. */
  readonly names: readonly string[];
  /** What is there of a series name; undefined where nothing is, and was within the last day. */
  readonly metrics: ReadonlyMap<string, MetricEvidence>;
}

/** How many series there are. */
export function countSeries(sets: readonly SeriesSet[]): number {
  return sets.reduce((sum, { count }) => sum + count, 0);
}
