// Series that are born, come and go: callers by the hour, errors that nobody has seen before.
import { DAY_SECONDS, during, HOUR_SECONDS, MINUTE_SECONDS } from '../simulation/traffic.ts';
import { type Family, family } from '../world.ts';
import { budgetOf, httpWorld, PAGE, ticketsAfter } from './http-world.ts';

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

/** W17. */
const BORN_ERRORS = family({
  id: 'w17-born-errors',
  title: 'each of forty pods fails some requests within seconds, and had never failed one before',
  defaults: { name: 'search', pods: 40, each: 25, seed: 6 },
  vary: (random) => ({ pods: random.integer(10, 40), each: random.integer(15, 40), seed: random.integer(1, 1e6) }),
  build: ({ name, pods, each, seed }, setting) => {
    const start = 5 * HOUR_SECONDS + 200;
    // The burst lasts ten seconds, at a rate that spends 3 % of a month's budget within them.
    const perSecond = (pods * each) / 10;
    const usual = (pods * each) / 0.03 / 0.001 / (30 * DAY_SECONDS);
    const { world, ledger } = httpWorld({
      setting,
      name,
      seed,
      endSeconds: start + 3 * HOUR_SECONDS,
      requests: during(start, start + 10, perSecond, usual),
      failing: during(start, start + 10, 1),
      service: { pods },
    });
    return {
      ...world,
      wanted: [{ labels: PAGE, from: start, to: start + 4 * MINUTE_SECONDS }],
      allowed: [ticketsAfter(start)],
      budgets: [budgetOf(world, ledger, start + 15 * MINUTE_SECONDS, { tolerance: 0.01, relativeTolerance: 0.02 })],
    };
  },
});

export const BIRTHS: readonly Family[] = [COMING_AND_GOING, BORN_ERRORS];
