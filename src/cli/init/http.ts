// A metric of HTTP requests in, how its SLOs are written out: which label holds the status, and whether it is a histogram.
import type { Report } from '../../diagnostics/report.ts';
import type { Matcher, Selector } from '../../promql/ast.ts';
import { eq, re } from '../../promql/build.ts';
import { parseSelector } from '../../promql/parse/parse.ts';
import { print } from '../../promql/print.ts';

/** What is known of the status label of a metric's source. */
interface StatusLabel {
  /** The metrics that have it, by the beginning of their names. */
  readonly prefixes: readonly string[];
  readonly label: string;
  /** A regular expression of the values of failed requests. */
  readonly failed: string;
}

/** Sources whose label is not the `code` that client libraries of Prometheus write. */
const STATUS_LABELS: readonly StatusLabel[] = Object.freeze([
  // OpenTelemetry, semantic conventions for HTTP metrics 1.23 and later.
  { prefixes: ['http_server_request_duration'], label: 'http_response_status_code', failed: '5..' },
  // Micrometer: Spring Boot, Quarkus.
  { prefixes: ['http_server_requests'], label: 'status', failed: '5..' },
  { prefixes: ['nginx_ingress_controller_', 'apisix_http_status'], label: 'status', failed: '5..' },
  { prefixes: ['haproxy_'], label: 'code', failed: '5xx' },
  { prefixes: ['envoy_'], label: 'envoy_response_code', failed: '5..' },
  { prefixes: ['istio_requests', 'istio_request_duration'], label: 'response_code', failed: '5..' },
  // prometheus-fastapi-instrumentator.
  { prefixes: ['http_request_duration_highr', 'http_requests_created'], label: 'status', failed: '5xx' },
]);

const USUAL: StatusLabel = { prefixes: [], label: 'code', failed: '5..' };

/** Buckets that client_golang, OpenTelemetry and most client libraries have by default, in seconds. */
const USUAL_BUCKETS = ['5ms', '10ms', '25ms', '50ms', '100ms', '250ms', '500ms', '1s', '2500ms', '5s', '10s'];

/** Reads `--http`: the name of a counter or a histogram, with matchers or without. Reports what is neither. */
export function readHttpMetric(text: string, report: Report): Selector | undefined {
  const parsed = parseSelector(text);
  if ('selector' in parsed && parsed.selector.metric !== undefined) return parsed.selector;
  report.add({
    code: 'wrong-usage',
    severity: 'error',
    message: `--http takes a counter or a histogram of requests, not ${JSON.stringify(text)}`,
    help: `as in --http 'http_requests_total{job="shop"}'`,
  });
  return undefined;
}

/** A spec of the requests that the metric counts, for a service of this name. */
export function httpSpec(service: string, selector: Selector): string {
  const { metric = '', matchers } = selector;
  const base = metric.replace(/_(bucket|count|sum)$/, '');
  const hasUnit = /_(seconds|milliseconds)$/.test(base);
  const total: Selector = base !== metric || hasUnit ? { ...selector, metric: `${base}_count` } : selector;
  const known = STATUS_LABELS.find(({ prefixes }) => prefixes.some((prefix) => metric.startsWith(prefix)));
  const { label, failed } = known ?? USUAL;
  const bad = { ...total, matchers: [...matchers, failed.includes('.') ? re(label, failed) : eq(label, failed)] };
  const ratio = `# yaml-language-server: $schema=./slo.schema.json
service: ${service}
slos:
  - name: request-success
    description: 99.9 % of the requests succeed.
    objective: 99.9%
    indicator:
      # One objective for each value of a label: by: [handler]
      ratio:
        total: ${quoted(print(total))}
        # The label of the status: ${label}, as ${known ? 'this source' : 'most client libraries'} calls it.
        bad: ${quoted(print(bad))}
`;
  return hasUnit ? `${ratio}${latencySlo(base, matchers)}` : ratio;
}

function latencySlo(histogram: string, matchers: readonly Matcher[]): string {
  const where = print({ kind: 'selector', matchers }).slice(1, -1);
  return `  - name: request-latency
    description: 99 % of the requests are answered within 250 ms.
    objective: 99%
    indicator:
      latency:
        histogram: ${histogram}
${matchers.length === 0 ? '' : `        where: ${quoted(where)}\n`}        below: 250ms
        # What most client libraries have by default: compare them with the le labels of yours.
        buckets: [${USUAL_BUCKETS.join(', ')}]
`;
}

/** A scenario of the first of these SLOs. */
export function httpScenarios(service: string): string {
  return incident(`${service}/request-success`, '');
}

/** A deploy that goes wrong, as a scenario of an SLO with the default tiers; \`group\` is a line of its own, or empty. */
export function incident(slo: string, group: string): string {
  return `# yaml-language-server: $schema=./slo-test.schema.json
scenarios:
  - name: a deploy breaks every tenth request, and is rolled back after twenty minutes
    slo: ${slo}
${group}    traffic:
      - { for: 1h, events: 100/s, bad: 0% }
      - { for: 20m, events: 100/s, bad: 10% }
      - { for: 20m, events: 100/s, bad: 0% }
    expect:
      - { at: 1h, silent: all }
      - { at: 1h15m, fires: [ErrorBudgetBurn/page-fast] }
      - { at: 1h35m, silent: [ErrorBudgetBurn/page-fast] }
`;
}

/** A text of YAML in single quotes, whatever it holds. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
