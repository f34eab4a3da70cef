// One SLO without a budget: whether what must never happen has happened, when, and which alerts tell of it.
import { SERIES } from '../../model/series-names.ts';
import { BOARD_UIDS } from '../../rules/boards.ts';
import type { BoardPlan } from '../board.ts';
import { alertPanels } from '../detail/alerts.ts';
import { detailNow } from '../detail/now.ts';
import { measuresPanel } from '../measures.ts';
import { boardLinks, firingAlerts } from '../navigation.ts';
import { ofKind, type Survey } from '../overview/survey.ts';
import { groupVariables, identityVariables } from '../variables.ts';
import { breachPanels } from './events.ts';

/** None where every SLO has a budget. */
export function zeroToleranceBoard(all: Survey): BoardPlan | undefined {
  const project = ofKind('zero-tolerance', all);
  if (project.slos.length === 0) return undefined;
  return {
    uid: BOARD_UIDS.zeroTolerance,
    title: 'SLO without a budget',
    description: 'One service level objective of events that must never happen: whether there were any, and when.',
    tags: ['slo'],
    span: '7d',
    refresh: '1m',
    variables: [...identityVariables(project, 'one', SERIES.breachWindow), ...groupVariables(project)],
    annotations: [firingAlerts(project)],
    links: boardLinks(BOARD_UIDS.zeroTolerance, all),
    rows: [
      { id: 100, title: 'Now', panels: detailNow(project) },
      { id: 101, title: 'What must never happen', panels: breachPanels(project) },
      { id: 106, title: 'Alerts', panels: alertPanels(project) },
      { id: 108, title: 'About', panels: [measuresPanel(project)] },
    ],
  };
}
