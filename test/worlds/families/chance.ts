// Services with so few requests that much of what a window shows is chance.
import { during, HOUR_SECONDS, MINUTE_SECONDS, steady } from '../simulation/traffic.ts';
import { type Family, family } from '../world.ts';
import { afterFiveFailures, httpWorld, PAGE, ticketsAfter } from './http-world.ts';
import type { Setting } from './setting.ts';

interface Failures {
  readonly name: string;
  readonly perHour: number;
  readonly share: number;
  readonly seed: number;
}

/** A share of few requests fails for twelve hours. */
function rareFailures({ name, perHour, share, seed }: Failures, setting?: Setting) {
  const start = 6 * HOUR_SECONDS;
  const end = start + 12 * HOUR_SECONDS;
  const { world } = httpWorld({
    setting,
    name,
    seed,
    endSeconds: end + 2 * HOUR_SECONDS,
    requests: steady(perHour / HOUR_SECONDS),
    failing: during(start, end, share),
    service: { isEager: true, isRandom: true },
  });
  return {
    ...world,
    wanted: [{ labels: PAGE, from: start, to: afterFiveFailures(start, perHour * share) }],
    allowed: [ticketsAfter(start)],
  };
}

const RARE_FAILURES = family({
  id: 'w9-rare-failures',
  title: 'a tenth of the requests fails for twelve hours, at about one request a minute',
  defaults: { name: 'reports', perHour: 60, share: 0.1, seed: 25 },
  vary: (random) => ({
    perHour: random.integer(40, 300),
    share: random.pick([0.05, 0.1, 0.25]),
    seed: random.integer(1, 1e6),
  }),
  build: rareFailures,
});

/** Often enough an hour has no failure; the slow page knows that it is one incident. */
const SPARSE_FAILURES = family({
  id: 'w9-sparse-failures',
  title: 'a twentieth of the requests fails for twelve hours, at three requests in two minutes',
  defaults: { name: 'exports', perHour: 90, share: 0.05, seed: 4 },
  vary: (random) => ({
    perHour: random.integer(10, 90),
    share: random.pick([0.1, 0.25, 0.5]),
    seed: random.integer(1, 1e6),
  }),
  build: rareFailures,
});

/** Now and then an hour has no request. */
const SPARSE_OUTAGE = family({
  id: 'w9-sparse-outage',
  title: 'three of four requests fail for twelve hours, at four an hour',
  defaults: { name: 'payroll', perHour: 4, share: 0.75, seed: 9 },
  vary: (random) => ({
    perHour: random.integer(3, 9),
    share: random.pick([0.75, 1]),
    seed: random.integer(1, 1e6),
  }),
  build: rareFailures,
});

/** Chance takes five minutes below a threshold that the hours are well above. */
const NEAR_THRESHOLD = family({
  id: 'near-threshold',
  title: '77 % of the requests fail for six hours, where a page comes from 72 % on',
  defaults: { name: 'beta', perHour: 400, share: 0.77, seed: 28 },
  vary: (random) => ({
    perHour: random.integer(120, 900),
    share: random.pick([0.8, 0.85]),
    seed: random.integer(1, 1e6),
  }),
  build: ({ name, perHour, share, seed }, setting) => {
    const start = 5 * HOUR_SECONDS;
    const end = start + 6 * HOUR_SECONDS;
    const { world } = httpWorld({
      setting,
      name,
      seed,
      objective: 95,
      endSeconds: end + 2 * HOUR_SECONDS,
      requests: steady(perHour / HOUR_SECONDS),
      failing: during(start, end, share),
      service: { isEager: true, isRandom: true },
    });
    return {
      ...world,
      wanted: [
        {
          labels: PAGE,
          from: start,
          to: start + 2.2 * HOUR_SECONDS,
          holdsUntil: end,
          endsBy: end + 50 * MINUTE_SECONDS,
        },
      ],
      allowed: [ticketsAfter(start)],
    };
  },
});

const FEW_FAILURES = family({
  id: 'few-failures',
  title: 'four of a dozen requests fail in an hour, which is chance and no incident',
  defaults: { name: 'archive', perHour: 12, failures: 4, seed: 26 },
  vary: (random) => ({ perHour: random.integer(8, 20), failures: random.integer(1, 4), seed: random.integer(1, 1e6) }),
  build: ({ name, perHour, failures, seed }, setting) => {
    const start = 8 * HOUR_SECONDS + 10;
    const { world } = httpWorld({
      setting,
      name,
      seed,
      endSeconds: start + 6 * HOUR_SECONDS,
      requests: steady(perHour / HOUR_SECONDS),
      failing: during(start, start + (failures / perHour) * HOUR_SECONDS, 1),
      service: { isEager: true },
    });
    return world;
  },
});

export const CHANCE: readonly Family[] = [RARE_FAILURES, SPARSE_FAILURES, SPARSE_OUTAGE, NEAR_THRESHOLD, FEW_FAILURES];
