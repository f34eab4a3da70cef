// The metrics that Istio's alerts need but Istio does not export: Prometheus' own `up` and two of kube-state-metrics.

import { defineMetrics } from './metric.ts';

export const PROMETHEUS_METRICS = defineMetrics('prometheus', {
  up: {
    type: 'gauge',
    labels: [],
    help: '1 if the last scrape of the target worked, else 0. A target that service discovery has lost has no series.',
    source: 'prometheus/prometheus:scrape/scrape.go',
  },
});

// With the default `honor_labels: false` Prometheus renames these labels to `exported_namespace`; kube-prometheus and
// the operator's charts set it to true, which the alerts rely on.
export const KUBE_STATE_METRICS = defineMetrics('kube-state-metrics', {
  kube_deployment_status_replicas_available: {
    type: 'gauge',
    labels: ['namespace', 'deployment'],
    help: 'Pods of a Deployment that have been ready for its minReadySeconds. Not part of the sample addon.',
    source: 'kubernetes/kube-state-metrics:internal/store/deployment.go',
  },
  kube_deployment_spec_replicas: {
    type: 'gauge',
    labels: ['namespace', 'deployment'],
    help: 'Pods a Deployment asks for. A HorizontalPodAutoscaler moves it, so never compare it with a constant.',
    source: 'kubernetes/kube-state-metrics:internal/store/deployment.go',
  },
});
