// What Envoy exports in sidecars, gateways and waypoints: Istio's standard metrics, and the few raw Envoy ones that are
// on by default or worth opting into. Names and labels: istio/proxy at 1.27.1, istio_stats.cc.
import { defineMetrics } from './metric.ts';

// In the order of export (istio_stats.cc:815-868, 1141-1287). Which pod reports and who talked to whom:
const PEER_LABELS = [
  'reporter',
  'source_workload',
  'source_canonical_service',
  'source_canonical_revision',
  'source_workload_namespace',
  'source_principal',
  'source_app',
  'source_version',
  'source_cluster',
  'destination_workload',
  'destination_workload_namespace',
  'destination_principal',
  'destination_app',
  'destination_version',
  'destination_service',
  'destination_canonical_service',
  'destination_canonical_revision',
  'destination_service_name',
  'destination_service_namespace',
  'destination_cluster',
] as const;

const HTTP_LABELS = [
  ...PEER_LABELS,
  'request_protocol',
  'response_code',
  'grpc_response_status',
  'response_flags',
  'connection_security_policy',
] as const;

const HTTP_OUTCOMES = ['response_code', 'grpc_response_status', 'response_flags'] as const;

// The zones and regions are ztunnel's alone, and optional there.
const TCP_LABELS = [
  ...PEER_LABELS,
  'request_protocol',
  'response_flags',
  'connection_security_policy',
  'source_region',
  'source_zone',
  'destination_region',
  'destination_zone',
] as const;

const PEER_VALUES = { reporter: ['source', 'destination', 'waypoint'] } as const;

// A client cannot see which policy the server applies, so the source reporter always says `unknown`.
const TCP_VALUES = {
  ...PEER_VALUES,
  request_protocol: ['http', 'grpc', 'tcp'],
  connection_security_policy: ['mutual_tls', 'none', 'unknown'],
} as const;

const HTTP_VALUES = {
  ...TCP_VALUES,
  // "0": the request ended without any code, usually because the client went away.
  response_code: ['0', ...Array.from({ length: 500 }, (_, index) => String(100 + index))],
  grpc_response_status: Array.from({ length: 17 }, (_, index) => String(index)),
};

// One list for milliseconds and bytes alike: istio/api annotation/annotations.yaml:188. 200 is not in it. A pod's
// annotation sidecar.istio.io/statsHistogramBuckets replaces it, for that pod only and not before its next start.
const ENVOY_BUCKETS = [
  0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000, 600_000, 1_800_000,
  3_600_000,
] as const;

const STANDARD = 'istio/proxy:source/extensions/filters/http/istio_stats/istio_stats.cc:167-176';
const ALSO_ZTUNNEL = ['ztunnel'] as const;

export const PROXY_METRICS = defineMetrics('proxy', {
  istio_requests_total: {
    type: 'counter',
    labels: HTTP_LABELS,
    outcomeLabels: HTTP_OUTCOMES,
    optionalLabels: ['grpc_response_status'],
    labelValues: HTTP_VALUES,
    help: 'Requests ended. Client and server both count one between sidecars, so read one reporter only.',
    source: STANDARD,
  },
  istio_request_duration_milliseconds: {
    type: 'histogram',
    unit: 'milliseconds',
    labels: HTTP_LABELS,
    outcomeLabels: HTTP_OUTCOMES,
    optionalLabels: ['grpc_response_status'],
    labelValues: HTTP_VALUES,
    buckets: ENVOY_BUCKETS,
    help: 'Time to the last byte, in whole milliseconds. A WebSocket or gRPC stream counts once, with its whole life.',
    source: STANDARD,
  },
  istio_request_bytes: {
    type: 'histogram',
    unit: 'bytes',
    labels: HTTP_LABELS,
    outcomeLabels: HTTP_OUTCOMES,
    optionalLabels: ['grpc_response_status'],
    labelValues: HTTP_VALUES,
    buckets: ENVOY_BUCKETS,
    help: 'Size of requests on the wire, headers included.',
    source: STANDARD,
  },
  istio_response_bytes: {
    type: 'histogram',
    unit: 'bytes',
    labels: HTTP_LABELS,
    outcomeLabels: HTTP_OUTCOMES,
    optionalLabels: ['grpc_response_status'],
    labelValues: HTTP_VALUES,
    buckets: ENVOY_BUCKETS,
    help: 'Size of responses on the wire, headers included.',
    source: STANDARD,
  },
  istio_request_messages_total: {
    type: 'counter',
    labels: PEER_LABELS,
    labelValues: PEER_VALUES,
    help: 'gRPC messages sent by clients. It has no protocol and no status labels.',
    source: STANDARD,
  },
  istio_response_messages_total: {
    type: 'counter',
    labels: PEER_LABELS,
    labelValues: PEER_VALUES,
    help: 'gRPC messages sent by servers. It has no protocol and no status labels.',
    source: STANDARD,
  },
  istio_tcp_connections_opened_total: {
    type: 'counter',
    labels: TCP_LABELS,
    outcomeLabels: ['response_flags'],
    labelValues: TCP_VALUES,
    alsoBy: ALSO_ZTUNNEL,
    help: 'TCP connections opened. HTTP traffic of sidecars is not among them.',
    source: STANDARD,
  },
  istio_tcp_connections_closed_total: {
    type: 'counter',
    labels: TCP_LABELS,
    outcomeLabels: ['response_flags'],
    labelValues: TCP_VALUES,
    alsoBy: ALSO_ZTUNNEL,
    help: 'TCP connections closed. Only here does ztunnel say DENY or CONNECT in response_flags.',
    source: STANDARD,
  },
  istio_tcp_sent_bytes_total: {
    type: 'counter',
    unit: 'bytes',
    labels: TCP_LABELS,
    outcomeLabels: ['response_flags'],
    labelValues: TCP_VALUES,
    alsoBy: ALSO_ZTUNNEL,
    help: 'Bytes sent to the client over TCP connections.',
    source: STANDARD,
  },
  istio_tcp_received_bytes_total: {
    type: 'counter',
    unit: 'bytes',
    labels: TCP_LABELS,
    outcomeLabels: ['response_flags'],
    labelValues: TCP_VALUES,
    alsoBy: ALSO_ZTUNNEL,
    help: 'Bytes received from the client over TCP connections.',
    source: STANDARD,
  },
  istio_build: {
    type: 'gauge',
    labels: ['component', 'tag'],
    labelValues: { component: ['pilot', 'proxy', 'ztunnel'] },
    alsoBy: ['istiod', 'ztunnel'],
    help: 'Always 1, once per process: the version of istiod (pilot), a proxy or a ztunnel is in `tag`.',
    source: 'pkg/version/stats.go:22-32',
  },
});

