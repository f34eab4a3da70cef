// The detail of one SLO: how much budget is left and when it is gone, why an alert fires, and what is bad.
import { BOARD_UIDS } from '../../rules/boards.ts';
import { aboutPanel } from '../about.ts';
import type { BoardPlan } from '../board.ts';
import { boardLinks, firingAlerts } from '../navigation.ts';
import type { Survey } from '../overview/survey.ts';
import { groupVariables, identityVariables } from '../variables.ts';
import { alertPanels, dayPanels } from './alerts.ts';
import { budgetPanels, groupTable } from './budget.ts';
import { burnPanels } from './burn.ts';
import { breachPanels, eventPanels } from './events.ts';
import { detailNow } from './now.ts';

export function detailBoard(project: Survey): BoardPlan {
  const hasBudgets = project.budgets.length > 0;
  const hasBreaches = project.zeroTolerance.length > 0;
  return {
    uid: BOARD_UIDS.detail,
    title: 'SLO detail',
    description: 'One service level objective: what is left of its budget, what burns it, and which events are bad.',
    tags: ['slo'],
    span: '7d',
    refresh: '1m',
    variables: [...identityVariables(project, 'one'), ...groupVariables(project)],
    annotations: [firingAlerts(project)],
    links: boardLinks(BOARD_UIDS.detail, project),
    rows: [
      { id: 100, title: 'Now', panels: detailNow(project) },
      ...(hasBreaches ? [{ id: 101, title: 'What must never happen', panels: breachPanels(project) }] : []),
      ...(hasBudgets
        ? [
            { id: 102, title: 'Error budget', panels: budgetPanels(project) },
            { id: 103, title: 'Burn rate of each alert', panels: burnPanels(project) },
            { id: 104, title: 'Events', panels: eventPanels(project) },
            ...(project.budgetLabels.length > 0
              ? [{ id: 105, title: 'Group by group', panels: [groupTable(project)] }]
              : []),
          ]
        : []),
      { id: 106, title: 'Alerts', panels: alertPanels(project) },
      ...(hasBudgets ? [{ id: 107, title: 'Day by day', collapsed: true, panels: dayPanels(project) }] : []),
      { id: 108, title: 'About', panels: [aboutPanel(project)] },
    ],
  };
}
