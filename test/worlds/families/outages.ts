// Services that fail: how soon a person is told, how often, and what is said of the budget meanwhile.
import { DAY_SECONDS, during, HOUR_SECONDS, MINUTE_SECONDS, steady } from '../simulation/traffic.ts';
import { type Family, family } from '../world.ts';
import { afterFiveFailures, budgetOf, httpWorld, PAGE, ticketsAfter } from './http-world.ts';

/** Nothing happens: as many errors as half the budget allows, spread evenly. */
const STEADY = family({
  id: 'steady',
  title: 'half as many errors as the budget allows, evenly over a day',
  defaults: { name: 'api', perSecond: 20, seed: 1, intervalSeconds: 30 },
  vary: (random) => ({ perSecond: random.integer(5, 60), seed: random.integer(1, 1e6) }),
  build: ({ name, perSecond, seed, intervalSeconds }, setting) => {
    const end = DAY_SECONDS;
    const { world, ledger } = httpWorld({
      setting,
      name,
      seed,
      endSeconds: end,
      requests: steady(perSecond),
      failing: () => 0.0005,
      scrape: { intervalSeconds },
      service: { pods: 3, isEager: true },
    });
    return { ...world, budgets: [budgetOf(world, ledger, 18 * HOUR_SECONDS, { tolerance: 0.02 })] };
  },
});

/** W8. */
const TOTAL_OUTAGE = family({
  id: 'w8-total-outage',
  title: 'every request fails for an hour and a half, and a page says what is left',
  defaults: { name: 'checkout', perSecond: 10, startHour: 14, minutes: 90, seed: 2 },
  vary: (random) => ({
    perSecond: random.integer(2, 50),
    startHour: random.integer(8, 20),
    minutes: random.integer(20, 150),
    seed: random.integer(1, 1e6),
  }),
  build: ({ name, perSecond, startHour, minutes, seed }, setting) => {
    const start = startHour * HOUR_SECONDS + 420;
    const end = start + minutes * MINUTE_SECONDS;
    const { world, ledger } = httpWorld({
      setting,
      name,
      seed,
      endSeconds: end + 3 * HOUR_SECONDS,
      requests: steady(perSecond),
      failing: during(start, end, 1),
      service: { pods: 2, isEager: true },
    });
    return {
      ...world,
      wanted: [{ labels: PAGE, from: start, to: start + 4 * MINUTE_SECONDS, holdsUntil: end }],
      allowed: [ticketsAfter(start)],
      budgets: [budgetOf(world, ledger, start - HOUR_SECONDS)],
    };
  },
});

/** W9. */
const QUIET_OUTAGE = family({
  id: 'w9-quiet-outage',
  title: 'every request fails for half a day, at a few requests an hour',
  defaults: { name: 'backoffice', perHour: 8, seed: 3 },
  vary: (random) => ({ perHour: random.integer(6, 60), seed: random.integer(1, 1e6) }),
  build: ({ name, perHour, seed }, setting) => {
    const [start, end] = [DAY_SECONDS / 2, DAY_SECONDS];
    const { world } = httpWorld({
      setting,
      name,
      seed,
      endSeconds: end + 2 * HOUR_SECONDS,
      requests: steady(perHour / HOUR_SECONDS),
      failing: during(start, end, 1),
      service: { isEager: true, isRandom: true },
    });
    return {
      ...world,
      wanted: [{ labels: PAGE, from: start, to: afterFiveFailures(start, perHour), holdsUntil: end }],
      allowed: [ticketsAfter(start)],
    };
  },
});

/** W16. */
const LOST_TELEMETRY = family({
  id: 'w16-lost-telemetry',
  title: 'every request fails, and after twenty minutes all telemetry is gone, too',
  defaults: { name: 'payments', perSecond: 25, minutes: 20, seed: 4 },
  vary: (random) => ({
    perSecond: random.integer(2, 60),
    minutes: random.integer(10, 45),
    seed: random.integer(1, 1e6),
  }),
  build: ({ name, perSecond, minutes, seed }, setting) => {
    const start = 6 * HOUR_SECONDS + 130;
    const lost = start + minutes * MINUTE_SECONDS;
    const { world } = httpWorld({
      setting,
      name,
      seed,
      endSeconds: lost + 3 * HOUR_SECONDS,
      requests: steady(perSecond),
      failing: during(start, Number.POSITIVE_INFINITY, 1),
      service: { pods: 2, isEager: true, events: (service, second) => second === lost && service.scaleTo(0, second) },
    });
    return {
      ...world,
      wanted: [{ labels: PAGE, from: start, to: start + 4 * MINUTE_SECONDS, holdsUntil: lost + HOUR_SECONDS }],
      allowed: [
        ticketsAfter(start),
        { labels: { alertname: 'IndicatorDataMissing' }, from: lost, to: lost + HOUR_SECONDS },
      ],
    };
  },
});

export const OUTAGES: readonly Family[] = [STEADY, TOTAL_OUTAGE, QUIET_OUTAGE, LOST_TELEMETRY];
