// How things stand at this moment, as numbers: what somebody looks at first.
import { SERIES } from '../../model/series-names.ts';
import type { Expr } from '../../promql/ast.ts';
import { gt, lt, lte, mul, num, sum } from '../../promql/build.ts';
import { breachEvents } from '../breach-series.ts';
import { NEUTRAL_STEPS, ZERO_STEPS } from '../look.ts';
import type { Panel } from '../panels/panel.ts';
import { statPanel } from '../panels/stat.ts';
import { NO_DATA, NO_TRAFFIC } from '../shared-looks.ts';
import {
  ALL_GROUPS,
  burnRate,
  constant,
  firingQueries,
  highest,
  hourlyRatio,
  lowest,
  measured,
} from '../slo-series.ts';
import type { Survey } from './survey.ts';

const SIZE = { width: 4, height: 4 };

/** Below this share a budget is at risk. */
const AT_RISK = 0.25;

const NUMBER = { unit: 'none', decimals: 0, noValue: NO_DATA } as const;

export function overviewNow(project: Survey): Panel[] {
  const counts = slosInTrouble(project);
  return [...counts, alertCount(project, COLUMNS - SIZE.width * counts.length)];
}

const COLUMNS = 24;

function slosInTrouble({ budgets, zeroTolerance }: Survey): Panel[] {
  return [
    statPanel(
      { id: 1, title: 'SLOs', description: 'How many objectives are chosen above.', ...SIZE },
      [{ expr: sum(constant(SERIES.info)) }],
      { ...NUMBER, steps: NEUTRAL_STEPS },
    ),
    ...(budgets.length > 0 ? budgetStats() : []),
    ...(zeroTolerance.length > 0
      ? [
          statPanel(
            {
              id: 5,
              title: 'Breached',
              description: 'Objectives of which an event that must never happen was just seen.',
              ...SIZE,
            },
            [{ expr: sum(gt(highest(breachEvents(ALL_GROUPS)), num(0), { bool: true })) }],
            { ...NUMBER, steps: ZERO_STEPS },
          ),
        ]
      : []),
  ];
}

/** What the counts before it leave of the line. */
function alertCount({ severities }: Survey, width: number): Panel {
  return statPanel(
    { id: 6, title: 'Alerts firing', description: 'Alerts that fire now, by severity.', ...SIZE, width },
    firingQueries(ALL_GROUPS, severities),
    { ...NUMBER, steps: ZERO_STEPS },
    { names: true },
  );
}

function budgetStats(): Panel[] {
  const left = lowest(measured(SERIES.budgetRemaining, ALL_GROUPS));
  const isLow = mul(gt(left, num(0), { bool: true }), lt(left, num(AT_RISK), { bool: true }));
  const counted = (expr: Expr) => [{ expr: sum(expr) }];
  return [
    statPanel(
      { id: 2, title: 'Exhausted', description: 'Objectives with a group whose error budget is spent.', ...SIZE },
      counted(lte(left, num(0), { bool: true })),
      { ...NUMBER, steps: ZERO_STEPS },
    ),
    statPanel(
      {
        id: 3,
        title: 'At risk',
        description: 'Objectives whose worst group has less than a quarter of its error budget left, but some.',
        ...SIZE,
      },
      counted(isLow),
      {
        ...NUMBER,
        steps: [
          [null, 'green'],
          [1, 'orange'],
        ],
      },
    ),
    statPanel(
      {
        id: 4,
        title: 'Burning',
        description:
          'Objectives whose worst group spent its budget in the last hour faster than the budget lasts. Without traffic there is nothing to count.',
        ...SIZE,
      },
      counted(gt(highest(burnRate(hourlyRatio(ALL_GROUPS))), num(1), { bool: true })),
      {
        ...NUMBER,
        noValue: NO_TRAFFIC,
        steps: [
          [null, 'green'],
          [1, 'orange'],
        ],
      },
    ),
  ];
}
