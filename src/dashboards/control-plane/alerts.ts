// Alerts about the control plane: those that stand on their own, and those of SLOs that read istiod's metrics.
import { SERIES } from '../../model/series-names.ts';
import { escapePattern } from '../../patterns/escape.ts';
import type { Matcher, Selector } from '../../promql/ast.ts';
import { eq, labelReplace, max, mul, num, or, re, selector, vector } from '../../promql/build.ts';
import { IDENTITY_LABELS } from '../../rules/names.ts';
import { distinct } from '../../text/lists.ts';
import type { Annotation, Row } from '../board.ts';
import type { ControlPlane } from '../overview/survey.ts';
import { statePanel } from '../panels/state.ts';
import { STATE_LOOK } from '../shared-looks.ts';

export function controlPlaneAlertRow(watched: ControlPlane): Row {
  const byName = [re('alertname', oneOf(watched.alerts))];
  // Without SLOs nothing is recorded that would tell whether rules are evaluated.
  const zero = watched.slos.length > 0 ? mul(num(0), max(selector(SERIES.info, ofSlos(watched)))) : vector(num(0));
  const others = labelReplace(zero, 'alertname', 'other alerts', '', '');
  return {
    id: 108,
    title: 'Alerts',
    panels: [
      statePanel(
        {
          id: 80,
          title: 'Alerts about the control plane',
          description:
            "The worst state of each SLO that reads istiod's metrics, and of the alerts that stand on their own by name. A gap: no rules were evaluated.",
          width: 24,
          height: 8,
        },
        [
          ...(watched.slos.length > 0
            ? [
                {
                  expr: max(
                    or(states(ofSlos(watched)), mul(num(0), selector(SERIES.info, ofSlos(watched)))),
                    IDENTITY_LABELS,
                  ),
                  legend: '{{slo_service}}/{{slo}}',
                },
              ]
            : []),
          ...(watched.alerts.length > 0
            ? [{ expr: max(or(states(byName), others), ['alertname']), legend: '{{alertname}}' }]
            : []),
        ],
        STATE_LOOK,
      ),
    ],
  };
}

/** Times at which one of them fired. */
export function controlPlaneAnnotations(watched: ControlPlane): Annotation[] {
  const kinds = [
    ...(watched.slos.length > 0 ? [{ name: 'Alerts of SLOs', where: ofSlos(watched) }] : []),
    ...(watched.alerts.length > 0 ? [{ name: 'Alerts', where: [re('alertname', oneOf(watched.alerts))] }] : []),
  ];
  return kinds.map(({ name, where }) => ({
    name,
    expr: max(inState('firing', where), ['alertname', 'severity', 'slo']),
    title: '{{alertname}}',
    text: '{{severity}} {{slo}}',
    color: 'red',
  }));
}

function states(where: readonly Matcher[]) {
  return or(mul(num(2), inState('firing', where)), inState('pending', where));
}

function inState(state: string, where: readonly Matcher[]): Selector {
  return selector('ALERTS', [eq('alertstate', state), ...where]);
}

function ofSlos({ slos }: ControlPlane): Matcher[] {
  return [re('slo_service', oneOf(slos.map(({ service }) => service))), re('slo', oneOf(slos.map(({ slo }) => slo)))];
}

function oneOf(names: readonly string[]): string {
  return distinct(names).sort().map(escapePattern).join('|');
}
