// A mesh without a mesh: pods that answer scrapes like those of Istio 1.27, faults that can be switched on, and the list of
// targets that service discovery would have. It can age faster than the wall's clock, but nothing happens more often: rates
// per second are what they seem. Knows neither rules nor Prometheus.
import type { Faults } from './faults.ts';
import { Istiod } from './istiod.ts';
import { MeshProxy } from './mesh-proxy.ts';
import type { Workload } from './peers.ts';
import { Pod, type Target } from './pod.ts';
import { connections, type Traffic, traffic } from './traffic.ts';

const TICK_MS = 100;

/** Revisions in the middle of an upgrade: `<name of the Istio resource>-<version>`, as the Sail Operator names them. */
const ISTIODS = [
  { version: '1.27.1', pod: '6c9d8f7b54-2xkqp', ip: '10.128.0.11' },
  { version: '1.27.1', pod: '6c9d8f7b54-v8n4d', ip: '10.128.1.12' },
  { version: '1.26.4', pod: '7b5f9c6d88-ql7zt', ip: '10.128.2.13' },
] as const;

const GATEWAY: Workload = { app: 'istio-ingressgateway', namespace: 'istio-ingress' };
const PRODUCTPAGE: Workload = { app: 'productpage', namespace: 'bookinfo', version: 'v1' };
const REVIEWS: Workload = { app: 'reviews', namespace: 'bookinfo', version: 'v2' };
const RATINGS: Workload = { app: 'ratings', namespace: 'bookinfo', version: 'v1' };
const DETAILS: Workload = { app: 'details', namespace: 'bookinfo', version: 'v1' };
const INVENTORY: Workload = { app: 'inventory', namespace: 'bookinfo', version: 'v1' };
const MONGODB: Workload = { app: 'mongodb', namespace: 'bookinfo', version: 'v1' };

// As the documentation of the Sail Operator scrapes istiod: the job is the Service, which bears the revision's name.
function istiodPod({ version, pod, ip }: (typeof ISTIODS)[number], faults: () => Faults): Pod<Istiod> {
  const revision = `default-v${version.replaceAll('.', '-')}`;
  return new Pod({
    labels: {
      job: `istiod-${revision}`,
      service: `istiod-${revision}`,
      namespace: 'istio-system',
      pod: `istiod-${revision}-${pod}`,
      container: 'discovery',
      endpoint: 'http-monitoring',
      instance: `${ip}:15014`,
      app: 'istiod',
      istio_io_rev: revision,
    },
    metricsPath: '/metrics',
    start: () => new Istiod(version, faults),
  });
}

function proxyPod({ app, namespace, version = 'latest' }: Workload, ip: string): Pod<MeshProxy> {
  return new Pod({
    labels: {
      job: `${namespace}/istio-proxies-monitor`,
      namespace,
      pod: `${app}-${version}-5b896f5c59-9m2tq`,
      pod_name: `${app}-${version}-5b896f5c59-9m2tq`,
      container: 'istio-proxy',
      instance: `${ip}:15020`,
    },
    metricsPath: '/stats/prometheus',
    start: () => new MeshProxy(),
  });
}

function withShare(shares: ReadonlyMap<string, number>, service: string, share: number): ReadonlyMap<string, number> {
  const others = [...shares].filter(([name]) => name !== service);
  return new Map(share === 0 ? others : [...others, [service, share]]);
}

export interface MeshOptions {
  /** Seconds by which a process says it has aged in a second of the wall's clock. */
  readonly speed: number;
}

export class FakeMesh {
  readonly #speed: number;
  #faults: Faults = { failing: new Map(), slow: new Map(), slowPushes: false };
  readonly #istiods = ISTIODS.map((istiod) => istiodPod(istiod, () => this.#faults));
  readonly #gateway = proxyPod(GATEWAY, '10.128.1.21');
  readonly #productpage = proxyPod(PRODUCTPAGE, '10.128.1.22');
  readonly #reviews = proxyPod(REVIEWS, '10.128.2.23');
  readonly #ratings = proxyPod(RATINGS, '10.128.2.24');
  readonly #inventory = proxyPod(INVENTORY, '10.128.0.25');
  readonly #waypoint = proxyPod({ app: 'waypoint', namespace: 'bookinfo' }, '10.128.0.26');
  readonly #traffic: readonly Traffic[] = this.#routes();
  #discoversIstiod = true;
  #timer: NodeJS.Timeout | undefined;
  #lastMs = 0;

