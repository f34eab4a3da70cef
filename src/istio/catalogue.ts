// In: a metric or series name as it stands in a selector. Out: the metric of Istio 1.27.1 behind it, its labels, or the
// news that the name circulates but does not exist. It joins the metrics-*.ts files and adds nothing to them.

import { remembered } from '../promql/remembered.ts';
import type { Metric } from './metric.ts';
import { TARGET_LABELS } from './metric.ts';
import { AGENT_METRICS } from './metrics-agent.ts';
import { ISTIOD_METRICS } from './metrics-istiod.ts';
import { ISTIOD_PUSH_METRICS } from './metrics-istiod-push.ts';
import { KUBE_STATE_METRICS, PROMETHEUS_METRICS } from './metrics-platform.ts';
import { ENVOY_METRICS, PROXY_METRICS } from './metrics-proxy.ts';
import { ZTUNNEL_METRICS } from './metrics-ztunnel.ts';

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
  ].flatMap((metrics): Metric[] => Object.values(metrics)),
);

const BY_NAME: ReadonlyMap<string, Metric> = new Map(METRICS.map((metric) => [metric.name, metric]));

/** Which series of a metric a name means: `base` its own name, the others those of a classic histogram. */
export type MetricPart = 'base' | 'bucket' | 'sum' | 'count';

export interface FoundMetric {
  readonly metric: Metric;
  readonly part: MetricPart;
}

const HISTOGRAM_PARTS = ['bucket', 'sum', 'count'] as const;

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

/**
 * The labels that series of a metric can have in Prometheus: its own, `le` on buckets, and the usual ones of a target.
 * Targets may have others, so a label outside this list deserves a warning and no more.
 */
export function labelsOf(metric: Metric, part: MetricPart = 'base'): readonly string[] {
  return part === 'bucket' ? [...new Set([...metric.labels, 'le', ...TARGET_LABELS])] : ownAndTargetLabels(metric);
}

const ownAndTargetLabels = remembered(({ labels }: Metric): readonly string[] => [
  ...new Set([...labels, ...TARGET_LABELS]),
]);

/** Why a metric that people still ask for is not there, and the name to use where there is one. */
export interface GoneMetric {
  readonly instead?: string;
  readonly why: string;
}

const MIXER: GoneMetric = { why: 'Mixer was removed in Istio 1.8' };

/** Names that circulate in dashboards and alerts but that Istio 1.27 does not export. */
export const GONE_METRICS: Readonly<Record<string, GoneMetric>> = Object.freeze({
  pilot_xds_pushes_total: { instead: 'pilot_xds_pushes', why: 'istiod exports its counters without the suffix _total' },
  pilot_total_xds_rejects_total: {
    instead: 'pilot_total_xds_rejects',
    why: 'istiod exports its counters without the suffix _total',
  },
  pilot_xds_connections: { instead: 'pilot_xds', why: 'connected proxies are the gauge pilot_xds, by version' },
  pilot_xds_push_errors: {
    instead: 'pilot_xds_pushes',
    why: 'failed sends are counted in pilot_xds_pushes with type=~".+_senderr"',
  },
  pilot_xds_push_timeout: { instead: 'pilot_xds_write_timeout', why: 'it was renamed' },
  pilot_total_internal_errors: { instead: 'pilot_total_xds_internal_errors', why: 'the name lacks xds' },
  pilot_xds_eds_instances: { why: 'it was removed after Istio 1.6' },
  pilot_xds_eds_all_locality_endpoints: { why: 'it was removed after Istio 1.6' },
  pilot_conflict_outbound_listener_http_over_current_tcp: {
    instead: 'pilot_conflict_outbound_listener_tcp_over_current_tcp',
    why: 'only conflicts between TCP listeners are left',
  },
  pilot_conflict_outbound_listener_tcp_over_current_http: {
    instead: 'pilot_conflict_outbound_listener_tcp_over_current_tcp',
    why: 'only conflicts between TCP listeners are left',
  },
  istio_request_duration_seconds: {
    instead: 'istio_request_duration_milliseconds',
    why: 'it went with Mixer; proxies measure in milliseconds',
  },
});

/** Looks a name up in {@link GONE_METRICS}, the parts of gone histograms and all of `mixer_*` included. */
export function findGoneMetric(name: string): GoneMetric | undefined {
  if (name.startsWith('mixer_')) {
    return MIXER;
  }
  const part = HISTOGRAM_PARTS.find((suffix) => name.endsWith(`_${suffix}`));
  const base = part === undefined ? name : name.slice(0, -part.length - 1);
  const gone = Object.hasOwn(GONE_METRICS, base) ? GONE_METRICS[base] : undefined;
  return part === undefined || gone?.instead === undefined ? gone : { ...gone, instead: `${gone.instead}_${part}` };
}
