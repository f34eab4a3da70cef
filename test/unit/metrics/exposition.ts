// In: the text that a target exposes to Prometheus. Out: its series and types, for comparison with the catalogue.
import { readFileSync } from 'node:fs';

export interface Series {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
}

export interface Exposition {
  readonly types: ReadonlyMap<string, string>;
  readonly series: readonly Series[];
}

/** Reads `test/fixtures/<name>`. */
export function readExposition(name: string): Exposition {
  const lines = readFileSync(new URL(`../../fixtures/${name}`, import.meta.url), 'utf8').split('\n');
  const types = lines.map((line) => /^# TYPE (\S+) (\S+)$/.exec(line)).filter((match) => match !== null);
  const series = lines.filter((line) => line !== '' && !line.startsWith('#')).map(parseSeries);
  return { types: new Map(types.map(([, metric = '', type = '']) => [metric, type])), series };
}

function parseSeries(line: string): Series {
  const match = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? \S+$/.exec(line);
  if (match === null) {
    throw new Error(`not a sample: ${line}`);
  }
  const [, name = '', labels = ''] = match;
  const pairs = [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, label = '', value = '']) => [label, value] as const);
  return { name, labels: new Map(pairs) };
}
