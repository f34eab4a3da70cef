// A control plane: replicas that come and go, configuration that is rejected, an event that must never happen.
import { Exporter } from '../simulation/exporter.ts';
import { Ledger } from '../simulation/ledger.ts';
import { Random } from '../simulation/random.ts';
import { DAY_SECONDS, HOUR_SECONDS, MINUTE_SECONDS } from '../simulation/traffic.ts';
import { type Family, family, type World } from '../world.ts';

const REPLICAS = ['istiod-a', 'istiod-b', 'istiod-c'];
const REJECTS = 'pilot_total_xds_rejects';

/** Three replicas of istiod that export how long they have been up, and what else `act` lets them. */
function istiod(act: (exporter: Exporter, second: number) => void): Exporter {
  const startedAt = new Map<unknown, number>();
  return new Exporter({
    labels: { job: 'istiod', app: 'istiod', namespace: 'istio-system' },
    instances: REPLICAS,
    act: (exporter, second) => {
      act(exporter, second);
      for (const target of exporter.targets) {
        if (!startedAt.has(target)) startedAt.set(target, second === 0 ? -DAY_SECONDS : second);
        target.set('istiod_uptime_seconds', {}, second - (startedAt.get(target) ?? 0));
      }
    },
  });
}

function controlPlane(actor: Exporter, endSeconds: number, wanted: World['wanted']): World {
  return {
    actors: [actor],
    endSeconds,
    scrape: { intervalSeconds: 30 },
    spec: `
service: istiod
slos:
  - name: xds-rejects
    indicator: { istio: { xdsRejects: {} } }
    alerts:
      breach: { name: PilotPushErrors, severity: warning }
  - name: availability
    objective: 99.95%
    indicator: { istio: { istiodUp: {} } }
    alerts:
      outage: { name: IstiodDown, severity: critical, for: 5m }
`,
    wanted,
    allowed: [],
    budgets: [],
    subject: ['slo'],
  };
}

const REJECTED = { alertname: 'PilotPushErrors' };

const FIRST_REJECT = family({
  id: 'first-reject',
  title: 'a proxy rejects its configuration for the first time, by which the counter is born at one',
  defaults: { startHour: 3, type: 'type.googleapis.com/envoy.config.cluster.v3.Cluster' },
  vary: (random) => ({ startHour: random.integer(2, 6) }),
  build: ({ startHour, type }) => {
    const start = startHour * HOUR_SECONDS + 111;
    const actor = istiod((exporter, second) => {
      if (second === start) exporter.instance('istiod-b').add(REJECTS, { type });
    });
    const wanted = [{ labels: REJECTED, from: start, to: start + 3 * MINUTE_SECONDS, endsBy: start + HOUR_SECONDS }];
    return controlPlane(actor, start + 2 * HOUR_SECONDS, wanted);
  },
});

const FIRST_REJECT_AND_LOST_SCRAPES = family({
  id: 'first-reject-lost-scrapes',
  title: 'a proxy rejects its configuration for the first time, where now and then a scrape is lost',
  defaults: { ...FIRST_REJECT.defaults, lostShare: 0.05, seed: 67 },
  vary: (random) => ({ ...FIRST_REJECT.vary(random), seed: random.integer(1, 1000) }),
  build: ({ lostShare, seed, ...reject }) => {
    const { wanted, ...world } = FIRST_REJECT.build(reject);
    const random = new Random(seed);
    return {
      ...world,
      scrape: { ...world.scrape, isLost: () => random.next() < lostShare },
      // Half of the scrapes by which the reject is seen at first may be lost.
      wanted: wanted.map((alert) => ({ ...alert, to: alert.to + 2 * MINUTE_SECONDS })),
    };
  },
});

const OLD_REJECTS = family({
  id: 'old-rejects',
  title: 'rejects of long ago, while replicas restart, are replaced, and Prometheus is down for a while',
  defaults: { rejects: 7, seed: 61 },
  vary: (random) => ({ rejects: random.integer(1, 40) }),
  build: ({ rejects }) => {
    const actor = istiod((exporter, second) => {
      if (second === 0) exporter.instance('istiod-a').add(REJECTS, { type: 'cds' }, rejects, -DAY_SECONDS);
      if (second === 2 * HOUR_SECONDS) exporter.instance('istiod-b').restart(second);
      if (second === 3 * HOUR_SECONDS) exporter.stop('istiod-c');
      if (second === 3 * HOUR_SECONDS + 20) exporter.start('istiod-d', second);
    });
    const world = controlPlane(actor, 8 * HOUR_SECONDS, []);
    const down = [{ from: 5 * HOUR_SECONDS, to: 6 * HOUR_SECONDS }];
    return { ...world, scrape: { ...world.scrape, down } };
  },
});

