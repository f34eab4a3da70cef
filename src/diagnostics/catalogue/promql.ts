// The codes about the PromQL in a spec, and the metrics that it names.
import type { Code } from '../code.ts';

export const PROMQL_CODES = [
  {
    code: 'promql-syntax',
    title: 'the PromQL does not parse',
    explanation:
      'Every selector and expression is parsed, and its types are checked as Prometheus 2.42 does, which is the oldest version that the rules must run on; functions that came later, or that Prometheus 3 took away, are refused. One broken expression would make Prometheus reject the whole rule file, with all other alerts in it. Where a selector is wanted, write only metric{label="value"}: rates and sums are added by the compiler. "$window" can stand only in a raw indicator.',
    example: `service: shop
slos:
  - name: orders
    objective: 99.9%
    indicator:
      ratio: { total: 'orders_total{job=shop}', bad: orders_failed_total }
`,
  },
  {
    code: 'patterns-too-heavy',
    title: 'the regular expressions of a file are too much work',
    explanation:
      'Every regular expression of a selector is matched against label values, to find selectors that exclude each other and to make up series for the tests. That takes time in proportion to the weight of the expression: its characters, with counted repetitions written out, and 25 more for each part that is repeated or may be left out. Expressions with a weight of up to 250 are not counted; the others of a file may weigh 50000 together, so that no file keeps a build busy for minutes. Split the file by service, or write shorter expressions.',
    example: `service: shop
slos:
  - name: orders
    objective: 99.9%
    indicator:
      ratio:
        total: 'http_requests_total{path=~"/a{0,999}/b"}'
        bad: 'http_requests_total{path=~"/a{0,999}/c", code=~"5.."}'
`,
  },
  {
    code: 'promql-type',
    title: 'a number or text where series are needed',
    explanation:
      'An alert or a recording rule needs an instant vector: series with labels. A scalar such as 42 or time() has none, and Prometheus would refuse or never fire the rule. vector(…) makes a series of a number, but a condition that does not look at any metric is seldom meant.',
    example: `service: shop
alerts:
  - name: OfficeHours
    severity: warning
    expr: time() % 86400 > bool 28800
`,
  },
  {
    code: 'raw-without-window',
    title: 'a raw expression does not use $window',
    explanation:
      'A burn-rate alert compares a long and a short window, so the same expression is read over several ranges: every rule puts its own in place of $window. With a fixed range such as [5m] all windows would hold the same five minutes, and an alert over an hour would fire on a burst. Write rate(errors_total[$window]).',
    example: `service: shop
slos:
  - name: orders
    objective: 99.9%
    indicator:
      raw:
        bad: sum(rate(orders_failed_total[5m]))
        total: sum(rate(orders_total[$window]))
`,
  },
  {
    code: 'group-label-lost',
    title: 'the expression drops a label that the indicator groups by',
    explanation:
      'With "by" every group has its own error budget, recorded under these labels. An aggregation that does not keep one of them mixes the groups, and bad and total no longer match: the ratio is empty and the alert never fires. Keep the labels, as in sum by (handler) (…), or take them out of "by".',
    example: `service: shop
slos:
  - name: orders
    objective: 99.9%
    indicator:
      by: [handler]
      raw:
        bad: sum(rate(orders_failed_total[$window]))
        total: sum by (handler) (rate(orders_total[$window]))
`,
  },
  {
    code: 'metric-of-other-version',
    title: 'a metric that this version of Istio does not export',
    explanation:
      'Metrics come and go with the versions of Istio. The version of the mesh is istio.version in slo.config.yaml, 1.30 by default. A selector of a metric that the version does not export is empty, and an alert on it never fires. It is a warning, because some metrics can be switched on again.',
    example: `service: mesh
alerts:
  - name: ConnectionsExhausted
    severity: warning
    expr: envoy_cluster_circuit_breakers_default_remaining_cx == 0
`,
  },
  {
    code: 'metric-gone',
    title: 'a metric that circulates but does not exist',
    explanation:
      'Names such as pilot_xds_pushes_total or node_cpu are quoted in many dashboards and guides, but nothing exports them any more: istiod writes its counters without _total, others were renamed or went with Mixer. A selector of a name that does not exist is empty, and an alert on it never fires. The hint names the successor where there is one.',
    example: `service: istiod
slos:
  - name: pushes
    objective: 99%
    indicator:
      ratio:
        total: pilot_xds_pushes_total
        bad: pilot_xds_pushes{type=~".+_senderr"}
`,
  },
  {
    code: 'unknown-label',
    title: 'the metric has no such label',
    explanation:
      'A matcher on a label that the series do not have selects nothing (or, with != and !~, everything), and the rule looks right all the same. The catalogue knows the labels of the metrics of Istio and of the usual exporters. A name close to one of them is a slip and an error; any other is a warning, because relabelling at scrape time can add labels that nobody here knows.',
    example: `service: shop
slos:
  - name: orders
    objective: 99.9%
    indicator:
      ratio:
        total: istio_requests_total{reporter="source"}
        bad: istio_requests_total{reporter="source", respons_code=~"5.."}
`,
  },
  {
    code: 'impossible-label-value',
    title: 'the label never has this value',
    explanation:
      'Some labels have a closed set of values: reporter is source, destination or waypoint, never "client", and a response code has three digits, so =~"5xx" matches none. A matcher that no value passes selects nothing, so the ratio is empty and the alert never fires. One that is to exclude a value which is never there excludes nothing, which is a warning. The hint lists the values.',
    example: `service: shop
slos:
  - name: orders
    objective: 99.9%
    indicator:
      ratio:
        total: istio_requests_total{reporter="client"}
        bad: istio_requests_total{reporter="source", response_code=~"5.."}
`,
  },
] as const satisfies readonly Code[];
