// In: a counter of istiod that is born with its first event. Out: an expression that counts the events of a window
// without missing the first. Severity, threshold and the metric itself are the caller's business.

import type { Expr, Matcher } from '../promql/ast.ts';
import { and, eqv, increase, lt, max, num, offset, on, or, range, sum, unless } from '../promql/build.ts';
import { groupLabels, type Metric, select } from './metric.ts';
import { ISTIOD_METRICS } from './metrics-istiod.ts';
import { ISTIOD_PUSH_METRICS } from './metrics-istiod-push.ts';
import { PROMETHEUS_METRICS } from './metrics-platform.ts';

/** Where and when to look. */
export interface EventWindow {
  /** Length of the window in milliseconds; at least four scrapes. */
  readonly window: number;
  /** Matchers of istiod's targets. */
  readonly istiod: readonly Matcher[];
}

// From the start of a process to its first successful scrape; Prometheus looks back as far for a sample.
const FIRST_SCRAPE_MS = 5 * 60_000;

/**
 * Events of a counter in the window, one series per series of the counter.
 *
 * `increase` needs two samples, so it never sees the event that a counter is born with: the first reject of each type
 * and pod would go by in silence. Therefore the whole value of a counter counts as new while the counter was not there
 * one window ago, provided that its absence means something: that istiod was scraped then, or that it runs for no
 * longer than the window. Without that, each restart of Prometheus and each gap in the scrapes would turn old events
 * into new ones. The order of the two is essential: beside a newborn, `increase` is there too and says 0.
 *
 * The counter of old is recognised by instance and its own labels. Target labels can change under it: a changed monitor
 * renames its job, and a revision tag (Istio 1.28) adds a second job, whose series would all pass for newborn.
 *
 * The uptime is granted five minutes more than the window because a process is scraped only some time after it starts;
 * until `up … offset window` reaches that first scrape, a young counter would have no proof and the alert would flap.
 */
export function newEvents(metric: Metric, { window, istiod }: EventWindow): Expr {
  const counter = select(metric, {}, istiod);
  const newborn = unless(counter, offset(counter, window), on('instance', ...metric.labels));
  const wasScraped = eqv(offset(select(PROMETHEUS_METRICS.up, {}, istiod), window), num(1));
  const isYoung = lt(select(ISTIOD_METRICS.istiod_uptime_seconds, {}, istiod), num((window + FIRST_SCRAPE_MS) / 1000));
  return or(and(newborn, or(wasScraped, isYoung), on('instance')), increase(range(counter, window)));
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