const DOWN = { alertname: 'IstiodDown' };

const ALL_REPLICAS_GONE = family({
  id: 'all-replicas-gone',
  title: 'all replicas of the control plane vanish from service discovery',
  defaults: { startHour: 3, minutes: 30 },
  vary: (random) => ({ startHour: random.integer(2, 6), minutes: random.integer(12, 60) }),
  build: ({ startHour, minutes }) => {
    const start = startHour * HOUR_SECONDS + 45;
    const end = start + minutes * MINUTE_SECONDS;
    const actor = istiod((exporter, second) => {
      if (second === start) for (const name of REPLICAS) exporter.stop(name);
      if (second === end) for (const name of REPLICAS) exporter.start(`${name}-2`, second);
    });
    const wanted = [{ labels: { severity: 'critical' }, from: start, to: start + 4 * MINUTE_SECONDS, holdsUntil: end }];
    const world = controlPlane(actor, end + 2 * HOUR_SECONDS, wanted);
    return {
      ...world,
      wanted: [{ labels: DOWN, from: start + 5 * MINUTE_SECONDS, to: start + 8 * MINUTE_SECONDS, holdsUntil: end }],
      allowed: [
        { labels: { alertname: 'ErrorBudgetBurn', slo: 'availability' }, from: start, to: world.endSeconds },
        { labels: { alertname: 'IndicatorDataMissing', slo: 'xds-rejects' }, from: start, to: end },
      ],
    };
  },
});

const ROLLING_RESTART = family({
  id: 'rolling-restart',
  title: 'the replicas of the control plane are replaced one by one, and one is down for an hour',
  defaults: { startHour: 2 },
  vary: (random) => ({ startHour: random.integer(1, 5) }),
  build: ({ startHour }) => {
    const start = startHour * HOUR_SECONDS;
    const actor = istiod((exporter, second) => {
      for (const [at, name] of REPLICAS.entries()) {
        if (second === start + at * 120) exporter.stop(name);
        if (second === start + at * 120 + 40) exporter.start(`${name}-2`, second);
      }
      if (second === start + HOUR_SECONDS) exporter.instance('istiod-b-2').isReachable = false;
      if (second === start + 2 * HOUR_SECONDS) exporter.instance('istiod-b-2').isReachable = true;
    });
    return controlPlane(actor, start + 4 * HOUR_SECONDS, []);
  },
});

const PROBE_DOWN = family({
  id: 'probe-down',
  title: 'a database does not answer for twenty minutes, and restarts twice for a moment',
  defaults: { name: 'postgres', minutes: 20, intervalSeconds: 30 },
  vary: (random) => ({ minutes: random.integer(8, 60), intervalSeconds: random.pick([15, 30]) }),
  build: ({ name, minutes, intervalSeconds }) => {
    const start = 4 * HOUR_SECONDS + 33;
    const end = start + minutes * MINUTE_SECONDS;
    const endSeconds = end + 2 * HOUR_SECONDS;
    const ledger = new Ledger(endSeconds);
    const actor = new Exporter({
      labels: { job: name },
      instances: [`${name}-0`],
      act: (exporter, second) => {
        const isDown = second >= start && second < end;
        exporter.instance(`${name}-0`).isReachable = !isDown;
        ledger.count(second, isDown ? 0 : 1, isDown ? 1 : 0);
      },
    });
    return {
      actors: [actor],
      endSeconds,
      scrape: { intervalSeconds },
      spec: `
service: ${name}
slos:
  - name: up
    objective: 99%
    indicator:
      uptime: { up: 'up{job="${name}"} == 1' }
`,
      config: { scrapeInterval: `${intervalSeconds}s` },
      wanted: [
        {
          labels: { severity: 'critical' },
          from: start + 300,
          to: start + 0.144 * HOUR_SECONDS + 180,
          endsBy: end + 2700,
        },
      ],
      allowed: [{ labels: { severity: 'warning', alertname: 'ErrorBudgetBurn' }, from: start, to: endSeconds }],
      budgets: [
        {
          ledger,
          budget: 0.01,
          periodSeconds: 30 * DAY_SECONDS,
          from: end + HOUR_SECONDS,
          to: endSeconds,
          stepSeconds: 300,
          lagSeconds: 480,
          tolerance: 0.3,
          relativeTolerance: 0.05,
        },
      ],
      subject: [],
    };
  },
});

export const CONTROL_PLANE: readonly Family[] = [
  FIRST_REJECT,
  FIRST_REJECT_AND_LOST_SCRAPES,
  OLD_REJECTS,
  ALL_REPLICAS_GONE,
  ROLLING_RESTART,
  PROBE_DOWN,
];
