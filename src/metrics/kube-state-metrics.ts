// Objects of Kubernetes, as kube-state-metrics exports them.

import { defineMetrics } from './metric.ts';

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
