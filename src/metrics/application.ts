// The metrics that client libraries and their middlewares give to applications. Several libraries share a name, so the labels
// are those that one of them uses, and the buckets are defaults that applications replace.

import { GRPC_CODES, GRPC_NUMBERS, HTTP_CLASSES, HTTP_CODES } from './codes.ts';
import { defineMetrics } from './metric.ts';

const HTTP_LABELS = ['code', 'status', 'status_code', 'method', 'handler', 'path', 'route'] as const;
const STATUSES = [...HTTP_CODES, ...HTTP_CLASSES, 'unknown'];
const HTTP_VALUES = { code: STATUSES, status: STATUSES, status_code: STATUSES };

const OUTCOMES = ['INFORMATIONAL', 'SUCCESS', 'REDIRECTION', 'CLIENT_ERROR', 'SERVER_ERROR', 'UNKNOWN'];

const GRPC_LABELS = ['grpc_type', 'grpc_service', 'grpc_method'] as const;
const GRPC_HANDLED = [...GRPC_LABELS, 'grpc_code', 'code'] as const;
const GRPC_TYPES = {
  grpc_type: [
    'unary',
    'client_stream',
    'server_stream',
    'bidi_stream',
    'UNARY',
    'CLIENT_STREAMING',
    'SERVER_STREAMING',
    'BIDI_STREAMING',
  ],
} as const;
const GRPC_VALUES = { ...GRPC_TYPES, grpc_code: GRPC_CODES, code: GRPC_CODES };

// Go and Node know 5 ms to 10 s in eleven steps, Python and Java add 75, 750 and 7500 ms, OpenTelemetry has those too.
const LIBRARY_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] as const;
const OPENTELEMETRY_BUCKETS = LIBRARY_BUCKETS;

