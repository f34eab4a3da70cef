// The overview's tables: one row for each SLO, what matters of it side by side, and the way to its own board.
import { SERIES } from '../../model/series-names.ts';
import { and, div, max, mul, num, on, or, sub } from '../../promql/build.ts';
import { BOARD_UIDS } from '../../rules/boards.ts';
import { IDENTITY_LABELS, type IdentityLabel } from '../../rules/names.ts';
import { breachEvents, secondsSinceBreach } from '../breach-series.ts';
import { ZERO_STEPS } from '../look.ts';
import { detailLink, identityLabelsOf } from '../navigation.ts';
import type { Panel } from '../panels/panel.ts';
import { type LabelColumn, tablePanel, type ValueColumn } from '../panels/table.ts';
import {
  BUDGET_LOOK,
  BURN_LOOK,
  EVENTS_LOOK,
  EXHAUSTION_LOOK,
  NO_DATA,
  ratioLook,
  SINCE_LOOK,
  TIME_LOOK,
} from '../shared-looks.ts';
import {
  ALL_GROUPS,
  alertsIn,
  burnRate,
  constant,
  highest,
  hourlyRatio,
  lowest,
  measured,
  type SeriesName,
  secondsToExhaustion,
} from '../slo-series.ts';
import type { Survey } from './survey.ts';

/** The names of the columns that identify an SLO, by label. */
const COLUMNS: Readonly<Record<IdentityLabel, string>> = {
  slo_cluster: 'Cluster',
  slo_namespace: 'Namespace',
  slo_service: 'Service',
  slo: 'SLO',
};

function identityColumns(project: Survey, board: (typeof BOARD_UIDS)['detail' | 'zeroTolerance']): LabelColumn[] {
  const link = detailLink(project, board, (label) => `\${__data.fields.${COLUMNS[label]}}`);
  return identityLabelsOf(project).map((label) => ({
    label,
    name: COLUMNS[label],
    ...(label === 'slo' && { link }),
  }));
}

/** Alerts that fire now, of the SLOs that have a constant alone; 0 of those that have none. */
function firing(name: string, having: SeriesName): ValueColumn {
  const identities = constant(having);
  const alerts = { kind: 'aggregation', op: 'count', expr: alertsIn('firing', ALL_GROUPS), grouping: BY_SLO } as const;
  return {
    name,
    expr: max(or(and(alerts, identities, on(...IDENTITY_LABELS)), mul(num(0), identities)), IDENTITY_LABELS),
    look: { unit: 'none', decimals: 0, steps: ZERO_STEPS, noValue: NO_DATA },
    cell: 'color-text',
    width: 120,
  };
}

const BY_SLO = { kind: 'by', labels: IDENTITY_LABELS } as const;

export function budgetTable(project: Survey): Panel {
  const left = measured(SERIES.budgetRemaining, ALL_GROUPS);
  const values: ValueColumn[] = [
    { name: 'Objective', expr: highest(constant(SERIES.objective)), look: ratioLook(project), width: 110 },
    {
      name: 'Period (days)',
      expr: highest(div(constant(SERIES.period), num(86_400))),
      look: { unit: 'none', noValue: NO_DATA },
      width: 110,
    },
    {
      name: 'Good events',
      expr: lowest(sub(num(1), measured(SERIES.errorRatioOfPeriod, ALL_GROUPS))),
      look: ratioLook(project),
      width: 120,
    },
    { name: 'Budget left', expr: lowest(left), look: BUDGET_LOOK, cell: 'color-background' },
    { name: 'Burn rate (1h)', expr: highest(burnRate(hourlyRatio(ALL_GROUPS))), look: BURN_LOOK, cell: 'color-text' },
    {
      name: 'Budget gone in',
      expr: lowest(secondsToExhaustion(ALL_GROUPS)),
      look: EXHAUSTION_LOOK,
      cell: 'color-text',
    },
    firing('Alerts firing', SERIES.objective),
  ];
  return tablePanel(
    {
      id: 10,
      title: 'SLOs with a budget',
      description:
        'Each objective by its worst group, the least budget first. "Budget gone in" is what is left at the burn rate of the last hour. A click on the name leads to the detail.',
      width: 24,
      height: 10,
    },
    {
      labels: identityColumns(project, BOARD_UIDS.detail),
      values,
      sortBy: { name: 'Budget left', descending: false },
      noValue: NO_DATA,
    },
  );
}

export function zeroToleranceTable(project: Survey): Panel {
  return tablePanel(
    {
      id: 11,
      title: 'SLOs without a budget',
      description:
        'Events of which a single one is a breach: how many are counted in the window of each, and how long ago the last one was, within the time range of the board. Where no target answers, nothing is known.',
      width: 24,
      height: 6,
    },
    {
      labels: identityColumns(project, BOARD_UIDS.zeroTolerance),
      values: [
        {
          name: 'Window',
          expr: highest(constant(SERIES.breachWindow)),
          look: { ...TIME_LOOK, noValue: NO_DATA },
          width: 120,
        },
        { name: 'Events', expr: highest(breachEvents(ALL_GROUPS)), look: EVENTS_LOOK, cell: 'color-text', width: 120 },
        { name: 'Since the last', expr: secondsSinceBreach(ALL_GROUPS), look: SINCE_LOOK, cell: 'color-text' },
        firing('Alerts firing', SERIES.breachWindow),
      ],
      sortBy: { name: 'Events', descending: true },
      noValue: NO_DATA,
    },
  );
}
