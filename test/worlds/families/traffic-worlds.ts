// Traffic that is not steady: days and nights, nothing at all, callers that move.
import { Ledger } from '../simulation/ledger.ts';
import { Random } from '../simulation/random.ts';
import { Service, succeedingBut } from '../simulation/service.ts';
import { DAY_SECONDS, daily, during, HOUR_SECONDS, hours, MINUTE_SECONDS, steady } from '../simulation/traffic.ts';
import { type Family, family } from '../world.ts';
import { budgetOf, httpWorld, PAGE, ticketsAfter } from './http-world.ts';

const DAY_AND_NIGHT = family({
  id: 'day-and-night',
  title: 'ten times more traffic by day than at night, and as few errors as the budget allows',
  defaults: { name: 'catalogue', noon: 40, midnight: 4, seed: 31 },
  vary: (random) => ({ noon: random.integer(20, 80), midnight: random.integer(1, 5), seed: random.integer(1, 1e6) }),
  build: ({ name, noon, midnight, seed }, setting) => {
    const { world, ledger } = httpWorld({
      setting,
      name,
      seed,
      endSeconds: 26 * HOUR_SECONDS,
      requests: daily(noon, midnight),
      failing: () => 0.0006,
      service: { pods: 3, isEager: true },
    });
    return { ...world, budgets: [budgetOf(world, ledger, DAY_SECONDS, { tolerance: 0.03 })] };
  },
});

const IDLE_NIGHT = family({
  id: 'idle-night',
  title: 'no request at all at night, and half an hour of failures at noon',
  defaults: { name: 'tickets', perSecond: 20, seed: 32 },
  vary: (random) => ({ perSecond: random.integer(5, 50), seed: random.integer(1, 1e6) }),
  build: ({ name, perSecond, seed }, setting) => {
    const noon = DAY_SECONDS / 2 + 17;
    const { world, ledger } = httpWorld({
      setting,
      name,
      seed,
      endSeconds: DAY_SECONDS + 8 * HOUR_SECONDS,
      requests: hours(7, 19, perSecond, 0),
      failing: during(noon, noon + 1800, 0.5),
      service: { pods: 2, isEager: true },
    });
    return {
      ...world,
      wanted: [{ labels: PAGE, from: noon, to: noon + 5 * MINUTE_SECONDS, endsBy: noon + 1800 + 2700 }],
      allowed: [ticketsAfter(noon)],
      budgets: [budgetOf(world, ledger, noon + 3 * HOUR_SECONDS, { tolerance: 0.03 })],
    };
  },
});

/** W18. */
const NIGHT_FAILURES = family({
  id: 'w18-night-failures',
  title: 'by night a few of few requests fail, and two hours later all of them do',
  defaults: { name: 'booking', noon: 20, perHour: 36, seed: 35 },
  vary: (random) => ({ noon: random.integer(5, 40), perHour: random.integer(24, 60), seed: random.integer(1, 1e6) }),
  build: ({ name, noon, perHour, seed }) => {
    const few = DAY_SECONDS + 2 * HOUR_SECONDS;
    const outage = few + 2 * HOUR_SECONDS;
    const end = outage + HOUR_SECONDS;
    const { world } = httpWorld({
      name,
      seed,
      endSeconds: end + 2 * HOUR_SECONDS,
      requests: hours(7, 19, noon, perHour / HOUR_SECONDS),
      failing: (second) => Math.max(during(few, few + 1200, 0.5)(second), during(outage, end, 1)(second)),
      service: { isEager: true },
    });
    return {
      ...world,
      spec: `${world.spec.trimEnd()}\n    alerts: { burnRate: { budget: events } }\n`,
      wanted: [{ labels: PAGE, from: outage, to: outage + 31 * MINUTE_SECONDS, holdsUntil: end }],
      allowed: [ticketsAfter(outage)],
    };
  },
});

