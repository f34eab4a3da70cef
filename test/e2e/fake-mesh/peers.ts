// Who talks to whom, as the labels of Istio's standard metrics. Labels that Envoy exports with an empty value are left
// out, as Prometheus leaves them out.
import type { Labels } from './instruments.ts';

export type Reporter = 'source' | 'destination' | 'waypoint';

/** A workload with a Service of the same name as its app. */
export interface Workload {
  readonly app: string;
  readonly namespace: string;
  /** Absent where the pod has no version label. */
  readonly version?: string;
}

/** How a request ended. */
export interface Outcome {
  readonly code: string;
  readonly grpcStatus?: string;
  readonly flags: string;
}

const CLUSTER = 'Kubernetes';

function principal({ app, namespace }: Workload): string {
  const account = namespace === 'bookinfo' ? `bookinfo-${app}` : app;
  return `spiffe://cluster.local/ns/${namespace}/sa/${account}`;
}

function workloadName({ app, version }: Workload): string {
  return version === undefined ? app : `${app}-${version}`;
}

function peer(side: 'source' | 'destination', workload: Workload): Labels {
  const { app, namespace, version } = workload;
  return {
    [`${side}_workload`]: workloadName(workload),
    [`${side}_canonical_service`]: app,
    [`${side}_canonical_revision`]: version ?? 'latest',
    [`${side}_workload_namespace`]: namespace,
    [`${side}_principal`]: principal(workload),
    [`${side}_app`]: app,
    ...(version !== undefined && { [`${side}_version`]: version }),
    [`${side}_cluster`]: CLUSTER,
  };
}

/** The labels of every metric about two workloads. */
export function peerLabels(reporter: Reporter, from: Workload, to: Workload): Labels {
  return {
    reporter,
    ...peer('source', from),
    ...peer('destination', to),
    destination_service: `${to.app}.${to.namespace}.svc.cluster.local`,
    destination_service_name: to.app,
    destination_service_namespace: to.namespace,
  };
}

/** The labels of a request. A client cannot see which policy the server applies. */
export function requestLabels(peers: Labels, protocol: 'http' | 'grpc', outcome: Outcome): Labels {
  return {
    ...peers,
    request_protocol: protocol,
    response_code: outcome.code,
    ...(outcome.grpcStatus !== undefined && { grpc_response_status: outcome.grpcStatus }),
    response_flags: outcome.flags,
    connection_security_policy: peers.reporter === 'source' ? 'unknown' : 'mutual_tls',
  };
}

/** The labels of a TCP connection. */
export function connectionLabels(peers: Labels): Labels {
  return { ...peers, request_protocol: 'tcp', response_flags: '-', connection_security_policy: 'unknown' };
}
