// PrometheusRule objects for prometheus-operator.
import { objectBackend } from './object-backend.ts';

export const prometheusRuleBackend = objectBackend({
  format: 'operator',
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'PrometheusRule',
  // For a ThanosRuler; for Prometheus the operator leaves the strategy out.
  groupOptions: ({ rules }) => ({ partial_response_strategy: rules.partialResponse }),
  groupIndent: '      ',
  body: (_name, groups) => ({ spec: { groups } }),
  // Half of a ConfigMap (operator.MaxConfigMapDataSize).
  largest: { bytes: 512 * 1024, by: 'prometheus-operator' },
});
