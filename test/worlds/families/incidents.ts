// Services that fail in part: which share of failures wakes a person, which waits until morning, which is nobody's matter.
import { during, HOUR_SECONDS, MINUTE_SECONDS, steady } from '../simulation/traffic.ts';
import { type Family, family } from '../world.ts';
import { budgetOf, httpWorld, PAGE, ticketsAfter } from './http-world.ts';

/** So long a share of failures has to last until it spends 1.44 % of the last hour: 14.4 times the budget of 99.9 %. */
function secondsToFastPage(share: number): number {
  return (0.0144 / share) * HOUR_SECONDS;
}

const PARTIAL_OUTAGE = family({
  id: 'partial-outage',
  title: 'a share of the requests fails until a rollback, and everything is well again after it',
  defaults: { name: 'orders', perSecond: 15, share: 0.05, minutes: 50, seed: 21 },
  vary: (random) => ({
    perSecond: random.integer(10, 60),
    share: random.pick([0.04, 0.05, 0.1, 0.3]),
    minutes: random.integer(35, 90),
    seed: random.integer(1, 1e6),
  }),
  build: ({ name, perSecond, share, minutes, seed }, setting) => {
    const start = 8 * HOUR_SECONDS + 333;
    const end = start + minutes * MINUTE_SECONDS;
    const { world } = httpWorld({
      setting,
      name,
      seed,
      endSeconds: end + 3 * HOUR_SECONDS,
      requests: steady(perSecond),
      failing: during(start, end, share),
      service: { pods: 3, isEager: true },
    });
    const due = start + secondsToFastPage(share);
    // The page's longer short window is half an hour.
    const over = end + 40 * MINUTE_SECONDS;
    return {
      ...world,
      wanted: [{ labels: PAGE, from: start + 0.8 * (due - start), to: due + 0.2 * (due - start) + 240, endsBy: over }],
      allowed: [ticketsAfter(start)],
    };
  },
});

const SLOW_BURN = family({
  id: 'slow-burn',
  title: 'failures at eight times the budget, too few for the fast page and enough for the slow one',
  defaults: { name: 'mail', perSecond: 25, seed: 22 },
  vary: (random) => ({ perSecond: random.integer(15, 60), seed: random.integer(1, 1e6) }),
  build: ({ name, perSecond, seed }, setting) => {
    const start = 7 * HOUR_SECONDS;
    const { world } = httpWorld({
      setting,
      name,
      seed,
      endSeconds: start + 7 * HOUR_SECONDS,
      requests: steady(perSecond),
      failing: during(start, Number.POSITIVE_INFINITY, 0.008),
      service: { pods: 2, isEager: true },
    });
    // Six hours at six times the budget are spent after six eighths of six hours.
    const due = start + (6 / 8) * 6 * HOUR_SECONDS;
    return {
      ...world,
      wanted: [{ labels: PAGE, from: due - 40 * MINUTE_SECONDS, to: due + 40 * MINUTE_SECONDS }],
      allowed: [ticketsAfter(start)],
    };
  },
});

const TICKET_ONLY = family({
  id: 'ticket-only',
  title: 'failures at four times the budget for a day: for the morning, not for the night',
  defaults: { name: 'images', perSecond: 20, seed: 23 },
  vary: (random) => ({ perSecond: random.integer(15, 50), seed: random.integer(1, 1e6) }),
  build: ({ name, perSecond, seed }, setting) => {
    const start = 4 * HOUR_SECONDS;
    const end = start + 24 * HOUR_SECONDS;
    const { world, ledger } = httpWorld({
      setting,
      name,
      seed,
      endSeconds: end,
      requests: steady(perSecond),
      failing: during(start, end, 0.004),
      service: { pods: 2, isEager: true },
    });
    return {
      ...world,
      wanted: [{ labels: { severity: 'warning', alertname: 'ErrorBudgetBurn' }, from: start, to: end }],
      budgets: [budgetOf(world, ledger, end - HOUR_SECONDS, { tolerance: 0.05 })],
    };
  },
});

