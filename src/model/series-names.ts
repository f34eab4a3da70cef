// The names of the series that the compiled rules record. Dashboards, tests and docs rely on them, and a renamed series loses its
// history.
import { parseDuration } from '../promql/duration.ts';

/** Recorded series, named `level:metric:operations` (https://prometheus.io/docs/practices/rules/). The base window is in
 *  no name: it follows from the scrape interval, and changing that must not lose history. */
export const SERIES = {
  totalRate: 'slo:total_events:rate',
  badRate: 'slo:bad_events:rate',
  abandonedRate: 'slo:abandoned_events:rate',
  abandonedUsually: 'slo:abandoned_events:usual_ratio',
  badByOutcome: 'slo:bad_events:rate_by_outcome',
  heartbeat: 'slo:heartbeat',
  leafMissing: 'slo:leaf_missing',
  totalOpen: 'slo:total_events:increase_since_tile',
  badOpen: 'slo:bad_events:increase_since_tile',
  usualRate: 'slo:total_events:usual_rate',
  totalHourly: 'slo:total_events:rate1h',
  badHourly: 'slo:bad_events:rate1h',
  errorRatioOfPeriod: 'slo:error_ratio:period',
  budgetRemaining: 'slo:error_budget:remaining_ratio',
  objective: 'slo:objective:ratio',
  budget: 'slo:error_budget:ratio',
  period: 'slo:period:seconds',
  burnThreshold: 'slo:burn_threshold:factor',
  breachEvents: 'slo:breach_events:count',
  breachTargets: 'slo:breach_targets:count',
  breachWindow: 'slo:breach_window:seconds',
  info: 'slo:info',
} as const;

/** The series that are made from scraped ones: in a topology the leaves record them. */
export const BASE_LAYER: readonly string[] = [
  SERIES.totalRate,
  SERIES.badRate,
  SERIES.abandonedRate,
  SERIES.badByOutcome,
];

export const ERROR_RATIO_OF_WINDOW = 'slo:error_ratio:rate';
export const INCREASE_OF = { bad: 'slo:bad_events:increase', total: 'slo:total_events:increase' } as const;

const OF_RULES = 'slo:';
const OF_LEAF = 'slo_leaf:';

/** What a leaf records in the place of a series of the base layer: above the leaves both are in one database. Series of others,
 *  whatever they are called, keep their names. */
export function leafSeries(series: string): string {
  return isOfRules(series) ? OF_LEAF + series.slice(OF_RULES.length) : series;
}

const ALERT_SERIES: readonly string[] = ['ALERTS', 'ALERTS_FOR_STATE'];

/** Whether Prometheus itself records this series, of alerts and while they are there. */
export function isAlertSeries(metric: string | undefined): boolean {
  return metric !== undefined && ALERT_SERIES.includes(metric);
}

/** Whether the compiled rules record this series, in one place, above leaves or in a leaf, or Prometheus does of their alerts. Other
 *  tools have series whose names begin alike. */
export function isRecorded(metric: string): boolean {
  const isOfLeaf = metric.startsWith(OF_LEAF) && isOfRules(OF_RULES + metric.slice(OF_LEAF.length));
  return isOfLeaf || isOfRules(metric) || isAlertSeries(metric);
}

/** What a leaf records under the name that it has everywhere. */
const IN_EACH_LEAF: readonly string[] = [SERIES.breachEvents, SERIES.breachTargets, SERIES.breachWindow, SERIES.info];

/** Whether in a topology the rules above the leaves record this series, and no leaf does. */
export function isRecordedAbove(metric: string): boolean {
  return isOfRules(metric) && !IN_EACH_LEAF.includes(metric);
}

function isOfRules(metric: string): boolean {
  return Object.values<string>(SERIES).includes(metric) || isRatioOfWindow(metric) || isIncreaseOfWindow(metric);
}

/** Whether the series is the error ratio of a window. */
export function isRatioOfWindow(metric: string): boolean {
  return isOverWindow(metric, ERROR_RATIO_OF_WINDOW);
}

/** Whether the series counts events of a window, the bad ones or all. */
export function isIncreaseOfWindow(metric: string): boolean {
  return Object.values(INCREASE_OF).some((name) => isOverWindow(metric, name));
}

function isOverWindow(metric: string, name: string): boolean {
  return metric.startsWith(name) && parseDuration(metric.slice(name.length)) !== undefined;
}
