// A metric of requests in, how its SLOs are written out: which of its labels tells failed requests, and which bucket is near
// 250 ms. What the catalogue knows of the metric decides; of other metrics it is what most client libraries do.
import type { Report } from '../../diagnostics/report.ts';
import { findMetric, METRICS } from '../../metrics/catalogue.ts';
import type { Exporter, Metric } from '../../metrics/metric.ts';
import type { Matcher, Selector } from '../../promql/ast.ts';
import { printDuration } from '../../promql/duration.ts';
import { parseSelector } from '../../promql/parse/parse.ts';
import { print } from '../../promql/print.ts';
import { failedOf, isHistogramOf, USUAL_FAILED } from './requests.ts';

/** Buckets that client_golang, OpenTelemetry and most client libraries have by default. */
const USUAL_BUCKETS = ['5ms', '10ms', '25ms', '50ms', '100ms', '250ms', '500ms', '1s', '2500ms', '5s', '10s'];

/** The threshold of the latency SLO, or the bucket that is nearest to it. */
const WISHED_MS = 250;

/** Whose metrics no application counts its requests by. */
const OF_ISTIO: readonly Exporter[] = ['istiod', 'agent', 'ztunnel'];

/** What is asked for, and what the catalogue knows of it. */
export interface RequestMetric {
  /** The name without the ending of a histogram's series. */
  readonly base: string;
  /** The counter of all requests: of a histogram its `_count`. */
  readonly total: Selector;
  readonly known?: Metric;
  /** What selects failed requests; undefined where no label tells them. */
  readonly failed?: Matcher;
  /** Whether it is a histogram of durations. */
  readonly hasLatency: boolean;
}

/** Reads `--http`: the name of a counter or a histogram, with matchers or without. Reports what no SLO can be made of. */
export function readHttpMetric(text: string, report: Report): RequestMetric | undefined {
  const parsed = parseSelector(text);
  const refuse = (message: string, help: string): undefined => {
    report.add({ code: 'wrong-usage', severity: 'error', message, help });
    return undefined;
  };
  if (!('selector' in parsed) || parsed.selector.metric === undefined) {
    const message = `--http takes a counter or a histogram of requests, not ${JSON.stringify(text)}`;
    return refuse(message, `as in --http 'http_requests_total{job="shop"}'`);
  }
  const found = requestMetric(parsed.selector, parsed.selector.metric);
  const { known, base, failed, hasLatency } = found;
  if (known?.exportedBy === 'proxy') {
    return refuse(
      `"${base}" is counted at both ends of a request by Istio`,
      '`slo init --istio` starts with one of them',
    );
  }
  if (known && OF_ISTIO.includes(known.exportedBy)) {
    return refuse(`"${base}" is a metric of Istio's own programs`, '`slo init --istio` starts with SLOs of them');
  }
  if (known?.type === 'gauge') return refuse(`"${base}" is a gauge; --http takes a counter or a histogram`, examples());
  if (!failed && !hasLatency) return refuse(`no label of "${base}" tells which requests failed`, examples());
  return found;
}

function requestMetric(selector: Selector, name: string): RequestMetric {
  const known = findMetric(name)?.metric;
  const base = known?.name ?? name.replace(/_(bucket|count|sum)$/, '');
  const isHistogram = known ? known.type === 'histogram' : isHistogramOf(name, base);
  const total = isHistogram ? { ...selector, metric: `${base}_count` } : selector;
  const failed = known ? failedOf(known) : USUAL_FAILED;
  const isTimed = known
    ? known.unit === 'seconds' || known.unit === 'milliseconds'
    : /_(seconds|milliseconds)$/.test(base);
  return {
    base,
    total,
    hasLatency: isHistogram && isTimed,
    ...(known && { known }),
    ...(failed && { failed }),
  };
}

/** Counters of requests, by name, that would do. */
function examples(): string {
  const usable = METRICS.filter(
    (metric) => metric.type === 'counter' && ![...OF_ISTIO, 'proxy'].includes(metric.exportedBy) && failedOf(metric),
  );
  return `metrics that do: ${usable.map(({ name }) => name).join(', ')}`;
}

/** A spec of the requests that the metric counts, for a service of this name. */
export function httpSpec(service: string, metric: RequestMetric): string {
  const slos = [
    ...(metric.failed ? [successSlo(metric, metric.failed)] : []),
    ...(metric.hasLatency ? [latencySlo(metric)] : []),
  ];
  return `# yaml-language-server: $schema=./slo.schema.json
service: ${service}
slos:
${slos.join('')}`;
}

function successSlo({ total, known }: RequestMetric, failed: Matcher): string {
  const bad = { ...total, matchers: [...total.matchers, failed] };
  return `  - name: request-success
    description: 99.9 % of the requests succeed.
    objective: 99.9%
    indicator:
      # One objective for each value of a label: by: [handler]
      ratio:
        total: ${quoted(print(total))}
        # Failed requests, by the label that ${known ? 'this metric has' : 'most client libraries write'}.
        bad: ${quoted(print(bad))}
`;
}

function latencySlo({ base, total, known }: RequestMetric): string {
  const where = print({ kind: 'selector', matchers: total.matchers }).slice(1, -1);
  const { below, note } = thresholdOf(known);
  return `  - name: request-latency
    description: 99 % of the requests are answered within ${below.replace(/(?<=\d)(?=[a-z])/, ' ')}.
    objective: 99%
    indicator:
      latency:
        histogram: ${base}
${where === '' ? '' : `        where: ${quoted(where)}\n`}        below: ${below}
${note}`;
}

/** The bucket nearest to what is wished, as a factor, and the lines of the spec that say where it comes from. */
function thresholdOf(known: Metric | undefined): { readonly below: string; readonly note: string } {
  const wished = printDuration(WISHED_MS);
  if (known?.buckets && known.buckets.length > 0) {
    const bounds = known.buckets.map((bound) => bound * (known.unit === 'seconds' ? 1000 : 1)).filter((ms) => ms > 0);
    const distance = (ms: number): number => Math.abs(Math.log(ms / WISHED_MS));
    const nearest = bounds.reduce((best, ms) => (distance(ms) < distance(best) ? ms : best));
    return { below: printDuration(Math.round(nearest)), note: '' };
  }
  const source = known
    ? '# No buckets are exported unless the application asks for them: list those that it asks for.'
    : '# What most client libraries have by default: compare them with the le labels of yours.';
  return { below: wished, note: `        ${source}\n        buckets: [${USUAL_BUCKETS.join(', ')}]\n` };
}

/** A scenario of the first of these SLOs; none where the first is of latency. */
export function httpScenarios(service: string, { failed }: RequestMetric): string | undefined {
  return failed && incident(`${service}/request-success`, '');
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
