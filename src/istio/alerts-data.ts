// Alerts on what everything else is blind without: the proxies' metrics, their versions, their way to istiod.
import { AGENT_METRICS } from '../metrics/istio-agent.ts';
import { PROXY_METRICS } from '../metrics/istio-proxy.ts';
import { groupLabels, select, selectPart } from '../metrics/metric.ts';
import type { Expr } from '../promql/ast.ts';
import { absent, and, count, div, gt, gte, increase, num, or, range, rate, sum, unless } from '../promql/build.ts';
import { HOUR_MS, MINUTE_MS } from '../text/time.ts';
import {
  type AlertOptions,
  DEFAULT_ALERT_OPTIONS,
  defineAlerts,
  INSTALLATION_LABELS,
  INSTANCE_LABELS,
  rateRange,
} from './alert.ts';

const {
  istio_requests_total: REQUESTS,
  istio_request_duration_milliseconds: DURATION,
  istio_build: BUILD,
} = PROXY_METRICS;
const { istio_agent_istiod_connection_failures: FAILURES, istio_agent_istiod_connection_terminations: TERMINATIONS } =
  AGENT_METRICS;

// Envoy retries after 30 s at most and a refused dial takes 20 s at most, so a proxy that stays cut off fails six times
// in five minutes, and one that lost a single connection fails once.
const RETRIES = 3;

// Share of a gateway's requests without a route, and how many a second at least: scanners of the internet always find a
// few paths that nobody serves.
const NO_ROUTE_SHARE = 0.1;
const NO_ROUTE_PER_SECOND = 0.1;

// One expression per reporter in use, joined by `or`: `absent` leaves the reporter's label on its result.
function perReporter(
  { reporters = DEFAULT_ALERT_OPTIONS.reporters }: AlertOptions,
  of: (reporter: string) => Expr,
): Expr {
  return reporters.map(of).reduce((left, right) => or(left, right));
}

function requestsMissing(reporter: string, { proxies = [] }: AlertOptions): Expr {
  return absent(select(REQUESTS, { reporter }, proxies));
}

function noRoute({ proxies = [], gateways = DEFAULT_ALERT_OPTIONS.gateways, scrapeInterval }: AlertOptions): Expr {
  const where = [...gateways, ...proxies];
  const withoutRoute = { response_flags: ['=~', '(.*,)?NR(,.*)?'] } as const;
  const perGateway = (tests: Partial<typeof withoutRoute>): Expr =>
    sum(
      rate(range(select(REQUESTS, { reporter: 'source', ...tests }, where), rateRange(scrapeInterval))),
      groupLabels(REQUESTS, 'cluster', 'source_workload_namespace', 'source_workload'),
    );
  const share = div(perGateway(withoutRoute), perGateway({}));
  return and(gt(share, num(NO_ROUTE_SHARE)), gt(perGateway(withoutRoute), num(NO_ROUTE_PER_SECOND)));
}

function disconnected({ proxies = [], scrapeInterval }: AlertOptions): Expr {
  const window = rateRange(scrapeInterval);
  const failed = or(
    increase(range(select(TERMINATIONS, { type: 'error' }, proxies), window)),
    increase(range(select(FAILURES, {}, proxies), window)),
  );
  return count(gte(sum(failed, INSTANCE_LABELS), num(RETRIES)), INSTALLATION_LABELS);
}

