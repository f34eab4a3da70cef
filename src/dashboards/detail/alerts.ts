// When alerts of one SLO were pending or fired, and on which days its budget was overspent.
import { SERIES } from '../../model/series-names.ts';
import { eq, labelReplace, mul, neq, num } from '../../promql/build.ts';
import { LABELS } from '../../rules/names.ts';
import type { Survey } from '../overview/survey.ts';
import { historyPanel } from '../panels/history.ts';
import type { Panel } from '../panels/panel.ts';
import { statePanel } from '../panels/state.ts';
import { DAY_LOOK, groupLegend, STATE_LOOK } from '../shared-looks.ts';
import { alertState, burnRate, constant, dailyRatio } from '../slo-series.ts';

export function alertPanels(project: Survey): Panel[] {
  const others = labelReplace(mul(num(0), constant(SERIES.info)), 'alertname', 'other alerts', '', '');
  return [
    statePanel(
      {
        id: 80,
        title: 'State of each alert',
        description:
          'Pending and firing of the burn-rate alerts by tier, and of the other alerts of this SLO by name, in any of the chosen groups. A gap: no rules were evaluated.',
        width: 24,
        height: 8,
      },
      [
        ...(project.budgets.length > 0
          ? [
              {
                expr: alertState(project, [LABELS.tier], constant(SERIES.burnThreshold), neq(LABELS.tier, '')),
                legend: `{{${LABELS.tier}}}`,
              },
            ]
          : []),
        { expr: alertState(project, ['alertname'], others, eq(LABELS.tier, '')), legend: '{{alertname}}' },
      ],
      STATE_LOOK,
    ),
  ];
}

export function dayPanels(project: Survey): Panel[] {
  return [
    historyPanel(
      {
        id: 81,
        title: 'Days within the budget',
        description:
          'Burn rate of each of the last 30 days (UTC) in each group: green days spent no more than their share of the budget. A day without traffic has no colour.',
        width: 24,
        height: 9,
      },
      [{ expr: burnRate(dailyRatio(project)), legend: groupLegend(project) }],
      { ...DAY_LOOK, noValue: 'no traffic' },
      30,
    ),
  ];
}
