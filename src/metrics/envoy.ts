// Envoy outside of Istio. Its statistics get labels from tag extraction, which can be configured.
import { HTTP_CODES } from './codes.ts';
import { defineMetrics } from './metric.ts';

const CLASSES = ['1', '2', '3', '4', '5'];
const TIME_BUCKETS = [
  0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000, 600_000, 1_800_000,
  3_600_000,
] as const;

export const ENVOY_PROXY_METRICS = defineMetrics('envoy', {
  envoy_cluster_upstream_rq: {
    type: 'counter',
    labels: ['envoy_cluster_name', 'envoy_response_code'],
    outcomeLabels: ['envoy_response_code'],
    labelsVary: true,
    labelValues: { envoy_response_code: HTTP_CODES },
    help: 'Requests to a cluster, by code.',
    source: 'envoyproxy/envoy:docs/root/configuration/upstream/cluster_manager/cluster_stats.rst',
  },
  envoy_cluster_upstream_rq_xx: {
    type: 'counter',
    labels: ['envoy_cluster_name', 'envoy_response_code_class'],
    outcomeLabels: ['envoy_response_code_class'],
    labelsVary: true,
    labelValues: { envoy_response_code_class: CLASSES },
    help: 'Requests to a cluster, by the first digit of the code.',
    source: 'envoyproxy/envoy:docs/root/configuration/upstream/cluster_manager/cluster_stats.rst',
  },
  envoy_cluster_upstream_rq_time: {
    type: 'histogram',
    unit: 'milliseconds',
    labels: ['envoy_cluster_name'],
    labelsVary: true,
    buckets: TIME_BUCKETS,
    bucketsVary: true,
    help: 'How long requests to a cluster took.',
    source: 'envoyproxy/envoy:docs/root/configuration/upstream/cluster_manager/cluster_stats.rst',
  },
  envoy_cluster_upstream_rq_timeout: {
    type: 'counter',
    labels: ['envoy_cluster_name'],
    labelsVary: true,
    help: 'Requests that timed out.',
    source: 'envoyproxy/envoy:docs/root/configuration/upstream/cluster_manager/cluster_stats.rst',
  },
  envoy_cluster_upstream_cx_connect_fail: {
    type: 'counter',
    labels: ['envoy_cluster_name'],
    labelsVary: true,
    help: 'Connections that failed.',
    source: 'envoyproxy/envoy:docs/root/configuration/upstream/cluster_manager/cluster_stats.rst',
  },
  envoy_cluster_membership_healthy: {
    type: 'gauge',
    labels: ['envoy_cluster_name'],
    labelsVary: true,
    range: [0, Infinity],
    help: 'Healthy hosts of a cluster.',
    source: 'envoyproxy/envoy:docs/root/configuration/upstream/cluster_manager/cluster_stats.rst',
  },
  envoy_cluster_membership_total: {
    type: 'gauge',
    labels: ['envoy_cluster_name'],
    labelsVary: true,
    range: [0, Infinity],
    help: 'Hosts of a cluster.',
    source: 'envoyproxy/envoy:docs/root/configuration/upstream/cluster_manager/cluster_stats.rst',
  },
  envoy_http_downstream_rq_total: {
    type: 'counter',
    labels: ['envoy_http_conn_manager_prefix'],
    labelsVary: true,
    help: 'Requests of clients.',
    source: 'envoyproxy/envoy:docs/root/configuration/http/http_conn_man/stats.rst',
  },
  envoy_http_downstream_rq_xx: {
    type: 'counter',
    labels: ['envoy_http_conn_manager_prefix', 'envoy_response_code_class'],
    outcomeLabels: ['envoy_response_code_class'],
    labelsVary: true,
    labelValues: { envoy_response_code_class: CLASSES },
    help: 'Answers to clients, by the first digit of the code.',
    source: 'envoyproxy/envoy:docs/root/configuration/http/http_conn_man/stats.rst',
  },
  envoy_http_downstream_rq_time: {
    type: 'histogram',
    unit: 'milliseconds',
    labels: ['envoy_http_conn_manager_prefix'],
    labelsVary: true,
    buckets: TIME_BUCKETS,
    bucketsVary: true,
    help: 'How long requests of clients took.',
    source: 'envoyproxy/envoy:docs/root/configuration/http/http_conn_man/stats.rst',
  },
});
