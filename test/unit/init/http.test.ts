// `slo init --http METRIC` for every metric of the catalogue: it says why it makes nothing of it, or writes a spec in which the
// compiler finds nothing to warn of.
import { describe, expect, it } from '@jest/globals';
import { httpSpec, readHttpMetric } from '../../../src/cli/init/http.ts';
import { Report } from '../../../src/diagnostics/report.ts';
import { METRICS } from '../../../src/metrics/catalogue.ts';
import { diagnose } from '../../support/compile-text.ts';

const specOf = (metric: string): string => {
  const report = new Report();
  const read = readHttpMetric(metric, report);
  if (!read) throw new Error(report.diagnostics.map(({ message }) => message).join('\n'));
  return httpSpec('web', read);
};

const NAMES = METRICS.flatMap(({ name, type }) => (type === 'histogram' ? [name, `${name}_bucket`] : [name]));

describe('a metric of the catalogue', () => {
  it('gets a spec without a problem, or a reason why it gets none', () => {
    const made: string[] = [];
    for (const name of NAMES) {
      const report = new Report();
      const read = readHttpMetric(`${name}{job="web"}`, report);
      expect({ name, isReported: report.hasErrors }).toEqual({ name, isReported: read === undefined });
      if (!read) continue;
      const spec = httpSpec('web', read);
      expect({ name, spec, problems: diagnose(spec).map(({ message }) => message) }).toEqual({
        name,
        spec,
        problems: [],
      });
      made.push(name);
    }
    expect(made).toEqual(expect.arrayContaining(['http_requests_total', 'grpc_server_handled_total']));
  });
});

describe('what selects failed requests', () => {
  it.each([
    ['http_requests_total', `{code=~"5.."}`],
    ['haproxy_backend_http_responses_total', `{code=~"5.."}`],
    ['http_server_requests_seconds_bucket', `_count{status=~"5.."}`],
    ['http_server_request_duration_seconds', `_count{http_response_status_code=~"5.."}`],
    ['envoy_cluster_upstream_rq_xx', `{envoy_response_code_class=~"5"}`],
    ['grpc_server_handled_total', `{grpc_code=~"Unknown|DeadlineExceeded|`],
    ['of_no_catalogue_total', `{code=~"5.."}`],
  ])('of %s is %s', (metric, selected) => {
    expect(specOf(metric)).toContain(selected);
  });

  it('is nothing where no label tells them: then the spec promises a latency alone', () => {
    const spec = specOf('apiserver_request_duration_seconds');
    expect(spec).toContain('below: 200ms');
    expect(spec).not.toContain('ratio:');
  });
});

describe('the threshold', () => {
  it('is the bucket nearest to 250 ms, and the buckets stay those of the catalogue', () => {
    expect(specOf('traefik_entrypoint_request_duration_seconds')).toMatch(/within 300 ms\.[\s\S]*below: 300ms\n$/);
  });

  it.each(['http_server_requests_seconds', 'of_no_catalogue_seconds'])(
    'of %s stands beside buckets to check',
    (metric) => {
      expect(specOf(metric)).toMatch(/below: 250ms\n +# .*\n +buckets: \[/);
    },
  );
});

describe('a metric of which no SLO is made', () => {
  it.each([
    ['up', /gauge/],
    ['istio_requests_total', /both ends/],
    ['galley_validation_http_error', /Istio's own/],
    ['grpc_server_started_total', /no label/],
    ['rate(x[5m])', /takes a counter or a histogram/],
  ])('such as %s is told why', (metric, reason) => {
    expect(() => specOf(metric)).toThrow(reason);
  });
});
