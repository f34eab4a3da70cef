// What is left of an error budget, over time and group by group.
import { SERIES } from '../../model/series-names.ts';
import { max, min, num, sub, sum } from '../../promql/build.ts';
import type { Survey } from '../overview/survey.ts';
import type { Panel } from '../panels/panel.ts';
import { tablePanel } from '../panels/table.ts';
import { timePanel } from '../panels/time.ts';
import { BUDGET_LOOK, BURN_LOOK, EXHAUSTION_LOOK, groupLegend, NO_DATA, ratioLook } from '../shared-looks.ts';
import { burnRate, constant, hourlyRatio, measured, secondsToExhaustion } from '../slo-series.ts';

const HALF = { width: 12, height: 9 };

export function budgetPanels(project: Survey): Panel[] {
  const legend = groupLegend(project);
  return [
    timePanel(
      {
        id: 20,
        title: 'Budget left over time',
        description:
          'Share of the error budget of the period that is left, in each group. The period rolls, so it grows again when old errors leave it. Below 0 it is overspent; a gap is an hour without data.',
        ...HALF,
      },
      [{ expr: measured(SERIES.budgetRemaining, project), legend }],
      {
        ...BUDGET_LOOK,
        steps: [
          [null, 'transparent'],
          [0, 'red'],
        ],
        noValue: NO_DATA,
      },
      { calcs: ['lastNotNull', 'min'], drawSteps: true },
    ),
    timePanel(
      {
        id: 21,
        title: 'Good events, hour by hour',
        description:
          'Share of good events of the last hour in each group, and the objective as a dashed line. A gap is an hour without traffic.',
        ...HALF,
      },
      [
        { expr: max(constant(SERIES.objective)), legend: 'objective' },
        { expr: sub(num(1), hourlyRatio(project)), legend },
      ],
      { ...ratioLook(project), noValue: NO_DATA },
      { calcs: ['lastNotNull', 'min'], bounds: { 0: 'red' } },
    ),
  ];
}

export function groupTable(project: Survey): Panel {
  const { groupLabels } = project;
  return tablePanel(
    {
      id: 30,
      title: 'Groups',
      description:
        'Each group of the SLO, the least budget first: how many events it has, what it has left, and when that is gone at the burn rate of the last hour. Groups without traffic in the last hour burn nothing.',
      width: 24,
      height: 9,
    },
    {
      labels: groupLabels.map((label) => ({ label, name: label })),
      values: [
        {
          name: 'Events/s',
          expr: sum(measured(SERIES.totalRate, project), groupLabels),
          look: { unit: 'eps', noValue: 'no data' },
        },
        {
          name: 'Good in the period',
          expr: min(sub(num(1), measured(SERIES.errorRatioOfPeriod, project)), groupLabels),
          look: ratioLook(project),
        },
        {
          name: 'Budget left',
          expr: min(measured(SERIES.budgetRemaining, project), groupLabels),
          look: BUDGET_LOOK,
          cell: 'color-background',
        },
        {
          name: 'Burn rate (1h)',
          expr: max(burnRate(hourlyRatio(project)), groupLabels),
          look: BURN_LOOK,
          cell: 'color-text',
        },
        {
          name: 'Budget gone in',
          expr: min(secondsToExhaustion(project), groupLabels),
          look: EXHAUSTION_LOOK,
          cell: 'color-text',
        },
      ],
      sortBy: { name: 'Budget left', descending: false },
      noValue: NO_DATA,
    },
  );
}
