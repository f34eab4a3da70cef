// Values that are looked at: what it means when they are no number, or not there yet.
import { GaugeProcess } from '../simulation/gauge.ts';
import { Ledger } from '../simulation/ledger.ts';
import { DAY_SECONDS, HOUR_SECONDS, MINUTE_SECONDS } from '../simulation/traffic.ts';
import { type Family, family } from '../world.ts';

/** W1. */
const IDLE_RATIO = family({
  id: 'w1-idle-ratio',
  title: 'a hit ratio is no number while nobody asks, as zero by zero is not',
  defaults: { name: 'cache', idleFromHour: 3, idleHours: 3 },
  vary: (random) => ({ idleFromHour: random.integer(2, 5), idleHours: random.integer(1, 4) }),
  build: ({ name, idleFromHour, idleHours }) => {
    const end = 10 * HOUR_SECONDS;
    const ledger = new Ledger(end);
    const from = idleFromHour * HOUR_SECONDS + 77;
    const to = from + idleHours * HOUR_SECONDS;
    const isIdle = (second: number) => second >= from && second < to;
    const cache = new GaugeProcess({
      labels: { job: name },
      name: 'cache_hit_ratio',
      value: (second) => (isIdle(second) ? Number.NaN : 0.97),
      isGood: (second) => (isIdle(second) ? undefined : true),
      ledger,
    });
    return {
      actors: [cache],
      endSeconds: end,
      scrape: { intervalSeconds: 30 },
      spec: `
service: ${name}
slos:
  - name: hits
    objective: 99.5%
    indicator:
      threshold:
        value: min(cache_hit_ratio{job="${name}"})
        above: 0.5
`,
      wanted: [],
      // Nobody can say how good the cache is while nobody asks it.
      allowed: [{ labels: { alertname: 'IndicatorDataMissing' }, from, to }],
      budgets: [
        {
          ledger,
          budget: 0.005,
          periodSeconds: 30 * DAY_SECONDS,
          from: 2 * HOUR_SECONDS,
          to: end,
          stepSeconds: 600,
          lagSeconds: 480,
          tolerance: 0.005,
          relativeTolerance: 0.02,
        },
      ],
      subject: [],
    };
  },
});

/** W14. */
const FIRST_SCRAPES = family({
  id: 'w14-first-scrapes',
  title: 'many targets are up when Prometheus starts with an empty database',
  defaults: { name: 'node', targets: 24, intervalSeconds: 15 },
  vary: (random) => ({ targets: random.integer(10, 40) }),
  build: ({ name, targets, intervalSeconds }) => {
    const end = HOUR_SECONDS;
    const ledger = new Ledger(end);
    const actors = Array.from(
      { length: targets },
      (_, at) =>
        new GaugeProcess({
          labels: { job: `${name}-${at}` },
          name: 'node_boot_time_seconds',
          value: () => 1.7e9,
          isGood: () => true,
          ledger,
        }),
    );
    const slos = actors.map(
      (_, at) => `
  - name: up-${at}
    objective: 99.95%
    indicator:
      uptime:
        up: up{job="${name}-${at}"} == 1`,
    );
    return {
      actors,
      endSeconds: end,
      scrape: { intervalSeconds },
      spec: `\nservice: ${name}\nslos:${slos.join('')}\n`,
      config: { scrapeInterval: `${intervalSeconds}s` },
      wanted: [],
      allowed: [],
      budgets: [0, 1, Math.floor(targets / 2)].map((at) => ({
        ledger,
        labels: { slo: `up-${at}` },
        budget: 0.0005,
        periodSeconds: 30 * DAY_SECONDS,
        from: 20 * MINUTE_SECONDS,
        to: end,
        stepSeconds: 600,
        lagSeconds: 480,
        tolerance: 0.005,
        relativeTolerance: 0.02,
      })),
      subject: ['slo'],
    };
  },
});

export const GAUGES: readonly Family[] = [IDLE_RATIO, FIRST_SCRAPES];