export const DATA_ALERTS = defineAlerts([
  {
    id: 'istio-metrics-missing',
    name: 'IstioMetricsMissing',
    about: 'traffic',
    severity: 'warning',
    for: 15 * MINUTE_MS,
    summary: 'Request metrics of a reporter are missing',
    description:
      'No proxy has reported requests as {{ $labels.reporter }} for 15 minutes. SLOs that read this reporter are ' +
      'blind, not healthy. Either the proxies are not scraped, or the Telemetry API switched these metrics off.',
    expr: (options) => perReporter(options, (reporter) => requestsMissing(reporter, options)),
    inputs: [REQUESTS],
    why:
      "Istio's own rule asks for absent(istio_requests_total): content as long as one reporter is left, although " +
      'switching off client metrics is a common saving and leaves every SLO that reads reporter="source" without ' +
      'data. Here each reporter in use is looked for by itself and named in the label. It fires in a mesh that has ' +
      'not had a single request since its proxies started. It is silent while one proxy anywhere reports, so one ' +
      "service's missing data is for the absence alert of its SLO. It reads every series of the metric once an " +
      'evaluation.',
  },
  {
    id: 'istio-latency-metrics-missing',
    name: 'IstioLatencyMetricsMissing',
    about: 'traffic',
    severity: 'warning',
    for: 15 * MINUTE_MS,
    summary: 'Requests are reported but their durations are not',
    description:
      'Proxies report requests as {{ $labels.reporter }} but no durations. Latency SLOs that read this reporter are ' +
      'blind. The Telemetry API or a metric relabelling drops istio_request_duration_milliseconds.',
    expr: (options) =>
      perReporter(options, (reporter) => {
        const durations = selectPart(DURATION, 'count', { reporter }, options.proxies);
        return unless(absent(durations), requestsMissing(reporter, options));
      }),
    inputs: [DURATION, REQUESTS],
    why:
      'A histogram has 22 series where the counter has one, so it is dropped first when series must be saved. ' +
      'Joining it with IstioMetricsMissing by or would say the same thing twice when scraping stops; this one only ' +
      'speaks when the requests themselves are there. Silent while any proxy still reports durations.',
  },
  {
    id: 'istio-version-skew',
    name: 'IstioVersionSkew',
    about: 'control-plane',
    severity: 'warning',
    for: HOUR_MS,
    summary: 'Proxies run more than two versions of Istio',
    description:
      'Proxies of {{ $value }} versions run side by side. An upgrade has two; more means that an earlier one was ' +
      'left unfinished. Restart the workloads that still run the oldest version.',
    expr: ({ proxies = [] }) => {
      const versions = count(select(BUILD, { component: 'proxy' }, proxies), groupLabels(BUILD, 'cluster', 'tag'));
      return gt(count(versions, groupLabels(BUILD, 'cluster')), num(2));
    },
    inputs: [BUILD],
    why:
      'Rules that fire on two versions fire through every canary upgrade. Counting versions and not proxies makes ' +
      'the alert independent of how often a proxy is scraped. Silent about two versions, however far apart, and ' +
      'about proxies whose own metrics are not scraped.',
  },
  {
    id: 'proxies-disconnected',
    name: 'ProxiesDisconnected',
    about: 'control-plane',
    severity: 'warning',
    for: 10 * MINUTE_MS,
    summary: 'Proxies cannot connect to istiod',
    description:
      '{{ $value }} proxies in {{ $labels.namespace }} have failed to connect to istiod again and again for 10 ' +
      'minutes. They serve with old configuration, and their certificates will run out. Usual causes: their revision ' +
      'was deleted, the root certificate changed, a network policy.',
    expr: disconnected,
    inputs: [TERMINATIONS, FAILURES],
    why:
      'istio_agent_istiod_connection_failures alone misses the usual case: the agent dials without waiting, so an ' +
      'unreachable istiod or a refused certificate shows as a termination of type error. cancelled is normal, every ' +
      '30 minutes. The alert counts proxies that fail repeatedly, so a restart of istiod, at which each fails once, ' +
      'is no incident. The first failure of a proxy, which increase cannot see, does not matter for a proxy that ' +
      "fails on. Silent when only Envoy's port 15090 is scraped, which lacks the agent's metrics.",
  },
  {
    id: 'istio-gateway-no-route',
    name: 'IstioGatewayNoRoute',
    about: 'traffic',
    severity: 'warning',
    for: 10 * MINUTE_MS,
    summary: 'A gateway finds no route for many requests',
    description:
      '{{ $value | humanizePercentage }} of the requests at {{ $labels.source_workload }} in ' +
      '{{ $labels.source_workload_namespace }} matched no route and got a 404. Look for a VirtualService, HTTPRoute ' +
      'or Gateway that changed or was not accepted.',
    expr: noRoute,
    inputs: [REQUESTS],
    why:
      'A VirtualService that is gone turns into 404 with flag NR: no 5xx, so no availability SLO sees it, and with ' +
      'no service in its labels, so no budget of a service pays for it. A plain count of 404 would fire for the ' +
      "applications' own. Scanners of the internet always cause some, hence a share and a least rate. Silent for " +
      'gateways whose workload name the matchers do not cover, and for hosts that have little traffic beside others.',
  },
]);
