import { describe, expect, it } from '@jest/globals';
import {
  ISTIO_GROUP_LABELS,
  latencyMatchers,
  type RequestOptions,
  requestSelectors,
} from '../../../src/istio/requests.ts';
import type { Matcher, Selector } from '../../../src/promql/ast.ts';
import { eq } from '../../../src/promql/build.ts';
import { print } from '../../../src/promql/print.ts';
import { readExposition, type Series } from '../metrics/exposition.ts';

const PLAIN: RequestOptions = {
  reporter: 'source',
  grpc: true,
  extraBadCodes: [],
  excludeInjectedFaults: false,
  where: [],
};

function holds({ labels }: Series, { label, op, value }: Matcher): boolean {
  const actual = labels.get(label) ?? '';
  const equal = op.includes('~') ? new RegExp(`^(?:${value})$`, 's').test(actual) : actual === value;
  return equal !== op.startsWith('!');
}

function selects(selector: Selector, series: Series): boolean {
  return series.name === selector.metric && selector.matchers.every((matcher) => holds(series, matcher));
}

const REQUESTS = readExposition('envoy-metrics.prom').series.filter(({ name }) => name === 'istio_requests_total');

/** A request as a client's sidecar reports it, unless told otherwise. */
function request(labels: Readonly<Record<string, string>>): Series {
  const usual = { reporter: 'source', destination_service_name: 'reviews', response_flags: '-', response_code: '200' };
  return { name: 'istio_requests_total', labels: new Map(Object.entries({ ...usual, ...labels })) };
}

function countsAs(series: Series, options: Partial<RequestOptions> = {}): 'good' | 'bad' | 'ignored' | 'twice' {
  const { total, bad } = requestSelectors({ ...PLAIN, ...options });
  const [asTotal, asBad] = [total, bad].map(
    (selectors) => selectors.filter((selector) => selects(selector, series)).length,
  );
  if (asTotal !== 1) {
    return asTotal === 0 && asBad === 0 ? 'ignored' : 'twice';
  }
  return asBad === 0 ? 'good' : asBad === 1 ? 'bad' : 'twice';
}

