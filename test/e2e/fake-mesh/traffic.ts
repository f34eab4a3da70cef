// The requests between two workloads: at a steady rate, each reported by the proxies that see it. A request that fails
// for want of a connection never reaches the server, so only the client's proxy reports it.
import type { Faults } from './faults.ts';
import type { Labels } from './instruments.ts';
import type { MeshProxy } from './mesh-proxy.ts';
import { inTurn, Pace, shareOf } from './pace.ts';
import { connectionLabels, type Outcome, peerLabels, type Reporter, requestLabels, type Workload } from './peers.ts';

const SLOW_MS = 800;

type Protocol = 'http' | 'grpc';

type End = 'good' | 'failed';

const OUTCOMES: Readonly<Record<Protocol, Readonly<Record<End, Outcome>>>> = {
  http: { good: { code: '200', flags: '-' }, failed: { code: '503', flags: 'UF,URX' } },
  grpc: {
    good: { code: '200', grpcStatus: '0', flags: '-' },
    failed: { code: '200', grpcStatus: '14', flags: 'UF' },
  },
};

/** A route of requests and the proxies that see them. */
export interface Route {
  readonly from: Workload;
  readonly to: Workload;
  readonly protocol: Protocol;
  /** Requests per second. */
  readonly rate: number;
  /** Share of responses that are slow without any fault. */
  readonly usuallySlow?: number;
  readonly client?: MeshProxy;
  readonly server?: MeshProxy;
  readonly waypoint?: MeshProxy;
}

/** How a proxy reports the requests of a route. */
interface Sight {
  readonly proxy: MeshProxy;
  readonly peers: Labels;
  readonly labels: Readonly<Record<End, Labels>>;
  /** Whether it sees requests that find no connection to the server. */
  readonly seesFailures: boolean;
}

/** Lets the route's requests of `seconds` happen. */
export type Traffic = (seconds: number, faults: Faults) => void;

export function traffic(route: Route): Traffic {
  const { to, protocol, rate, usuallySlow = 0 } = route;
  const sights = sightsOf(route);
  const requests = new Pace();
  const quickly = inTurn(4, 7, 12, 18, 30, 45, 80);
  const [fails, isSlow] = [shareOf(), shareOf()];
  return (seconds, { failing, slow }) => {
    const share = { failing: failing.get(to.app) ?? 0, slow: slow.get(to.app) ?? usuallySlow };
    for (let left = requests.take(rate * seconds); left > 0; left -= 1) {
      const failed = fails(share.failing);
      const milliseconds = isSlow(share.slow) ? SLOW_MS : quickly();
      report(sights, { protocol, end: failed ? 'failed' : 'good', milliseconds });
    }
  };
}

interface Request {
  readonly protocol: Protocol;
  readonly end: End;
  readonly milliseconds: number;
}

function report(sights: readonly Sight[], { protocol, end, milliseconds }: Request): void {
  for (const { proxy, peers, labels } of sights.filter(({ seesFailures }) => seesFailures || end === 'good')) {
    proxy.request(labels[end], milliseconds);
    if (protocol === 'grpc') proxy.message(peers);
  }
}

function sightsOf({ from, to, protocol, client, server, waypoint }: Route): Sight[] {
  const sight = (proxy: MeshProxy | undefined, reporter: Reporter): Sight[] => {
    if (proxy === undefined) return [];
    const peers = peerLabels(reporter, from, to);
    const labels = {
      good: requestLabels(peers, protocol, OUTCOMES[protocol].good),
      failed: requestLabels(peers, protocol, OUTCOMES[protocol].failed),
    };
    return [{ proxy, peers, labels, seesFailures: reporter !== 'destination' }];
  };
  return [...sight(client, 'source'), ...sight(server, 'destination'), ...sight(waypoint, 'waypoint')];
}

/** TCP connections of a workload, as its proxy reports them. */
export function connections(
  from: Workload,
  to: Workload,
  { proxy, rate }: { proxy: MeshProxy; rate: number },
): Traffic {
  const labels = connectionLabels(peerLabels('source', from, to));
  const pace = new Pace();
  return (seconds) => {
    for (let left = pace.take(rate * seconds); left > 0; left -= 1) proxy.connection(labels);
  };
}
