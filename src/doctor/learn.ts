// Series in, what is worth keeping of their metrics out: types, names of labels, bounds of buckets. No other value of a label and
// no help text is kept, so that nothing secret can be, and what is kept does not change with each request.
import { typeNamesOf } from '../exposition/exposition.ts';
import { type LearntMetric, LONGEST_NAME, MOST_METRICS, MOST_PARTS } from '../spec/learnt/metrics-schema.ts';
import { compareText, distinct, groupBy } from '../text/lists.ts';
import { largest } from '../text/numbers.ts';

/** What is there of one series name. */
export interface SeenSeries {
  readonly name: string;
  readonly labels: readonly string[];
  /** How many series there are for each value of `le`. */
  readonly bounds: ReadonlyMap<string, number>;
}

/** The types that are stated for the name of a metric. */
export type TypesOf = (name: string) => readonly string[];

export interface Learnt {
  readonly metrics: readonly LearntMetric[];
  /** How many more there were than a file holds, or with names that are too long for it. */
  readonly leftOut: number;
}

const TYPES = ['counter', 'gauge', 'histogram', 'summary'] as const;
type Type = (typeof TYPES)[number];

/** The metrics of the series, sorted by name. */
export function learn(seen: readonly SeenSeries[], typesOf: TypesOf): Learnt {
  const byName = new Map(seen.map((series) => [series.name, series]));
  const metrics = seen.flatMap((series) => metricOf(series, byName, typesOf));
  const unique = [...new Map(metrics.map((metric) => [metric.name, metric])).values()];
  const fitting = unique.filter(isShort).sort((a, b) => compareText(a.name, b.name));
  const kept = fitting.slice(0, MOST_METRICS);
  return { metrics: kept, leftOut: unique.length - kept.length };
}

/** What several targets of a project have, each once, in whatever order they come: labels of any of them, the type that
 *  none of them contradicts, and buckets that all of them have. */
export function mergeLearnt(all: readonly Learnt[]): Learnt {
  const byName = groupBy(
    all.flatMap(({ metrics }) => metrics),
    ({ name }) => name,
  );
  const merged = [...byName].map(([name, metrics]) => mergeMetric(name, metrics));
  const sorted = merged.sort((a, b) => compareText(a.name, b.name));
  const leftOut = all.reduce((sum, learnt) => sum + learnt.leftOut, Math.max(0, sorted.length - MOST_METRICS));
  return { metrics: sorted.slice(0, MOST_METRICS), leftOut };
}

function mergeMetric(name: string, metrics: readonly LearntMetric[]): LearntMetric {
  const [type, anotherType] = distinct(metrics.flatMap((metric) => metric.type ?? []));
  const labels = distinct(metrics.flatMap((metric) => metric.labels)).sort();
  const [buckets] = metrics.map((metric) => metric.buckets);
  const shared = buckets?.filter((bound) => metrics.every((metric) => metric.buckets?.includes(bound)));
  const haveBuckets = metrics.every((metric) => metric.buckets !== undefined);
  return {
    name,
    // Targets that disagree say nothing.
    ...(type !== undefined && anotherType === undefined && { type }),
    labels: labels.slice(0, MOST_PARTS),
    ...(shared !== undefined && haveBuckets && { buckets: shared }),
  };
}

/** The metric that a series belongs to; nothing for a part of a histogram or summary that its other parts stand for. */
function metricOf(series: SeenSeries, byName: ReadonlyMap<string, SeenSeries>, typesOf: TypesOf): LearntMetric[] {
  const { name, labels } = series;
  const [, base = name, part] = /^(.+)_(bucket|count|sum)$/.exec(name) ?? [];
  const whole = part === undefined ? undefined : wholeOf(base, byName, typesOf);
  if (whole === undefined) return [plain(name, typeOf(typesOf, typeNamesOf(name)), labels)];
  const bucket = byName.get(`${base}_bucket`);
  const isClassic = whole === 'histogram' && bucket !== undefined;
  const metric = plain(base, whole, isClassic ? bucket.labels : labels);
  return [isClassic ? { ...metric, buckets: boundsOf(bucket) } : metric];
}

/** What a series with the name of a part is a part of: what is stated, or else what its parts tell. */
function wholeOf(base: string, byName: ReadonlyMap<string, SeenSeries>, typesOf: TypesOf): Type | undefined {
  const stated = typeOf(typesOf, [base]);
  if (stated === 'histogram' || stated === 'summary') return stated;
  const isHistogram = (byName.get(`${base}_bucket`)?.bounds.size ?? 0) > 0 && byName.has(`${base}_count`);
  return stated === undefined && isHistogram ? 'histogram' : undefined;
}

function typeOf(typesOf: TypesOf, names: readonly string[]): Type | undefined {
  const stated = names.map((name) => typesOf(name)).find((types) => types.length > 0) ?? [];
  const [only, another] = TYPES.filter((type) => stated.includes(type));
  // Exporters that disagree say nothing.
  return another === undefined ? only : undefined;
}

/** Labels by which the parts of a metric are told apart, not its events. */
const OF_PARTS: readonly string[] = ['__name__', 'le', 'quantile'];

function plain(name: string, type: Type | undefined, labels: readonly string[]): LearntMetric {
  const eventLabels = distinct(labels).filter((label) => !OF_PARTS.includes(label) && label.length <= LONGEST_NAME);
  return { name, ...(type !== undefined && { type }), labels: eventLabels.sort().slice(0, MOST_PARTS) };
}

/** The bounds that each of the histograms has: what some of them lack is no bucket to rely on. */
function boundsOf({ bounds }: SeenSeries): number[] {
  const all = largest(bounds.values());
  const finite = [...bounds].flatMap(([le, count]) => (count === all && isNumber(le) ? [Number(le)] : []));
  return distinct(finite)
    .sort((a, b) => a - b)
    .slice(0, MOST_PARTS);
}

function isNumber(text: string): boolean {
  return text.trim() !== '' && Number.isFinite(Number(text));
}

function isShort({ name }: LearntMetric): boolean {
  return name.length <= LONGEST_NAME;
}
