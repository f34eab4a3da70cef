// PrometheusRule objects for prometheus-operator.
import { objectBackend } from './object-backend.ts';
import { groupValue } from './rule-groups.ts';

export const prometheusRuleBackend = objectBackend({
  format: 'operator',
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'PrometheusRule',
  // For a ThanosRuler; for Prometheus the operator leaves the strategy out.
  body: (_name, groups, { rules }) => ({
    spec: { groups: groups.map((group) => groupValue(group, { partial_response_strategy: rules.partialResponse })) },
  }),
  // Half of a ConfigMap (operator.MaxConfigMapDataSize).
  largest: { bytes: 512 * 1024, by: 'prometheus-operator' },
});
