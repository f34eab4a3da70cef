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
  means: 'Roll that version back: `kubectl -n NAMESPACE rollout undo deployment/NAME`. Look for the reason afterwards.',
};

const ONE_CLIENT: Cause = {
  sign: 'One client stands out.',
  means:
    'That client calls differently from the others, or its sidecar is at its limit. Ask the owner of the client what changed.',
};

export function failingRequests({ selectors, by }: RequestSubject, { rangeMs }: Mesh): Guide {
  const split = (labels: readonly string[], of = selectors) =>
    topk(20, sum(united(of, rangeMs), [...new Set([...by, ...labels])]));
  return {
    harm: 'Callers get errors in spite of retries, so users see the errors.',
    lookups: [
      { ask: 'What kind of errors? The response flags say most; see the causes below.', expr: split(CODES) },
      { ask: 'From which version of the server?', expr: split(SERVERS) },
      { ask: 'To which clients?', expr: split(CLIENTS) },
      {
        ask: 'Do the servers see these errors, too? If not, the requests do not reach the servers.',
        expr: split(CODES, selectors.map(seenByServer)),
      },
    ],
    commands: [
      ...FIND_PODS,
      {
        ask: 'Does the proxy of a client know the pods as healthy?',
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
    means:
      'The application itself gave this answer. Its log says why. Suspect the last change of the application first.',
  },
  {
    sign: '`UH`, no healthy upstream.',
    means:
      'The service has no ready pods (scaled to 0, readiness probe fails). Or outlier detection has ejected all pods because ' +
      'they failed: then look at the errors before the ejection.',
  },
  {
    sign: '`UF`, connection failed, often with `URX`, retries used up.',
    means:
      'Pods do not accept connections: the pods crash or listen on another port, or a NetworkPolicy blocks the connection. Or ' +
      'client and server disagree on mutual TLS: a `STRICT` PeerAuthentication and a DestinationRule without TLS, or an expired ' +
      'certificate. After a rollout: the proxy of the client still sends to pods that are gone (is istiod slow or down?).',
  },
  {
    sign: '`UC`, the connection broke during the request.',
    means:
      'The pod died, or was stopped before it had finished its requests: add a `preStop` delay. Or the application closes idle ' +
      'connections sooner than the proxy: raise the keep-alive timeout of the application.',
  },
  {
    sign: '`UT`, timeout (504).',
    means:
      'The server is too slow, or the timeout in a VirtualService is too short. Look at the latency of the server, and at ' +
      'the services that the server calls.',
  },
  {
    sign: '`UO`, overflow.',
    means:
      'The connection pool of a DestinationRule is full: there are too many requests at once, or the answers are too slow. ' +
      'Raise the limits only if the server can handle more requests.',
  },
  {
    sign: '`NR`, no route, or `NC`, no such cluster.',
    means: 'A VirtualService names a host or subset that does not exist. Revert the last change.',
  },
  {
    sign: '`UAEX` or `RBAC` in the log, code 403, or `RL`, code 429.',
    means:
      'An AuthorizationPolicy, an external authoriser or a rate limit refuses the requests. The SLO counts these codes only if ' +
      'the spec lists them.',
  },
  {
    sign: '`FI` or `DI`.',
    means: 'Somebody injects faults on purpose, or has forgotten to stop the fault injection.',
  },
  {
    sign: '`DC` or `DR`, the client went away.',
    means: 'Clients give up before the answer: look at the latency. The SLO does not count these requests as bad.',
  },
];

export function slowRequests({ selectors, by }: RequestSubject, { rangeMs }: Mesh): Guide {
  const p99 = (of: readonly Selector[], labels: readonly string[] = []) =>
    topk(20, quantile(0.99, sum(united(of.map(bucketsOf), rangeMs), [...new Set(['le', ...by, ...labels])])));
  const perSecond = (labels: readonly string[]) =>
    topk(20, sum(united(selectors, rangeMs), [...new Set([...by, ...labels])]));
  return {
    harm: 'Callers wait, users notice, and calls with a timeout begin to fail.',
    lookups: [
      { ask: 'How slow, P99 in milliseconds?', expr: p99(selectors) },
      { ask: 'Which version of the server?', expr: p99(selectors, SERVERS) },
      { ask: 'Which clients are affected?', expr: p99(selectors, CLIENTS) },
      {
        ask: 'How long do the servers take? If the servers are quick, the time is lost between client and server.',
        expr: p99(selectors.map(seenByServer)),
      },
      { ask: 'Is there more traffic than usual, in requests a second?', expr: perSecond([]) },
      {
        ask: 'Are there errors among the requests?',
        expr: perSecond(groupLabels(DURATION, 'response_code', 'response_flags')),
      },
    ],
    commands: [
      ...FIND_PODS,
      { ask: 'Are the pods or their sidecars at a limit?', command: 'kubectl -n NAMESPACE top pods --containers' },
    ],
    causes: [
      NEW_VERSION,
      {
        sign: 'Servers are slow, CPU at the limit.',
        means:
          'There are too few pods, or their CPU limit is too low. Scale up: ' +
          '`kubectl -n NAMESPACE scale deployment/NAME --replicas=N`.',
      },
      {
        sign: 'Servers are slow, CPU idle.',
        means:
          'The servers wait for a database, a lock, or another service. Look at the latency of the services that they call.',
      },
      {
        sign: 'Servers are quick, and clients measure slow requests.',
        means:
          'Retries (flag `URX`), a full connection pool, sidecars without enough CPU, or the network between zones. Check ' +
          'whether all clients are affected.',
      },
      ONE_CLIENT,
      {
        sign: 'A service with streams or long polls.',
        means:
          'Istio measures the whole life of a stream as one request. Leave the service out of the SLO with `where`.',
      },
      {
        sign: 'Slow just after a rollout, then better.',
        means: 'The caches of new pods are cold. Let a pod fill its caches before it becomes ready.',
      },
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
    harm: 'Callers from outside get 404 from the gateway, as if the service were gone. No error budget shows these requests.',
    lookups: [
      {
        ask: 'Which gateways, how many requests a second?',
        expr: topk(10, sum(rate(range(noRoute, rangeMs)), CLIENTS)),
      },
      {
        ask: 'Are the requests for one host? (Only if the metrics have that label.)',
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
      { ask: 'Does a check find mistakes in the configuration?', command: 'istioctl analyze -A' },
    ],
    causes: [
      { sign: 'A VirtualService or HTTPRoute changed or is gone.', means: 'Restore the former route.' },
      {
        sign: 'The route exists.',
        means:
          'The route is not attached to the gateway: its `gateways` or `parentRefs` name another gateway, its hosts do not match ' +
          'the hosts of the gateway, or its namespace is not allowed. The status in `kubectl describe httproute` says which.',
      },
      {
        sign: 'The gateway is not up to date (`istioctl proxy-status`).',
        means: 'The gateway refused its configuration, or lost its connection to istiod.',
      },
      {
        sign: 'Many hosts and paths that never existed.',
        means: 'The requests come from a scanner. Block the scanner, or silence the alert.',
      },
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
