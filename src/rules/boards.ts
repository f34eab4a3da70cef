// The uids of the dashboards and the names of their variables: what links from outside rely on. Whoever has bookmarked a
// link keeps it, so these must not change.
import type { PartialIdentity } from './names.ts';

/** The uid of each board. */
export const BOARD_UIDS = {
  overview: 'slo-overview',
  detail: 'slo-detail',
  zeroTolerance: 'slo-zero-tolerance',
  controlPlane: 'slo-istio-control-plane',
} as const;

/** The variables that each board of SLOs has. */
export const VARIABLES = {
  datasource: 'datasource',
  cluster: 'cluster',
  namespace: 'namespace',
  service: 'service',
  slo: 'slo',
} as const;

const OWN_VARIABLES: readonly string[] = Object.values(VARIABLES);

/** The variable of a grouping label: called like the label, unless the name is taken. */
export function groupVariable(label: string): string {
  return OWN_VARIABLES.includes(label) ? `by_${label}` : label;
}

/** The variables that single out an SLO, with their values. */
export function identityVariables({ cluster, namespace, service, slo }: PartialIdentity): Record<string, string> {
  return {
    ...(cluster !== undefined && { [VARIABLES.cluster]: cluster }),
    ...(namespace !== undefined && { [VARIABLES.namespace]: namespace }),
    [VARIABLES.service]: service,
    ...(slo !== undefined && { [VARIABLES.slo]: slo }),
  };
}
