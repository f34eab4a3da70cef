// What pilot-agent exports beside Envoy in the merged scrape of a sidecar or gateway (port 15020, /stats/prometheus); a
// scrape of Envoy's own port 15090 has none of it. The merged scrape never fails because of the application or Envoy,
// so `up` at 1 does not prove that their metrics arrived (pilot/cmd/pilot-agent/status/server.go:512-601).
import { defineMetrics } from './metric.ts';

const XDS_PROXY = 'pkg/istio-agent/metrics/metrics.go:30-64';
const SECRETS = 'security/pkg/nodeagent/cache/monitoring.go:29-57';
const STATUS = 'pilot/cmd/pilot-agent/metrics/metrics.go:30-48';
const DNS = 'pkg/dns/client/monitoring.go:22-42';
const WASM = 'pkg/wasm/monitoring.go:40-64';

const TERMINATIONS = { type: ['cancelled', 'error'] } as const;

export const AGENT_METRICS = defineMetrics('agent', {
  istio_agent_cert_expiry_seconds: {
    type: 'gauge',
    unit: 'seconds',
    labels: ['resource_name'],
    help: 'Time left of the workload certificate ("default"), negative once expired. Renewed at half its life.',
    source: SECRETS,
  },
  istio_agent_istiod_connection_failures: {
    type: 'counter',
    labels: [],
    lazy: true,
    help: 'Failures to set up the client for istiod. An unreachable istiod is none: it counts as a termination.',
    source: 'pkg/istio-agent/xds_proxy_delta.go:67-72',
  },
  istio_agent_istiod_connection_terminations: {
    type: 'counter',
    labels: ['type'],
    labelValues: TERMINATIONS,
    lazy: true,
    help: 'Ends of the stream to istiod. error: also failed attempts to open it; cancelled: normal, every 30 minutes.',
    source: 'pkg/istio-agent/xds_proxy.go:657-672',
  },
  istio_agent_envoy_connection_terminations: {
    type: 'counter',
    labels: ['type'],
    labelValues: TERMINATIONS,
    lazy: true,
    help: 'Ends of the stream between Envoy and the agent. cancelled is normal.',
    source: XDS_PROXY,
  },
  istio_agent_xds_proxy_requests: {
    type: 'counter',
    labels: [],
    help: 'xDS requests of Envoy passed on to istiod.',
    source: XDS_PROXY,
  },
  istio_agent_xds_proxy_responses: {
    type: 'counter',
    labels: [],
    help: 'xDS responses of istiod passed on to Envoy.',
    source: XDS_PROXY,
  },
  istio_agent_num_outgoing_requests: {
    type: 'counter',
    labels: ['request_type'],
    labelValues: { request_type: ['token_exchange', 'csr'] },
    help: 'Requests to the certificate authority or a token service.',
    source: SECRETS,
  },
  istio_agent_num_failed_outgoing_requests: {
    type: 'counter',
    labels: ['request_type'],
    labelValues: { request_type: ['token_exchange', 'csr'] },
    lazy: true,
    help: 'Requests to the certificate authority or a token service that failed after all retries.',
    source: SECRETS,
  },
  istio_agent_num_outgoing_retries: {
    type: 'counter',
    labels: ['request_type'],
    labelValues: { request_type: ['token_exchange', 'csr'] },
    lazy: true,
    help: 'Retried requests to the certificate authority or a token service.',
    source: 'security/pkg/monitoring/monitoring.go:27',
  },
  istio_agent_outgoing_latency: {
    type: 'counter',
    unit: 'milliseconds',
    labels: ['request_type'],
    labelValues: { request_type: ['token_exchange', 'csr'] },
    help: 'Sum of the durations of outgoing requests. No histogram: it gives a mean and nothing else.',
    source: SECRETS,
  },
  istio_agent_startup_duration_seconds: {
    type: 'gauge',
    unit: 'seconds',
    labels: [],
    help: 'Time from start to ready, in steps of the readiness probe.',
    source: STATUS,
  },
  istio_agent_scrapes_total: { type: 'counter', labels: [], help: 'Merged scrapes served.', source: STATUS },
  istio_agent_scrape_failures_total: {
    type: 'counter',
    labels: ['type'],
    labelValues: { type: ['envoy', 'application', 'agent'] },
    lazy: true,
    help: 'Parts missing from a merged scrape that succeeded all the same.',
    source: STATUS,
  },
  istio_agent_process_start_time_seconds: {
    type: 'gauge',
    unit: 'timestamp-seconds',
    labels: [],
    help: 'When the agent started.',
    source: 'pilot/cmd/pilot-agent/status/server.go:168-179',
  },
  istio_agent_dns_requests_total: {
    type: 'counter',
    labels: [],
    lazy: true,
    help: 'DNS queries taken by the agent, with DNS capture on.',
    source: DNS,
  },
  istio_agent_dns_upstream_requests_total: {
    type: 'counter',
    labels: [],
    lazy: true,
    help: 'DNS queries passed on to the upstream resolver.',
    source: DNS,
  },
  istio_agent_dns_upstream_failures_total: {
    type: 'counter',
    labels: [],
    lazy: true,
    help: 'DNS queries that failed upstream.',
    source: DNS,
  },
  istio_agent_dns_upstream_request_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    labels: [],
    buckets: [0.001, 0.005, 0.01, 0.1, 1, 5],
    lazy: true,
    help: 'Time of DNS queries upstream.',
    source: DNS,
  },
  istio_agent_wasm_cache_entries: {
    type: 'gauge',
    labels: [],
    lazy: true,
    help: 'Wasm modules in the cache.',
    source: WASM,
  },
  istio_agent_wasm_cache_lookup_count: {
    type: 'counter',
    labels: ['hit'],
    labelValues: { hit: ['true', 'false'] },
    lazy: true,
    help: 'Look-ups in the Wasm cache. A counter despite its suffix.',
    source: WASM,
  },
  istio_agent_wasm_remote_fetch_count: {
    type: 'counter',
    labels: ['result'],
    labelValues: { result: ['success', 'download_failure', 'manifest_failure', 'checksum_mismatched'] },
    lazy: true,
    help: 'Fetches of Wasm modules. A counter despite its suffix.',
    source: WASM,
  },
  istio_agent_wasm_config_conversion_count: {
    type: 'counter',
    labels: ['result'],
    labelValues: {
      result: [
        'success',
        'no_remote_load',
        'marshal_failure',
        'unmarshal_failure',
        'fetch_failure',
        'miss_remote_fetch_hint',
      ],
    },
    lazy: true,
    help: 'Conversions of Wasm configuration. A counter despite its suffix.',
    source: WASM,
  },
  istio_agent_wasm_config_conversion_duration: {
    type: 'histogram',
    unit: 'milliseconds',
    labels: [],
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16_384],
    lazy: true,
    help: 'Time to convert Wasm configuration.',
    source: WASM,
  },
});
