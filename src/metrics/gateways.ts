// Other proxies at the edge: Traefik and HAProxy.
import { HTTP_CLASSES, HTTP_CODES } from './codes.ts';
import { defineMetrics } from './metric.ts';

export const GATEWAY_METRICS = defineMetrics('gateway', {
  traefik_service_requests_total: {
    type: 'counter',
    labels: ['code', 'method', 'protocol', 'service'],
    labelsVary: true,
    labelValues: { code: [...HTTP_CODES, '0'] },
    help: 'Requests to a service.',
    source: 'traefik/traefik:pkg/observability/metrics/prometheus.go',
  },
  traefik_service_request_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    labels: ['code', 'method', 'protocol', 'service'],
    labelsVary: true,
    labelValues: { code: [...HTTP_CODES, '0'] },
    buckets: [0.1, 0.3, 1.2, 5],
    bucketsVary: true,
    help: 'How long requests to a service took.',
    source: 'traefik/traefik:pkg/observability/metrics/prometheus.go',
  },
  traefik_entrypoint_requests_total: {
    type: 'counter',
    labels: ['code', 'method', 'protocol', 'entrypoint'],
    labelsVary: true,
    labelValues: { code: [...HTTP_CODES, '0'] },
    help: 'Requests to an entry point.',
    source: 'traefik/traefik:pkg/observability/metrics/prometheus.go',
  },
  traefik_entrypoint_request_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    labels: ['code', 'method', 'protocol', 'entrypoint'],
    labelsVary: true,
    labelValues: { code: [...HTTP_CODES, '0'] },
    buckets: [0.1, 0.3, 1.2, 5],
    bucketsVary: true,
    help: 'How long requests to an entry point took.',
    source: 'traefik/traefik:pkg/observability/metrics/prometheus.go',
  },
  haproxy_frontend_http_responses_total: {
    type: 'counter',
    labels: ['code', 'proxy'],
    labelsVary: true,
    labelValues: { code: [...HTTP_CLASSES, 'other'] },
    help: 'Answers by class of code, which are spelled 2xx.',
    source: 'haproxy/haproxy:addons/promex/service-prometheus.c',
  },
  haproxy_backend_http_responses_total: {
    type: 'counter',
    labels: ['code', 'proxy'],
    labelsVary: true,
    labelValues: { code: [...HTTP_CLASSES, 'other'] },
    help: 'Answers of servers by class of code, which are spelled 2xx.',
    source: 'haproxy/haproxy:addons/promex/service-prometheus.c',
  },
  haproxy_frontend_http_requests_total: {
    type: 'counter',
    labels: ['proxy'],
    labelsVary: true,
    help: 'Requests.',
    source: 'haproxy/haproxy:addons/promex/service-prometheus.c',
  },
});
