// Alerts on the way of configuration: injection, conflicts in it, sending it to the proxies.
import { ISTIOD_METRICS } from '../metrics/istiod.ts';
import { ISTIOD_PUSH_METRICS } from '../metrics/istiod-push.ts';
import { groupLabels, type Metric, select } from '../metrics/metric.ts';
import { PROMETHEUS_METRICS } from '../metrics/prometheus.ts';
import type { Expr } from '../promql/ast.ts';
import { div, groupLeft, gt, labelReplace, max, num, on, or, range, rate, sum } from '../promql/build.ts';
import { MINUTE_MS } from '../text/time.ts';
import { type AlertOptions, defineAlerts, INSTANCE_LABELS, rateRange } from './alert.ts';
import { newEvents } from './new-events.ts';

const { sidecar_injection_failure_total: INJECTION_FAILURES, istiod_uptime_seconds: UPTIME } = ISTIOD_METRICS;
const {
  pilot_xds_pushes: PUSHES,
  pilot_total_xds_internal_errors: INTERNAL_ERRORS,
  pilot_xds_write_timeout: WRITE_TIMEOUTS,
} = ISTIOD_PUSH_METRICS;

const INJECTION_WINDOW_MS = 15 * MINUTE_MS;
const SEND_FAILURE_SHARE = 0.01;

// Above 0, each of these means that istiod ignores something somebody wrote. The other gauges of a push are above 0 in
// healthy meshes too: clients without a Service, services scaled to zero, subsets not yet deployed.
const CONFLICTS: readonly Metric<never>[] = [
  ISTIOD_METRICS.pilot_conflict_inbound_listener,
  ISTIOD_METRICS.pilot_conflict_outbound_listener_tcp_over_current_tcp,
  ISTIOD_METRICS.pilot_duplicate_envoy_clusters,
  ISTIOD_METRICS.pilot_vservice_dup_domain,
  ISTIOD_METRICS.pilot_destrule_subsets,
];

function conflicts({ istiod }: AlertOptions): Expr {
  const named = CONFLICTS.map((gauge): Expr => labelReplace(select(gauge, {}, istiod), 'conflict', gauge.name, '', ''));
  const all = named.reduce((left, right) => or(left, right));
  return gt(max(all, ['cluster', 'conflict']), num(0));
}

// A sum over three counters must not lose all three because one of them is not born yet, hence `or` and not `+`. The
// label keeps them apart: two of them have no labels of their own.
function sendFailures({ istiod, scrapeInterval }: AlertOptions): Expr {
  const perSecond = (of: ReturnType<typeof select>): Expr => rate(range(of, rateRange(scrapeInterval)));
  const errors = or(
    or(
      labelReplace(perSecond(select(PUSHES, { type: ['=~', '.+_senderr'] }, istiod)), 'error', '$1', 'type', '(.+)'),
      labelReplace(perSecond(select(INTERNAL_ERRORS, {}, istiod)), 'error', 'internal', '', ''),
    ),
    labelReplace(perSecond(select(WRITE_TIMEOUTS, {}, istiod)), 'error', 'write_timeout', '', ''),
  );
  const pushes = perSecond(select(PUSHES, { type: ['!~', '.+_senderr'] }, istiod));
  const share = div(
    sum(max(errors, [...INSTANCE_LABELS, 'error']), ['cluster', 'error']),
    sum(max(pushes, groupLabels(PUSHES, ...INSTANCE_LABELS, 'type')), ['cluster']),
    groupLeft(on('cluster')),
  );
  return gt(share, num(SEND_FAILURE_SHARE));
}

export const CONFIG_ALERTS = defineAlerts([
  {
    id: 'sidecar-injection-failing',
    name: 'SidecarInjectionFailing',
    about: 'control-plane',
    severity: 'warning',
    for: 0,
    // A scrape that was lost a window ago silences a newborn counter for as long as one scrape lasts.
    keepFiringFor: 5 * MINUTE_MS,
    summary: 'The injection webhook refuses pods',
    description:
      '{{ printf "%.0f" $value }} pods were refused in the last 15 minutes because their sidecar could not be injected. ' +
      'They do not start until the cause is gone: read istiod\'s log for "Pod injection failed".',
    expr: ({ istiod, scrapeInterval }) => {
      const failures = newEvents(INJECTION_FAILURES, { window: INJECTION_WINDOW_MS, scrapeInterval, istiod });
      return gt(sum(max(failures, INSTANCE_LABELS), ['cluster']), num(0));
    },
    inputs: [INJECTION_FAILURES, UPTIME, PROMETHEUS_METRICS.up],
    why:
      'rate or increase of the failures misses the first ones, for the counter is born with them and may never move ' +
      'again. newEvents counts a newborn counter in full, provided that istiod was watched or is young; so neither a ' +
      'scrape gap nor a restart of Prometheus makes old failures new. Silent while istiod cannot be reached at all: ' +
      'then the API server refuses the pods itself, and IstiodDown speaks.',
  },
  {
    id: 'mesh-config-conflicts',
    name: 'MeshConfigConflicts',
    about: 'control-plane',
    severity: 'warning',
    for: 15 * MINUTE_MS,
    summary: 'Istio ignores configuration that contradicts other configuration',
    description:
      '{{ $value }} conflicts of the kind {{ $labels.conflict }} have stood for 15 minutes: istiod uses one of the ' +
      'contradicting definitions and ignores the others. `istioctl analyze -A` names most of them.',
    expr: conflicts,
    inputs: CONFLICTS,
    why:
      'The mixin that circulates takes increase() of these gauges, which means nothing, and names two that no longer ' +
      'exist. Each istiod holds a copy of the same count and rewrites it at each push, so it is the max over ' +
      'instances, never a sum. Gauges that are above 0 in healthy meshes (services without endpoints, proxies ' +
      'without a Service) are left out. A full push publishes what the one before it met, so in a quiet mesh a ' +
      'conflict shows up, and goes away, one change late. Silent before the second push, and when istiod is gone.',
  },
  {
    id: 'istiod-push-send-failing',
    name: 'IstiodPushSendFailing',
    about: 'control-plane',
    severity: 'warning',
    for: 10 * MINUTE_MS,
    summary: 'Istiod fails to send configuration to proxies',
    description:
      '{{ $value | humanizePercentage }} of the pushes end in {{ $labels.error }}. Sending broke, not the ' +
      'configuration: messages too large, proxies too slow to take them, a network that cuts connections. The ' +
      'proxies reconnect and start over, and run with old configuration until then.',
    expr: sendFailures,
    inputs: [PUSHES, INTERNAL_ERRORS, WRITE_TIMEOUTS],
    why:
      'What circulates reads pilot_xds_push_errors, which is gone. Streams that end because a proxy leaves are not ' +
      'counted by istiod in the first place, so a share of 1 % means a fault. Failures have their own counters, born ' +
      'with their first event; a burst seen only once does not hold for 10 minutes anyway, so no newborn form is ' +
      'needed. Silent below 1 %: a single broken stream heals itself. Rejected configuration is PilotPushErrors.',
  },
]);
