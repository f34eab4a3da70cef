// VMRule objects for the operator of VictoriaMetrics (https://docs.victoriametrics.com/operator/resources/vmrule). Their
// groups are those of vmalert.
import { objectBackend } from './object-backend.ts';
import { OF_VMALERT } from './rule-groups.ts';

export const vmRuleBackend = objectBackend({
  format: 'vmrule',
  apiVersion: 'operator.victoriametrics.com/v1beta1',
  kind: 'VMRule',
  groupOptions: () => OF_VMALERT,
  groupIndent: '      ',
  body: (_name, groups) => ({ spec: { groups } }),
  // It puts rules into ConfigMaps as prometheus-operator does, from which it comes.
  largest: { bytes: 512 * 1024, by: "VictoriaMetrics' operator" },
});
