// The names that the compiled rules create beside those of series: labels and groups. Dashboards, tests and docs rely on them.
import { memoized } from '../memoized.ts';
import { ERROR_RATIO_OF_WINDOW } from '../model/series-names.ts';
import type { Identity } from '../model/slo.ts';
import type { Matcher, Selector } from '../promql/ast.ts';
import { eq, selector } from '../promql/build.ts';
import { printDuration } from '../promql/duration.ts';

/** The series of the error ratio over a window. */
export function errorRatioSeries(windowMs: number): string {
  return `${ERROR_RATIO_OF_WINDOW}${printDuration(windowMs)}`;
}

/** Labels that alerts carry besides their identity. */
export const LABELS = {
  severity: 'severity',
  tier: 'slo_tier',
  longWindow: 'slo_long_window',
  shortWindow: 'slo_short_window',
  factor: 'slo_factor',
  missing: 'slo_missing',
  owner: 'slo_owner',
  part: 'slo_part',
} as const;

/** The labels of the identity of a service. */
export const SERVICE_LABELS = ['slo_cluster', 'slo_namespace', 'slo_service'] as const;

/** The labels of the identity of an SLO. */
export const IDENTITY_LABELS = [...SERVICE_LABELS, 'slo'] as const;

export type IdentityLabel = (typeof IDENTITY_LABELS)[number];

/** The labels that identify an SLO: its own name, its service's, and where they are set its namespace and cluster. Each
 *  part has a label of its own, so no two identities can read alike. */
export const identityLabels = memoized(
  ({ cluster, namespace, service, slo }: PartialIdentity): Readonly<Partial<Record<IdentityLabel, string>>> => ({
    ...(slo !== undefined && { slo }),
    slo_service: service,
    ...(namespace !== undefined && { slo_namespace: namespace }),
    ...(cluster !== undefined && { slo_cluster: cluster }),
  }),
);

/** The identity of an SLO, or of a service: an alert that stands on its own belongs to no SLO. */
export type PartialIdentity = Omit<Identity, 'slo'> & Partial<Pick<Identity, 'slo'>>;

export const identityMatchers = memoized((identity: PartialIdentity): readonly Matcher[] =>
  Object.entries(identityLabels(identity)).map(([label, value]) => eq(label, value)),
);

/** A recorded series of this SLO. */
export function recorded(series: string, identity: Identity): Selector {
  return selector(series, identityMatchers(identity));
}

/** `slo/service/name/fast`; no part holds a slash, so the name says which SLO it is. Prometheus carries the state of an
 *  alert over a reload by its group's name, so these must not change. */
export function groupName({ namespace, service, slo }: Identity, part: string): string {
  return ['slo', namespace, service, slo, part].filter((name) => name !== undefined).join('/');
}
