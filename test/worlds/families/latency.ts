// Durations in buckets: how slow is too slow, whichever way a bound is spelt.
import { Ledger } from '../simulation/ledger.ts';
import { Random } from '../simulation/random.ts';
import { Service, type ServiceOptions } from '../simulation/service.ts';
import type { Labels } from '../simulation/target.ts';
import { during, HOUR_SECONDS, MINUTE_SECONDS, type Rate, steady } from '../simulation/traffic.ts';
import { type Family, family, type World } from '../world.ts';
import { budgetOf, PAGE, ticketsAfter } from './http-world.ts';

const BOUNDS = ['0.1', '0.5', '1', '2.5', '10'];

interface LatencyWorldOptions {
  readonly name: string;
  readonly perSecond: number;
  /** Share of the requests that take longer than a second. */
  readonly slow: Rate;
  readonly endSeconds: number;
  readonly seed: number;
  readonly objective?: number;
  /** The indicator in YAML; the latency kind without. */
  readonly indicator?: string;
  readonly pods?: number;
  readonly events?: ServiceOptions['events'];
}

function latencyWorld(options: LatencyWorldOptions): { readonly world: World; readonly ledger: Ledger } {
  const { name, perSecond, slow, endSeconds, seed, objective = 99, pods = 2, events } = options;
  const histogram = `latency: { histogram: http_request_duration_seconds, below: 1s, where: 'job="${name}"', buckets: [100ms, 500ms, 1s, 2500ms, 10s] }`;
  const ledger = new Ledger(endSeconds);
  const service = new Service({
    labels: { job: name },
    histogram: { name: 'http_request_duration_seconds', bounds: BOUNDS },
    requests: steady(perSecond),
    outcomes: [
      { labels: {}, share: slow, isGood: false, seconds: 1.8 },
      { labels: {}, share: () => 1, isGood: true, seconds: 0.2 },
    ],
    random: new Random(seed),
    ledger,
    isEager: true,
    pods,
    ...(events && { events }),
  });
  const world: World = {
    actors: [service],
    endSeconds,
    scrape: { intervalSeconds: 30 },
    spec: `
service: ${name}
slos:
  - name: latency
    objective: ${objective}%
    indicator:
      ${options.indicator ?? histogram}
`,
    wanted: [],
    allowed: [],
    budgets: [],
    subject: [],
  };
  return { world, ledger };
}

/** As Prometheus 3 spells the bounds of classic histograms: always as floating-point numbers. */
function asIn3({ le, ...rest }: Labels): Labels {
  return le === undefined ? rest : { ...rest, le: /^\d+$/.test(le) ? `${le}.0` : le };
}

const SLOW_START = 3 * HOUR_SECONDS + 21;
const SLOW_END = SLOW_START + 40 * MINUTE_SECONDS;

function slowFor(share: number): Rate {
  return during(SLOW_START, SLOW_END, share, 0.001);
}

/** The page of a share of 40 % at an objective of 99 %: 14.4 % of the last hour are slow after 21.6 minutes. */
const SLOW_PAGE = [
  { labels: PAGE, from: SLOW_START + 18 * MINUTE_SECONDS, to: SLOW_START + 26 * MINUTE_SECONDS },
] as const;

/** How the bounds are spelt, by the name that a parameter takes. */
const SPELLINGS: Readonly<Record<string, (labels: Labels, second: number) => readonly Labels[]>> = {
  one: (labels) => [labels],
  three: (labels) => [asIn3(labels)],
  both: (labels) => (asIn3(labels).le === labels.le ? [labels] : [labels, asIn3(labels)]),
  upgrade: (labels, second) => [second < SLOW_START - HOUR_SECONDS ? labels : asIn3(labels)],
};

const SLOW = {
  defaults: { name: 'render', perSecond: 10, spelling: 'one', seed: 71 },
  build: ({ name, perSecond, spelling, seed }: { name: string; perSecond: number; spelling: string; seed: number }) => {
    const { world, ledger } = latencyWorld({
      name,
      perSecond,
      seed,
      slow: slowFor(0.4),
      endSeconds: SLOW_END + HOUR_SECONDS,
    });
    const relabel = SPELLINGS[spelling];
    return {
      ...world,
      scrape: { ...world.scrape, ...(relabel && { relabel }) },
      wanted: SLOW_PAGE,
      allowed: [ticketsAfter(SLOW_START)],
      budgets: [
        {
          ...budgetOf(world, ledger, SLOW_END + 45 * MINUTE_SECONDS),
          budget: 0.01,
          tolerance: 0.3,
          relativeTolerance: 0.1,
        },
      ],
    };
  },
  vary: (random: Random) => ({ perSecond: random.integer(5, 40), seed: random.integer(1, 1e6) }),
};

const SLOW_REQUESTS = family({ ...SLOW, id: 'slow-requests', title: 'four of ten requests take longer than they may' });

const SPELT_AS_IN_3 = family({
  ...SLOW,
  id: 'spelt-as-in-3',
  title: 'slow requests, and bounds spelt as Prometheus 3 spells them',
  defaults: { ...SLOW.defaults, spelling: 'three' },
});

/** W15, two servers. */
const BOTH_SPELLINGS = family({
  ...SLOW,
  id: 'w15-both-spellings',
  title: 'slow requests, and every bucket twice, as Prometheus 2 and 3 beside each other spell its bound',
  defaults: { ...SLOW.defaults, spelling: 'both' },
});

