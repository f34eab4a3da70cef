// The events themselves: how many there are, which of them are bad, and those that must never happen.
import type { Expr } from '../../promql/ast.ts';
import { labelReplace, max, sub, sum } from '../../promql/build.ts';
import { SERIES } from '../../rules/names.ts';
import { breachEvents, secondsSinceBreach } from '../breach-series.ts';
import type { Survey } from '../overview/survey.ts';
import type { Panel } from '../panels/panel.ts';
import { statPanel } from '../panels/stat.ts';
import { timePanel } from '../panels/time.ts';
import { constant, measured } from '../slo-series.ts';
import { EVENTS_LOOK, groupLegend, noBudget, SINCE_LOOK } from '../words.ts';

const OUTCOMES = ['response_code', 'grpc_response_status', 'response_flags'];

export function eventPanels(project: Survey): Panel[] {
  const [total, bad] = [SERIES.totalRate, SERIES.badRate].map((series) => sum(measured(series, project)));
  if (!total || !bad) return [];
  const all = timePanel(
    {
      id: 60,
      title: 'Good and bad events',
      description:
        'Events per second of the chosen groups, the bad ones below. For an objective of uptime: seconds of each second. A gap is a time without data.',
      width: 12,
      height: 9,
    },
    [
      { expr: bad, legend: 'bad' },
      { expr: sub(total, bad), legend: 'good' },
    ],
    { unit: 'eps', min: 0, noValue: noBudget(project) },
    { stacked: true, colors: { 0: 'red', 1: 'green' } },
  );
  const byOutcome = timePanel(
    {
      id: 61,
      title: 'Bad requests by how they ended',
      description:
        "Bad requests per second by HTTP code, Envoy's response flags and gRPC status: UO is an overflowing circuit breaker, UH no healthy host, UF a failed connection, UT a timeout, URX retries used up, NR no route. Only SLOs of Istio's requests tell; without bad requests there is nothing to show.",
      width: 12,
      height: 9,
    },
    [
      {
        expr: withWords(sum(measured(SERIES.badByOutcome, project), OUTCOMES)),
        legend: 'HTTP {{response_code}}{{flags}}{{response_flags}}{{grpc}}{{grpc_response_status}}',
      },
    ],
    { unit: 'eps', min: 0, noValue: 'no bad requests, or an SLO of something else than requests' },
    { stacked: true },
  );
  return [{ ...all, width: hasOutcomes(project) ? 12 : 24 }, ...(hasOutcomes(project) ? [byOutcome] : [])];
}

/** With a label for each word of the legend that only belongs to some: those with flags, and those of gRPC. */
function withWords(rates: Expr): Expr {
  const withFlags = labelReplace(rates, 'flags', ' flags ', 'response_flags', '.+');
  return labelReplace(withFlags, 'grpc', ' gRPC ', 'grpc_response_status', '.+');
}

function hasOutcomes({ recorded }: Survey): boolean {
  return recorded.has(SERIES.badByOutcome);
}

export function breachPanels(project: Survey): Panel[] {
  const noValue = project.budgets.length > 0 ? 'no data, or an SLO with a budget' : 'no data';
  return [...breachStats(project, noValue), breachLines(project, noValue)];
}

function breachStats(project: Survey, noValue: string): Panel[] {
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
      { ...EVENTS_LOOK, noValue },
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
      { ...SINCE_LOOK, noValue },
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
        noValue,
      },
    ),
  ];
}

function breachLines(project: Survey, noValue: string): Panel {
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
    { ...EVENTS_LOOK, steps: [[null, 'green']], noValue },
    { calcs: ['lastNotNull', 'max'] },
  );
}
