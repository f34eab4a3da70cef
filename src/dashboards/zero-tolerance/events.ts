// Events that must never happen: how many were seen, when the last one was, and whether anybody watches.
import { SERIES } from '../../model/series-names.ts';
import { max, sum } from '../../promql/build.ts';
import { breachEvents, secondsSinceBreach } from '../breach-series.ts';
import type { Survey } from '../overview/survey.ts';
import type { Panel } from '../panels/panel.ts';
import { statPanel } from '../panels/stat.ts';
import { timePanel } from '../panels/time.ts';
import { EVENTS_LOOK, groupLegend, NO_DATA, SINCE_LOOK } from '../shared-looks.ts';
import { constant } from '../slo-series.ts';

export function breachPanels(project: Survey): Panel[] {
  return [...breachStats(project), breachLines(project)];
}

function breachStats(project: Survey): Panel[] {
  const size = { width: 4, height: 6 };
  return [
    statPanel(
      {
        id: 70,
        title: 'Events now',
        description: 'Events that must never happen, counted in the window of the SLO. A single one is a breach.',
        ...size,
      },
      [{ expr: sum(breachEvents(project)) }],
      { ...EVENTS_LOOK, noValue: NO_DATA },
      { colored: 'background' },
    ),
    statPanel(
      {
        id: 71,
        title: 'Since the last event',
        description:
          'How long ago the last one happened, within the time range of the board. While one is counted this is the most that it can be.',
        ...size,
      },
      [{ expr: max(secondsSinceBreach(project)) }],
      { ...SINCE_LOOK, noValue: NO_DATA },
    ),
    statPanel(
      {
        id: 72,
        title: 'Targets that answer',
        description: 'How many targets are watched. Without any, nobody knows whether there were events.',
        ...size,
      },
      [{ expr: sum(constant(SERIES.breachTargets)) }],
      {
        unit: 'none',
        decimals: 0,
        steps: [
          [null, 'red'],
          [1, 'green'],
        ],
        noValue: NO_DATA,
      },
    ),
  ];
}

function breachLines(project: Survey): Panel {
  return timePanel(
    {
      id: 73,
      title: 'Events over time',
      description:
        'Events in the window of the SLO, by group: each is seen for one window. 0 only while a target answers; a gap is a time without data.',
      width: 12,
      height: 6,
    },
    [{ expr: breachEvents(project), legend: groupLegend(project) }],
    { ...EVENTS_LOOK, steps: [[null, 'green']], noValue: NO_DATA },
    { calcs: ['lastNotNull', 'max'] },
  );
}
