// The ways from one board to another, and what is drawn into all of them.
import { max } from '../promql/build.ts';
import { BOARD_UIDS, VARIABLES } from '../rules/boards.ts';
import type { Annotation, BoardLink } from './board.ts';
import type { Link } from './look.ts';
import { alertsIn, IDENTITY_VARIABLES, type View } from './slo-series.ts';
import type { Survey } from './survey.ts';

/** From a row or a bar to the SLO that it belongs to; `textOf` says how a label's value is found there. */
export function detailLink({ hasCluster, hasNamespace }: Survey, textOf: (label: string) => string): Link {
  const isSet = (label: string) =>
    (label !== 'slo_cluster' || hasCluster) && (label !== 'slo_namespace' || hasNamespace);
  const chosen = Object.entries(IDENTITY_VARIABLES)
    .filter(([label]) => isSet(label))
    .map(([label, variable]) => `var-${variable}=${textOf(label)}`);
  const parameters = [`\${${VARIABLES.datasource}:queryparam}`, ...chosen, '$__url_time_range'];
  return { title: 'Show this SLO', url: `/d/${BOARD_UIDS.detail}?${parameters.join('&')}` };
}

/** Links at the top: the other boards. */
export function boardLinks(own: (typeof BOARD_UIDS)[keyof typeof BOARD_UIDS], _project: Survey): BoardLink[] {
  const others = [
    { title: 'SLO overview', uid: BOARD_UIDS.overview },
    { title: 'SLO detail', uid: BOARD_UIDS.detail },
  ].filter(({ uid }) => uid !== own);
  return others.map(({ title, uid }) => ({ title, to: { url: `/d/${uid}` } }));
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
