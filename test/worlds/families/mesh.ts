// Services in a mesh, as the proxies of their callers count them.
import { Ledger } from '../simulation/ledger.ts';
import { Random } from '../simulation/random.ts';
import { type Outcome, Service } from '../simulation/service.ts';
import type { Labels } from '../simulation/target.ts';
import { during, HOUR_SECONDS, MINUTE_SECONDS, type Rate, steady } from '../simulation/traffic.ts';
import { type Family, family, type World } from '../world.ts';

interface MeshWorldOptions {
  readonly service: string;
  readonly namespace: string;
  readonly requests: Rate;
  readonly outcomes: readonly Outcome[];
  readonly endSeconds: number;
  readonly seed: number;
  readonly pods?: number;
  /** Whether all series stand at zero from the start; they do without. */
  readonly isEager?: boolean;
}

/** What the proxies of a caller say about an answer. */
export function answered(service: string, namespace: string, code: string, flags = '-'): Labels {
  return {
    reporter: 'source',
    source_workload: 'frontend',
    destination_workload: `${service}-v1`,
    destination_service: `${service}.${namespace}.svc.cluster.local`,
    destination_service_name: service,
    destination_service_namespace: namespace,
    request_protocol: 'http',
    response_code: code,
    response_flags: flags,
    connection_security_policy: 'mutual_tls',
  };
}

/** The mission's promise for a service of the mesh, with its named alert. */
export function meshWorld(options: MeshWorldOptions): { readonly world: World; readonly ledger: Ledger } {
  const { requests, outcomes, endSeconds, seed, pods = 1, isEager = true } = options;
  const ledger = new Ledger(endSeconds);
  const caller = new Service({
    labels: { job: 'istio-proxies', namespace: 'web', app: 'frontend' },
    counter: 'istio_requests_total',
    requests,
    outcomes,
    random: new Random(seed),
    ledger,
    pods,
    isEager,
  });
  const world: World = {
    actors: [caller],
    endSeconds,
    scrape: { intervalSeconds: 30 },
    spec: `
service: mesh
slos:
  - name: request-success
    objective: 99.9%
    indicator: { istio: { requests: {} } }
    alerts:
      threshold:
        - { name: HighSidecarErrorRate, errorRatio: 1%, over: 5m, for: 5m, severity: warning }
`,
    wanted: [],
    allowed: [],
    budgets: [],
    subject: ['destination_service_name', 'destination_service_namespace'],
  };
  return { world, ledger };
}

/** W5, at a few requests a minute. */
const SINGLE_FAILURE = family({
  id: 'w5-single-failure',
  title: 'one request fails, at a few requests a minute',
  defaults: { service: 'cart', namespace: 'shop', perMinute: 4, seed: 7 },
  vary: (random) => ({ perMinute: random.integer(2, 8), seed: random.integer(1, 1e6) }),
  build: ({ service, namespace, perMinute, seed }) => {
    const start = 3 * HOUR_SECONDS + 250;
    const width = MINUTE_SECONDS / perMinute;
    const { world } = meshWorld({
      service,
      namespace,
      seed,
      requests: steady(perMinute / MINUTE_SECONDS),
      outcomes: [
        { labels: answered(service, namespace, '503', 'UF'), share: during(start, start + width, 1), isGood: false },
        { labels: answered(service, namespace, '200'), share: () => 1, isGood: true },
      ],
      endSeconds: start + 2 * HOUR_SECONDS,
    });
    return world;
  },
});

/** W5, in a busy service. */
const BLIP = family({
  id: 'w5-blip',
  title: 'every request fails for some seconds',
  defaults: { service: 'stock', namespace: 'shop', perSecond: 100, seconds: 20, seed: 8 },
  vary: (random) => ({
    perSecond: random.integer(20, 150),
    seconds: random.integer(5, 25),
    seed: random.integer(1, 1e6),
  }),
  build: ({ service, namespace, perSecond, seconds, seed }) => {
    const start = 3 * HOUR_SECONDS + 100;
    const { world } = meshWorld({
      service,
      namespace,
      seed,
      requests: steady(perSecond),
      outcomes: [
        { labels: answered(service, namespace, '503', 'UF'), share: () => 0.0001, isGood: false },
        { labels: answered(service, namespace, '503', 'UF'), share: during(start, start + seconds, 1), isGood: false },
        { labels: answered(service, namespace, '200'), share: () => 1, isGood: true },
      ],
      endSeconds: start + 2 * HOUR_SECONDS,
    });
    return world;
  },
});

export const MESH: readonly Family[] = [SINGLE_FAILURE, BLIP];
