// The text that a target exposes to Prometheus in, its types and series out. An empty label value is no label, as for
// Prometheus.

export interface ExposedSeries {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Exposition {
  /** Types by the name of the metric. */
  readonly types: ReadonlyMap<string, string>;
  readonly series: readonly ExposedSeries[];
}

/** Reads the text format 0.0.4, as far as Istio and prom-client use it. */
export function parseExposition(text: string): Exposition {
  const lines = text.split('\n');
  const types = lines.map((line) => /^# TYPE (\S+) (\S+)$/.exec(line)).filter((match) => match !== null);
  return {
    types: new Map(types.map(([, name = '', type = '']) => [name, type])),
    series: lines.filter((line) => line !== '' && !line.startsWith('#')).map(parseSeries),
  };
}

function parseSeries(line: string): ExposedSeries {
  const match = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line);
  if (match === null) throw new Error(`not a sample: ${line}`);
  const [, name = '', labels = '', value = ''] = match;
  const pairs = [...labels.matchAll(/(\w+)="([^"]+)"/g)].map(([, label = '', text = '']) => [label, text] as const);
  return { name, labels: Object.fromEntries(pairs), value: Number(value) };
}
