// Guides on what everything else is blind without: the proxies' metrics, their versions, their way to istiod.
import { AGENT_METRICS } from '../metrics/istio-agent.ts';
import { PROXY_METRICS } from '../metrics/istio-proxy.ts';
import { ISTIOD_PUSH_METRICS } from '../metrics/istiod-push.ts';
import { groupLabels, select, selectPart } from '../metrics/metric.ts';
import { PROMETHEUS_METRICS } from '../metrics/prometheus.ts';
import { count, eqv, increase, min, num, range, sum, topk } from '../promql/build.ts';
import { HOUR_MS } from '../text/time.ts';
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
      'The missing metrics hurt nobody. But the SLOs that read this reporter have no data, so an outage would raise no alert. ' +
      'Watch the services by other means until the metrics are back.',
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
          'The PodMonitor is gone, its selector no longer matches pods, or a network policy blocks Prometheus at port 15020. ' +
          'Neither Istio nor the Sail operator creates a monitor.',
      },
      {
        sign: '`destination` reports, `source` does not.',
        means:
          'Client metrics are switched off, which many people do to save series. Switch them on, or use ' +
          '`reporter: destination` in the SLOs.',
      },
      {
        sign: '`source` reports, `destination` does not.',
        means:
          'The servers have no sidecars (ambient mode). Set `istio.reporters` in `slo.config.yaml` to the reporters of the mesh.',
      },
      {
        sign: 'A new mesh without requests.',
        means: 'The metrics appear, and the alert clears, with the first request.',
      },
    ],
  };
}

export function latencyMetricsMissing(_mesh: Mesh): Guide {
  return {
    harm: 'The missing metrics hurt nobody. But latency SLOs have no data. SLOs on errors are not affected.',
    lookups: [
      { ask: 'Series of requests, by reporter …', expr: count(select(REQUESTS), groupLabels(REQUESTS, 'reporter')) },
      { ask: '… and of durations.', expr: count(selectPart(DURATION, 'count'), groupLabels(DURATION, 'reporter')) },
    ],
    commands: [TELEMETRY],
    causes: [
      { sign: 'A Telemetry resource disables `REQUEST_DURATION`.', means: 'Enable it again for this reporter.' },
      {
        sign: 'No Telemetry resource disables `REQUEST_DURATION`.',
        means:
          '`metricRelabelings` of the monitor, or a sample limit, drops the histogram. Look at the last change of the monitor.',
      },
    ],
  };
}

export function versionSkew(_mesh: Mesh): Guide {
  return {
    harm:
      'Nothing is broken. Istio supports proxies one minor version behind istiod. Older proxies may refuse the configuration ' +
      'that istiod sends, and miss security fixes.',
    lookups: [
      { ask: 'Proxies by version:', expr: count(select(BUILD, { component: 'proxy' }), groupLabels(BUILD, 'tag')) },
      {
        ask: 'Which versions run in which namespace?',
        expr: count(select(BUILD, { component: 'proxy' }), groupLabels(BUILD, 'namespace', 'tag')),
      },
      {
        ask: 'Proxies connected to istiod, by version:',
        expr: sum(select(ISTIOD_PUSH_METRICS.pilot_xds), groupLabels(ISTIOD_PUSH_METRICS.pilot_xds, 'version')),
      },
    ],
    commands: [{ ask: 'Which pods?', command: 'istioctl proxy-status' }],
    causes: [
      {
        sign: 'Namespaces with the oldest version.',
        means:
          'An upgrade left these namespaces out. `kubectl -n NAMESPACE rollout restart deployment` updates their proxies. The restart can wait for working hours.',
      },
      { sign: 'Gateways.', means: 'The charts or manifests of the gateways were left out of the upgrade.' },
      { sign: 'Jobs and pods without a controller.', means: 'The old proxies are gone when these pods end.' },
    ],
  };
}

export function proxiesDisconnected({ namespace, rangeMs }: Mesh): Guide {
  const failing = (metric: typeof FAILURES | typeof TERMINATIONS, tests = {}) =>
    topk(20, sum(increase(range(select(metric, tests), rangeMs)), groupLabels(metric, 'namespace', 'pod')));
  return {
    harm:
      'These proxies keep their configuration, and no change reaches them. Their certificates are valid for 24 hours and are ' +
      'not renewed. After that, calls to and from these workloads fail.',
    lookups: [
      { ask: 'Which pods fail to connect …', expr: failing(FAILURES) },
      { ask: '… and which pods lose their connection again?', expr: failing(TERMINATIONS, { type: 'error' }) },
      {
        ask: 'How many seconds are their certificates still valid, by namespace?',
        expr: min(select(CERT, { resource_name: 'default' }), groupLabels(CERT, 'namespace')),
      },
      { ask: 'Proxies that are connected, by version:', expr: sum(select(ISTIOD_PUSH_METRICS.pilot_xds), ['version']) },
    ],
    commands: [
      {
        ask: 'What does such a proxy log?',
        command: 'kubectl -n NAMESPACE logs POD -c istio-proxy --since=15m | grep -i -e xds -e istiod',
      },
      {
        ask: 'Does the Service exist to which the proxy connects?',
        command: `kubectl -n ${namespace} get svc -l app=istiod`,
      },
    ],
    causes: [
      {
        sign: 'The proxy connects to a name that does not exist.',
        means: 'The revision of the proxy was deleted. Restart the workload under a revision that runs.',
      },
      {
        sign: '“certificate signed by unknown authority”.',
        means:
          'The root certificate changed, and the proxy has the old root. Restart the workload, a few pods at a time.',
      },
      {
        sign: 'Timeouts.',
        means: 'A network policy or firewall between the namespace and istiod blocks port 15012.',
      },
      {
        sign: 'Proxies in all namespaces are affected.',
        means: 'istiod itself is at fault: see whether `IstiodDown` or `IstiodReplicasLow` fires.',
      },
    ],
  };
}
