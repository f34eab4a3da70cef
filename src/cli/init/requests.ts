// What of a metric's labels tells that a request failed through the server's fault, as the exporters write it.
import type { Metric } from '../../metrics/metric.ts';
import type { Matcher } from '../../promql/ast.ts';
import { re } from '../../promql/build.ts';
import { valueTest } from '../../promql/matched-values.ts';

/** Unlike errors of the caller: what a server answers with these, it could not do. */
const GRPC_FAILED = ['Unknown', 'DeadlineExceeded', 'Unimplemented', 'Internal', 'Unavailable', 'DataLoss'];

/** In the order in which they are looked for: a metric may have several of them. */
const FAILED: readonly Matcher[] = Object.freeze([
  re('code', '5..'),
  re('status', '5..'),
  re('status_code', '5..'),
  re('http_response_status_code', '5..'),
  re('response_code', '5..'),
  re('envoy_response_code', '5..'),
  re('envoy_response_code_class', '5'),
  re('grpc_code', GRPC_FAILED.join('|')),
  re('rpc_grpc_status_code', '2|4|12|13|14|15'),
  re('rcode', 'SERVFAIL'),
]);

/** What client libraries of Prometheus write. */
export const USUAL_FAILED: Matcher = re('code', '5..');

/** The matcher of failed requests for a metric that the catalogue knows; undefined when none of its labels tells them. */
export function failedOf({ labels, labelValues }: Metric): Matcher | undefined {
  return FAILED.find(({ label, ...test }) => {
    const values = labelValues?.[label];
    return labels.includes(label) && (values === undefined || values.some(valueTest(test) ?? (() => false)));
  });
}

/** Whether a name that the catalogue does not know is that of a histogram, or of one of its series. */
export function isHistogramOf(name: string, base: string): boolean {
  return base !== name || /_(seconds|milliseconds)$/.test(name);
}