  constructor({ speed }: MeshOptions) {
    this.#speed = speed;
  }

  /** All pods, also those that have crashed. */
  get pods(): readonly Pod[] {
    const { istiods, proxies } = this;
    return [...istiods, ...proxies];
  }

  get istiods(): readonly Pod<Istiod>[] {
    return this.#istiods;
  }

  get proxies(): readonly Pod<MeshProxy>[] {
    return [this.#gateway, this.#productpage, this.#reviews, this.#ratings, this.#inventory, this.#waypoint];
  }

  /** Listens, and lets time pass. */
  async start(): Promise<void> {
    await Promise.all(this.pods.map((pod) => pod.listen()));
    this.#lastMs = performance.now();
    this.#timer = setInterval(() => this.#catchUp(), TICK_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    for (const pod of this.pods) pod.close();
  }

  /** Lets happen what happens in so many seconds. */
  tick(seconds: number): void {
    for (const pod of this.pods) pod.tick(seconds, seconds * this.#speed);
    for (const flow of this.#traffic) flow(seconds, this.#faults);
  }

  /** What service discovery knows. */
  targets(): Target[] {
    const pods = this.#discoversIstiod ? this.pods : this.proxies;
    return pods.map((pod) => pod.target());
  }

  /** Share of the requests to a service that fail with 503 (or gRPC's 14), seen by the client alone; 0 mends it. */
  failRequests(service: string, share: number): void {
    this.#faults = { ...this.#faults, failing: withShare(this.#faults.failing, service, share) };
  }

  /** Share of the responses of a service that take 800 ms; 0 mends it. */
  slowResponses(service: string, share: number): void {
    this.#faults = { ...this.#faults, slow: withShare(this.#faults.slow, service, share) };
  }

  /** Whether every configuration takes more than a second to reach its proxy. */
  slowPushes(isSlow: boolean): void {
    this.#faults = { ...this.#faults, slowPushes: isSlow };
  }

  /** One proxy rejects one configuration. */
  rejectConfiguration(type: 'lds' | 'cds' = 'lds'): void {
    this.#istiods[0]?.process.reject(type, 'reviews-v2-5b896f5c59-9m2tq.bookinfo');
  }

  /** So many istiods crash, the one that saw the reject last of all, and stay listed as not ready. */
  crashIstiods(many: number): void {
    for (const pod of this.#istiods.slice(-many)) pod.crash();
  }

  /** Crashed istiods start anew, with fresh counters. */
  restartIstiods(): void {
    for (const pod of this.#istiods) if (!pod.isRunning) pod.restart();
  }

  /** Whether service discovery lists istiod at all. */
  discoverIstiod(isListed: boolean): void {
    this.#discoversIstiod = isListed;
  }

  #catchUp(): void {
    const now = performance.now();
    this.tick((now - this.#lastMs) / 1000);
    this.#lastMs = now;
  }

  // Ratings gets a small share of the traffic: that it fails is lost in the mesh's total.
  #routes(): Traffic[] {
    const { process: productpage } = this.#productpage;
    const { process: reviews } = this.#reviews;
    const http = { protocol: 'http', rate: 120 } as const;
    return [
      traffic({ from: GATEWAY, to: PRODUCTPAGE, ...http, client: this.#gateway.process, server: productpage }),
      traffic({ from: PRODUCTPAGE, to: REVIEWS, ...http, client: productpage, server: reviews }),
      traffic({
        from: PRODUCTPAGE,
        to: DETAILS,
        ...http,
        rate: 600,
        usuallySlow: 0.005,
        waypoint: this.#waypoint.process,
      }),
      traffic({ from: REVIEWS, to: RATINGS, ...http, rate: 30, client: reviews, server: this.#ratings.process }),
      traffic({
        from: REVIEWS,
        to: INVENTORY,
        protocol: 'grpc',
        rate: 60,
        client: reviews,
        server: this.#inventory.process,
      }),
      connections(REVIEWS, MONGODB, { proxy: reviews, rate: 12 }),
    ];
  }
}
