// Names that circulate in dashboards and alerts but that no current exporter has.
import { HISTOGRAM_PARTS } from './catalogue.ts';

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
  ...renamed('node_exporter 0.16 added the units to its names', {
    node_cpu: 'node_cpu_seconds_total',
    node_memory_MemTotal: 'node_memory_MemTotal_bytes',
    node_memory_MemFree: 'node_memory_MemFree_bytes',
    node_memory_MemAvailable: 'node_memory_MemAvailable_bytes',
    node_filesystem_size: 'node_filesystem_size_bytes',
    node_filesystem_free: 'node_filesystem_free_bytes',
    node_filesystem_avail: 'node_filesystem_avail_bytes',
    node_network_receive_bytes: 'node_network_receive_bytes_total',
    node_network_transmit_bytes: 'node_network_transmit_bytes_total',
    node_boot_time: 'node_boot_time_seconds',
    node_time: 'node_time_seconds',
  }),
  ...renamed('kube-state-metrics 2.0 renamed it', {
    kube_hpa_status_current_replicas: 'kube_horizontalpodautoscaler_status_current_replicas',
    kube_hpa_spec_max_replicas: 'kube_horizontalpodautoscaler_spec_max_replicas',
    kube_pod_container_resource_requests_cpu_cores: 'kube_pod_container_resource_requests',
    kube_pod_container_resource_limits_cpu_cores: 'kube_pod_container_resource_limits',
    kube_pod_container_resource_requests_memory_bytes: 'kube_pod_container_resource_requests',
    kube_pod_container_resource_limits_memory_bytes: 'kube_pod_container_resource_limits',
  }),
  ...renamed('Kubernetes 1.17 removed it', {
    apiserver_request_count: 'apiserver_request_total',
    apiserver_request_latencies: 'apiserver_request_duration_seconds',
  }),
  ...renamed('CoreDNS 1.7 renamed it', {
    coredns_dns_request_count_total: 'coredns_dns_requests_total',
    coredns_dns_response_rcode_count_total: 'coredns_dns_responses_total',
  }),
});

function renamed(why: string, names: Readonly<Record<string, string>>): Readonly<Record<string, GoneMetric>> {
  return Object.fromEntries(Object.entries(names).map(([name, instead]) => [name, { instead, why }]));
}

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
