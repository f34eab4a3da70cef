// NGINX: the ingress controller of Kubernetes, and the exporter of NGINX itself.
import { HTTP_CODES } from './codes.ts';
import { defineMetrics } from './metric.ts';

const CONTROLLER = ['controller_class', 'controller_namespace', 'controller_pod'] as const;
const REQUEST = [
  ...CONTROLLER,
  'host',
  'ingress',
  'namespace',
  'service',
  'exported_namespace',
  'exported_service',
  'canary',
  'path',
  'method',
  'status',
] as const;
const VALUES = { status: HTTP_CODES };
const TIME_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

export const NGINX_METRICS = defineMetrics('nginx', {
  nginx_ingress_controller_requests: {
    type: 'counter',
    labels: REQUEST,
    labelsVary: true,
    labelValues: VALUES,
    help: 'Requests, by status. Prometheus renames namespace and service to exported_… unless it honours labels.',
    source: 'kubernetes/ingress-nginx:internal/ingress/metric/collectors/socket.go',
  },
  nginx_ingress_controller_request_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    labels: REQUEST,
    labelsVary: true,
    labelValues: VALUES,
    buckets: TIME_BUCKETS,
    bucketsVary: true,
    help: 'From the first byte of the request to the last of the answer.',
    source: 'kubernetes/ingress-nginx:internal/ingress/metric/collectors/socket.go',
  },
  nginx_ingress_controller_response_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    labels: REQUEST,
    labelsVary: true,
    labelValues: VALUES,
    buckets: TIME_BUCKETS,
    bucketsVary: true,
    help: 'What the upstream took to answer.',
    source: 'kubernetes/ingress-nginx:internal/ingress/metric/collectors/socket.go',
  },
  nginx_ingress_controller_header_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    labels: REQUEST,
    labelsVary: true,
    labelValues: VALUES,
    buckets: TIME_BUCKETS,
    bucketsVary: true,
    help: 'What the upstream took to its first header.',
    source: 'kubernetes/ingress-nginx:internal/ingress/metric/collectors/socket.go',
  },
  nginx_ingress_controller_connect_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    labels: REQUEST,
    labelsVary: true,
    labelValues: VALUES,
    buckets: TIME_BUCKETS,
    bucketsVary: true,
    help: 'What it took to connect to the upstream.',
    source: 'kubernetes/ingress-nginx:internal/ingress/metric/collectors/socket.go',
  },
  nginx_ingress_controller_config_last_reload_successful: {
    type: 'gauge',
    labels: CONTROLLER,
    range: [0, 1],
    help: '1 if the last reload worked.',
    source: 'kubernetes/ingress-nginx:internal/ingress/metric/collectors/controller.go',
  },
  nginx_ingress_controller_success: {
    type: 'counter',
    labels: CONTROLLER,
    help: 'Reloads that worked.',
    source: 'kubernetes/ingress-nginx:internal/ingress/metric/collectors/controller.go',
  },
  nginx_ingress_controller_errors: {
    type: 'counter',
    labels: CONTROLLER,
    help: 'Reloads that failed.',
    source: 'kubernetes/ingress-nginx:internal/ingress/metric/collectors/controller.go',
  },
  nginx_up: {
    type: 'gauge',
    labels: [],
    range: [0, 1],
    help: '1 if the exporter reached NGINX.',
    source: 'nginx/nginx-prometheus-exporter:collector/nginx.go',
  },
  nginx_http_requests_total: {
    type: 'counter',
    labels: [],
    labelsVary: true,
    help: 'Requests. The exporter of NGINX does not know how they ended.',
    source: 'nginx/nginx-prometheus-exporter:collector/nginx.go',
  },
  nginx_connections_active: {
    type: 'gauge',
    labels: [],
    range: [0, Infinity],
    help: 'Open connections.',
    source: 'nginx/nginx-prometheus-exporter:collector/nginx.go',
  },
  nginx_connections_accepted: {
    type: 'counter',
    labels: [],
    help: 'Connections accepted.',
    source: 'nginx/nginx-prometheus-exporter:collector/nginx.go',
  },
  nginx_connections_handled: {
    type: 'counter',
    labels: [],
    help: 'Connections handled.',
    source: 'nginx/nginx-prometheus-exporter:collector/nginx.go',
  },
});
