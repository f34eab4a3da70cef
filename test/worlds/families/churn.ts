// Pods that are added, replaced and restarted while a service fails, or does not.
import type { Service } from '../simulation/service.ts';
import { DAY_SECONDS, during, HOUR_SECONDS, MINUTE_SECONDS, steady } from '../simulation/traffic.ts';
import { type Family, family } from '../world.ts';
import { budgetOf, httpWorld, PAGE, ticketsAfter } from './http-world.ts';

/** What the pods do, by the name that a parameter takes. */
const HABITS = {
  // Every ten minutes all pods are new.
  redeploy: (service: Service, second: number) => {
    if (second > 0 && second % 600 === 0) service.redeploy(second);
  },
  // Between two and eight pods, as an autoscaler would have it that follows a wave.
  scale: (service: Service, second: number) => {
    if (second % 60 === 0) service.scaleTo(5 + Math.round(3 * Math.sin(second / 900)), second);
  },
  // One process crashes every five minutes, and its counters begin anew.
  crash: (service: Service, second: number) => {
    if (second > 0 && second % 300 === 0) service.pods[(second / 300) % service.pods.length]?.restart(second);
  },
} as const;

const FAILING_CHURN = family({
  id: 'churn-failing',
  title: 'a fifth of the requests fails while pods are replaced',
  defaults: { name: 'feed', habit: 'redeploy', perSecond: 24, seed: 41 },
  vary: (random) => ({
    habit: random.pick(['redeploy', 'scale', 'crash']),
    perSecond: random.integer(10, 60),
    seed: random.integer(1, 1e6),
  }),
  build: ({ name, habit, perSecond, seed }, setting) => {
    const start = 4 * HOUR_SECONDS + 70;
    const end = start + 45 * MINUTE_SECONDS;
    const { world } = httpWorld({
      setting,
      name,
      seed,
      endSeconds: end + 2 * HOUR_SECONDS,
      requests: steady(perSecond),
      failing: during(start, end, 0.2),
      service: { pods: 4, isEager: true, events: HABITS[habit as keyof typeof HABITS] },
    });
    return {
      ...world,
      wanted: [{ labels: PAGE, from: start + 120, to: start + 10 * MINUTE_SECONDS, holdsUntil: end }],
      allowed: [ticketsAfter(start)],
    };
  },
});

const FAILING_SCALE = family({
  ...FAILING_CHURN,
  id: 'scale-failing',
  title: 'a fifth of the requests fails while pods come and go',
  defaults: { ...FAILING_CHURN.defaults, habit: 'scale' },
});
const FAILING_CRASHES = family({
  ...FAILING_CHURN,
  id: 'crash-failing',
  title: 'a fifth of the requests fails while processes crash',
  defaults: { ...FAILING_CHURN.defaults, habit: 'crash' },
});

const HEALTHY_CHURN = family({
  id: 'churn-healthy',
  title: 'nothing fails while pods are replaced, and old ones come back under their names',
  defaults: { name: 'profile', habit: 'redeploy', perSecond: 24, seed: 42 },
  vary: (random) => ({
    habit: random.pick(['redeploy', 'scale', 'crash']),
    perSecond: random.integer(10, 60),
    seed: random.integer(1, 1e6),
  }),
  build: ({ name, habit, perSecond, seed }, setting) => {
    const { world, ledger } = httpWorld({
      setting,
      name,
      seed,
      endSeconds: 6 * HOUR_SECONDS,
      requests: steady(perSecond),
      failing: steady(0),
      service: { pods: 4, isEager: true, events: HABITS[habit as keyof typeof HABITS] },
    });
    return { ...world, budgets: [budgetOf(world, ledger, HOUR_SECONDS)] };
  },
});

/** W17, the other way: what an old counter shows on a new target has happened before. */
const OLD_COUNTERS = family({
  id: 'w17-old-counters',
  title: 'Prometheus finds targets that are old, with many errors long ago, and nothing fails',
  defaults: { name: 'legacy', pods: 5, errors: 4000, seed: 43 },
  vary: (random) => ({ pods: random.integer(2, 10), errors: random.integer(100, 9000), seed: random.integer(1, 1e6) }),
  build: ({ name, pods, errors, seed }, setting) => {
    const found = 3 * HOUR_SECONDS + 44;
    const { world, ledger } = httpWorld({
      setting,
      name,
      seed,
      endSeconds: found + 3 * HOUR_SECONDS,
      requests: steady(10),
      failing: steady(0),
      service: {
        pods: 2,
        isEager: true,
        events: (service, second) => {
          if (second !== found) return;
          service.scaleTo(pods + 2, -DAY_SECONDS);
          for (const pod of service.pods.slice(2)) pod.add('http_requests_total', { code: '500' }, errors);
        },
      },
    });
    return { ...world, budgets: [budgetOf(world, ledger, HOUR_SECONDS)] };
  },
});

export const CHURN: readonly Family[] = [FAILING_CHURN, FAILING_SCALE, FAILING_CRASHES, HEALTHY_CHURN, OLD_COUNTERS];
