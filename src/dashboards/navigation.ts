// The ways from one board to another, and what is drawn into all of them.
import { max } from '../promql/build.ts';
import { BOARD_UIDS, VARIABLES } from '../rules/boards.ts';
import { IDENTITY_LABELS, type IdentityLabel } from '../rules/names.ts';
import type { Annotation, BoardLink } from './board.ts';
import type { Link } from './look.ts';
import type { Survey } from './overview/survey.ts';
import { alertsIn, IDENTITY_VARIABLES, type View } from './slo-series.ts';

/** The labels of the identity that the SLOs of the project have. */
export function identityLabelsOf({ hasCluster, hasNamespace }: Survey): IdentityLabel[] {
  const isMissing = { slo_cluster: !hasCluster, slo_namespace: !hasNamespace, slo_service: false, slo: false };
  return IDENTITY_LABELS.filter((label) => !isMissing[label]);
}

/** From a row or a bar to the board that shows its SLO; `textOf` says how a label's value is found there. */
export function detailLink(
  survey: Survey,
  uid: (typeof BOARD_UIDS)['detail' | 'zeroTolerance'],
  textOf: (label: IdentityLabel) => string,
): Link {
  const chosen = identityLabelsOf(survey).map((label) => `var-${IDENTITY_VARIABLES[label]}=${textOf(label)}`);
  const parameters = [`\${${VARIABLES.datasource}:queryparam}`, ...chosen, '$__url_time_range'];
  return { title: 'Show this SLO', url: `/d/${uid}?${parameters.join('&')}` };
}

/** Boards that Istio brings along, under uids of its own (manifests/addons/dashboards of Istio 1.27). */
const ISTIO_BOARDS = { controlPlane: '1813f692a8e4ac77155348d4c7d2fba8', mesh: '1a9a8ea49444aae205c7737573e894f9' };

/** Links at the top: from the overview to the detail, to the control plane, to Istio's own boards, and back. */
export function boardLinks(
  currentUid: string,
  { slos, budgets, zeroTolerance, controlPlane, hasMeshTraffic }: Survey,
): BoardLink[] {
  const boards = [
    { title: 'SLO overview', uid: BOARD_UIDS.overview, isThere: slos.length > 0 },
    { title: 'SLO detail', uid: BOARD_UIDS.detail, isThere: budgets.length > 0 },
    { title: 'SLO without a budget', uid: BOARD_UIDS.zeroTolerance, isThere: zeroTolerance.length > 0 },
    { title: 'Istio control plane (SLO)', uid: BOARD_UIDS.controlPlane, isThere: controlPlane !== undefined },
    { title: 'Istio mesh', uid: ISTIO_BOARDS.mesh, isThere: hasMeshTraffic },
    { title: 'Istio control plane', uid: ISTIO_BOARDS.controlPlane, isThere: controlPlane !== undefined },
  ];
  return boards
    .filter(({ uid, isThere }) => isThere && uid !== currentUid)
    .map(({ title, uid }) => ({ title, url: `/d/${uid}` }));
}

/** Times at which alerts fired. */
export function firingAlerts(view: View): Annotation {
  return {
    name: 'Alerts',
    expr: max(alertsIn('firing', view), ['alertname', 'severity', 'slo_service', 'slo']),
    title: '{{alertname}}',
    text: '{{severity}}: {{slo_service}} {{slo}}',
    color: 'red',
  };
}