const MOVING_TRAFFIC = family({
  id: 'moving-traffic',
  title: 'all traffic moves to another zone while it fails',
  defaults: { name: 'edge', perSecond: 30, seed: 33 },
  vary: (random) => ({ perSecond: random.integer(10, 60), seed: random.integer(1, 1e6) }),
  build: ({ name, perSecond, seed }) => {
    const start = 6 * HOUR_SECONDS + 15;
    const moves = start + 15 * MINUTE_SECONDS;
    const end = start + 40 * MINUTE_SECONDS;
    const endSeconds = end + 2 * HOUR_SECONDS;
    const { world } = httpWorld({ name, endSeconds, requests: steady(1), failing: steady(0) });
    const ledger = new Ledger(endSeconds);
    const zone = (zoneName: string, requests: (second: number) => number, at: number) =>
      new Service({
        labels: { job: name, zone: zoneName },
        counter: 'http_requests_total',
        requests,
        outcomes: succeedingBut(during(start, end, 0.2)),
        random: new Random(seed + at),
        ledger,
        isEager: true,
      });
    return {
      ...world,
      actors: [zone('a', during(0, moves, perSecond), 0), zone('b', during(moves, endSeconds, perSecond), 1)],
      wanted: [{ labels: PAGE, from: start + 60, to: start + 9 * MINUTE_SECONDS, holdsUntil: end }],
      allowed: [ticketsAfter(start)],
    };
  },
});

/** W4. */
const TWO_CLUSTERS = family({
  id: 'w4-two-clusters',
  title: 'one cluster is down, beside a healthy one with a hundred times its traffic in the same Prometheus',
  defaults: { name: 'gateway', down: 'us-1', healthy: 'eu-1', perSecond: 2, seed: 34 },
  vary: (random) => ({
    down: random.pick(['us-1', 'ap-2']),
    perSecond: random.integer(1, 4),
    seed: random.integer(1, 1e6),
  }),
  build: ({ name, down, healthy, perSecond, seed }) => {
    const start = 4 * HOUR_SECONDS + 15;
    const endSeconds = start + HOUR_SECONDS;
    const { world } = httpWorld({ name, endSeconds, requests: steady(1), failing: steady(0) });
    const cluster = (clusterName: string, requests: number, failing: (second: number) => number, at: number) =>
      new Service({
        labels: { job: name, cluster: clusterName },
        counter: 'http_requests_total',
        requests: steady(requests),
        outcomes: succeedingBut(failing),
        random: new Random(seed + at),
        ledger: new Ledger(endSeconds),
        isEager: true,
      });
    // Whose rules know no clusters has to name this one in each selector.
    const ratio = world.ratio && {
      ...world.ratio,
      total: `http_requests_total{job="${name}",cluster="${down}"}`,
      bad: `http_requests_total{job="${name}",cluster="${down}",code=~"5.."}`,
    };
    return {
      ...world,
      ...(ratio && { ratio }),
      actors: [
        cluster(down, perSecond, during(start, endSeconds, 1), 0),
        cluster(healthy, 100 * perSecond, steady(0), 1),
      ],
      config: { ...world.config, cluster: down },
      wanted: [{ labels: PAGE, from: start, to: start + 5 * MINUTE_SECONDS }],
      allowed: [ticketsAfter(start)],
    };
  },
});

const ONE_OF_MANY = family({
  id: 'one-of-many',
  title: 'one of several services of one job fails, and the page names it',
  defaults: { name: 'monolith', failing: 'invoices', other: 'basket', perSecond: 8, seed: 35 },
  vary: (random) => ({ perSecond: random.integer(3, 20), seed: random.integer(1, 1e6) }),
  build: ({ name, failing, other, perSecond, seed }) => {
    const start = 5 * HOUR_SECONDS;
    const end = start + 30 * MINUTE_SECONDS;
    const endSeconds = end + 2 * HOUR_SECONDS;
    const { world } = httpWorld({ name, endSeconds, requests: steady(1), failing: steady(0) });
    const part = (module: string, share: (second: number) => number, at: number) =>
      new Service({
        labels: { job: name, module },
        counter: 'http_requests_total',
        requests: steady(perSecond * (at + 1)),
        outcomes: succeedingBut(share),
        random: new Random(seed + at),
      });
    const ratio = world.ratio && { ...world.ratio, by: ['module'] };
    return {
      ...world,
      actors: [part(failing, during(start, end, 0.6), 0), part(other, steady(0.0002), 1)],
      ...(ratio && { ratio }),
      spec: world.spec.replace('    indicator:\n', '    indicator:\n      by: [module]\n'),
      wanted: [{ labels: { ...PAGE, module: failing }, from: start, to: start + 5 * MINUTE_SECONDS }],
      allowed: [{ ...ticketsAfter(start), labels: { ...ticketsAfter(start).labels, module: failing } }],
      subject: ['module'],
    };
  },
});

export const TRAFFIC: readonly Family[] = [
  DAY_AND_NIGHT,
  IDLE_NIGHT,
  NIGHT_FAILURES,
  MOVING_TRAFFIC,
  TWO_CLUSTERS,
  ONE_OF_MANY,
];
