// The overview: which SLOs are in trouble? One line for each, the worst first, and what burns most.
import { SERIES } from '../../model/series-names.ts';
import { bottomk, eq, neq, topk } from '../../promql/build.ts';
import { BOARD_UIDS } from '../../rules/boards.ts';
import { IDENTITY_LABELS } from '../../rules/names.ts';
import type { BoardPlan, Row } from '../board.ts';
import { boardLinks, detailLink, firingAlerts } from '../navigation.ts';
import { barPanel } from '../panels/bar.ts';
import { historyPanel } from '../panels/history.ts';
import { statePanel } from '../panels/state.ts';
import { timePanel } from '../panels/time.ts';
import { BUDGET_LOOK, BURN_LOOK, DAY_LOOK, STATE_LOOK } from '../shared-looks.ts';
import {
  ALL_GROUPS,
  alertState,
  burnRate,
  constant,
  dailyRatio,
  highest,
  hourlyRatio,
  lowest,
  measured,
} from '../slo-series.ts';
import { identityVariables } from '../variables.ts';
import { overviewNow } from './now.ts';
import type { Survey } from './survey.ts';
import { budgetTable, zeroToleranceTable } from './tables.ts';

const SLO_LEGEND = '{{slo_service}}/{{slo}}';

export function overviewBoard(project: Survey): BoardPlan {
  const hasBudgets = project.budgets.length > 0;
  return {
    uid: BOARD_UIDS.overview,
    title: 'SLO overview',
    description: 'Which service level objectives are in trouble, and what burns most.',
    tags: ['slo'],
    span: '7d',
    refresh: '1m',
    variables: identityVariables(project, 'many'),
    annotations: [firingAlerts(ALL_GROUPS)],
    links: boardLinks(BOARD_UIDS.overview, project),
    rows: [
      { id: 100, title: 'Now', panels: overviewNow(project) },
      ...(hasBudgets ? [{ id: 101, title: 'Error budgets', panels: [budgetTable(project)] }, burning(project)] : []),
      ...(project.zeroTolerance.length > 0
        ? [{ id: 103, title: 'What must never happen', panels: [zeroToleranceTable(project)] }]
        : []),
      ...(hasBudgets ? [trends()] : []),
      alerts(),
      ...(hasBudgets ? [days()] : []),
    ],
  };
}

/** Series as a person tells them apart: the SLO, and its group. */
function groupLegend({ groupLabels }: Survey): string {
  return [SLO_LEGEND, ...groupLabels.map((label) => `{{${label}}}`)].join(' ');
}

function burning(project: Survey): Row {
  const legend = groupLegend(project);
  const links = [detailLink(project, BOARD_UIDS.detail, (label) => `\${__field.labels.${label}}`)];
  return {
    id: 102,
    title: 'What burns',
    panels: [
      barPanel(
        {
          id: 20,
          title: 'Highest burn rates, last hour',
          description:
            'The ten groups (such as services) that spend their budgets fastest, in multiples of the budget: at 1 a budget lasts exactly for its period. A click leads to the SLO.',
          width: 12,
          height: 9,
        },
        [{ expr: topk(10, burnRate(hourlyRatio(ALL_GROUPS))), legend }],
        { ...BURN_LOOK, links },
      ),
      barPanel(
        {
          id: 21,
          title: 'Least budget left',
          description:
            'The ten groups with the smallest share of their budget left over the period. Negative is overspent. A click leads to the SLO.',
          width: 12,
          height: 9,
        },
        [{ expr: bottomk(10, measured(SERIES.budgetRemaining, ALL_GROUPS)), legend }],
        { ...BUDGET_LOOK, min: 0, links },
      ),
    ],
  };
}

function trends(): Row {
  return {
    id: 104,
    title: 'Over time',
    panels: [
      timePanel(
        {
          id: 30,
          title: 'Budget left',
          description:
            'Share of the error budget of the period that is left, in the worst group of each SLO. The period rolls, so it grows again when old errors leave it. Below 0 it is overspent; a gap is an hour without data.',
          width: 12,
          height: 9,
        },
        [{ expr: lowest(measured(SERIES.budgetRemaining, ALL_GROUPS)), legend: SLO_LEGEND }],
        BUDGET_LOOK,
        { calcs: ['lastNotNull', 'min'] },
      ),
      timePanel(
        {
          id: 31,
          title: 'Burn rate over an hour',
          description:
            'Error ratio of the last hour in multiples of the budget, in the worst group of each SLO. Above the dashed line at 1 the budget does not last for the period. A gap is an hour without traffic.',
          width: 12,
          height: 9,
        },
        [{ expr: highest(burnRate(hourlyRatio(ALL_GROUPS))), legend: SLO_LEGEND }],
        {
          ...BURN_LOOK,
          steps: [
            [null, 'transparent'],
            [1, 'red'],
          ],
        },
        { drawSteps: true, logarithmic: true },
      ),
    ],
  };
}

function alerts(): Row {
  return {
    id: 105,
    title: 'Alerts',
    panels: [
      statePanel(
        {
          id: 40,
          title: 'Alerts over time',
          description:
            'The worst state of the alerts of each SLO, and of those that stand on their own in each service. A gap: no rules were evaluated.',
          width: 24,
          height: 9,
        },
        [
          { expr: alertState(ALL_GROUPS, IDENTITY_LABELS, constant(SERIES.info), NO_STANDALONE), legend: SLO_LEGEND },
          {
            expr: alertState(
              ALL_GROUPS,
              ['slo_cluster', 'slo_namespace', 'slo_service'],
              constant(SERIES.info),
              STANDALONE,
            ),
            legend: '{{slo_service}}: other alerts',
          },
        ],
        STATE_LOOK,
      ),
    ],
  };
}

const STANDALONE = eq('slo', '');
const NO_STANDALONE = neq('slo', '');

function days(): Row {
  return {
    id: 106,
    title: 'Day by day',
    collapsed: true,
    panels: [
      historyPanel(
        {
          id: 50,
          title: 'Days within the budget',
          description:
            'Burn rate of each of the last 30 days (UTC), in the worst group of each SLO: green days spent no more than their share of the budget. A day without traffic has no colour.',
          width: 24,
          height: 10,
        },
        [{ expr: highest(burnRate(dailyRatio(ALL_GROUPS))), legend: SLO_LEGEND }],
        DAY_LOOK,
        30,
      ),
    ],
  };
}
