// Label sets, and series as a metric name with a label set. Both stay records until a test file or a page prints them.
import type { Matcher } from '../../promql/ast.ts';
import { print } from '../../promql/print.ts';

/** A label set; an empty value stands for a label that the series does not have. */
export type Labels = Readonly<Record<string, string>>;

/** What tells one series from every other. */
export interface Series {
  readonly metric: string;
  readonly labels: Labels;
}

/** The series as promtool's input and Prometheus' results spell it, such as `up{job="api"}`. */
export function printSeries({ metric, labels }: Series): string {
  return print({ kind: 'selector', metric, matchers: matchersOf(labels) });
}

/** The label set as Prometheus prints it for a sample without a metric name; `{}` for none. */
export function printLabels(labels: Labels): string {
  return matchersOf(labels).length === 0 ? '{}' : printSeries({ metric: 'x', labels }).slice(1);
}

/** A text that two series share only if they are the same series, in whatever order their labels stand. */
export function seriesKey({ metric, labels }: Series): string {
  return JSON.stringify([metric, labelsKey(labels)]);
}

/** The same for label sets. */
export function labelsKey(labels: Labels): string {
  return JSON.stringify(presentLabels(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The labels of these names; those that are missing are empty. */
export function pick(labels: Labels, names: readonly string[]): Labels {
  return Object.fromEntries(names.map((name) => [name, labels[name] ?? '']));
}

/** The last of the items under each key, in the order in which the keys came first. */
export function distinctBy<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}

function presentLabels(labels: Labels): [label: string, value: string][] {
  return Object.entries(labels).filter(([, value]) => value !== '');
}

function matchersOf(labels: Labels): Matcher[] {
  return presentLabels(labels).map(([label, value]) => ({ label, op: '=', value }));
}
