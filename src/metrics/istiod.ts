// What istiod exports (port 15014, /metrics) about itself, the configuration it reads, its certificate authority and
// its webhooks; pushing is in metrics-istiod-push.ts. The same rules hold here: label sets are born with their first
// event.
import { defineMetrics } from './metric.ts';

const CITADEL = 'security/pkg/server/ca/monitoring.go';
const INJECT = 'pkg/kube/inject/monitoring.go';
const VALIDATION = 'pkg/webhooks/validation/server/monitoring.go:24-96';
const VALIDATION_CONFIG = 'pkg/webhooks/validation/controller/monitoring.go:27-38';
const WEBHOOKS = 'pkg/webhooks/monitoring.go:30-44';
const PUSH_CONTEXT = 'pilot/pkg/model/push_context.go:638-732';
const QUEUE = 'pkg/queue/metrics.go:31-38';
const GO_RUNTIME = 'pilot/pkg/bootstrap/server.go:240';

const QUEUE_BUCKETS = [0.01, 0.1, 0.2, 0.5, 1, 3, 5] as const;

export const ISTIOD_METRICS = defineMetrics('istiod', {
  pilot_info: {
    type: 'gauge',
    labels: ['version'],
    help: 'Always 1; `version` carries the git commit. istio_build has the bare version.',
    source: 'pilot/pkg/bootstrap/monitoring.go:50,106',
  },
  istiod_uptime_seconds: {
    type: 'gauge',
    unit: 'seconds',
    labels: [],
    help: 'Time since this istiod started.',
    source: 'pilot/pkg/bootstrap/monitoring.go:42',
  },
  istiod_managed_clusters: {
    type: 'gauge',
    labels: ['cluster_type'],
    labelValues: { cluster_type: ['local', 'remote'] },
    help: 'Clusters this istiod reads; local is always 1.',
    source: 'pkg/kube/multicluster/secretcontroller.go:53-61',
  },
  istiod_remote_cluster_sync_status: {
    type: 'gauge',
    labels: ['cluster', 'cluster_type', 'status'],
    labelValues: { cluster_type: ['remote'], status: ['synced', 'syncing', 'timeout', 'closed'] },
    lazy: true,
    help: '1 in the state in which a remote cluster is, 0 in the others. Since Istio 1.29.',
    source: 'pkg/kube/multicluster/secretcontroller.go',
  },
  ambient_istiod_managed_clusters: {
    type: 'gauge',
    labels: ['ambient_cluster_type'],
    labelValues: { ambient_cluster_type: ['local', 'remote'] },
    lazy: true,
    help: 'Clusters this istiod reads for ambient mode.',
    source: 'pilot/pkg/serviceregistry/kube/controller/ambient/remotesecrets.go:48',
  },
  remote_cluster_sync_timeouts_total: {
    type: 'counter',
    labels: ['cluster'],
    lazy: true,
    help: 'Remote clusters left out at start because they took too long.',
    source: 'pkg/kube/multicluster/secretcontroller.go:48',
  },
  pilot_services: {
    type: 'gauge',
    labels: [],
    help: 'Services known. Every istiod has its own copy: take the max, not the sum.',
    source: 'pilot/pkg/xds/monitoring.go:32',
  },
  pilot_virt_services: {
    type: 'gauge',
    labels: [],
    help: 'VirtualServices known. Every istiod has its own copy: take the max, not the sum.',
    source: 'pilot/pkg/model/push_context.go:707',
  },
  pilot_conflict_inbound_listener: pushGauge('Services that claim the same port of a pod.'),
  pilot_conflict_outbound_listener_tcp_over_current_tcp: pushGauge(
    'TCP services that claim the same address and port.',
  ),
  pilot_duplicate_envoy_clusters: pushGauge('Clusters defined twice, by ServiceEntries with the same host.'),
  pilot_vservice_dup_domain: pushGauge('Hosts that several VirtualServices claim on one gateway; only one gets them.'),
  pilot_destrule_subsets: pushGauge('Subsets of one name in several DestinationRules for a host; only one is used.'),
  pilot_dns_cluster_without_endpoints: pushGauge(
    'DNS services or subsets without endpoints. A subset not yet deployed counts.',
  ),
  pilot_eds_no_instances: pushGauge('Services without endpoints. Scaled to zero counts, so above 0 is common.'),
  pilot_no_ip: pushGauge('Proxies that no Service selects. Normal for pure clients.'),
  pilot_endpoint_not_ready: pushGauge('Proxies whose endpoint is not ready. Normal while pods start.'),
  endpoint_no_pod: pushGauge('Endpoints without a pod. May be transient.'),
  pilot_k8s_endpoints_pending_pod: {
    type: 'gauge',
    labels: [],
    help: 'Endpoints whose pod istiod has not seen yet.',
    source: 'pilot/pkg/serviceregistry/kube/controller/controller.go:99',
  },
  pilot_k8s_cfg_events: {
    type: 'counter',
    labels: ['type', 'event'],
    labelValues: { event: ['add', 'update', 'delete'] },
    help: 'Changes of Istio resources, by kind.',
    source: 'pilot/pkg/config/kube/crdclient/metrics.go:25',
  },
  pilot_k8s_reg_events: {
    type: 'counter',
    labels: ['type', 'event'],
    labelValues: {
      type: ['Services', 'EndpointSlice', 'Pods', 'Nodes', 'Gateways', 'ServiceExports', 'ServiceImports'],
      event: ['add', 'update', 'updatesame', 'delete'],
    },
    help: 'Changes of Kubernetes services, endpoints, pods and nodes.',
    source: 'pilot/pkg/serviceregistry/kube/controller/controller.go:87,595-598',
  },
  pilot_total_rejected_configs: lazyCounter(
    ['type', 'name'],
    'Gateways rejected or ignored, by name.',
    'pilot/pkg/model/gateway.go:135-143',
  ),
  controller_sync_errors_total: lazyCounter(
    ['cluster'],
    'Failed watches of the Kubernetes API.',
    'pilot/pkg/util/informermetric/informerutil.go:30',
  ),
  pilot_jwks_resolver_network_fetch_success_total: lazyCounter(
    [],
    'Key sets fetched for JWT validation.',
    'pilot/pkg/model/jwks_resolver.go:85',
  ),
  pilot_jwks_resolver_network_fetch_fail_total: lazyCounter(
    [],
    'Key sets that could not be fetched; tokens of that issuer will be refused.',
    'pilot/pkg/model/jwks_resolver.go:89',
  ),
  pilot_worker_queue_depth: {
    type: 'gauge',
    labels: ['queueID'],
    lazy: true,
    help: 'Length of a controller queue. Off unless ISTIO_ENABLE_CONTROLLER_QUEUE_METRICS.',
    source: QUEUE,
  },
  pilot_worker_queue_latency: {
    type: 'histogram',
    unit: 'seconds',
    labels: ['queueID'],
    buckets: QUEUE_BUCKETS,
    lazy: true,
    help: 'Wait in a controller queue. Off unless ISTIO_ENABLE_CONTROLLER_QUEUE_METRICS.',
    source: QUEUE,
  },
  pilot_worker_queue_duration: {
    type: 'histogram',
    unit: 'seconds',
    labels: ['queueID'],
    buckets: QUEUE_BUCKETS,
    lazy: true,
    help: 'Work on an item of a controller queue. Off unless ISTIO_ENABLE_CONTROLLER_QUEUE_METRICS.',
    source: QUEUE,
  },
  citadel_server_root_cert_expiry_timestamp: {
    type: 'gauge',
    unit: 'timestamp-seconds',
    labels: [],
    help: 'When the FIRST root certificate of the bundle expires. Absent where istiod is no CA.',
    source: `${CITADEL}:58-61`,
  },
  citadel_server_root_cert_expiry_seconds: {
    type: 'gauge',
    unit: 'seconds',
    labels: [],
    help: 'Time left of the FIRST root certificate of the bundle; negative once expired. Absent where istiod is no CA.',
    source: `${CITADEL}:62-66`,
  },
  citadel_server_cert_chain_expiry_timestamp: {
    type: 'gauge',
    unit: 'timestamp-seconds',
    labels: [],
    lazy: true,
    help: 'When the signing certificate expires. Only with a plugged-in CA.',
    source: `${CITADEL}:67-70`,
  },
  citadel_server_cert_chain_expiry_seconds: {
    type: 'gauge',
    unit: 'seconds',
    labels: [],
    lazy: true,
    help: 'Time left of the signing certificate, negative once expired. Only with a plugged-in CA.',
    source: `${CITADEL}:71-75`,
  },
  citadel_server_csr_count: {
    type: 'counter',
    labels: [],
    help: 'Certificate requests received. A counter despite its suffix.',
    source: `${CITADEL}:28`,
  },
  citadel_server_success_cert_issuance_count: {
    type: 'counter',
    labels: [],
    help: 'Certificates issued. A counter despite its suffix.',
    source: `${CITADEL}:53`,
  },
  citadel_server_authentication_failure_count: lazyCounter(
    [],
    'Certificate requests nobody may make.',
    `${CITADEL}:33`,
  ),
  citadel_server_csr_parsing_err_count: lazyCounter([], 'Certificate requests that are malformed.', `${CITADEL}:38`),
  citadel_server_id_extraction_err_count: lazyCounter([], 'Certificate requests without identity.', `${CITADEL}:43`),
  citadel_server_csr_sign_err_count: lazyCounter(['error'], 'Certificate requests not signed.', `${CITADEL}:48`),
  sidecar_injection_requests_total: {
    type: 'counter',
    labels: [],
    help: 'Pods sent to the injection webhook. None arrive while istiod is unreachable.',
    source: `${INJECT}:22`,
  },
  sidecar_injection_success_total: { type: 'counter', labels: [], help: 'Pods answered.', source: `${INJECT}:27` },
  sidecar_injection_failure_total: lazyCounter(
    [],
    'Pods refused because injection failed. Born at the first one.',
    `${INJECT}:32`,
  ),
  sidecar_injection_skip_total: lazyCounter([], 'Pods left alone on purpose.', `${INJECT}:37`),
  sidecar_injection_time_seconds: {
    type: 'histogram',
    unit: 'seconds',
    labels: [],
    buckets: [0.1, 1, 3, 5, 10, 20, 30, 60],
    help: 'Time of an injection.',
    source: `${INJECT}:42`,
  },
  galley_validation_passed: {
    type: 'counter',
    labels: ['group', 'version', 'resource'],
    help: 'Istio resources found valid.',
    source: VALIDATION,
  },
  galley_validation_failed: {
    type: 'counter',
    labels: ['group', 'version', 'resource', 'reason'],
    labelValues: {
      reason: [
        'unsupported_operation',
        'yaml_decode_error',
        'unknown_type',
        'crd_conversion_error',
        'invalid_resource',
      ],
    },
    lazy: true,
    help: 'Istio resources refused as invalid: the webhook doing its work, so do not page.',
    source: VALIDATION,
  },
  galley_validation_http_error: lazyCounter(['status'], 'Validation requests that failed themselves.', VALIDATION),
  galley_validation_config_updates: lazyCounter([], 'Updates of the validating webhook.', VALIDATION_CONFIG),
  galley_validation_config_update_error: lazyCounter(['reason'], 'Failed updates of the webhook.', VALIDATION_CONFIG),
  galley_validation_config_load_error: lazyCounter(['reason'], 'Failed reads of the webhook.', VALIDATION_CONFIG),
  webhook_patch_attempts_total: lazyCounter(['name'], 'Attempts to write the CA into a webhook.', WEBHOOKS),
  webhook_patch_retries_total: lazyCounter(['name'], 'Repeated attempts to write the CA into a webhook.', WEBHOOKS),
  webhook_patch_failures_total: lazyCounter(['name', 'reason'], 'Webhooks left without the CA.', WEBHOOKS),
  go_goroutines: { type: 'gauge', labels: [], help: 'Goroutines.', source: GO_RUNTIME },
  process_cpu_seconds_total: {
    type: 'counter',
    unit: 'seconds',
    labels: [],
    help: 'CPU time used.',
    source: GO_RUNTIME,
  },
  process_resident_memory_bytes: { type: 'gauge', unit: 'bytes', labels: [], help: 'Memory used.', source: GO_RUNTIME },
  process_start_time_seconds: {
    type: 'gauge',
    unit: 'timestamp-seconds',
    labels: [],
    help: 'When the process started.',
    source: GO_RUNTIME,
  },
});

// Rewritten at each full push with what the push before it met (pilot/pkg/xds/discovery.go:265-271), and much the same
// in every istiod: take the max, never the sum or an increase.
function pushGauge(help: string) {
  return { type: 'gauge', labels: [], help, source: PUSH_CONTEXT } as const;
}

function lazyCounter<const Labels extends readonly string[]>(labels: Labels, help: string, source: string) {
  return { type: 'counter', labels, lazy: true, help, source } as const;
}
