// The detail of one SLO with a budget: how much is left and when it is gone, why an alert fires, and what is bad.
import { SERIES } from '../../model/series-names.ts';
import { BOARD_UIDS } from '../../rules/boards.ts';
import type { BoardPlan } from '../board.ts';
import { measuresPanel } from '../measures.ts';
import { boardLinks, firingAlerts } from '../navigation.ts';
import { ofKind, type Survey } from '../overview/survey.ts';
import { groupVariables, identityVariables } from '../variables.ts';
import { alertPanels, dayPanels } from './alerts.ts';
import { budgetPanels, groupTable } from './budget.ts';
import { burnPanels } from './burn.ts';
import { eventPanels } from './events.ts';
import { detailNow } from './now.ts';

/** None where no SLO has a budget. */
export function detailBoard(all: Survey): BoardPlan | undefined {
  const project = ofKind('budget', all);
  if (project.slos.length === 0) return undefined;
  return {
    uid: BOARD_UIDS.detail,
    title: 'SLO detail',
    description: 'One service level objective: what is left of its budget, what burns it, and which events are bad.',
    tags: ['slo'],
    span: '7d',
    refresh: '1m',
    variables: [...identityVariables(project, 'one', SERIES.objective), ...groupVariables(project)],
    annotations: [firingAlerts(project)],
    links: boardLinks(BOARD_UIDS.detail, all),
    rows: [
      { id: 100, title: 'Now', panels: detailNow(project) },
      { id: 102, title: 'Error budget', panels: budgetPanels(project) },
      { id: 103, title: 'Burn rate of each alert', panels: burnPanels(project) },
      { id: 104, title: 'Events', panels: eventPanels(project) },
      ...(project.groupLabels.length > 0 ? [{ id: 105, title: 'Group by group', panels: [groupTable(project)] }] : []),
      { id: 106, title: 'Alerts', panels: alertPanels(project) },
      { id: 107, title: 'Day by day', collapsed: true, panels: dayPanels(project) },
      { id: 108, title: 'About', panels: [measuresPanel(project)] },
    ],
  };
}
