// Guides on requests: those that fail, those that are slow, those that find no route.

import { PROXY_METRICS } from '../metrics/istio-proxy.ts';
import { groupLabels, select, selectPart } from '../metrics/metric.ts';
import type { Expr, Matcher, Selector } from '../promql/ast.ts';
import { eq, or, range, rate, sum, topk } from '../promql/build.ts';
import { DEFAULT_ALERT_OPTIONS } from './alert.ts';
import { type Cause, type Command, type Guide, type Mesh, quantile } from './guide.ts';

const { istio_requests_total: REQUESTS, istio_request_duration_milliseconds: DURATION } = PROXY_METRICS;

/** What an SLO on requests counts. */
export interface RequestSubject {
  /** Selectors whose series are to be added up: the bad requests, or all that have a duration. */
  readonly selectors: readonly Selector[];
  readonly by: readonly string[];
}

const CODES = groupLabels(REQUESTS, 'response_code', 'grpc_response_status', 'response_flags');
const CLIENTS = groupLabels(REQUESTS, 'source_workload_namespace', 'source_workload');
const SERVERS = groupLabels(REQUESTS, 'destination_workload_namespace', 'destination_workload', 'destination_version');

const FIND_PODS: readonly Command[] = [
  {
    ask: 'Are there pods behind the service, and are they ready?',
    command: 'kubectl -n NAMESPACE get pods,endpointslices -o wide',
  },
  {
    ask: 'What changed?',
    command:
      'kubectl -n NAMESPACE rollout history deployment; kubectl -n NAMESPACE get events --sort-by=.lastTimestamp | tail -20',
  },
];

const NEW_VERSION: Cause = {
  sign: 'One version of the server stands out.',
  means: 'Roll it back: `kubectl -n NAMESPACE rollout undo deployment/NAME`. Look for the reason afterwards.',
};

const ONE_CLIENT: Cause = {
  sign: 'One client stands out.',
  means: 'It calls in a way that the others do not, or its own sidecar is at its limit. Ask its owner what changed.',
};

export function failingRequests({ selectors, by }: RequestSubject, { rangeMs }: Mesh): Guide {
  const split = (labels: readonly string[], of = selectors) =>
    topk(20, sum(united(of, rangeMs), [...new Set([...by, ...labels])]));
  return {
    harm: 'Callers get errors, after retries: users see them.',
    lookups: [
      { ask: 'What kind of errors? The flags below say most.', expr: split(CODES) },
      { ask: 'From which version of the server?', expr: split(SERVERS) },
      { ask: 'To which clients?', expr: split(CLIENTS) },
      {
        ask: 'Do the servers see these errors, too? If not, requests do not reach them.',
        expr: split(CODES, selectors.map(seenByServer)),
      },
    ],
    commands: [
      ...FIND_PODS,
      {
        ask: 'Does the proxy of a client know them as healthy?',
        command: 'istioctl proxy-config endpoints CLIENT-POD -n CLIENT-NAMESPACE | grep SERVICE',
      },
      { ask: 'Is the configuration sound?', command: 'istioctl analyze -n NAMESPACE' },
    ],
    causes: [...FLAGS, NEW_VERSION, ONE_CLIENT],
  };
}

// Envoy's response flags, most frequent in meshes first.
// https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage
const FLAGS: readonly Cause[] = [
  {
    sign: 'Flag `-` with a 5xx or a gRPC status.',
    means: 'The application answered so itself. Its log tells why; its last change is the first suspect.',
  },
  {
    sign: '`UH`, no healthy upstream.',
    means:
      'No ready pods behind the service (scaled to 0, readiness probe fails), or outlier detection has ejected all of them ' +
      'because they failed: then look at the errors before.',
  },
  {
    sign: '`UF`, connection failed, often with `URX`, retries used up.',
    means:
      'Pods do not accept connections: they crash, listen on another port, or a NetworkPolicy is in the way. Or both sides ' +
      'disagree on mutual TLS: a `STRICT` PeerAuthentication against a DestinationRule without TLS, a certificate that ran ' +
      'out. After a rollout: pods are gone of which the client’s proxy was not told in time (is istiod slow or down?).',
  },
  {
    sign: '`UC`, connection broke while the request ran.',
    means:
      'The pod died or was stopped without finishing its requests, or the application closes idle connections sooner than ' +
      'the proxy does: raise its keep-alive timeout, add a `preStop` delay.',
  },
  {
    sign: '`UT`, timeout (504).',
    means: 'The server is too slow, or a VirtualService allows too little time. See its latency and what it waits for.',
  },
  {
    sign: '`UO`, overflow.',
    means:
      'The connection pool of a DestinationRule is full: too many requests at once, or too slow answers. Raise the limits ' +
      'only if the server can take more.',
  },
  {
    sign: '`NR`, no route, or `NC`, no such cluster.',
    means: 'A VirtualService names a host or subset that does not exist. Take the last change back.',
  },
  {
    sign: '`UAEX` or `RBAC` in the log, code 403, or `RL`, code 429.',
    means: 'An AuthorizationPolicy, an external authoriser or a rate limit refuses. Counted only if the spec says so.',
  },
  {
    sign: '`FI` or `DI`.',
    means: 'Somebody injects faults on purpose, or has forgotten to stop.',
  },
  {
    sign: '`DC` or `DR`, the client went away.',
    means: 'Clients lose patience: look at the latency. These requests themselves are not counted as bad.',
  },
];