/** W15, one server. */
const UPGRADE = family({
  id: 'w15-upgrade',
  title:
    'Prometheus is upgraded from 2 to 3 within half a minute, by which the bounds are spelt anew, and nothing is slow',
  defaults: { name: 'pricing', perSecond: 10, objective: 99.95, seed: 72 },
  vary: (random) => ({ perSecond: random.integer(5, 40), seed: random.integer(1, 1e6) }),
  build: ({ name, perSecond, objective, seed }) => {
    const { world } = latencyWorld({
      name,
      perSecond,
      seed,
      objective,
      slow: steady(0),
      endSeconds: SLOW_START + 2 * HOUR_SECONDS,
    });
    const upgrade = SLOW_START - HOUR_SECONDS;
    const down = [{ from: upgrade - 15, to: upgrade + 15 }];
    return { ...world, scrape: { ...world.scrape, down, relabel: SPELLINGS.upgrade ?? (() => []) } };
  },
});

/** The old pods have every bucket but the one that decides, and go one after the other. */
const BUCKET_ADDED = family({
  id: 'bucket-added',
  title: 'a deployment that adds the bucket of the promise is rolled out pod by pod, and hours later requests are slow',
  defaults: { name: 'tiles', perSecond: 20, pods: 4, minutesEach: 5, seed: 75 },
  vary: (random) => ({
    perSecond: random.integer(10, 40),
    pods: random.integer(2, 8),
    minutesEach: random.integer(1, 15),
    seed: random.integer(1, 1e6),
  }),
  build: ({ name, perSecond, pods, minutesEach, seed }) => {
    const start = HOUR_SECONDS;
    const each = minutesEach * MINUTE_SECONDS;
    const rolledOut = start + pods * each;
    const slow = rolledOut + 3 * HOUR_SECONDS;
    const { world } = latencyWorld({
      name,
      perSecond,
      seed,
      slow: during(slow, slow + HOUR_SECONDS, 0.4),
      endSeconds: slow + 2 * HOUR_SECONDS,
      pods,
      events: (service, second) => {
        if (second < start || second >= rolledOut || (second - start) % each !== 0) return;
        service.scaleTo(pods - 1, second);
        service.scaleTo(pods, second);
      },
    });
    const isOld = (pod = '') => Number(pod.slice(name.length + 1)) <= pods;
    return {
      ...world,
      scrape: { ...world.scrape, relabel: (labels) => (labels.le === '1' && isOld(labels.pod) ? [] : [labels]) },
      wanted: [{ labels: PAGE, from: slow + 18 * MINUTE_SECONDS, to: slow + 26 * MINUTE_SECONDS }],
      allowed: [
        ticketsAfter(slow),
        { labels: { alertname: 'IndicatorDataMissing' }, from: 0, to: rolledOut + 15 * MINUTE_SECONDS },
      ],
    };
  },
});

/** W24. */
const GOOD_BUCKET = family({
  id: 'w24-good-bucket',
  title: 'good requests are those of a bucket, which Prometheus 3 spells otherwise, and nothing is slow',
  defaults: { name: 'thumbs', perSecond: 10, matcher: 'le="1"', seed: 73 },
  vary: (random) => ({
    perSecond: random.integer(5, 40),
    matcher: random.pick(['le="1"', 'le=~"1"', 'le="1.0"']),
    seed: random.integer(1, 1e6),
  }),
  build: ({ name, perSecond, matcher, seed }) => {
    const { world } = latencyWorld({
      name,
      perSecond,
      seed,
      slow: steady(0.001),
      endSeconds: 3 * HOUR_SECONDS,
      indicator: `ratio: { total: 'http_request_duration_seconds_count{job="${name}"}', good: 'http_request_duration_seconds_bucket{job="${name}",${matcher}}' }`,
    });
    return { ...world, mayBeRefused: true, scrape: { ...world.scrape, relabel: SPELLINGS.three ?? (() => []) } };
  },
});

/** W1, a quantile. */
const IDLE_QUANTILE = family({
  id: 'w1-idle-quantile',
  title: 'a quantile of a histogram is no number while nobody asks',
  defaults: { name: 'suggest', perSecond: 5, idleFromHour: 3, idleHours: 2, seed: 74 },
  vary: (random) => ({
    perSecond: random.integer(2, 20),
    idleHours: random.integer(1, 4),
    seed: random.integer(1, 1e6),
  }),
  build: ({ name, perSecond, idleFromHour, idleHours, seed }) => {
    const from = idleFromHour * HOUR_SECONDS + 5;
    const to = from + idleHours * HOUR_SECONDS;
    const ledger = new Ledger(to + 2 * HOUR_SECONDS);
    const service = new Service({
      labels: { job: name },
      histogram: { name: 'http_request_duration_seconds', bounds: BOUNDS },
      requests: during(from, to, 0, perSecond),
      outcomes: [{ labels: {}, share: () => 1, isGood: true, seconds: 0.2 }],
      random: new Random(seed),
      ledger,
      isEager: true,
    });
    const { world } = latencyWorld({ name, perSecond, seed, slow: steady(0), endSeconds: to + 2 * HOUR_SECONDS });
    const value = `histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket{job="${name}"}[5m])))`;
    return {
      ...world,
      actors: [service],
      spec: `
service: ${name}
slos:
  - name: latency
    objective: 99.5%
    indicator:
      threshold: { value: '${value}', below: 1 }
`,
      allowed: [{ labels: { alertname: 'IndicatorDataMissing' }, from, to }],
    };
  },
});

export const LATENCY: readonly Family[] = [
  SLOW_REQUESTS,
  SPELT_AS_IN_3,
  BOTH_SPELLINGS,
  UPGRADE,
  BUCKET_ADDED,
  GOOD_BUCKET,
  IDLE_QUANTILE,
];
