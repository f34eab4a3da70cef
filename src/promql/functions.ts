// The functions and aggregations of Prometheus 2.42, the oldest version that the rules must run on, with their types;
// and the names that other versions have. It does not know what a function computes.
// Source: promql/parser/functions.go and lex.go of Prometheus, tags v2.42.0, v2.53.3, v3.5.3 and later.

/** What an expression yields. `range` is a range vector, which Prometheus also calls a matrix. */
export type ValueType = 'vector' | 'scalar' | 'string' | 'range';

export interface Signature {
  readonly name: string;
  readonly args: readonly ValueType[];
  /** How many of `args` must be given. */
  readonly least: number;
  /** How many may be given; beyond `args` the last type repeats. */
  readonly most: number;
  readonly returns: ValueType;
}

function signature(
  name: string,
  args: readonly ValueType[],
  returns: ValueType = 'vector',
  least = args.length,
  most = args.length,
): Signature {
  return { name, args, least, most, returns };
}

function named(names: string, args: readonly ValueType[], least = args.length): readonly Signature[] {
  return names.split(' ').map((name) => signature(name, args, 'vector', least));
}

const SIGNATURES: readonly Signature[] = [
  ...named('abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor ln log10 log2 rad sgn', ['vector']),
  ...named('sin sinh sort sort_desc sqrt tan tanh timestamp histogram_count histogram_sum', ['vector']),
  ...named('absent_over_time avg_over_time changes count_over_time delta deriv idelta increase irate', ['range']),
  ...named('last_over_time max_over_time min_over_time present_over_time rate resets', ['range']),
  ...named('stddev_over_time stdvar_over_time sum_over_time', ['range']),
  ...named('days_in_month day_of_month day_of_week day_of_year hour minute month year', ['vector'], 0),
  ...named('clamp', ['vector', 'scalar', 'scalar']),
  ...named('clamp_max clamp_min', ['vector', 'scalar']),
  ...named('round', ['vector', 'scalar'], 1),
  ...named('predict_linear', ['range', 'scalar']),
  ...named('quantile_over_time', ['scalar', 'range']),
  ...named('histogram_quantile', ['scalar', 'vector']),
  ...named('histogram_fraction', ['scalar', 'scalar', 'vector']),
  ...named('label_replace', ['vector', 'string', 'string', 'string', 'string']),
  // Prometheus lets the source labels be left out, and then joins nothing.
  signature('label_join', ['vector', 'string', 'string', 'string'], 'vector', 3, Number.POSITIVE_INFINITY),
  ...named('vector', ['scalar']),
  signature('scalar', ['vector'], 'scalar'),
  signature('time', [], 'scalar'),
  signature('pi', [], 'scalar'),
];

/** The functions that Prometheus 2.42 and every later version have, by name. */
export const FUNCTIONS: ReadonlyMap<string, Signature> = new Map(SIGNATURES.map((entry) => [entry.name, entry]));

/** The aggregations of Prometheus 2.42, with the type of the parameter that goes before the vector, if there is one. */
export const AGGREGATIONS: ReadonlyMap<string, ValueType | undefined> = new Map([
  ...['sum', 'avg', 'count', 'min', 'max', 'group', 'stddev', 'stdvar'].map((name) => [name, undefined] as const),
  ...(['topk', 'bottomk', 'quantile'] as const).map((name) => [name, 'scalar'] as const),
  ['count_values', 'string'] as const,
]);

/** The version of Prometheus that first had a function or aggregation; some of them still want a feature flag. */
export const NEWER: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '2.47': 'histogram_stddev histogram_stdvar',
    '2.49': 'mad_over_time sort_by_label sort_by_label_desc',
    '2.51': 'histogram_avg',
    '2.54': 'limitk limit_ratio',
    '2.55': 'info',
    '3.0': 'double_exponential_smoothing',
    '3.5': 'ts_of_max_over_time ts_of_min_over_time ts_of_last_over_time',
    '3.7': 'first_over_time ts_of_first_over_time',
    '3.11': 'histogram_quantiles',
    '3.12': 'start end step range',
    '3.13': 'min_of max_of',
    '3.14': 'start_timestamp',
  }).flatMap(([version, names]) => names.split(' ').map((name) => [name, version] as const)),
);

/** What Prometheus 3 took away, with its new name. */
export const GONE: ReadonlyMap<string, string> = new Map([['holt_winters', 'double_exponential_smoothing']]);