export function slowRequests({ selectors, by }: RequestSubject, { rangeMs }: Mesh): Guide {
  const p99 = (of: readonly Selector[], labels: readonly string[] = []) =>
    topk(20, quantile(0.99, sum(united(of.map(bucketsOf), rangeMs), [...new Set(['le', ...by, ...labels])])));
  const perSecond = (labels: readonly string[]) =>
    topk(20, sum(united(selectors, rangeMs), [...new Set([...by, ...labels])]));
  return {
    harm: 'Callers wait, users notice, and what has a timeout begins to fail.',
    lookups: [
      { ask: 'How slow, P99 in milliseconds?', expr: p99(selectors) },
      { ask: 'Which version of the server?', expr: p99(selectors, SERVERS) },
      { ask: 'Seen by which clients?', expr: p99(selectors, CLIENTS) },
      {
        ask: 'And as the servers measure it? If they are quick, time is lost on the way.',
        expr: p99(selectors.map(seenByServer)),
      },
      { ask: 'Is there more traffic than usual, in requests a second?', expr: perSecond([]) },
      { ask: 'Are errors among it?', expr: perSecond(groupLabels(DURATION, 'response_code', 'response_flags')) },
    ],
    commands: [
      ...FIND_PODS,
      { ask: 'Are the pods or their sidecars at a limit?', command: 'kubectl -n NAMESPACE top pods --containers' },
    ],
    causes: [
      NEW_VERSION,
      {
        sign: 'Servers are slow, CPU at the limit.',
        means: 'Too few or too small. Scale up: `kubectl -n NAMESPACE scale deployment/NAME --replicas=N`.',
      },
      {
        sign: 'Servers are slow, CPU idle.',
        means: 'They wait: for a database, a lock, another service. The latency of what they call tells.',
      },
      {
        sign: 'Servers are quick, clients see it slow.',
        means:
          'Retries (flag `URX`), a full connection pool, sidecars short of CPU, or the network between zones. See whether all ' +
          'clients see it.',
      },
      ONE_CLIENT,
      {
        sign: 'A service with streams or long polls.',
        means: 'A stream is measured as one request of its whole life. Leave the service out of the SLO with `where`.',
      },
      { sign: 'Just after a rollout, then better.', means: 'Cold caches. Warm up before becoming ready.' },
    ],
  };
}

export function gatewayNoRoute({ rangeMs }: Mesh): Guide {
  const noRoute = select(
    REQUESTS,
    { reporter: 'source', response_flags: ['=~', '(.*,)?NR(,.*)?'] },
    DEFAULT_ALERT_OPTIONS.gateways,
  );
  return {
    harm: 'Callers from outside get 404 from the gateway: for them the service is gone. No error budget shows it.',
    lookups: [
      {
        ask: 'Which gateways, how many requests a second?',
        expr: topk(10, sum(rate(range(noRoute, rangeMs)), CLIENTS)),
      },
      {
        ask: 'Are they for one host? (Only if the metrics carry it.)',
        expr: topk(10, sum(rate(range(noRoute, rangeMs)), groupLabels(REQUESTS, 'destination_service'))),
      },
    ],
    commands: [
      { ask: 'What does the gateway route?', command: 'istioctl proxy-config routes GATEWAY-POD -n GATEWAY-NAMESPACE' },
      {
        ask: 'What changed?',
        command:
          'kubectl get virtualservices,gateways.networking.istio.io,httproutes -A --sort-by=.metadata.creationTimestamp | tail -20',
      },
      { ask: 'Is it sound?', command: 'istioctl analyze -A' },
    ],
    causes: [
      { sign: 'A VirtualService or HTTPRoute changed or is gone.', means: 'Put it back.' },
      {
        sign: 'The route is there.',
        means:
          'It is not attached: its `gateways` or `parentRefs` name another gateway, its hosts do not fit those of the gateway, ' +
          'or the namespace is not allowed. `kubectl describe httproute` says so under its status.',
      },
      {
        sign: 'The gateway is not up to date (`istioctl proxy-status`).',
        means: 'It refused its configuration or has lost istiod.',
      },
      { sign: 'Many hosts and paths that never existed.', means: 'A scanner. Block it, or silence the alert.' },
    ],
  };
}

function united(selectors: readonly Selector[], rangeMs: number): Expr {
  return selectors.map((selector): Expr => rate(range(selector, rangeMs))).reduce((left, right) => or(left, right));
}

/** The same requests by the count of those who serve them. */
function seenByServer(selector: Selector): Selector {
  const others = selector.matchers.filter(({ label }) => label !== 'reporter');
  const reporter: Matcher = eq('reporter', 'destination');
  return { ...selector, matchers: [reporter, ...others] };
}

function bucketsOf(count: Selector): Selector {
  return selectPart(DURATION, 'bucket', {}, count.matchers);
}
