// The events themselves: how many there are, and which of them are bad.
import { SERIES } from '../../model/series-names.ts';
import type { Expr } from '../../promql/ast.ts';
import { labelReplace, sub, sum } from '../../promql/build.ts';
import type { Survey } from '../overview/survey.ts';
import type { Panel } from '../panels/panel.ts';
import { timePanel } from '../panels/time.ts';
import { NO_DATA } from '../shared-looks.ts';
import { measured } from '../slo-series.ts';

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
    { unit: 'eps', min: 0, noValue: NO_DATA },
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
