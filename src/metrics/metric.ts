// In: a metric's definition. Out: the typed metric, and selectors over it whose labels the type checker knows.
// It holds no metric itself (see catalogue.ts) and knows no SLO.
import type { Matcher, MatchOperator, Selector } from '../promql/ast.ts';
import { selector } from '../promql/build.ts';

type MetricType = 'counter' | 'gauge' | 'histogram';

/** What one unit of the value is; `timestamp-seconds` is Unix time. */
type MetricUnit = 'seconds' | 'milliseconds' | 'bytes' | 'none' | 'timestamp-seconds';

export type Exporter =
  | 'istiod'
  | 'proxy'
  | 'agent'
  | 'ztunnel'
  | 'envoy'
  | 'prometheus'
  | 'kube-state-metrics'
  | 'kubernetes'
  | 'node-exporter'
  | 'blackbox-exporter'
  | 'nginx'
  | 'gateway'
  | 'application';

/** A metric as its exporter names it, before Prometheus adds the target's labels. */
export interface Metric<Label extends string = string> {
  readonly name: string;
  readonly type: MetricType;
  readonly unit: MetricUnit;
  /** The labels it is exported with; `le` of a histogram's buckets is not among them. */
  readonly labels: readonly Label[];
  /** Several exporters or libraries use the name, with further labels or with some of these only. */
  readonly labelsVary?: boolean;
  /** Labels that say how an event ended: of a group by one of them, all events failed or none. */
  readonly outcomeLabels?: readonly Label[];
  /** Labels that only some events give a value, so that no series need have them: the status of gRPC. */
  readonly optionalLabels?: readonly Label[];
  /** All values of the labels that have a closed set of them. A label may also be missing, which matches `""`. */
  readonly labelValues?: Readonly<Partial<Record<Label, readonly string[]>>>;
  /** Upper bounds of a histogram's default buckets in the metric's unit, ascending, without +Inf. */
  readonly buckets?: readonly number[];
  /** The buckets are defaults of libraries, which applications often replace by others. */
  readonly bucketsVary?: boolean;
  /** The least and the greatest value that a series can have, where they are known. */
  readonly range?: readonly [least: number, greatest: number];
  readonly exportedBy: Exporter;
  /** Who else exports it, under the same name and labels. */
  readonly alsoBy?: readonly Exporter[];
  /** Absent until an event that a healthy mesh may never see, or until an option is set: its absence proves nothing. */
  readonly lazy?: boolean;
  /** What it counts, and its trap. */
  readonly help: string;
  /** The file that defines it: in istio/istio at tag 1.27.1, or in the repository named before the colon. */
  readonly source: string;
}

type Definition = Omit<Metric, 'name' | 'unit' | 'exportedBy'> & Partial<Pick<Metric, 'unit'>>;

/** The metrics that {@link defineMetrics} makes of definitions `T`, each typed with its own labels. */
export type Metrics<T extends Readonly<Record<string, Definition>>> = {
  readonly [Name in keyof T & string]: Metric<T[Name]['labels'][number]>;
};

/** Names the definitions by their keys, and fills in their exporter and, where they state none, the unit `none`. */
export function defineMetrics<const T extends Readonly<Record<string, Definition>>>(
  exportedBy: Exporter,
  definitions: T,
): Metrics<T> {
  const named = Object.entries(definitions).map(([name, definition]): [string, Metric] => [
    name,
    { name, unit: 'none', exportedBy, ...definition },
  ]);
  return Object.freeze(Object.fromEntries(named)) as Metrics<T>;
}

/**
 * Labels that Prometheus commonly adds to every series of a target: by service discovery, by the operator's monitors
 * and their `targetLabels`, by federation. Others can be configured, so a label outside this list is unusual, not
 * wrong.
 */
export const TARGET_LABELS = [
  'job',
  'instance',
  'namespace',
  'pod',
  'node',
  'container',
  'endpoint',
  'service',
  'app',
  'istio',
  'istio_io_rev',
  'revision',
  'cluster',
  'pod_name',
  'prometheus',
  'prometheus_replica',
] as const;

export type TargetLabel = (typeof TARGET_LABELS)[number];

/** A value that the label must equal, or an operator and its operand. */
type LabelTest = string | readonly [op: MatchOperator, value: string];

/** Tests for labels of a metric or of its target; a label that neither has does not compile. */
export type LabelTests<Label extends string> = { readonly [L in Label | TargetLabel]?: LabelTest };

/**
 * Selects series of a metric. `where` holds further matchers, from options or from a user, that nobody checks here.
 *
 * For a histogram this names the whole (`h`), not its `h_bucket` or `h_count` series; see {@link selectPart}.
 */
export function select<Label extends string>(
  metric: Metric<Label>,
  tests: LabelTests<NoInfer<Label>> = {},
  where: readonly Matcher[] = [],
): Selector {
  return selector(metric.name, [...matchersOf(tests), ...where]);
}

/** Like {@link select}, for the `_count`, `_sum` or `_bucket` series of a histogram. */
export function selectPart<Label extends string>(
  metric: Metric<Label>,
  part: 'count' | 'sum' | 'bucket',
  tests: LabelTests<NoInfer<Label>> = {},
  where: readonly Matcher[] = [],
): Selector {
  return selector(`${metric.name}_${part}`, [...matchersOf(tests), ...where]);
}

/** Label names to group by, checked like those of {@link select}. */
export function groupLabels<Label extends string>(
  _metric: Metric<Label>,
  ...labels: readonly (NoInfer<Label> | TargetLabel)[]
): readonly string[] {
  return labels;
}

function matchersOf<Label extends string>(tests: LabelTests<Label>): Matcher[] {
  return Object.entries<LabelTest>(tests as Readonly<Record<string, LabelTest>>).map(([label, test]): Matcher => {
    const [op, value] = typeof test === 'string' ? (['=', test] as const) : test;
    return { label, op, value };
  });
}
