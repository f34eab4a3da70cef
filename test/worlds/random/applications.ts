// Applications as they are in the field: what their counters are called, which label tells a failure, and how a promise of them
// is written down.
import type { Outcome, ServiceOptions } from '../simulation/service.ts';
import type { Labels } from '../simulation/target.ts';
import type { Rate } from '../simulation/traffic.ts';
import type { PeriodName } from '../world.ts';

export interface Application {
  readonly name: string;
  /** Labels of a group, besides those of the target. */
  readonly groupLabel: string;
  /** What a service counts, where so many of its requests fail. */
  readonly counts: (failing: Rate) => Pick<ServiceOptions, 'counter' | 'histogram' | 'outcomes'>;
  /** The indicator in YAML, whose selectors are narrowed by matchers such as `job="shop"`. */
  readonly indicator: (matchers: string) => string;
}

function byCode(label: string, good: string, bad: readonly string[], more: Labels = {}): (failing: Rate) => Outcome[] {
  return (failing) => [
    // Failures of several kinds, so that a new kind may be born in the middle of an incident.
    ...bad.map((code, at): Outcome => {
      // Each kind takes as many of the requests; those that are left over are fewer with each.
      const share: Rate = (second) => failing(second) / bad.length / (1 - (failing(second) * at) / bad.length);
      return { labels: { ...more, [label]: code }, share, isGood: false };
    }),
    { labels: { ...more, [label]: good }, share: () => 1, isGood: true },
  ];
}

const counting =
  (counter: string, outcomes: (failing: Rate) => Outcome[]): Application['counts'] =>
  (failing) => ({ counter, outcomes: outcomes(failing) });

const ratio = (side: 'bad' | 'good', metric: string, matcher: string) => (matchers: string) =>
  `ratio: { total: '${metric}{${matchers}}', ${side}: '${metric}{${matchers},${matcher}}' }`;

const SLOW_BOUND = '0.5';

const durations: Application['counts'] = (failing) => ({
  histogram: { name: 'http_server_duration_seconds', bounds: ['0.05', '0.1', '0.25', SLOW_BOUND, '1', '2.5'] },
  outcomes: [
    { labels: { method: 'GET' }, share: failing, isGood: false, seconds: 0.9 },
    { labels: { method: 'GET' }, share: () => 1, isGood: true, seconds: 0.08 },
  ],
});

const MESH: Labels = {
  reporter: 'source',
  source_workload: 'web',
  request_protocol: 'http',
  response_flags: '-',
  destination_service_namespace: 'shop',
};

/** The applications, by what is special about them. */
export const APPLICATIONS: readonly [Application, ...Application[]] = [
  {
    name: 'http',
    groupLabel: 'route',
    counts: counting('http_requests_total', byCode('code', '200', ['500', '503'])),
    indicator: ratio('bad', 'http_requests_total', 'code=~"5.."'),
  },
  {
    name: 'spring',
    groupLabel: 'uri',
    counts: counting('http_server_requests_seconds_count', byCode('status', '200', ['500'])),
    indicator: ratio('bad', 'http_server_requests_seconds_count', 'status=~"5.."'),
  },
  {
    name: 'grpc',
    groupLabel: 'grpc_service',
    counts: counting('grpc_server_handled_total', byCode('grpc_code', 'OK', ['Unavailable', 'Internal'])),
    indicator: ratio('bad', 'grpc_server_handled_total', 'grpc_code=~"Unknown|Internal|Unavailable|DataLoss"'),
  },
  {
    name: 'gateway',
    groupLabel: 'ingress',
    counts: counting('nginx_ingress_controller_requests', byCode('status', '200', ['502', '503', '504'])),
    indicator: ratio('bad', 'nginx_ingress_controller_requests', 'status=~"5.."'),
  },
  {
    name: 'good',
    groupLabel: 'tenant',
    counts: counting('api_calls_total', byCode('result', 'ok', ['error'])),
    indicator: ratio('good', 'api_calls_total', 'result="ok"'),
  },
  {
    name: 'raw',
    groupLabel: 'queue',
    counts: counting('messages_total', byCode('outcome', 'done', ['dropped'])),
    indicator: (matchers) =>
      `raw: { bad: 'sum by (queue) (rate(messages_total{${matchers},outcome="dropped"}[$window]))', total: 'sum by (queue) (rate(messages_total{${matchers}}[$window]))' }`,
  },
  {
    name: 'latency',
    groupLabel: 'route',
    counts: durations,
    indicator: (matchers) =>
      `latency: { histogram: http_server_duration_seconds, below: 500ms, where: '${matchers}', buckets: [50ms, 100ms, 250ms, 500ms, 1s, 2500ms] }`,
  },
  {
    name: 'mesh',
    groupLabel: 'destination_service_name',
    counts: counting('istio_requests_total', byCode('response_code', '200', ['503', '500'], MESH)),
    indicator: (matchers) => `istio: { requests: { where: '${matchers}' } }`,
  },
];

export interface SpecOptions {
  readonly application: Application;
  /** A percentage. */
  readonly objective: number;
  readonly period: PeriodName;
  readonly job: string;
}

/** What is promised of an application, in our language. */
export function specOf({ application, objective, period, job }: SpecOptions): string {
  const by = application.name === 'mesh' ? '' : `by: [${application.groupLabel}], `;
  return `
service: ${job.replace(/[_.]/, '-')}
slos:
  - name: promise
    objective: ${objective}%
    period: ${period}
    indicator: { ${by}${application.indicator(`job="${job}"`)} }
`;
}
