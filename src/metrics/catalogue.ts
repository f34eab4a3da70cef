// The registry of metric catalogues. In: a metric or series name as it stands in a selector. Out: the metric behind it and
// its labels. A new exporter is a file beside this one, listed in METRICS.
import { memoized } from '../memoized.ts';
import { APPLICATION_METRICS } from './application.ts';
import { BLACKBOX_METRICS } from './blackbox.ts';
import { ENVOY_PROXY_METRICS } from './envoy.ts';
import { GATEWAY_METRICS } from './gateways.ts';
import { AGENT_METRICS } from './istio-agent.ts';
import { ENVOY_METRICS, PROXY_METRICS } from './istio-proxy.ts';
import { ISTIOD_METRICS } from './istiod.ts';
import { ISTIOD_PUSH_METRICS } from './istiod-push.ts';
import { KUBE_STATE_METRICS } from './kube-state-metrics.ts';
import { KUBERNETES_METRICS } from './kubernetes.ts';
import type { Exporter, Metric } from './metric.ts';
import { TARGET_LABELS } from './metric.ts';
import { NGINX_METRICS } from './nginx.ts';
import { NODE_METRICS } from './node-exporter.ts';
import { PROMETHEUS_METRICS } from './prometheus.ts';
import { ZTUNNEL_METRICS } from './ztunnel.ts';

export { TARGET_LABELS };

/** Every metric known, each once. */
export const METRICS: readonly Metric[] = Object.freeze(
  [
    ISTIOD_METRICS,
    ISTIOD_PUSH_METRICS,
    PROXY_METRICS,
    ENVOY_METRICS,
    AGENT_METRICS,
    ZTUNNEL_METRICS,
    PROMETHEUS_METRICS,
    KUBE_STATE_METRICS,
    KUBERNETES_METRICS,
    NODE_METRICS,
    BLACKBOX_METRICS,
    APPLICATION_METRICS,
    NGINX_METRICS,
    ENVOY_PROXY_METRICS,
    GATEWAY_METRICS,
  ].flatMap((metrics): Metric[] => Object.values(metrics)),
);

const BY_NAME: ReadonlyMap<string, Metric> = new Map(METRICS.map((metric) => [metric.name, metric]));

/** Which series of a metric a name means: `base` its own name, the others those of a classic histogram. */
export type MetricPart = 'base' | 'bucket' | 'sum' | 'count';

export interface FoundMetric {
  readonly metric: Metric;
  readonly part: MetricPart;
}

export const HISTOGRAM_PARTS = ['bucket', 'sum', 'count'] as const;

/**
 * The metric behind a series name, `istio_request_bytes_bucket` as well as `istio_request_bytes`. Names that merely end
 * like a histogram's, such as the counter `citadel_server_csr_count`, are themselves.
 */
export function findMetric(name: string): FoundMetric | undefined {
  const base = BY_NAME.get(name);
  if (base !== undefined) {
    return { metric: base, part: 'base' };
  }
  for (const part of HISTOGRAM_PARTS) {
    const metric = name.endsWith(`_${part}`) ? BY_NAME.get(name.slice(0, -part.length - 1)) : undefined;
    if (metric?.type === 'histogram') {
      return { metric, part };
    }
  }
  return undefined;
}

/** The labels of a metric's series, if the catalogue knows all that the exporter gives them. */
export function ownLabelsOf(name: string | undefined): readonly string[] | undefined {
  const metric = name === undefined ? undefined : findMetric(name)?.metric;
  return metric?.labelsVary ? undefined : metric?.labels;
}

/** Exporters that report what others did, for longer than they run themselves. */
const REPORTERS: readonly Exporter[] = ['kube-state-metrics', 'node-exporter', 'blackbox-exporter'];

/** Whose events a counter counts: those of the process that exports it, or of others. Undefined of an unknown metric. */
export function countsOf(name: string | undefined): 'own-events' | 'events-of-others' | undefined {
  const metric = name === undefined ? undefined : findMetric(name)?.metric;
  return metric && (REPORTERS.includes(metric.exportedBy) ? 'events-of-others' : 'own-events');
}

/**
 * The labels that series of a metric can have in Prometheus: its own, `le` on buckets, and the usual ones of a target.
 * Targets may have others, so a label outside this list deserves a warning and no more.
 */
export function labelsOf(metric: Metric, part: MetricPart = 'base'): readonly string[] {
  return part === 'bucket' ? [...new Set([...metric.labels, 'le', ...TARGET_LABELS])] : ownAndTargetLabels(metric);
}

const ownAndTargetLabels = memoized(({ labels }: Metric): readonly string[] => [
  ...new Set([...labels, ...TARGET_LABELS]),
]);
