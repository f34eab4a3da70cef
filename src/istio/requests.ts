// In: whose view of HTTP and gRPC traffic is wanted. Out: selectors for all requests, the bad ones among them, and
// their durations. It knows neither rates nor windows; what is done with the selectors is the indicator's business.
import { PROXY_METRICS } from '../metrics/istio-proxy.ts';
import { groupLabels, select } from '../metrics/metric.ts';
import type { Matcher, Selector } from '../promql/ast.ts';

const { istio_requests_total: REQUESTS, istio_request_duration_milliseconds: DURATION } = PROXY_METRICS;

/**
 * Whose view counts. `source`, the client's: what users get, one request after retries, with everything that never
 * reached a server. `destination`, the server's: one request per attempt, blind to what did not arrive; for services
 * that are called from outside the mesh, and where client metrics are switched off.
 */
export type Reporter = 'source' | 'destination';

/**
 * One error budget per service. The workload and canonical-service labels are "unknown" whenever no upstream host was
 * chosen (no healthy host, overflow, no route), so grouping by those files an outage under "unknown" and shows 100 %.
 * `destination_service` is the client's Host header for unmatched traffic: as many values as a client cares to send.
 */
export const ISTIO_GROUP_LABELS = groupLabels(REQUESTS, 'destination_service_namespace', 'destination_service_name');

// Not services: traffic that matched none. BlackHoleCluster answers 502 under outboundTrafficPolicy REGISTRY_ONLY, and
// nobody's budget should pay for that (istio_stats.cc:1036-1049).
const NO_SERVICE = 'unknown|BlackHoleCluster|PassthroughCluster|InboundPassthroughCluster.*';

// Between sidecars each request is counted by both ends, so exactly one end is read. A waypoint stands for its clients:
// `source|waypoint` is also what Istio's own mesh dashboard reads.
function reportedBy(reporter: Reporter): string | readonly ['=~', string] {
  return reporter === 'source' ? ['=~', 'source|waypoint'] : reporter;
}

// UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS: the statuses for which a server span is
// an error in OpenTelemetry. The others (NOT_FOUND, CANCELLED, PERMISSION_DENIED, …) are answers, not failures.
// https://opentelemetry.io/docs/specs/semconv/rpc/grpc/
const BAD_GRPC_STATUSES = '2|4|12|13|14|15';

// What Envoy notes beside a response is a comma-joined list of short names, so "UF,URX" must not be missed.
function flagged(...flags: readonly string[]): string {
  return `(.*,)?(${flags.join('|')})(,.*)?`;
}

// Requests that fault injection aborted or delayed: somebody's test.
const INJECTED_FAULTS = ['FI', 'DI'] as const;

// The client closed the connection or reset the stream. Where no status came, the proxy derives one from the HTTP code,
// and a 200 without trailers reads UNKNOWN (Envoy, source/common/grpc/common.cc): every client that ends a watch would
// be an outage. HTTP treats the same event the same way: its code is "0", which is not bad.
const CLIENT_LEFT = ['DC', 'DR'] as const;

export interface RequestOptions {
  readonly reporter: Reporter;
  /** Count bad gRPC statuses too. A failed gRPC call is an HTTP 200, so without this it counts as success. */
  readonly grpc: boolean;
  /** Response codes besides 5xx that are bad, each a code or a pattern such as `4..`. The usual one is 429. */
  readonly extraBadCodes: readonly string[];
  /** Leave requests that fault injection touched out of both counts. */
  readonly excludeInjectedFaults: boolean;
  /** Further matchers, for every selector. */
  readonly where: readonly Matcher[];
}

/**
 * Selectors of `istio_requests_total`: of all requests, of the bad ones, and of those that clients gave up. The lists are to be
 * added up; their selectors are disjoint, so no request counts twice. Response code "0" (no response, because the client left)
 * is not bad by itself: clients leave all the time. But a service that hangs shows in nothing else
 * (https://github.com/istio/istio/issues/60074).
 */
export function requestSelectors(options: RequestOptions): {
  total: Selector[];
  bad: Selector[];
  abandoned: Selector[];
} {
  const { reporter, grpc, extraBadCodes, excludeInjectedFaults, where } = options;
  const served = { reporter: reportedBy(reporter), destination_service_name: ['!~', NO_SERVICE] } as const;
  const ignored = excludeInjectedFaults ? INJECTED_FAULTS : [];
  const counted = { ...served, ...withoutFlags(ignored) };
  const badCode = ['5..', ...extraBadCodes].join('|');
  const bad = [select(REQUESTS, { ...counted, response_code: ['=~', badCode] }, where)];
  if (grpc) {
    // The derived status of a 503 is 14, so leave out here the codes that are counted above.
    const status = { response_code: ['!~', badCode], grpc_response_status: ['=~', BAD_GRPC_STATUSES] } as const;
    bad.push(select(REQUESTS, { ...served, ...status, ...withoutFlags([...CLIENT_LEFT, ...ignored]) }, where));
  }
  const abandoned = select(
    REQUESTS,
    { ...served, response_code: '0', response_flags: ['=~', flagged(...CLIENT_LEFT)] },
    where,
  );
  return { total: [select(REQUESTS, counted, where)], bad, abandoned: [abandoned] };
}

function withoutFlags(flags: readonly string[]) {
  return flags.length === 0 ? {} : ({ response_flags: ['!~', flagged(...flags)] } as const);
}

/**
 * Matchers of `istio_request_duration_milliseconds` for the requests of services.
 *
 * A stream is one observation of its whole life, so it looks like one very slow request. WebSockets are recognised by
 * their 101 and left out. A gRPC stream cannot be told from a unary call by any label: leave out the services that
 * offer them with `where`. Failed requests stay in: a fast error is for the error budget to notice, not for this one.
 */
export function latencyMatchers(reporter: Reporter, where: readonly Matcher[]): readonly Matcher[] {
  const tests = {
    reporter: reportedBy(reporter),
    destination_service_name: ['!~', NO_SERVICE],
    response_code: ['!=', '101'],
  } as const;
  return select(DURATION, tests, where).matchers;
}
