// Failures of a mesh that do not look like failures, and what looks like one and is none.
import { during, HOUR_SECONDS, MINUTE_SECONDS, steady } from '../simulation/traffic.ts';
import { type Family, family } from '../world.ts';
import { PAGE, ticketsAfter } from './http-world.ts';
import { answered, meshWorld } from './mesh.ts';

interface Hang {
  readonly service: string;
  readonly namespace: string;
  readonly perSecond: number;
  readonly share: number;
  /** The share of requests that callers give up at other times. */
  readonly usual: number;
  readonly seed: number;
  readonly isEager?: boolean;
}

/** A mesh in which this share of the requests hangs for a time, until their callers give up. */
function hangingWorld(
  { service, namespace, perSecond, share, usual, seed, ...more }: Hang,
  start: number,
  end: number,
) {
  return meshWorld({
    service,
    namespace,
    seed,
    requests: steady(perSecond),
    outcomes: [
      { labels: answered(service, namespace, '0', 'DC'), share: during(start, end, share, usual), isGood: false },
      { labels: answered(service, namespace, '200'), share: () => 1, isGood: true },
    ],
    endSeconds: end + 2 * HOUR_SECONDS,
    ...more,
  });
}

/** W6. */
const HANG = family({
  id: 'w6-hang',
  title: 'requests hang until their callers give up, so there is no response code',
  defaults: { service: 'stock', namespace: 'shop', perSecond: 20, share: 1, seed: 81 },
  vary: (random) => ({ perSecond: random.integer(5, 50), share: random.pick([0.8, 1]), seed: random.integer(1, 1e6) }),
  build: ({ service, namespace, perSecond, share, seed }) => {
    const start = 3 * HOUR_SECONDS + 77;
    const end = start + HOUR_SECONDS;
    const { world } = hangingWorld({ service, namespace, perSecond, share, usual: 0.002, seed }, start, end);
    return {
      ...world,
      // A hang cannot be told from impatient callers at once; ten minutes are enough.
      wanted: [
        { labels: { ...PAGE, destination_service_name: service }, from: start, to: start + 12 * MINUTE_SECONDS },
      ],
      allowed: [ticketsAfter(start), { labels: { severity: 'warning' }, from: start, to: end }],
    };
  },
});

/** W6, for longer than the hour after which a share begins to count as usual. */
const LONG_HANG = family({
  id: 'w6-long-hang',
  title: 'requests hang for three hours, and their callers had never given up before',
  defaults: { service: 'shipping', namespace: 'logistics', perSecond: 8, share: 1, hours: 3, usual: 0, seed: 86 },
  vary: (random) => ({
    perSecond: random.integer(1, 40),
    share: random.pick([0.8, 1]),
    hours: random.integer(2, 5),
    usual: random.pick([0, 0.002, 0.3]),
    seed: random.integer(1, 1e6),
  }),
  build: ({ service, namespace, perSecond, share, hours, usual, seed }) => {
    const start = 6 * HOUR_SECONDS + 23;
    const end = start + hours * HOUR_SECONDS;
    const hang = { service, namespace, perSecond, share, usual, seed, isEager: false };
    const { world } = hangingWorld(hang, start, end);
    const labels = { ...PAGE, destination_service_name: service };
    return {
      ...world,
      wanted: [{ labels, from: start, to: start + 12 * MINUTE_SECONDS, holdsUntil: end }],
      allowed: [ticketsAfter(start), { labels: { severity: 'warning' }, from: start, to: end }],
    };
  },
});

const IMPATIENT_CALLERS = family({
  id: 'impatient-callers',
  title: 'some callers hang up before the answer, as they always do',
  defaults: { service: 'video', namespace: 'media', perSecond: 20, share: 0.04, seed: 82 },
  vary: (random) => ({ perSecond: random.integer(5, 50), seed: random.integer(1, 1e6) }),
  build: ({ service, namespace, perSecond, share, seed }) =>
    meshWorld({
      service,
      namespace,
      seed,
      requests: steady(perSecond),
      outcomes: [
        { labels: answered(service, namespace, '0', 'DC'), share: steady(share), isGood: true },
        { labels: answered(service, namespace, '404'), share: steady(0.05), isGood: true },
        { labels: answered(service, namespace, '200'), share: () => 1, isGood: true },
      ],
      endSeconds: 6 * HOUR_SECONDS,
    }).world,
});