describe('requestSelectors', () => {
  it('prints what the documentation shows', () => {
    const { total, bad } = requestSelectors(PLAIN);
    const served =
      'reporter=~"source|waypoint",' +
      'destination_service_name!~"unknown|BlackHoleCluster|PassthroughCluster|InboundPassthroughCluster.*"';
    expect(total.map(print)).toEqual([`istio_requests_total{${served}}`]);
    expect(bad.map(print)).toEqual([
      `istio_requests_total{${served},response_code=~"5.."}`,
      `istio_requests_total{${served},response_code!~"5..",grpc_response_status=~"2|4|12|13|14|15",` +
        'response_flags!~"(.*,)?(DC|DR)(,.*)?"}',
    ]);
  });

  it.each([
    ['a success', {}, 'good'],
    ['a server error', { response_code: '500' }, 'bad'],
    ['an overflow the server never saw', { response_code: '503', response_flags: 'UO' }, 'bad'],
    ['a client error', { response_code: '404' }, 'good'],
    ['a request whose client left', { response_code: '0', response_flags: 'DC' }, 'good'],
    ['a failed gRPC call', { grpc_response_status: '14', request_protocol: 'grpc' }, 'bad'],
    ['a gRPC answer NOT_FOUND', { grpc_response_status: '5' }, 'good'],
    ['a gRPC 503, whose status is derived from the code', { response_code: '503', grpc_response_status: '14' }, 'bad'],
    ['a gRPC stream that its client ended', { grpc_response_status: '2', response_flags: 'DR' }, 'good'],
    ['a gRPC call that timed out upstream', { grpc_response_status: '14', response_flags: 'UF,URX' }, 'bad'],
    ['traffic to no service', { response_code: '502', destination_service_name: 'BlackHoleCluster' }, 'ignored'],
    ['inbound passthrough', { destination_service_name: 'InboundPassthroughClusterIpv4' }, 'ignored'],
    ['the same request as the server reports it', { reporter: 'destination' }, 'ignored'],
    ['a request at a waypoint', { reporter: 'waypoint', response_code: '500' }, 'bad'],
  ])('takes %s as %s', (_what, labels, verdict) => {
    expect(countsAs(request(labels))).toBe(verdict);
  });

  it('reads the server alone on request', () => {
    const reporters = ['source', 'waypoint', 'destination'].map((reporter) => request({ reporter }));
    expect(reporters.map((reporter) => countsAs(reporter, { reporter: 'destination' }))).toEqual([
      'ignored',
      'ignored',
      'good',
    ]);
  });

  it('leaves gRPC statuses alone without grpc', () => {
    expect(countsAs(request({ grpc_response_status: '14' }), { grpc: false })).toBe('good');
    expect(requestSelectors({ ...PLAIN, grpc: false }).bad).toHaveLength(1);
  });

  it('takes further codes as bad, once each', () => {
    const extraBadCodes = ['429', '40[13]'];
    const codes = ['429', '401', '403', '404', '500'].map((response_code) => request({ response_code }));
    expect(codes.map((code) => countsAs(code, { extraBadCodes }))).toEqual(['bad', 'bad', 'bad', 'good', 'bad']);
    expect(countsAs(request({ response_code: '429', grpc_response_status: '14' }), { extraBadCodes })).toBe('bad');
  });

  it('leaves injected faults out of both counts, if told to', () => {
    const aborted = request({ response_code: '503', response_flags: 'FI' });
    const delayed = request({ response_flags: 'DI,UF' });
    expect([aborted, delayed].map((request) => countsAs(request))).toEqual(['bad', 'good']);
    expect([aborted, delayed].map((request) => countsAs(request, { excludeInjectedFaults: true }))).toEqual([
      'ignored',
      'ignored',
    ]);
  });

  it('puts the further matchers into every selector', () => {
    const { total, bad } = requestSelectors({ ...PLAIN, where: [eq('cluster', 'east')] });
    expect([...total, ...bad].map(({ matchers }) => matchers.at(-1))).toEqual(Array(3).fill(eq('cluster', 'east')));
  });

  it('counts nothing twice in a real exposition, whichever reporter it reads', () => {
    const verdicts = REQUESTS.map((series) => [countsAs(series), countsAs(series, { reporter: 'destination' })]);
    expect(verdicts.flat()).not.toContain('twice');
    expect(verdicts.filter((pair) => pair.every((verdict) => verdict !== 'ignored'))).toEqual([]);
    expect(new Set(verdicts.flat())).toEqual(new Set(['good', 'bad', 'ignored']));
  });
});

describe('ISTIO_GROUP_LABELS', () => {
  it('are known for every request that counts, even when no upstream host was chosen', () => {
    const counted = REQUESTS.filter((series) => countsAs(series) !== 'ignored');
    const keys = counted.map(({ labels }) => ISTIO_GROUP_LABELS.map((label) => labels.get(label)));
    expect(counted.some(({ labels }) => labels.get('destination_workload') === 'unknown')).toBe(true);
    expect(keys.flat().filter((value) => value === undefined || value === 'unknown')).toEqual([]);
  });
});

describe('latencyMatchers', () => {
  it('reads one reporter, services only, and no WebSockets', () => {
    const matchers = latencyMatchers('destination', [eq('cluster', 'east')]);
    const duration = (labels: Readonly<Record<string, string>>): Series => request({ cluster: 'east', ...labels });
    const seen = [
      duration({ reporter: 'destination' }),
      duration({ reporter: 'source' }),
      duration({ reporter: 'destination', response_code: '101' }),
      duration({ reporter: 'destination', destination_service_name: 'unknown' }),
      duration({ reporter: 'destination', cluster: 'west' }),
    ].map((series) => matchers.every((matcher) => holds(series, matcher)));
    expect(seen).toEqual([true, false, false, false, false]);
  });
});
