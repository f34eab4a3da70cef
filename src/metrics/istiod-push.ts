// What istiod exports (port 15014, /metrics) about pushing configuration to the proxies. An OpenTelemetry instrument
// exports a label set only after its first event, so a counter of failures is absent, not 0, in a healthy mesh. Times
// are seconds although no name says so, and counters carry no `_total` (pkg/monitoring/monitoring.go:55-61).
import { defineMetrics } from './metric.ts';

// `type` is cds, eds, lds, rds, sds, nds, pcds, ecds, bds, wds, wads or, for any other resource, its whole type URL:
// not a closed set (pkg/model/xds.go:72-99).
const XDS = 'pilot/pkg/xds/monitoring.go';
const SHARED_XDS = 'pkg/xds/monitoring.go';

const CACHE = 'pilot/pkg/model/typed_xds_cache.go';
const CACHE_OFF = 'Off unless PILOT_XDS_CACHE_STATS.';

const REJECT_HELP =
  '1 once this proxy rejected the type, never cleared before istiod restarts. To count, use pilot_total_xds_rejects.';

export const ISTIOD_PUSH_METRICS = defineMetrics('istiod', {
  pilot_xds: {
    type: 'gauge',
    labels: ['version'],
    help: 'Proxies connected to this istiod, by their version; an emptied version stays at 0.',
    source: `${XDS}:39,118-123`,
  },
  pilot_xds_pushes: {
    type: 'counter',
    labels: ['type'],
    help: 'Pushes, failed ones included, whatever HELP says; type=~".+_senderr" counts unexpected send errors again.',
    source: `${XDS}:47-55,160-183`,
  },
  pilot_total_xds_rejects: {
    type: 'counter',
    labels: ['type'],
    lazy: true,
    help: 'Configurations a proxy refused (NACK), once per proxy and push. Born at 1, so rate() never sees the first.',
    source: `${SHARED_XDS}:67,84-85`,
  },
  pilot_xds_cds_reject: reject(43),
  pilot_xds_eds_reject: reject(49),
  pilot_xds_lds_reject: reject(55),
  pilot_xds_rds_reject: reject(61),
  pilot_total_xds_internal_errors: {
    type: 'counter',
    labels: [],
    lazy: true,
    help: 'Streams from proxies that broke with an unexpected error, and other faults of the xDS server.',
    source: `${SHARED_XDS}:33`,
  },
  pilot_xds_expired_nonce: {
    type: 'counter',
    labels: ['type'],
    help: 'Requests that answered an older push: benign churn.',
    source: `${SHARED_XDS}:38`,
  },
  pilot_xds_write_timeout: {
    type: 'counter',
    labels: [],
    lazy: true,
    help: 'Pushes given up because the proxy did not take them in time.',
    source: `${SHARED_XDS}:72`,
  },
  pilot_proxy_convergence_time: {
    type: 'histogram',
    unit: 'seconds',
    labels: [],
    buckets: [0.1, 0.5, 1, 3, 5, 10, 20, 30],
    help: 'From the end of the debounce to the last send of a push to a proxy; neither debounce nor ACK is in it.',
    source: `${XDS}:86-90`,
  },
  pilot_proxy_queue_time: {
    type: 'histogram',
    unit: 'seconds',
    labels: [],
    buckets: [0.1, 0.5, 1, 3, 5, 10, 20, 30],
    help: 'Wait of a proxy in the push queue; part of the convergence time.',
    source: `${XDS}:75`,
  },
  pilot_debounce_time: {
    type: 'histogram',
    unit: 'seconds',
    labels: [],
    buckets: [0.01, 0.1, 1, 3, 5, 10, 20, 30],
    help: 'From the first change to the start of its push: debounce (0.1 s to 10 s) and push context.',
    source: `${XDS}:57`,
  },
  pilot_pushcontext_init_seconds: {
    type: 'histogram',
    unit: 'seconds',
    labels: [],
    buckets: [0.01, 0.1, 0.5, 1, 3, 5],
    help: 'Time to compute the state that all proxies share; part of the debounce time.',
    source: `${XDS}:63`,
  },
  pilot_xds_push_time: {
    type: 'histogram',
    unit: 'seconds',
    labels: ['type'],
    buckets: [0.01, 0.1, 1, 3, 5, 10, 20, 30],
    help: 'Time to generate and send one type of configuration to one proxy.',
    source: `${XDS}:69,181`,
  },
  pilot_xds_send_time: {
    type: 'histogram',
    unit: 'seconds',
    labels: [],
    buckets: [0.01, 0.1, 1, 3, 5, 10, 20, 30],
    help: 'Time to hand one configuration to the network.',
    source: `${SHARED_XDS}:77`,
  },
  pilot_xds_config_size_bytes: {
    type: 'histogram',
    unit: 'bytes',
    labels: ['type'],
    buckets: [1, 10_000, 1_000_000, 4_000_000, 10_000_000, 40_000_000],
    help: 'Size of the configurations pushed; here `type` is the full type URL.',
    source: `${XDS}:107-115`,
  },
  pilot_push_triggers: {
    type: 'counter',
    labels: ['type'],
    labelValues: {
      type: [
        'endpoint',
        'headlessendpoint',
        'config',
        'service',
        'proxy',
        'global',
        'ambient',
        'unknown',
        'debug',
        'secret',
        'networks',
        'proxyrequest',
        'depdendentresource', // Istio's own spelling
        'namespace',
        'cluster',
        'tag',
      ],
    },
    help: 'Causes of pushes; one push can have several.',
    source: 'pilot/pkg/model/push_context.go:448-486',
  },
  pilot_inbound_updates: {
    type: 'counter',
    labels: ['type'],
    labelValues: { type: ['config', 'eds', 'svc', 'svcdelete'] },
    help: 'Changes that came in, before the debounce merges them.',
    source: `${XDS}:92,102-105`,
  },
  pilot_sds_certificate_errors_total: {
    type: 'counter',
    labels: [],
    lazy: true,
    help: 'Keys and certificates of gateways that could not be fetched.',
    source: `${XDS}:97`,
  },
  pilot_envoy_filter_status: {
    type: 'gauge',
    labels: ['name', 'patch', 'result'],
    labelValues: { result: ['error', 'applied'] },
    lazy: true,
    help: 'Whether an EnvoyFilter was applied. Off unless PILOT_ENVOY_FILTER_STATS.',
    source: 'pilot/pkg/networking/core/envoyfilter/monitoring.go:49',
  },
  xds_cache_reads: cacheCounter('Reads of the xDS cache.', ['hit', 'miss'], 38),
  xds_cache_evictions: cacheCounter('Evictions from the xDS cache.', ['clear', 'size'], 44),
  xds_cache_size: cacheGauge('Entries in the xDS cache.', 50),
  xds_cache_dependent_config_size: cacheGauge('Configurations that entries of the xDS cache depend on.', 56),
});

function reject(line: number) {
  const source = `${SHARED_XDS}:${line}`;
  return { type: 'gauge', labels: ['node', 'err'], lazy: true, help: REJECT_HELP, source } as const;
}

function cacheCounter(counts: string, types: readonly string[], line: number) {
  const [help, source, labelValues] = [`${counts} ${CACHE_OFF}`, `${CACHE}:${line}`, { type: types }];
  return { type: 'counter', labels: ['type'], labelValues, lazy: true, help, source } as const;
}

function cacheGauge(counts: string, line: number) {
  return { type: 'gauge', labels: [], lazy: true, help: `${counts} ${CACHE_OFF}`, source: `${CACHE}:${line}` } as const;
}
