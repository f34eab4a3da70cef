// How one SLO stands at this moment, in its worst group among those that are chosen.
import { SERIES } from '../../model/series-names.ts';
import { clampMin, max, min, mul, num, sub, sum } from '../../promql/build.ts';
import { NEUTRAL_STEPS, wordsFor, ZERO_STEPS } from '../look.ts';
import type { Survey } from '../overview/survey.ts';
import type { Panel } from '../panels/panel.ts';
import { statPanel } from '../panels/stat.ts';
import { BUDGET_LOOK, BURN_LOOK, EXHAUSTION_LOOK, NO_DATA, ratioLook, TIME_LOOK } from '../shared-looks.ts';
import {
  burnRate,
  constant,
  firingQueries,
  hourlyRatio,
  measured,
  secondsToExhaustion,
  WITH_ITS_SLO,
} from '../slo-series.ts';

const SIZE = { width: 4, height: 4 };

export function detailNow(project: Survey): Panel[] {
  const budget = project.budgets.length > 0 ? [...promise(project), ...spending(project)] : [];
  return [...budget, ...firing(project, budget.length)];
}

function promise(project: Survey): Panel[] {
  return [
    statPanel(
      { id: 1, title: 'Objective', description: 'Share of events that have to be good over the period.', ...SIZE },
      [{ expr: max(constant(SERIES.objective)) }],
      { ...ratioLook(project), steps: NEUTRAL_STEPS, noValue: NO_DATA },
    ),
    statPanel(
      {
        id: 2,
        title: 'Good events in the period',
        description:
          'Share of events that were good over the period, in the worst of the chosen groups. Each event weighs the same.',
        ...SIZE,
      },
      [{ expr: min(sub(num(1), measured(SERIES.errorRatioOfPeriod, project))) }],
      { ...ratioLook(project), steps: NEUTRAL_STEPS, noValue: NO_DATA },
    ),
    statPanel(
      {
        id: 3,
        title: 'Budget left',
        description:
          'Share of the error budget of the period that is left, in the worst of the chosen groups: 100 % is untouched, below 0 is overspent.',
        ...SIZE,
      },
      [{ expr: min(measured(SERIES.budgetRemaining, project)) }],
      { ...BUDGET_LOOK, noValue: NO_DATA },
      { colored: 'background' },
    ),
  ];
}

function spending(project: Survey): Panel[] {
  return [
    statPanel(
      {
        id: 4,
        title: 'Burn rate, last hour',
        description:
          'Errors of the last hour in multiples of the budget, in the worst of the chosen groups. At 1 the budget lasts exactly for the period; alerts say from where on they fire.',
        ...SIZE,
      },
      [{ expr: max(burnRate(hourlyRatio(project))) }],
      { ...BURN_LOOK, noValue: 'no traffic' },
    ),
    statPanel(
      {
        id: 5,
        title: 'Budget gone in',
        description:
          'When the budget is spent if errors go on as in the last hour: budget left × period / burn rate, in the worst of the chosen groups. It takes traffic to go on as over the period.',
        ...SIZE,
      },
      [{ expr: min(secondsToExhaustion(project)) }],
      { ...EXHAUSTION_LOOK, noValue: 'no traffic' },
    ),
    statPanel(
      {
        id: 6,
        title: 'Total outage left',
        description:
          'How long everything may fail until the budget is spent: budget left × budget × period, in the worst of the chosen groups.',
        ...SIZE,
      },
      [{ expr: min(outageLeft(project)) }],
      {
        ...TIME_LOOK,
        mappings: [wordsFor({ 0: ['none', 'red'] })],
        steps: NEUTRAL_STEPS,
        noValue: NO_DATA,
      },
    ),
  ];
}

function outageLeft(project: Survey) {
  const left = clampMin(measured(SERIES.budgetRemaining, project), 0);
  return mul(mul(left, constant(SERIES.budget), WITH_ITS_SLO), constant(SERIES.period), WITH_ITS_SLO);
}

/** Fills what the panels before it leave of the line. */
function firing(project: Survey, before: number): Panel[] {
  const hasTraffic = project.budgets.length > 0;
  const alerts = statPanel(
    {
      id: 7,
      title: 'Alerts firing',
      description: 'Alerts of this SLO that fire now, by severity.',
      ...SIZE,
      width: hasTraffic ? 12 : 24,
    },
    firingQueries(project, project.severities),
    { unit: 'none', decimals: 0, steps: ZERO_STEPS, noValue: 'no rules are evaluated' },
    { names: true },
  );
  const traffic = statPanel(
    {
      id: 8,
      title: 'Events per second',
      description:
        'All events of the chosen groups, good and bad. For an objective of uptime each group counts 1 while there is data.',
      ...SIZE,
      width: 12,
    },
    [{ expr: sum(measured(SERIES.totalRate, project)) }],
    { unit: 'eps', steps: NEUTRAL_STEPS, noValue: NO_DATA },
  );
  return before === 0 ? [alerts] : [alerts, traffic];
}
