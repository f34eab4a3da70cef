// What happens to Prometheus itself: scrapes are lost, evaluations are missed, it is down, its samples come late.
import { during, HOUR_SECONDS, MINUTE_SECONDS, steady } from '../simulation/traffic.ts';
import { type Family, family, type World } from '../world.ts';
import { budgetOf, httpWorld, PAGE, ticketsAfter } from './http-world.ts';

const START = 5 * HOUR_SECONDS + 95;

interface Outage {
  readonly name: string;
  readonly seed: number;
  readonly intervalSeconds?: number;
  readonly minutes?: number;
  readonly share?: number;
}

/** An outage that a Prometheus in good health would page for within minutes. */
function outageWorld({ name, seed, intervalSeconds = 30, minutes = 40, share = 1 }: Outage): World {
  const end = START + minutes * MINUTE_SECONDS;
  const { world } = httpWorld({
    name,
    seed,
    endSeconds: end + 2 * HOUR_SECONDS,
    requests: steady(12),
    failing: during(START, end, share),
    scrape: { intervalSeconds },
    service: { pods: 2, isEager: true },
  });
  return {
    ...world,
    wanted: [{ labels: PAGE, from: START, to: START + 8 * intervalSeconds + 90, holdsUntil: end }],
    allowed: [ticketsAfter(START)],
  };
}

const LOST_SCRAPES = family({
  id: 'lost-scrapes',
  title: 'half of the scrapes are lost, during an outage, too',
  defaults: { name: 'ledger', share: 0.5, seed: 51 },
  vary: (random) => ({ share: random.pick([0.2, 0.35, 0.5]), seed: random.integer(1, 1e6) }),
  build: ({ name, share, seed }) => {
    const world = outageWorld({ name, seed });
    // By chance, but the same on every run: a hash of the second and the seed.
    const isLost = (_: unknown, second: number) => (Math.imul(second + seed, 0x9e3779b1) >>> 0) / 2 ** 32 < share;
    return {
      ...world,
      scrape: { ...world.scrape, isLost },
      wanted: world.wanted.map((page) => ({ ...page, to: page.to + 240 })),
    };
  },
});

const MISSED_EVALUATIONS = family({
  id: 'missed-evaluations',
  title: 'Prometheus misses a third of its evaluations',
  defaults: { name: 'quotes', share: 0.35, seed: 52 },
  vary: (random) => ({ share: random.pick([0.2, 0.35]), seed: random.integer(1, 1e6) }),
  build: ({ name, share, seed }) => {
    const world = outageWorld({ name, seed });
    return {
      ...world,
      server: { missedShare: share },
      wanted: world.wanted.map((page) => ({ ...page, to: page.to + 120 })),
    };
  },
});

const DOWN_IN_OUTAGE = family({
  id: 'down-in-outage',
  title: 'Prometheus is down for some minutes in the middle of an outage, and the page stays one page',
  defaults: { name: 'booking', downMinutes: 2, seed: 53 },
  vary: (random) => ({ downMinutes: random.integer(1, 2), seed: random.integer(1, 1e6) }),
  build: ({ name, downMinutes, seed }) => {
    const world = outageWorld({ name, seed });
    const from = START + 15 * MINUTE_SECONDS;
    return { ...world, scrape: { ...world.scrape, down: [{ from, to: from + downMinutes * MINUTE_SECONDS }] } };
  },
});

const DOWN_AND_HEALTHY = family({
  id: 'down-and-healthy',
  title: 'Prometheus is down for hours, and nothing fails before or after',
  defaults: { name: 'maps', downHours: 2, seed: 54 },
  vary: (random) => ({ downHours: random.integer(1, 4), seed: random.integer(1, 1e6) }),
  build: ({ name, downHours, seed }) => {
    const from = 3 * HOUR_SECONDS + 5;
    const to = from + downHours * HOUR_SECONDS;
    const { world, ledger } = httpWorld({
      name,
      seed,
      endSeconds: to + 3 * HOUR_SECONDS,
      requests: steady(12),
      failing: steady(0.0004),
      scrape: { down: [{ from, to }] },
      service: { pods: 2, isEager: true },
    });
    // What happened meanwhile nobody saw; before and after it the share of failures was the same.
    const check = budgetOf(world, ledger, to + HOUR_SECONDS, { tolerance: 0.12 });
    return { ...world, budgets: [check] };
  },
});

const LATE_SAMPLES = family({
  id: 'late-samples',
  title: 'samples arrive half a minute late by remote writing, and queries look back as far',
  defaults: { name: 'metering', delay: 30, seed: 55 },
  vary: (random) => ({ delay: random.integer(10, 60), seed: random.integer(1, 1e6) }),
  build: ({ name, delay, seed }) => {
    const world = outageWorld({ name, seed });
    return {
      ...world,
      scrape: { ...world.scrape, delaySeconds: delay },
      server: { queryOffsetSeconds: delay },
      wanted: world.wanted.map((page) => ({ ...page, to: page.to + delay })),
    };
  },
});

const SCRAPED_OFTEN = family({
  id: 'scraped-often',
  title: 'an outage, scraped every fifteen seconds',
  defaults: { name: 'quick', intervalSeconds: 15, seed: 56 },
  vary: (random) => ({ intervalSeconds: random.pick([10, 15, 20]), seed: random.integer(1, 1e6) }),
  build: outageWorld,
});

const SCRAPED_RARELY = family({
  id: 'scraped-rarely',
  title: 'an outage, scraped every minute',
  defaults: { name: 'slow', intervalSeconds: 60, seed: 57 },
  vary: (random) => ({ intervalSeconds: random.pick([60, 120]), seed: random.integer(1, 1e6) }),
  build: outageWorld,
});

const RESTART_WITH_GOOD = family({
  id: 'restart-with-good',
  title: 'Prometheus restarts within three minutes, good requests are counted, and nothing fails',
  defaults: { name: 'geocoder', objective: 99.95, downSeconds: 170, seed: 55 },
  vary: (random) => ({
    objective: random.pick([99.9, 99.95, 99.99]),
    downSeconds: random.integer(60, 290),
    seed: random.integer(1, 1e6),
  }),
  build: ({ name, objective, downSeconds, seed }) => {
    const from = 2 * HOUR_SECONDS + 5;
    const to = from + downSeconds;
    const { world } = httpWorld({
      name,
      objective,
      seed,
      endSeconds: to + HOUR_SECONDS,
      requests: steady(40),
      failing: steady(0),
      scrape: { down: [{ from, to }] },
      service: { pods: 3, isEager: true },
    });
    const { ratio: _, ...rest } = world;
    const counter = `http_requests_total{job="${name}"`;
    const spec = world.spec.replace(/^( *)bad: .*$/m, `$1good: ${counter},code="200"}`);
    return { ...rest, spec };
  },
});

export const SERVER: readonly Family[] = [
  LOST_SCRAPES,
  MISSED_EVALUATIONS,
  DOWN_IN_OUTAGE,
  DOWN_AND_HEALTHY,
  RESTART_WITH_GOOD,
  LATE_SAMPLES,
  SCRAPED_OFTEN,
  SCRAPED_RARELY,
];
