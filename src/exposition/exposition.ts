// What an exporter exposes, as data: the samples of one scrape, and what the exporter says of their metrics.

export type Labels = Readonly<Record<string, string>>;

/** The value of a label; empty where a series has no such label, as in PromQL. */
export function labelValue(labels: Labels, label: string): string {
  return Object.hasOwn(labels, label) ? (labels[label] ?? '') : '';
}

/** Those of the named labels that a series has. */
export function labelsNamed(labels: Labels, names: readonly string[]): Labels {
  const entries = names.map((name) => [name, labelValue(labels, name)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}

/** A key that equal label sets share, in whatever order they are written. */
export function labelsKey(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort());
}

/** One line of a scrape: a series and its value. Labels with empty values are left out, as Prometheus does. */
export interface Sample {
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
}

/** What is wrong with a scrape: offsets into its text. */
export interface ExpositionProblem {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

export interface Exposition {
  readonly samples: readonly Sample[];
  /** The type that the exporter states, by the name of the metric as it stands behind `# TYPE`. */
  readonly types: ReadonlyMap<string, string>;
  readonly problems: readonly ExpositionProblem[];
}

const SUFFIXES = /_(total|bucket|count|sum|created|info)$/;

/** The names under which the type of a series may be stated: its own, and that of the metric of which it is a part. In
 *  OpenMetrics the counter of `requests_total` is called `requests`. */
export function typeNamesOf(series: string): readonly string[] {
  const metric = series.replace(SUFFIXES, '');
  return metric === series ? [series] : [series, metric];
}