const GRPC_FAILURES = family({
  id: 'grpc-failures',
  title: 'half of the gRPC calls fail, with 200 as their HTTP code',
  defaults: { service: 'recommend', namespace: 'shop', perSecond: 15, status: '14', seed: 83 },
  vary: (random) => ({
    perSecond: random.integer(5, 50),
    status: random.pick(['2', '4', '13', '14']),
    seed: random.integer(1, 1e6),
  }),
  build: ({ service, namespace, perSecond, status, seed }) => {
    const start = 3 * HOUR_SECONDS + 31;
    const end = start + 30 * MINUTE_SECONDS;
    const call = (grpc: string) => ({
      ...answered(service, namespace, '200'),
      request_protocol: 'grpc',
      grpc_response_status: grpc,
    });
    const { world } = meshWorld({
      service,
      namespace,
      seed,
      requests: steady(perSecond),
      outcomes: [
        { labels: call(status), share: during(start, end, 0.5), isGood: false },
        { labels: call('5'), share: steady(0.05), isGood: true },
        { labels: call('0'), share: () => 1, isGood: true },
      ],
      endSeconds: end + 2 * HOUR_SECONDS,
    });
    return {
      ...world,
      wanted: [
        { labels: { ...PAGE, destination_service_name: service }, from: start, to: start + 5 * MINUTE_SECONDS },
        {
          labels: { alertname: 'HighSidecarErrorRate' },
          from: start + 5 * MINUTE_SECONDS,
          to: start + 8 * MINUTE_SECONDS,
        },
      ],
      allowed: [ticketsAfter(start)],
    };
  },
});

/** W5, for days. */
const HOURLY_FAILURES = family({
  id: 'w5-hourly-failures',
  title: 'one request an hour fails, at a few requests a minute',
  defaults: { service: 'sitemap', namespace: 'web', perMinute: 6, seed: 84 },
  vary: (random) => ({ perMinute: random.integer(2, 8), seed: random.integer(1, 1e6) }),
  build: ({ service, namespace, perMinute, seed }) => {
    const width = MINUTE_SECONDS / perMinute;
    const { world } = meshWorld({
      service,
      namespace,
      seed,
      requests: steady(perMinute / MINUTE_SECONDS),
      outcomes: [
        {
          labels: answered(service, namespace, '503', 'UH'),
          share: (second) => (second % HOUR_SECONDS >= 1200 && second % HOUR_SECONDS < 1200 + width ? 1 : 0),
          isGood: false,
        },
        { labels: answered(service, namespace, '200'), share: () => 1, isGood: true },
      ],
      endSeconds: 7 * HOUR_SECONDS,
    });
    // Some failures in a thousand requests are more than the budget, which is a matter for the morning.
    return { ...world, allowed: [ticketsAfter(0)] };
  },
});

const SIDECAR_ERRORS = family({
  id: 'sidecar-errors',
  title: 'two percent of the requests fail for half an hour, which the named alert tells',
  defaults: { service: 'rating', namespace: 'shop', perSecond: 40, share: 0.02, seed: 85 },
  vary: (random) => ({ perSecond: random.integer(25, 80), seed: random.integer(1, 1e6) }),
  build: ({ service, namespace, perSecond, share, seed }) => {
    const start = 3 * HOUR_SECONDS + 12;
    const end = start + 30 * MINUTE_SECONDS;
    const { world } = meshWorld({
      service,
      namespace,
      seed,
      requests: steady(perSecond),
      outcomes: [
        { labels: answered(service, namespace, '500'), share: during(start, end, share), isGood: false },
        { labels: answered(service, namespace, '200'), share: () => 1, isGood: true },
      ],
      endSeconds: end + 2 * HOUR_SECONDS,
    });
    const wanted = {
      labels: { alertname: 'HighSidecarErrorRate', destination_service_name: service },
      from: start + 5 * MINUTE_SECONDS,
      to: start + 12 * MINUTE_SECONDS,
      holdsUntil: end - MINUTE_SECONDS,
      endsBy: end + 20 * MINUTE_SECONDS,
    };
    return { ...world, wanted: [wanted], allowed: [ticketsAfter(start)] };
  },
});

export const MESH_FAILURES: readonly Family[] = [
  HANG,
  LONG_HANG,
  IMPATIENT_CALLERS,
  GRPC_FAILURES,
  HOURLY_FAILURES,
  SIDECAR_ERRORS,
];
