// In: a counter of istiod that is born with its first event. Out: an expression that counts the events of a window
// without missing the first; promql/new-events.ts says how. Severity and threshold are the caller's business.
import { ISTIOD_METRICS } from '../metrics/istiod.ts';
import { ISTIOD_PUSH_METRICS } from '../metrics/istiod-push.ts';
import { groupLabels, type Metric, select } from '../metrics/metric.ts';
import { PROMETHEUS_METRICS } from '../metrics/prometheus.ts';
import type { Expr, Matcher } from '../promql/ast.ts';
import { max, sum } from '../promql/build.ts';
import { newEvents as newEventsOf } from '../promql/new-events.ts';

/** Where and when to look. */
export interface EventWindow {
  /** Length of the window in milliseconds; at least four scrapes. */
  readonly window: number;
  /** Time between two scrapes, in milliseconds. */
  readonly scrapeInterval: number;
  /** Matchers of istiod's targets. */
  readonly istiod: readonly Matcher[];
}

/** Events of a counter of istiod in the window, one series per series of the counter. */
export function newEvents(metric: Metric, { window, scrapeInterval, istiod }: EventWindow): Expr {
  return newEventsOf(select(metric, {}, istiod), {
    windowMs: window,
    scrapeIntervalMs: scrapeInterval,
    target: select(PROMETHEUS_METRICS.up, {}, istiod),
    matchOn: ['instance'],
    processAge: select(ISTIOD_METRICS.istiod_uptime_seconds, {}, istiod),
    metricLabels: metric.labels,
    counts: 'own-events',
  });
}

/**
 * Configurations that proxies rejected in the window, by type: above 0 is a breach. Nothing tells whether they are
 * still rejected, since istiod counts one NACK per push and the pilot_xds_*_reject gauges never clear.
 *
 * `max by (pod, instance)` first, because Istio 1.28 and later add a Service per revision tag through which the usual
 * ServiceMonitor scrapes each istiod a second time.
 */
export function xdsRejects(where: EventWindow): Expr {
  const { pilot_total_xds_rejects: rejects } = ISTIOD_PUSH_METRICS;
  return sum(
    max(newEvents(rejects, where), groupLabels(rejects, 'type', 'pod', 'instance')),
    groupLabels(rejects, 'type'),
  );
}