// Envoy's own statistics are off but for a few prefixes (pkg/bootstrap/config.go:58-71), so the envoy_cluster_* that
// are there by default exist for istiod's cluster, cluster_name="xds-grpc", alone.
const INCLUSION = 'pkg/bootstrap/config.go:58-71';
const OPT_IN = 'Off unless proxyStatsMatcher or sidecar.istio.io/statsInclusionRegexps includes it.';

const BREAKER_HELP = `1 while this limit of the circuit breaker is reached. ${OPT_IN}`;

export const ENVOY_METRICS = defineMetrics('proxy', {
  envoy_cluster_upstream_cx_active: {
    type: 'gauge',
    labels: ['cluster_name'],
    labelsVary: true,
    help: 'Open connections to a cluster; by default of xds-grpc only, where 1 means connected to the local agent.',
    source: INCLUSION,
  },
  envoy_cluster_upstream_rq_total: {
    type: 'counter',
    labels: ['cluster_name'],
    labelsVary: true,
    help: 'Requests to a cluster; by default of xds-grpc only.',
    source: INCLUSION,
  },
  envoy_server_live: { type: 'gauge', labels: [], help: '1 while Envoy is not draining.', source: INCLUSION },
  envoy_server_uptime: {
    type: 'gauge',
    unit: 'seconds',
    labels: [],
    help: 'Time since Envoy started.',
    source: INCLUSION,
  },
  envoy_cluster_manager_active_clusters: {
    type: 'gauge',
    labels: [],
    help: 'Clusters in use; without a Sidecar resource every proxy knows the whole mesh.',
    source: INCLUSION,
  },
  envoy_cluster_manager_cds_update_rejected: {
    type: 'counter',
    labels: [],
    help: 'Cluster configurations this proxy rejected: the same events as pilot_total_xds_rejects, by proxy.',
    source: INCLUSION,
  },
  envoy_listener_manager_lds_update_rejected: {
    type: 'counter',
    labels: [],
    help: 'Listener configurations this proxy rejected: the same events as pilot_total_xds_rejects, by proxy.',
    source: INCLUSION,
  },
  envoy_cluster_circuit_breakers_default_cx_open: optInGauge(BREAKER_HELP),
  envoy_cluster_circuit_breakers_default_rq_open: optInGauge(BREAKER_HELP),
  envoy_cluster_circuit_breakers_default_rq_pending_open: optInGauge(BREAKER_HELP),
  envoy_cluster_circuit_breakers_default_rq_retry_open: optInGauge(BREAKER_HELP),
  envoy_cluster_upstream_cx_overflow: optInCounter('Connections not opened because of the connection limit.'),
  envoy_cluster_upstream_rq_pending_overflow: optInCounter('Requests refused by the pending or request limit (UO).'),
  envoy_cluster_upstream_rq_retry_overflow: optInCounter('Retries not made because of the retry limit.'),
  envoy_cluster_outlier_detection_ejections_active: optInGauge(`Hosts ejected now. ${OPT_IN}`),
  envoy_cluster_outlier_detection_ejections_enforced_total: optInCounter('Hosts ejected.'),
  envoy_cluster_outlier_detection_ejections_overflow: optInCounter('Ejections skipped by maxEjectionPercent.'),
});

function optInGauge(help: string) {
  return { type: 'gauge', labels: ['cluster_name'], labelsVary: true, lazy: true, help, source: INCLUSION } as const;
}

function optInCounter(counts: string) {
  const help = `${counts} ${OPT_IN}`;
  return { type: 'counter', labels: ['cluster_name'], labelsVary: true, lazy: true, help, source: INCLUSION } as const;
}
