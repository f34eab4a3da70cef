// Events that must not happen, counted by processes themselves and by exporters that report what others did.
import { Exporter } from '../simulation/exporter.ts';
import { HOUR_SECONDS, MINUTE_SECONDS } from '../simulation/traffic.ts';
import { type Family, family, type World } from '../world.ts';

/** W10. */
const REPORTED_EVENTS = family({
  id: 'w10-reported-events',
  title: 'an exporter that counts what others did is replaced, and all events were long ago',
  defaults: {
    name: 'kube-state-metrics',
    events: 3,
    metric: 'kube_pod_container_status_restarts_total',
    pod: 'api-0',
    unlistedSeconds: 0,
  },
  vary: (random) => ({ events: random.integer(1, 30), pod: random.pick(['api-0', 'db-1', 'web-2']) }),
  build: ({ name, events, metric, pod, unlistedSeconds }) => {
    const replaced = 4 * HOUR_SECONDS + 9;
    const actor = new Exporter({
      labels: { job: name },
      instances: ['ksm-1'],
      act: (exporter, second) => {
        if (second === replaced) {
          exporter.stop('ksm-1');
          exporter.start('ksm-2', second);
        }
        const isListed = second % replaced >= unlistedSeconds;
        const current = exporter.targets.at(-1);
        if (isListed) current?.set(metric, { namespace: 'shop', container: 'app', exported_pod: pod }, events);
      },
    });
    return {
      actors: [actor],
      endSeconds: replaced + 3 * HOUR_SECONDS,
      scrape: { intervalSeconds: 30 },
      spec: `
service: shop
slos:
  - name: no-restarts
    indicator:
      zeroTolerance: { events: '${metric}{namespace="shop"}' }
`,
      wanted: [],
      allowed: [],
      budgets: [],
      subject: [],
    };
  },
});

/** The pods of a large cluster take an exporter a while to list. */
const REPORTED_LATER = family({
  id: 'w10-reported-later',
  title:
    'an exporter that counts what others did is replaced, and the first scrape of the new one finds a part of what it reports',
  defaults: { ...REPORTED_EVENTS.defaults, unlistedSeconds: 40 },
  vary: (random) => ({ ...REPORTED_EVENTS.vary(random), unlistedSeconds: random.integer(5, 50) }),
  build: (parameters) => REPORTED_EVENTS.build(parameters),
});

function lostMessages(actor: Exporter, endSeconds: number, wanted: World['wanted']): World {
  return {
    actors: [actor],
    endSeconds,
    scrape: { intervalSeconds: 30 },
    spec: `
service: queue
slos:
  - name: no-loss
    indicator:
      zeroTolerance: { events: queue_dead_letters_total }
`,
    wanted,
    allowed: [],
    budgets: [],
    subject: [],
  };
}

/** W10, of a counter that nobody knows. */
const UNKNOWN_EXPORTER = family({
  id: 'w10-unknown-exporter',
  title: 'an exporter of an unknown counter is replaced, all events were long ago, and later there is a new one',
  defaults: { events: 12, minutesGone: 2, hasEvent: 1 },
  vary: (random) => ({
    events: random.integer(1, 40),
    minutesGone: random.integer(0, 40),
    hasEvent: random.integer(0, 1),
  }),
  build: ({ events, minutesGone, hasEvent }) => {
    const gone = 4 * HOUR_SECONDS + 9;
    const back = gone + minutesGone * MINUTE_SECONDS;
    const event = back + 8 * MINUTE_SECONDS + 4;
    const actor = new Exporter({
      labels: { job: 'queue-exporter', namespace: 'shop' },
      instances: ['exporter-1'],
      act: (exporter, second) => {
        if (second === gone) exporter.stop('exporter-1');
        if (second === back) exporter.start('exporter-2', second);
        const current = exporter.targets.at(-1);
        current?.set('queue_dead_letters_total', { queue: 'orders' }, events);
        if (hasEvent === 1 && second >= event) current?.set('queue_dead_letters_total', { queue: 'mails' }, 1);
      },
    });
    const wanted = { labels: { slo: 'no-loss' }, from: event, to: event + 3 * MINUTE_SECONDS };
    return lostMessages(actor, back + 3 * HOUR_SECONDS, hasEvent === 1 ? [wanted] : []);
  },
});

const EVENT_AT_START = family({
  id: 'event-at-start',
  title: 'a new version loses messages as it starts, before it is scraped for the first time',
  defaults: { events: 2, pods: 2 },
  vary: (random) => ({ events: random.integer(1, 9), pods: random.integer(1, 4) }),
  build: ({ events, pods }) => {
    const start = 3 * HOUR_SECONDS + 9;
    const names = Array.from({ length: pods }, (_, at) => `queue-${at}`);
    const actor = new Exporter({
      labels: { job: 'queue', namespace: 'shop' },
      instances: names,
      act: (exporter, second) => {
        if (second !== start) return;
        for (const name of names) {
          exporter.stop(name);
          exporter.start(`${name}-new`, second).set('queue_dead_letters_total', { queue: 'orders' }, events);
        }
      },
    });
    const wanted = { labels: { slo: 'no-loss' }, from: start, to: start + 3 * MINUTE_SECONDS };
    return lostMessages(actor, start + 2 * HOUR_SECONDS, [wanted]);
  },
});

export const ZERO_TOLERANCE: readonly Family[] = [REPORTED_EVENTS, REPORTED_LATER, UNKNOWN_EXPORTER, EVENT_AT_START];
