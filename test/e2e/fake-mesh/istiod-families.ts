// What istiod exports, written down a second time and independently of src/istio: fake-mesh.test.ts holds it against the
// catalogue and against the samples in test/fixtures. Times are seconds, counters have no suffix of their own.
import { counter, gauge, histogram } from './instruments.ts';

const PUSH = [0.1, 0.5, 1, 3, 5, 10, 20, 30];
const FINE_PUSH = [0.01, 0.1, 1, 3, 5, 10, 20, 30];

export const ISTIOD_FAMILIES = {
  pilot_info: gauge('version'),
  istio_build: gauge('component', 'tag'),
  istiod_uptime_seconds: gauge(),
  istiod_managed_clusters: gauge('cluster_type'),

  pilot_xds: gauge('version'),
  pilot_xds_pushes: counter('type'),
  pilot_total_xds_rejects: counter('type'),
  pilot_xds_lds_reject: gauge('node', 'err'),
  pilot_xds_cds_reject: gauge('node', 'err'),
  pilot_xds_expired_nonce: counter('type'),
  pilot_proxy_convergence_time: histogram(PUSH),
  pilot_proxy_queue_time: histogram(PUSH),
  pilot_debounce_time: histogram(FINE_PUSH),
  pilot_pushcontext_init_seconds: histogram([0.01, 0.1, 0.5, 1, 3, 5]),
  pilot_xds_push_time: histogram(FINE_PUSH, 'type'),
  pilot_xds_send_time: histogram(FINE_PUSH),
  pilot_xds_config_size_bytes: histogram([1, 10_000, 1_000_000, 4_000_000, 10_000_000, 40_000_000], 'type'),
  pilot_push_triggers: counter('type'),
  pilot_inbound_updates: counter('type'),

  pilot_k8s_cfg_events: counter('type', 'event'),
  pilot_k8s_reg_events: counter('type', 'event'),
  pilot_services: gauge(),
  pilot_virt_services: gauge(),
  pilot_conflict_inbound_listener: gauge(),
  pilot_conflict_outbound_listener_tcp_over_current_tcp: gauge(),
  pilot_duplicate_envoy_clusters: gauge(),
  pilot_dns_cluster_without_endpoints: gauge(),
  pilot_eds_no_instances: gauge(),
  pilot_no_ip: gauge(),
  pilot_endpoint_not_ready: gauge(),
  pilot_vservice_dup_domain: gauge(),
  pilot_destrule_subsets: gauge(),
  pilot_k8s_endpoints_pending_pod: gauge(),
  endpoint_no_pod: gauge(),

  citadel_server_root_cert_expiry_timestamp: gauge(),
  citadel_server_root_cert_expiry_seconds: gauge(),
  citadel_server_csr_count: counter(),
  citadel_server_success_cert_issuance_count: counter(),

  sidecar_injection_requests_total: counter(),
  sidecar_injection_success_total: counter(),
  sidecar_injection_skip_total: counter(),
  sidecar_injection_time_seconds: histogram([0.1, 1, 3, 5, 10, 20, 30, 60]),
  galley_validation_passed: counter('group', 'version', 'resource'),
  galley_validation_config_updates: counter(),
  webhook_patch_attempts_total: counter('name'),

  go_goroutines: gauge(),
  process_cpu_seconds_total: counter(),
  process_resident_memory_bytes: gauge(),
  process_start_time_seconds: gauge(),
};

export type IstiodMetric = keyof typeof ISTIOD_FAMILIES;
