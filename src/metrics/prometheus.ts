// What Prometheus itself says of its targets.
import { HTTP_CODES } from './codes.ts';
import { defineMetrics } from './metric.ts';

export const PROMETHEUS_METRICS = defineMetrics('prometheus', {
  up: {
    type: 'gauge',
    labels: [],
    range: [0, 1],
    help: '1 if the last scrape of the target worked, else 0. A target that service discovery has lost has no series.',
    source: 'prometheus/prometheus:scrape/scrape.go',
  },
  prometheus_http_requests_total: {
    type: 'counter',
    labels: ['handler', 'code'],
    labelValues: { code: HTTP_CODES },
    help: 'Requests to Prometheus itself.',
    source: 'prometheus/prometheus:web/web.go',
  },
  prometheus_http_request_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    labels: ['handler'],
    buckets: [0.1, 0.2, 0.4, 1, 3, 8, 20, 60, 120],
    help: 'How long requests to Prometheus itself took.',
    source: 'prometheus/prometheus:web/web.go',
  },
  prometheus_rule_evaluations_total: {
    type: 'counter',
    labels: ['rule_group'],
    help: 'Rules evaluated.',
    source: 'prometheus/prometheus:rules/group.go',
  },
  prometheus_rule_evaluation_failures_total: {
    type: 'counter',
    labels: ['rule_group'],
    help: 'Rules whose evaluation failed.',
    source: 'prometheus/prometheus:rules/group.go',
  },
  prometheus_notifications_sent_total: {
    type: 'counter',
    labels: ['alertmanager'],
    help: 'Alerts sent to an Alertmanager.',
    source: 'prometheus/prometheus:notifier/metric.go',
  },
  prometheus_notifications_errors_total: {
    type: 'counter',
    labels: ['alertmanager'],
    help: 'Alerts that an Alertmanager did not take.',
    source: 'prometheus/prometheus:notifier/metric.go',
  },
  alertmanager_notifications_total: {
    type: 'counter',
    labels: ['integration', 'receiver_name'],
    labelsVary: true,
    help: 'Notifications attempted, the failed ones among them.',
    source: 'prometheus/alertmanager:notify/notify.go',
  },
  alertmanager_notifications_failed_total: {
    type: 'counter',
    labels: ['integration', 'reason', 'receiver_name'],
    labelsVary: true,
    help: 'Notifications that failed.',
    source: 'prometheus/alertmanager:notify/notify.go',
  },
});
