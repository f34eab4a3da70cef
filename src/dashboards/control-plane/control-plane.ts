// The control plane of the mesh: does istiod answer, does configuration reach the proxies in time, do they accept it, and
// how far is an upgrade?
import { select } from '../../metrics/metric.ts';
import { PROMETHEUS_METRICS } from '../../metrics/prometheus.ts';
import type { Settings } from '../../model/settings.ts';
import { re } from '../../promql/build.ts';
import { BOARD_UIDS } from '../../rules/boards.ts';
import type { BoardPlan } from '../board.ts';
import { boardLinks } from '../navigation.ts';
import type { Survey } from '../overview/survey.ts';
import { datasourceVariable, labelVariable } from '../variable.ts';
import { controlPlaneAlertRow, controlPlaneAnnotations } from './alerts.ts';
import { certificatePanels, injectionPanels } from './certificates.ts';
import { configurationPanels, resourcePanels } from './configuration.ts';
import { REVISION, TARGET_VARIABLES } from './istiod-series.ts';
import { controlPlaneNow } from './now.ts';
import { pushPanels, rejectPanels } from './pushes.ts';
import { upgradePanels } from './upgrade.ts';

/** Only for projects that watch the control plane: of others nobody knows whether istiod is scraped. */
export function controlPlaneBoard(project: Survey, settings: Settings): BoardPlan | undefined {
  const { controlPlane } = project;
  if (!controlPlane) return undefined;
  return {
    uid: BOARD_UIDS.controlPlane,
    title: 'Istio control plane (SLO)',
    description:
      'Whether istiod answers, whether configuration reaches the proxies in time, and how far an upgrade is.',
    tags: ['slo', 'istio'],
    span: '6h',
    refresh: '1m',
    variables: [datasourceVariable(), ...targetVariables(settings)],
    annotations: controlPlaneAnnotations(controlPlane),
    links: boardLinks(BOARD_UIDS.controlPlane, project),
    rows: [
      { id: 100, title: 'Now', panels: controlPlaneNow(controlPlane, settings) },
      { id: 101, title: 'Pushes', panels: pushPanels(controlPlane, settings) },
      { id: 102, title: 'Rejects and errors', panels: rejectPanels(settings) },
      { id: 103, title: 'Proxies and upgrade', panels: upgradePanels(settings) },
      { id: 104, title: 'Certificates', panels: certificatePanels(settings) },
      { id: 105, title: 'Injection and validation', panels: injectionPanels(settings) },
      { id: 106, title: 'Configuration', panels: configurationPanels(settings) },
      { id: 107, title: 'Resources', panels: resourcePanels(settings) },
      controlPlaneAlertRow(controlPlane),
    ],
  };
}

function targetVariables({ istio }: Settings) {
  const { cluster, [REVISION]: revision, pod } = TARGET_VARIABLES;
  const up = (...chosen: readonly string[]) =>
    select(PROMETHEUS_METRICS.up, {}, [
      ...istio.istiod,
      ...chosen.map((label) => re(label, `$${TARGET_VARIABLES[label as keyof typeof TARGET_VARIABLES]}`)),
    ]);
  return [
    labelVariable({ name: cluster, title: 'Cluster', label: 'cluster', among: up(), allValue: '.*' }),
    labelVariable({ name: revision, title: 'Revision', label: REVISION, among: up('cluster'), allValue: '.*' }),
    labelVariable({ name: pod, title: 'Pod', label: 'pod', among: up('cluster', REVISION), allValue: '.*' }),
  ];
}
