// Guides on what everything else is blind without: the proxies' metrics, their versions, their way to istiod.

import { AGENT_METRICS } from '../metrics/istio-agent.ts';
import { PROXY_METRICS } from '../metrics/istio-proxy.ts';
import { ISTIOD_PUSH_METRICS } from '../metrics/istiod-push.ts';
import { groupLabels, select, selectPart } from '../metrics/metric.ts';
import { PROMETHEUS_METRICS } from '../metrics/prometheus.ts';
import { count, eqv, increase, min, num, range, sum, topk } from '../promql/build.ts';
import { HOUR_MS } from './alert.ts';
import type { Command, Guide, Mesh } from './guide.ts';

const {
  istio_requests_total: REQUESTS,
  istio_request_duration_milliseconds: DURATION,
  istio_build: BUILD,
} = PROXY_METRICS;
const {
  istio_agent_istiod_connection_failures: FAILURES,
  istio_agent_istiod_connection_terminations: TERMINATIONS,
  istio_agent_cert_expiry_seconds: CERT,
  istio_agent_scrape_failures_total: SCRAPE_FAILURES,
} = AGENT_METRICS;

const TELEMETRY: Command = {
  ask: 'Does the Telemetry API switch metrics off or remove labels?',
  command: 'kubectl get telemetries.telemetry.istio.io -A -o yaml',
};

const SCRAPED = {
  ask: 'Proxies that are scraped, by job:',
  expr: count(select(BUILD, { component: 'proxy' }), groupLabels(BUILD, 'job')),
};

export function metricsMissing(_mesh: Mesh): Guide {
  return {
    harm:
      'Nobody is hurt by this itself. But every SLO that reads this reporter is blind: an outage now would raise no alert. ' +
      'Watch the services by other means until it is mended.',
    lookups: [
      { ask: 'Which reporters are left?', expr: count(select(REQUESTS), groupLabels(REQUESTS, 'reporter', 'job')) },
      SCRAPED,
      {
        ask: 'Targets that Prometheus cannot reach, by job:',
        expr: count(eqv(select(PROMETHEUS_METRICS.up), num(0)), groupLabels(PROMETHEUS_METRICS.up, 'job')),
      },
      {
        ask: 'Do agents fail to fetch the metrics of their Envoy?',
        expr: topk(
          10,
          sum(increase(range(select(SCRAPE_FAILURES), HOUR_MS)), groupLabels(SCRAPE_FAILURES, 'type', 'namespace')),
        ),
      },
    ],
    commands: [
      TELEMETRY,
      {
        ask: 'Are the monitors there?',
        command: 'kubectl get podmonitors,servicemonitors -A | grep -i -e istio -e envoy',
      },
    ],
    causes: [
      {
        sign: 'No proxies are scraped.',
        means:
          'The PodMonitor is gone or its labels no longer select pods; a network policy keeps Prometheus from port 15020. Neither ' +
          'Istio nor the Sail operator brings a monitor along.',
      },
      {
        sign: '`destination` is there, `source` is not.',
        means:
          'Client metrics are switched off, a usual saving. Turn them on, or let the SLOs use `reporter: destination`.',
      },
      {
        sign: '`source` is there, `destination` is not.',
        means:
          'The mesh has no sidecars on the servers (ambient). Set `istio.reporters` in `slo.config.yaml` to what there is.',
      },
      { sign: 'A new mesh without a request.', means: 'There is nothing to count yet. It clears with the first.' },
    ],
  };
}

export function latencyMetricsMissing(_mesh: Mesh): Guide {
  return {
    harm: 'Latency SLOs are blind; those on errors are not. Nobody is hurt by this itself.',
    lookups: [
      { ask: 'Series of requests, by reporter …', expr: count(select(REQUESTS), groupLabels(REQUESTS, 'reporter')) },
      { ask: '… and of durations.', expr: count(selectPart(DURATION, 'count'), groupLabels(DURATION, 'reporter')) },
    ],
    commands: [TELEMETRY],
    causes: [
      { sign: 'A Telemetry resource disables `REQUEST_DURATION`.', means: 'Enable it again for this reporter.' },
      {
        sign: 'None does.',
        means: '`metricRelabelings` of the monitor, or a limit on samples, drops histograms. See what changed there.',
      },
    ],
  };
}

export function versionSkew(_mesh: Mesh): Guide {
  return {
    harm:
      'Nothing is broken. Istio supports proxies one minor version behind istiod; older ones may refuse what it sends, and ' +
      'miss security fixes.',
    lookups: [
      { ask: 'Proxies by version:', expr: count(select(BUILD, { component: 'proxy' }), groupLabels(BUILD, 'tag')) },
      {
        ask: 'Who runs which, by namespace?',
        expr: count(select(BUILD, { component: 'proxy' }), groupLabels(BUILD, 'namespace', 'tag')),
      },
      {
        ask: 'Connected to istiod, by version:',
        expr: sum(select(ISTIOD_PUSH_METRICS.pilot_xds), groupLabels(ISTIOD_PUSH_METRICS.pilot_xds, 'version')),
      },
    ],
    commands: [{ ask: 'Which pods?', command: 'istioctl proxy-status' }],
    causes: [
      {
        sign: 'Namespaces with the oldest version.',
        means:
          'An upgrade left them out. `kubectl -n NAMESPACE rollout restart deployment` brings their proxies up to date. This can wait for the day.',
      },
      { sign: 'Gateways.', means: 'They have charts or manifests of their own that were forgotten.' },
      { sign: 'Jobs and pods without a controller.', means: 'They go when they end.' },
    ],
  };
}

export function proxiesDisconnected({ namespace, rangeMs }: Mesh): Guide {
  const failing = (metric: typeof FAILURES | typeof TERMINATIONS, tests = {}) =>
    topk(20, sum(increase(range(select(metric, tests), rangeMs)), groupLabels(metric, 'namespace', 'pod')));
  return {
    harm:
      'These proxies serve with the configuration they have and learn of no change. Their certificates, valid for 24 hours, ' +
      'are not renewed: then calls to and from them fail.',
    lookups: [
      { ask: 'Which pods fail to connect …', expr: failing(FAILURES) },
      { ask: '… or are cut off again?', expr: failing(TERMINATIONS, { type: 'error' }) },
      {
        ask: 'How many seconds do their certificates have, by namespace?',
        expr: min(select(CERT, { resource_name: 'default' }), groupLabels(CERT, 'namespace')),
      },
      { ask: 'Proxies that are connected, by version:', expr: sum(select(ISTIOD_PUSH_METRICS.pilot_xds), ['version']) },
    ],
    commands: [
      {
        ask: 'Why, in the words of such a proxy?',
        command: 'kubectl -n NAMESPACE logs POD -c istio-proxy --since=15m | grep -i -e xds -e istiod',
      },
      {
        ask: 'Whom does it look for, and is there such a Service?',
        command: `kubectl -n ${namespace} get svc -l app=istiod`,
      },
    ],
    causes: [
      {
        sign: 'It dials a name that does not exist.',
        means: 'Its revision was deleted. Restart the workload under a revision that runs.',
      },
      {
        sign: '“certificate signed by unknown authority”.',
        means: 'The root changed and the proxy has the old one. Restart the workload, a few pods at a time.',
      },
      { sign: 'Timeouts.', means: 'A network policy or firewall between the namespace and istiod, port 15012.' },
      { sign: 'Everywhere.', means: 'Istiod itself: see whether `IstiodDown` or `IstiodReplicasLow` fires.' },
    ],
  };
}
