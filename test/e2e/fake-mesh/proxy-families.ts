// What a sidecar, a gateway or a waypoint exports on its merged port, agent and Envoy together, written down a second time
// and independently of src/istio: fake-mesh.test.ts holds it against the catalogue and the samples in test/fixtures.
import { counter, gauge, histogram } from './instruments.ts';

const PEERS = [
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
];
const HTTP = [
  ...PEERS,
  'request_protocol',
  'response_code',
  'grpc_response_status',
  'response_flags',
  'connection_security_policy',
];
const TCP = [...PEERS, 'request_protocol', 'response_flags', 'connection_security_policy'];

// Milliseconds and bytes alike; 200 is none of them.
const BUCKETS = [
  0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000, 600_000, 1_800_000,
  3_600_000,
];

export const PROXY_FAMILIES = {
  istio_build: gauge('component', 'tag'),
  istio_requests_total: counter(...HTTP),
  istio_request_duration_milliseconds: histogram(BUCKETS, ...HTTP),
  istio_request_bytes: histogram(BUCKETS, ...HTTP),
  istio_response_bytes: histogram(BUCKETS, ...HTTP),
  istio_request_messages_total: counter(...PEERS),
  istio_response_messages_total: counter(...PEERS),
  istio_tcp_connections_opened_total: counter(...TCP),
  istio_tcp_connections_closed_total: counter(...TCP),
  istio_tcp_sent_bytes_total: counter(...TCP),
  istio_tcp_received_bytes_total: counter(...TCP),

  envoy_server_live: gauge(),
  envoy_server_uptime: gauge(),
  envoy_cluster_upstream_cx_active: gauge('cluster_name'),
  envoy_cluster_upstream_rq_total: counter('cluster_name'),
  envoy_cluster_manager_active_clusters: gauge(),
  envoy_cluster_manager_cds_update_rejected: counter(),
  envoy_listener_manager_lds_update_rejected: counter(),

  istio_agent_cert_expiry_seconds: gauge('resource_name'),
  istio_agent_istiod_connection_terminations: counter('type'),
  istio_agent_num_outgoing_requests: counter('request_type'),
  istio_agent_outgoing_latency: counter('request_type'),
  istio_agent_process_start_time_seconds: gauge(),
  istio_agent_scrapes_total: counter(),
  istio_agent_startup_duration_seconds: gauge(),
  istio_agent_xds_proxy_requests: counter(),
  istio_agent_xds_proxy_responses: counter(),
};