export const APPLICATION_METRICS = defineMetrics('application', {
  http_requests_total: {
    type: 'counter',
    labels: HTTP_LABELS,
    labelsVary: true,
    labelValues: HTTP_VALUES,
    help: 'Requests answered, by code: promhttp in Go, instrumentators in Python, middlewares in Node.',
    source: 'prometheus/client_golang:prometheus/promhttp/instrument_server.go',
  },
  http_request_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    labels: HTTP_LABELS,
    labelsVary: true,
    labelValues: HTTP_VALUES,
    buckets: LIBRARY_BUCKETS,
    bucketsVary: true,
    help: 'How long requests took.',
    source: 'prometheus/client_golang:prometheus/promhttp/instrument_server.go',
  },
  http_request_size_bytes: {
    type: 'histogram',
    unit: 'bytes',
    labels: HTTP_LABELS,
    labelsVary: true,
    labelValues: HTTP_VALUES,
    buckets: LIBRARY_BUCKETS,
    bucketsVary: true,
    help: 'Size of requests.',
    source: 'prometheus/client_golang:prometheus/promhttp/instrument_server.go',
  },
  http_response_size_bytes: {
    type: 'histogram',
    unit: 'bytes',
    labels: HTTP_LABELS,
    labelsVary: true,
    labelValues: HTTP_VALUES,
    buckets: LIBRARY_BUCKETS,
    bucketsVary: true,
    help: 'Size of responses.',
    source: 'prometheus/client_golang:prometheus/promhttp/instrument_server.go',
  },
  promhttp_metric_handler_requests_total: {
    type: 'counter',
    labels: ['code'],
    labelValues: { code: HTTP_CODES },
    help: 'Scrapes that a Go process answered.',
    source: 'prometheus/client_golang:prometheus/promhttp/http.go',
  },
  http_server_requests_seconds: {
    type: 'histogram',
    unit: 'seconds',
    labels: ['method', 'uri', 'status', 'outcome', 'exception', 'error'],
    labelsVary: true,
    labelValues: { status: [...HTTP_CODES, 'UNKNOWN', 'CLIENT_ERROR', 'IO_ERROR'], outcome: OUTCOMES },
    buckets: [],
    bucketsVary: true,
    help: 'Requests that Spring Boot answered. It has buckets only where percentiles-histogram is switched on.',
    source: 'micrometer-metrics/micrometer:docs/modules/ROOT/pages/reference/spring.adoc',
  },
  http_server_request_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    labels: [
      'http_request_method',
      'http_response_status_code',
      'http_route',
      'error_type',
      'network_protocol_name',
      'network_protocol_version',
      'server_address',
      'server_port',
      'url_scheme',
    ],
    labelsVary: true,
    labelValues: { http_response_status_code: HTTP_CODES },
    buckets: OPENTELEMETRY_BUCKETS,
    bucketsVary: true,
    help: 'Requests answered, by the semantic conventions of OpenTelemetry. error_type is there on failures only.',
    source: 'open-telemetry/semantic-conventions:docs/http/http-metrics.md',
  },
  http_client_request_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    labels: [
      'http_request_method',
      'http_response_status_code',
      'error_type',
      'network_protocol_name',
      'network_protocol_version',
      'server_address',
      'server_port',
      'url_scheme',
    ],
    labelsVary: true,
    labelValues: { http_response_status_code: HTTP_CODES },
    buckets: OPENTELEMETRY_BUCKETS,
    bucketsVary: true,
    help: 'Requests sent, by the semantic conventions of OpenTelemetry. error_type is there on failures only.',
    source: 'open-telemetry/semantic-conventions:docs/http/http-metrics.md',
  },
  http_server_duration_milliseconds: {
    type: 'histogram',
    unit: 'milliseconds',
    labels: [
      'http_method',
      'http_status_code',
      'http_route',
      'http_scheme',
      'http_flavor',
      'net_host_name',
      'net_host_port',
    ],
    labelsVary: true,
    labelValues: { http_status_code: HTTP_CODES },
    buckets: [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000],
    bucketsVary: true,
    help: 'Requests answered, by the conventions of OpenTelemetry before 1.20.',
    source: 'open-telemetry/semantic-conventions:docs/http/http-metrics.md',
  },
  rpc_server_duration_milliseconds: {
    type: 'histogram',
    unit: 'milliseconds',
    labels: [
      'rpc_grpc_status_code',
      'rpc_method',
      'rpc_service',
      'rpc_system',
      'network_protocol_name',
      'network_transport',
      'server_address',
      'server_port',
    ],
    labelsVary: true,
    labelValues: { rpc_grpc_status_code: GRPC_NUMBERS },
    buckets: [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000],
    bucketsVary: true,
    help: 'Calls answered, by the conventions of OpenTelemetry.',
    source: 'open-telemetry/semantic-conventions:docs/rpc/rpc-metrics.md',
  },
  grpc_server_handled_total: {
    type: 'counter',
    labels: GRPC_HANDLED,
    labelsVary: true,
    labelValues: GRPC_VALUES,
    help: 'Calls that ended on the server, by status.',
    source: 'grpc-ecosystem/go-grpc-middleware:providers/prometheus/server_metrics.go',
  },
  grpc_server_started_total: {
    type: 'counter',
    labels: GRPC_LABELS,
    labelValues: GRPC_TYPES,
    help: 'Calls that began on the server. How they end nobody knows yet, so it has no status.',
    source: 'grpc-ecosystem/go-grpc-middleware:providers/prometheus/server_metrics.go',
  },
  grpc_server_msg_received_total: {
    type: 'counter',
    labels: GRPC_LABELS,
    labelValues: GRPC_TYPES,
    help: 'Messages received by the server.',
    source: 'grpc-ecosystem/go-grpc-middleware:providers/prometheus/server_metrics.go',
  },
  grpc_server_msg_sent_total: {
    type: 'counter',
    labels: GRPC_LABELS,
    labelValues: GRPC_TYPES,
    help: 'Messages sent by the server.',
    source: 'grpc-ecosystem/go-grpc-middleware:providers/prometheus/server_metrics.go',
  },
  grpc_server_handling_seconds: {
    type: 'histogram',
    unit: 'seconds',
    labels: GRPC_LABELS,
    labelsVary: true,
    labelValues: GRPC_TYPES,
    buckets: LIBRARY_BUCKETS,
    bucketsVary: true,
    help: 'How long calls took on the server, those that failed among them: it has no status.',
    source: 'grpc-ecosystem/go-grpc-middleware:providers/prometheus/server_metrics.go',
  },
  grpc_client_handled_total: {
    type: 'counter',
    labels: GRPC_HANDLED,
    labelsVary: true,
    labelValues: GRPC_VALUES,
    help: 'Calls that ended for the client, by status.',
    source: 'grpc-ecosystem/go-grpc-middleware:providers/prometheus/client_metrics.go',
  },
  grpc_client_started_total: {
    type: 'counter',
    labels: GRPC_LABELS,
    labelValues: GRPC_TYPES,
    help: 'Calls that the client began.',
    source: 'grpc-ecosystem/go-grpc-middleware:providers/prometheus/client_metrics.go',
  },
  grpc_client_handling_seconds: {
    type: 'histogram',
    unit: 'seconds',
    labels: GRPC_LABELS,
    labelsVary: true,
    labelValues: GRPC_TYPES,
    buckets: LIBRARY_BUCKETS,
    bucketsVary: true,
    help: 'How long calls took for the client.',
    source: 'grpc-ecosystem/go-grpc-middleware:providers/prometheus/client_metrics.go',
  },
});
