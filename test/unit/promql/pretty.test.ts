// In, and out: the layout that people read in a rule at 3 am.
import { describe, expect, it } from '@jest/globals';
import { parseExpr } from '../../../src/promql/parse/parse.ts';
import { pretty } from '../../../src/promql/pretty.ts';
import { print } from '../../../src/promql/print.ts';

const LAYOUTS: readonly (readonly [string, string, string])[] = [
  [
    'a short expression on one line',
    '(a > 1 and b > 1) or c',
    `
a > 1 and b > 1 or c
`,
  ],
  [
    'what joins the result of two conditions',
    '(slo:bad:ratio_rate5m{slo="checkout"} > 14.4 * 0.001 and slo:bad:ratio_rate1h{slo="checkout"} > 14.4 * 0.001) and on (slo) slo:total:rate1h{slo="checkout"} * 3600 > 10',
    `
(
  slo:bad:ratio_rate5m{slo="checkout"} > 14.4 * 0.001
  and
  slo:bad:ratio_rate1h{slo="checkout"} > 14.4 * 0.001
)
and on (slo)
slo:total:rate1h{slo="checkout"} * 3600 > 10
`,
  ],
  [
    'two windows over two thresholds',
    'slo:bad:ratio_rate5m{slo="checkout"} > 14.4 * 0.001 and slo:bad:ratio_rate1h{slo="checkout"} > 14.4 * 0.001 or slo:bad:ratio_rate30m{slo="checkout"} > 6 * 0.001 and slo:bad:ratio_rate6h{slo="checkout"} > 6 * 0.001',
    `
(
  slo:bad:ratio_rate5m{slo="checkout"} > 14.4 * 0.001
  and
  slo:bad:ratio_rate1h{slo="checkout"} > 14.4 * 0.001
)
or
(
  slo:bad:ratio_rate30m{slo="checkout"} > 6 * 0.001
  and
  slo:bad:ratio_rate6h{slo="checkout"} > 6 * 0.001
)
`,
  ],
  [
    'a selector too wide for a line, and a factor beside its operand',
    'sum by (service, namespace) (rate(istio_requests_total{reporter=~"source|waypoint",destination_service_name="checkout",response_code=~"5..|0"}[5m])) or on (service, namespace) 0 * sum by (service, namespace) (rate(istio_requests_total{reporter=~"source|waypoint",destination_service_name="checkout"}[5m]))',
    `
sum by (service, namespace) (
  rate(istio_requests_total{
    reporter=~"source|waypoint",
    destination_service_name="checkout",
    response_code=~"5..|0"
  }[5m])
)
or on (service, namespace)
(
  0 * sum by (service, namespace) (
    rate(istio_requests_total{reporter=~"source|waypoint",destination_service_name="checkout"}[5m])
  )
)
`,
  ],
  [
    'a ratio against a threshold',
    'sum by (service) (rate(http_requests_total{job="checkout",code=~"5.."}[5m])) / sum by (service) (rate(http_requests_total{job="checkout"}[5m])) > 14.4 * 0.001',
    `
(
  sum by (service) (rate(http_requests_total{job="checkout",code=~"5.."}[5m]))
  /
  sum by (service) (rate(http_requests_total{job="checkout"}[5m]))
)
> 14.4 * 0.001
`,
  ],
  [
    'a chain of the same strength without nesting',
    'slo_a_metric_with_a_long_name{job="checkout"} + slo_a_metric_with_a_long_name{job="basket"} - slo_a_metric_with_a_long_name{job="x"}',
    `
slo_a_metric_with_a_long_name{job="checkout"}
+
slo_a_metric_with_a_long_name{job="basket"}
-
slo_a_metric_with_a_long_name{job="x"}
`,
  ],
  [
    'a chain of different matchings with nesting',
    'a_metric_with_a_long_name{job="checkout"} * on (job) another_metric_with_a_long_name * on (namespace) a_third_metric_with_a_long_name',
    `
a_metric_with_a_long_name{job="checkout"} * on (job) another_metric_with_a_long_name
* on (namespace)
a_third_metric_with_a_long_name
`,
  ],
  [
    'arguments',
    'label_replace(topk by (service) (5, sum by (service, instance) (rate(http_requests_total{job="checkout"}[5m]))), "owner", "$1", "service", "(.*)-api")',
    `
label_replace(
  topk by (service) (5, sum by (service, instance) (rate(http_requests_total{job="checkout"}[5m]))),
  "owner",
  "$1",
  "service",
  "(.*)-api"
)
`,
  ],
  [
    'a subquery',
    'max_over_time((sum(rate(http_requests_total{job="checkout",code=~"5.."}[5m])) / sum(rate(http_requests_total{job="checkout"}[5m])))[1h:1m] offset 1d)',
    `
max_over_time(
  (
    sum(rate(http_requests_total{job="checkout",code=~"5.."}[5m]))
    /
    sum(rate(http_requests_total{job="checkout"}[5m]))
  )[1h:1m] offset 1d
)
`,
  ],
  [
    'a sign before a power',
    '-(slo_a_metric_with_a_long_name{job="checkout"} + slo_a_metric_with_a_long_name{job="basket"} - slo_a_metric_with_a_long_name{job="x"}) ^ 2',
    `
-(
  (
    slo_a_metric_with_a_long_name{job="checkout"}
    +
    slo_a_metric_with_a_long_name{job="basket"}
    -
    slo_a_metric_with_a_long_name{job="x"}
  )
  ^ 2
)
`,
  ],
  [
    'a chain of powers, which groups to the right',
    'a_metric_with_a_long_name{job="checkout"} ^ another_metric_with_a_long_name ^ a_third_metric_with_a_long_name{job="x"}',
    `
a_metric_with_a_long_name{job="checkout"}
^
another_metric_with_a_long_name ^ a_third_metric_with_a_long_name{job="x"}
`,
  ],
  [
    'a long string, which stays whole',
    'label_replace(up, "owner", "a very long replacement a very long replacement a very long replacement a very long replacement a very long replacement", "job", ".*")',
    `
label_replace(
  up,
  "owner",
  "a very long replacement a very long replacement a very long replacement a very long replacement a very long replacement",
  "job",
  ".*"
)
`,
  ],
];

describe('pretty lays out', () => {
  it.each(LAYOUTS)('%s', (_title, text, layout) => {
    const parsed = parseExpr(text);
    if (!('expr' in parsed)) {
      throw new Error(`does not parse: ${text}`);
    }
    expect(pretty(parsed.expr)).toBe(layout.trim());
    expect(parseExpr(layout)).toEqual(parsed);
    expect(print(parsed.expr)).not.toContain('\n');
  });
});
