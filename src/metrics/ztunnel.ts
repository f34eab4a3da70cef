// Metrics of the ambient node proxy, ztunnel (port 15020, /stats/prometheus), apart from the TCP ones it shares with
// the sidecars (metrics-proxy.ts). It exports nothing about HTTP: request SLOs in ambient mode need a waypoint.
import { defineMetrics } from './metric.ts';

export const ZTUNNEL_METRICS = defineMetrics('ztunnel', {
  istio_xds_connection_terminations_total: {
    type: 'counter',
    labels: ['reason'],
    labelValues: { reason: ['ConnectionError', 'Error', 'Reconnect', 'Complete'] },
    help: 'Ends of the xDS stream to istiod. Reconnect and Complete are normal.',
    source: 'istio/ztunnel:src/xds/metrics.rs:48-80',
  },
  istio_xds_message_total: {
    type: 'counter',
    labels: ['url'],
    help: 'xDS messages received, by type URL.',
    source: 'istio/ztunnel:src/xds/metrics.rs:48-80',
  },
  istio_xds_message_bytes_total: {
    type: 'counter',
    unit: 'bytes',
    labels: ['url'],
    help: 'Size of the xDS messages received, by type URL.',
    source: 'istio/ztunnel:src/xds/metrics.rs:48-80',
  },
  workload_manager_active_proxy_count: {
    type: 'gauge',
    labels: [],
    help: 'Pods on this node that ztunnel proxies now.',
    source: 'istio/ztunnel:src/inpod/metrics.rs',
  },
  workload_manager_pending_proxy_count: {
    type: 'gauge',
    labels: [],
    help: 'Pods on this node that ztunnel should proxy but does not yet; above 0 for long means stuck.',
    source: 'istio/ztunnel:src/inpod/metrics.rs',
  },
  workload_manager_proxies_started_total: {
    type: 'counter',
    labels: [],
    help: 'Proxies started for pods on this node.',
    source: 'istio/ztunnel:src/inpod/metrics.rs',
  },
  workload_manager_proxies_stopped_total: {
    type: 'counter',
    labels: [],
    help: 'Proxies stopped for pods on this node.',
    source: 'istio/ztunnel:src/inpod/metrics.rs',
  },
});
