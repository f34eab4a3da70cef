// Series that are born, come and go: callers by the hour, errors that nobody has seen before.
import { Exporter } from '../simulation/exporter.ts';
import type { Random } from '../simulation/random.ts';
import { DAY_SECONDS, during, HOUR_SECONDS, MINUTE_SECONDS, steady } from '../simulation/traffic.ts';
import { type Family, family, type World } from '../world.ts';
import { budgetOf, httpWorld, PAGE, ticketsAfter } from './http-world.ts';
import type { Setting } from './setting.ts';

/** W7. */
const COMING_AND_GOING = family({
  id: 'w7-coming-and-going',
  title: 'a caller runs four hours at night, and three minutes at noon in which all of its requests fail',
  defaults: { name: 'nightly', perSecond: 10, seed: 5 },
  vary: (random) => ({ perSecond: random.integer(4, 40), seed: random.integer(1, 1e6) }),
  build: ({ name, perSecond, seed }, setting) => {
    const noon = DAY_SECONDS / 2;
    const isNight = (second: number) => second % DAY_SECONDS >= HOUR_SECONDS && second % DAY_SECONDS < 5 * HOUR_SECONDS;
    const isNoon = (second: number) => second % DAY_SECONDS >= noon && second % DAY_SECONDS < noon + 180;
    const { world, ledger } = httpWorld({
      setting,
      name,
      seed,
      objective: 99,
      endSeconds: DAY_SECONDS + 8 * HOUR_SECONDS,
      requests: (second) => (isNight(second) || isNoon(second) ? perSecond : 0),
      failing: (second) => (isNoon(second) ? 1 : 0),
      service: {
        pods: 0,
        isEager: true,
        events: (service, second) => {
          // The job's pod stays a minute longer than its last request, so that its last scrape sees everything.
          const isThere = isNight(second) || isNoon(second) || isNight(second - 60) || isNoon(second - 60);
          service.scaleTo(isThere || isNight(second + 60) || isNoon(second + 60) ? 1 : 0, second);
        },
      },
    });
    return {
      ...world,
      wanted: [{ labels: PAGE, from: noon, to: noon + 5 * MINUTE_SECONDS }],
      allowed: [{ labels: { alertname: 'IndicatorDataMissing' }, from: 0, to: world.endSeconds }],
      budgets: [budgetOf(world, ledger, 3 * HOUR_SECONDS, { relativeTolerance: 0.05, mayBeSilent: true })],
    };
  },
});

/** Each pod fails some requests within ten seconds. */
function firstFailures({ name, pods, each, seed }: Burst, isEager: boolean, setting?: Setting): World {
  const start = 5 * HOUR_SECONDS + 200;
  // At a rate that spends 3 % of a month's budget within them.
  const perSecond = (pods * each) / 10;
  const usual = (pods * each) / 0.03 / 0.001 / (30 * DAY_SECONDS);
  const { world, ledger } = httpWorld({
    setting,
    name,
    seed,
    endSeconds: start + 3 * HOUR_SECONDS,
    requests: during(start, start + 10, perSecond, usual),
    failing: during(start, start + 10, 1),
    service: { pods, isEager },
  });
  return {
    ...world,
    wanted: [{ labels: PAGE, from: start, to: start + 4 * MINUTE_SECONDS }],
    allowed: [ticketsAfter(start)],
    budgets: [budgetOf(world, ledger, start + 15 * MINUTE_SECONDS, { tolerance: 0.01, relativeTolerance: 0.02 })],
  };
}

type Burst = Readonly<Record<'name', string> & Record<'pods' | 'each' | 'seed', number>>;

const otherBurst = (random: Random) => ({
  pods: random.integer(10, 40),
  each: random.integer(15, 40),
  seed: random.integer(1, 1e6),
});

/** W17. */
const BORN_ERRORS = family({
  id: 'w17-born-errors',
  title: 'each of forty pods fails some requests within seconds, and had never failed one before',
  defaults: { name: 'search', pods: 40, each: 25, seed: 6 },
  vary: otherBurst,
  build: (burst, setting) => firstFailures(burst, false, setting),
});

/** Of counters that are initialised. `rate` does not extrapolate to a time at which a counter would have been below zero. */
const FROM_ZERO = family({
  id: 'failures-from-zero',
  title: 'each of twenty pods fails some requests within seconds, and its counter of failures had stood at zero',
  defaults: { name: 'quotes', pods: 20, each: 25, seed: 44 },
  vary: otherBurst,
  build: (burst, setting) => firstFailures(burst, true, setting && { ...setting, isEager: true }),
});

/** Why the first series of a target do not count, although the target was scraped before. */
const BACKEND_AWAY = family({
  id: 'w10-backend-away',
  title: 'an exporter answers while its database does not, and brings back all that the database has ever counted',
  defaults: { name: 'mysqld-exporter', perSecond: 10, errors: 40_000, minutes: 25 },
  vary: (random) => ({
    perSecond: random.integer(2, 50),
    errors: random.integer(100, 90_000),
    minutes: random.integer(3, 90),
  }),
  build: ({ name, perSecond, errors, minutes }) => {
    const away = 3 * HOUR_SECONDS + 77;
    const back = away + minutes * MINUTE_SECONDS;
    const exporter = new Exporter({
      labels: { job: name },
      instances: [`${name}-0`],
      act: (all, second) => {
        const target = all.instance(`${name}-0`);
        const isAway = second >= away && second < back;
        for (const [result, count] of [
          ['ok', 1e6 + second * perSecond],
          ['error', errors],
        ] as const) {
          if (isAway) target.remove('database_queries_total', { result });
          else target.set('database_queries_total', { result }, count);
        }
      },
    });
    const { world } = httpWorld({ name, endSeconds: back + 3 * HOUR_SECONDS, requests: steady(1), failing: steady(0) });
    const { ratio: _, ...rest } = world;
    return {
      ...rest,
      actors: [exporter],
      spec: world.spec
        .replaceAll('http_requests_total', 'database_queries_total')
        .replaceAll('code=~"5.."', 'result="error"'),
      allowed: [{ labels: { alertname: 'IndicatorDataMissing' }, from: away, to: back + 15 * MINUTE_SECONDS }],
    };
  },
});

export const BIRTHS: readonly Family[] = [COMING_AND_GOING, BORN_ERRORS, FROM_ZERO, BACKEND_AWAY];
