// In: a name. Out: whether PromQL can write it bare, as a metric before the braces or as a label.
// Only the names every Prometheus since 2.42 accepts; UTF-8 names (`{"a.b"}`) came with 3.0.

const METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

// PromQL's own words, whatever their case. Most may also be metric names, but not in every place nor in every version;
// as `{__name__="sum"}` each of them means the same everywhere. Source: `key` in promql/parser/lex.go of Prometheus.
const KEYWORDS: ReadonlySet<string> = new Set(
  [
    'and or unless atan2 bool on ignoring group_left group_right by without offset start end inf nan',
    'sum avg count min max group stddev stdvar topk bottomk count_values quantile',
    'limitk limit_ratio fill fill_left fill_right anchored smoothed step range min_of max_of',
  ]
    .join(' ')
    .split(' '),
);

// No grammar of Prometheus takes these for a label of `by (…)` or `on (…)`: two are numbers, one it has forgotten.
const UNLISTABLE = /^(?:inf|nan|without)$/i;

/** Whether the name is one of a metric in every version, though it may have to stand in quotes. */
export function isMetricName(name: string): boolean {
  return METRIC.test(name);
}

/** Whether the name can stand before the braces of a selector and mean a metric in every version. */
export function isBareMetricName(name: string): boolean {
  return METRIC.test(name) && !KEYWORDS.has(name.toLowerCase());
}

/** Whether the name is a label that a matcher can name. */
export function isLabelName(name: string): boolean {
  return LABEL.test(name);
}

/** Whether the name is a label that `by`, `without`, `on`, `ignoring` and `group_left` can list. */
export function isGroupingLabel(name: string): boolean {
  return LABEL.test(name) && !UNLISTABLE.test(name);
}
