// How long configuration takes to reach the proxies, where the time goes, and what goes wrong on the way.
import { ISTIOD_PUSH_METRICS } from '../../metrics/istiod-push.ts';
import type { Settings } from '../../model/settings.ts';
import { num, sum, vector } from '../../promql/build.ts';
import type { ControlPlane } from '../overview/survey.ts';
import { heatmapPanel } from '../panels/heatmap.ts';
import type { Panel } from '../panels/panel.ts';
import { timePanel } from '../panels/time.ts';
import { NO_DATA } from '../shared-looks.ts';
import { buckets, eventsOf, quantile, REVISION, rateOf, shareAbove } from './istiod-series.ts';

const HALF = { width: 12, height: 9 };
const NO_PUSHES = 'no pushes';

const {
  pilot_proxy_convergence_time: CONVERGENCE,
  pilot_proxy_queue_time: QUEUE,
  pilot_debounce_time: DEBOUNCE,
  pilot_pushcontext_init_seconds: CONTEXT,
  pilot_xds_send_time: SEND,
} = ISTIOD_PUSH_METRICS;

export function pushPanels(project: ControlPlane, settings: Settings): Panel[] {
  return [...latencyPanels(project, settings), stagePanel(settings), loadPanel(settings)];
}

function latencyPanels({ pushBound, pushObjective }: ControlPlane, settings: Settings): Panel[] {
  const budget = Number((1 - pushObjective).toFixed(12));
  return [
    heatmapPanel(
      {
        id: 10,
        title: 'Push latency',
        description: `How long pushes take to reach their proxies, by bucket; the bound of the objective is ${pushBound} s. Neither the debounce nor the proxy's answer is part of it.`,
        ...HALF,
      },
      { expr: buckets(CONVERGENCE, [], settings), legend: '{{le}}' },
      { unit: 's', noValue: NO_PUSHES },
    ),
    timePanel(
      {
        id: 11,
        title: `Pushes slower than ${pushBound} s`,
        description: `Share of the pushes that took longer than ${pushBound} s, by revision, and the share that the objective allows as a dashed line. Unlike a quantile this is exact, for ${pushBound} s is a bucket.`,
        ...HALF,
      },
      [
        { expr: vector(num(budget)), legend: 'allowed' },
        { expr: shareAbove(CONVERGENCE, pushBound, [REVISION], settings), legend: `slow ${BY_REVISION}` },
      ],
      { unit: 'percentunit', min: 0, noValue: NO_PUSHES },
      { bounds: { 0: 'red' } },
    ),
  ];
}

const BY_REVISION = '{{istio_io_rev}}';

function stagePanel(settings: Settings): Panel {
  const p99 = (metric: typeof QUEUE) => quantile(0.99, metric, [], settings);
  return timePanel(
    {
      id: 12,
      title: 'Where the time goes (p99)',
      description:
        'Debounce: from the first change to the start of its push, push context included. Queue: wait of a proxy. Send: handing one configuration to the network. Convergence is queue, generation and sending together. Quantiles are estimated within buckets.',
      ...HALF,
    },
    [
      { expr: p99(CONVERGENCE), legend: 'convergence' },
      { expr: p99(QUEUE), legend: 'queue' },
      { expr: p99(DEBOUNCE), legend: 'debounce' },
      { expr: p99(CONTEXT), legend: 'push context' },
      { expr: p99(SEND), legend: 'send' },
    ],
    { unit: 's', min: 0, noValue: NO_PUSHES },
  );
}

function loadPanel(settings: Settings): Panel {
  const { pilot_xds_pushes: pushes, pilot_push_triggers: triggers } = ISTIOD_PUSH_METRICS;
  const isSent = { type: ['!~', '.+_senderr'] } as const;
  return timePanel(
    {
      id: 13,
      title: 'Pushes and what triggers them',
      description:
        'Pushes per second by type of configuration, and causes of pushes per second: one push can have several causes, and goes to every proxy that it concerns.',
      ...HALF,
    },
    [
      { expr: rateOf(pushes, ['type'], settings, isSent), legend: 'push {{type}}' },
      { expr: rateOf(triggers, ['type'], settings), legend: 'trigger {{type}}' },
    ],
    { unit: 'ops', min: 0, noValue: NO_PUSHES },
  );
}

export function rejectPanels(settings: Settings): Panel[] {
  const {
    pilot_total_xds_rejects: rejects,
    pilot_total_xds_internal_errors: internal,
    pilot_xds_write_timeout: timeouts,
    pilot_xds_pushes: pushes,
  } = ISTIOD_PUSH_METRICS;
  const events = { unit: 'none', decimals: 0, min: 0, noValue: NO_DATA } as const;
  return [
    timePanel(
      {
        id: 20,
        title: 'Rejects by type',
        description:
          'Configurations that proxies rejected, counted over 15 minutes, the first one included. A proxy that rejects goes on with what it had, and is tried again only with the next push.',
        ...HALF,
      },
      [{ expr: eventsOf(rejects, ['type'], settings), legend: 'rejects {{type}}' }],
      events,
      { stacked: true },
    ),
    timePanel(
      {
        id: 21,
        title: 'Failures to send',
        description:
          'Counted over 15 minutes: pushes that a proxy did not take in time, streams that broke with an unexpected error, and sends that failed.',
        ...HALF,
      },
      [
        { expr: eventsOf(timeouts, [], settings), legend: 'write timeouts' },
        { expr: eventsOf(internal, [], settings), legend: 'internal errors' },
        { expr: sum(eventsOf(pushes, ['type'], settings, { type: ['=~', '.+_senderr'] })), legend: 'failed sends' },
      ],
      events,
    ),
  ];
}