const TWO_INCIDENTS = family({
  id: 'two-incidents',
  title: 'two outages of some minutes, hours apart',
  defaults: { name: 'login', perSecond: 30, minutes: 6, hoursApart: 4, seed: 24 },
  vary: (random) => ({
    perSecond: random.integer(5, 60),
    minutes: random.integer(5, 15),
    hoursApart: random.integer(3, 6),
    seed: random.integer(1, 1e6),
  }),
  build: ({ name, perSecond, minutes, hoursApart, seed }, setting) => {
    const first = 3 * HOUR_SECONDS + 50;
    const second = first + hoursApart * HOUR_SECONDS;
    const lasts = minutes * MINUTE_SECONDS;
    const isDown = (at: number) => (at >= first && at < first + lasts) || (at >= second && at < second + lasts);
    const { world } = httpWorld({
      setting,
      name,
      seed,
      endSeconds: second + 3 * HOUR_SECONDS,
      requests: steady(perSecond),
      failing: (at) => (isDown(at) ? 0.9 : 0),
      service: { pods: 2, isEager: true },
    });
    const page = (start: number) => ({
      labels: PAGE,
      from: start,
      to: start + 4 * MINUTE_SECONDS,
      endsBy: start + lasts + 45 * MINUTE_SECONDS,
    });
    return { ...world, wanted: [page(first), page(second)], allowed: [ticketsAfter(first)] };
  },
});

/** An hour with an outage burns until the outage has left it: what begins then has to be seen in the short window alone. */
const FAILURE_AFTERWARDS = family({
  id: 'failure-afterwards',
  title: 'every request fails for a while, all is well again, and then single requests fail, as they do now and then',
  defaults: { name: 'invoices', perMinute: 5, minutes: 20, seed: 27 },
  vary: (random) => ({
    perMinute: random.integer(4, 9),
    minutes: random.integer(15, 30),
    seed: random.integer(1, 1e6),
  }),
  build: ({ name, perMinute, minutes, seed }, setting) => {
    const start = 4 * HOUR_SECONDS + 70;
    const end = start + minutes * MINUTE_SECONDS;
    const each = MINUTE_SECONDS / perMinute;
    const isSingle = (second: number) =>
      [25, 70, 150].some(
        (later) => second >= end + later * MINUTE_SECONDS && second < end + later * MINUTE_SECONDS + each,
      );
    const { world } = httpWorld({
      setting,
      name,
      seed,
      endSeconds: end + 4 * HOUR_SECONDS,
      requests: steady(perMinute / MINUTE_SECONDS),
      failing: (second) => ((second >= start && second < end) || isSingle(second) ? 1 : 0),
      service: { isEager: true },
    });
    return {
      ...world,
      wanted: [{ labels: PAGE, from: start, to: start + 5 * MINUTE_SECONDS, endsBy: end + 65 * MINUTE_SECONDS }],
      allowed: [ticketsAfter(start)],
    };
  },
});

/** The group that adds up the budget evaluates soon after a quarter of an hour is full, and before what has come since is counted. */
const FULL_QUARTER = family({
  id: 'full-quarter',
  title:
    'every request fails until a quarter of an hour is full, and what is left is looked at in each minute after it',
  defaults: { name: 'till-2', perSecond: 5, minutes: 12, intervalSeconds: 60, seed: 29 },
  vary: (random) => ({
    name: `${random.pick(['till', 'desk', 'fleet'])}-${random.integer(1, 999)}`,
    perSecond: random.integer(3, 20),
    minutes: random.integer(8, 14),
    intervalSeconds: random.pick([30, 60, 120]),
    seed: random.integer(1, 1e6),
  }),
  build: ({ name, perSecond, minutes, intervalSeconds, seed }, setting) => {
    const end = 5 * HOUR_SECONDS;
    const start = end - minutes * MINUTE_SECONDS;
    const { world, ledger } = httpWorld({
      setting,
      name,
      seed,
      objective: 95,
      endSeconds: end + 2 * HOUR_SECONDS,
      requests: steady(perSecond),
      failing: during(start, end, 1, 0.01),
      scrape: { intervalSeconds },
      service: { isEager: true },
    });
    return {
      ...world,
      allowed: [ticketsAfter(start), { labels: PAGE, from: start, to: end + 8 * intervalSeconds }],
      budgets: [budgetOf(world, ledger, end - HOUR_SECONDS, { stepSeconds: 19, tolerance: 0.02 })],
    };
  },
});

export const INCIDENTS: readonly Family[] = [
  FULL_QUARTER,
  PARTIAL_OUTAGE,
  SLOW_BURN,
  TICKET_ONLY,
  TWO_INCIDENTS,
  FAILURE_AFTERWARDS,
];
