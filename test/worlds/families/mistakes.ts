// Specs that miss the metrics of their world. The compiler may refuse them or warn of them; where it does neither, the
// rules have to be right.
import { Random } from '../simulation/random.ts';
import type { ScrapeSettings } from '../simulation/scraper.ts';
import { during, HOUR_SECONDS, MINUTE_SECONDS, steady } from '../simulation/traffic.ts';
import { type Family, family, type World } from '../world.ts';
import { httpWorld, PAGE, ticketsAfter } from './http-world.ts';

const START = 2 * HOUR_SECONDS + 40;
const END = START + 50 * MINUTE_SECONDS;

interface Mistake {
  readonly id: string;
  readonly title: string;
  readonly name: string;
  /** The indicator in YAML, of a service whose requests are `http_requests_total{job,code}`. */
  readonly indicator: (name: string) => string;
  readonly knownWrong?: string;
  /** Whether half of the requests fail for most of an hour, which has to page. */
  readonly isFailing: boolean;
  readonly relabel?: NonNullable<ScrapeSettings['relabel']>;
}

function mistake({ id, title, name, indicator, isFailing, knownWrong, relabel }: Mistake): Family {
  return family({
    id,
    title,
    defaults: { name, perSecond: 10, seed: 91 },
    vary: (random) => ({ perSecond: random.integer(4, 40), seed: random.integer(1, 1e6) }),
    build: (parameters) => {
      const world = mistakenWorld(parameters, indicator(parameters.name), isFailing);
      return { ...world, scrape: { ...world.scrape, ...(relabel && { relabel }) } };
    },
    ...(knownWrong !== undefined && { knownWrong }),
  });
}

function mistakenWorld(
  { name, perSecond, seed }: { readonly name: string; readonly perSecond: number; readonly seed: number },
  indicator: string,
  isFailing: boolean,
): World {
  const { world } = httpWorld({
    name,
    seed,
    endSeconds: END + HOUR_SECONDS,
    requests: steady(perSecond),
    failing: isFailing ? during(START, END, 0.5) : steady(0.0002),
    service: { pods: 2, isEager: true },
  });
  const { ratio: _, ...without } = world;
  return {
    ...without,
    mayBeRefused: true,
    spec: `
service: ${name}
slos:
  - name: requests
    objective: 99.9%
    indicator:
      ${indicator}
`,
    wanted: isFailing ? [{ labels: PAGE, from: START, to: START + 6 * MINUTE_SECONDS }] : [],
    allowed: isFailing ? [ticketsAfter(START)] : [],
  };
}

const all = (name: string) => `http_requests_total{job="${name}"}`;
const failed = (name: string) => `http_requests_total{job="${name}",code=~"5.."}`;

const WRITTEN: readonly Family[] = [
  mistake({
    id: 'w3-pattern-as-value',
    title: 'a pattern of codes is compared as a text',
    name: 'w3a',
    indicator: (name) => `ratio: { total: '${all(name)}', bad: '${all(name).replace('}', ',code="5.."}')}' }`,
    isFailing: true,
  }),
  mistake({
    id: 'w3-other-job',
    title: 'the bad requests are asked of another job than all requests',
    name: 'w3b',
    indicator: (name) => `ratio: { total: '${all(name)}', bad: '${failed(`${name}-typo`)}' }`,
    isFailing: true,
  }),
  mistake({
    id: 'w3-bad-is-total',
    title: 'the bad requests are all requests',
    name: 'w3c',
    indicator: (name) => `ratio: { total: '${all(name)}', bad: '${all(name)}' }`,
    isFailing: false,
  }),
  mistake({
    id: 'w19-grouped-by-code',
    title: 'grouped by what makes a request bad',
    name: 'w19',
    indicator: (name) => `ratio: { total: '${all(name)}', bad: '${failed(name)}' }\n      by: [code]`,
    isFailing: false,
  }),
  mistake({
    id: 'w21-vector-as-total',
    title: 'an idle total becomes one event a second',
    name: 'w21',
    indicator: (name) =>
      `raw: { bad: 'sum(rate(${failed(name)}[$window])) * 0.002 or on() vector(0)', total: 'sum(rate(${all(name)}[$window])) * 0.002 > 0 or on() vector(1)' }`,
    isFailing: true,
  }),
  mistake({
    id: 'w34-contradicting-total',
    title: 'the bad requests are excluded from all requests',
    name: 'w34',
    indicator: (name) => `ratio: { total: '${all(name).replace('}', ',code="200"}')}', bad: '${failed(name)}' }`,
    isFailing: true,
  }),
  mistake({
    id: 'w33-pattern-of-names',
    title: 'a metric name is a pattern, and both metrics are there',
    relabel: (labels) => [
      labels,
      ...(labels.__name__ === 'http_requests_total' ? [{ ...labels, __name__: 'http_requests_seen_total' }] : []),
    ],
    name: 'w33',
    indicator: (name) =>
      `ratio: { total: '{__name__=~"http_requests_total|http_requests_seen_total",job="${name}"}', bad: '${failed(name)}' }`,
    isFailing: true,
  }),
];

/** None of them is a name that circumstances give to the label of the spec: then there would be no mistake. */
const OTHER_LABELS = ['http_status', 'response_status', 'answer'] as const;

/** W2. */
const OTHER_LABEL = family({
  id: 'w2-other-label',
  title: 'the code of a response stands under another label than the spec says',
  defaults: { name: 'search-api', label: 'status', seed: 92 },
  vary: (random) => ({ label: random.pick(OTHER_LABELS), seed: random.integer(1, 1e6) }),
  build: ({ name, label, seed }) => {
    const { world } = httpWorld({ name, endSeconds: END + HOUR_SECONDS, requests: steady(10), failing: steady(0) });
    const failing = httpWorld({
      name,
      seed,
      endSeconds: END + HOUR_SECONDS,
      requests: steady(10),
      failing: during(START, END, 0.5),
      service: {
        outcomes: [
          { labels: { [label]: '500' }, share: during(START, END, 0.5), isGood: false },
          { labels: { [label]: '200' }, share: () => 1, isGood: true },
        ],
      },
    });
    return {
      ...world,
      actors: failing.world.actors,
      // Whichever alert of the SLO says so, within a working day of the first scrape; none can page for the failures.
      wanted: [{ labels: { slo: 'requests' }, from: 0, to: END }],
    };
  },
});

/** W2, where a scrape is lost now and then. */
const OTHER_LABEL_LOST_SCRAPES = family({
  id: 'w2-other-label-lost-scrapes',
  title:
    'the code stands under another label than the spec says, and now and then a scrape is lost: one warning is enough',
  defaults: { name: 'catalog', label: 'status', lostShare: 0.03, seed: 97 },
  vary: (random) => ({
    label: random.pick(OTHER_LABELS),
    lostShare: random.pick([0.01, 0.03]),
    seed: random.integer(1, 1e6),
  }),
  build: ({ name, label, lostShare, seed }) => {
    const random = new Random(seed);
    const { world } = httpWorld({
      name,
      seed,
      endSeconds: END + 4 * HOUR_SECONDS,
      requests: steady(10),
      failing: steady(0),
      scrape: { isLost: () => random.next() < lostShare },
      service: { outcomes: [{ labels: { [label]: '200' }, share: () => 1, isGood: true }] },
    });
    return { ...world, wanted: [{ labels: { slo: 'requests' }, from: 0, to: END }] };
  },
});

/** W11. */
const DISJOINT_COUNTERS = family({
  id: 'w11-disjoint-counters',
  title: 'failed jobs are no part of those that are counted as all, and all of them fail',
  defaults: { name: 'batch', perSecond: 2, seed: 93 },
  vary: (random) => ({ perSecond: random.integer(1, 10), seed: random.integer(1, 1e6) }),
  build: ({ name, perSecond, seed }) => {
    const { world } = httpWorld({
      name,
      seed,
      endSeconds: END + HOUR_SECONDS,
      requests: steady(perSecond),
      failing: during(START, END, 1),
      service: { isEager: true },
    });
    const { ratio: _, ...without } = world;
    return {
      ...without,
      mayBeRefused: true,
      // Two counters of an exporter, which here are one with its codes renamed.
      scrape: {
        ...world.scrape,
        relabel: ({ __name__ = '', code, ...rest }) => [
          __name__ !== 'http_requests_total'
            ? { ...rest, __name__ }
            : { ...rest, __name__: code === '200' ? 'jobs_done_total' : 'jobs_failed_total' },
        ],
      },
      spec: `
service: ${name}
slos:
  - name: jobs
    objective: 99.9%
    indicator:
      ratio: { total: 'jobs_done_total{job="${name}"}', bad: 'jobs_failed_total{job="${name}"}' }
`,
      wanted: [{ labels: PAGE, from: START, to: START + 6 * MINUTE_SECONDS, holdsUntil: END }],
      allowed: [ticketsAfter(START)],
    };
  },
});

/** W2, in PromQL of one's own. */
const OTHER_LABEL_IN_RAW = family({
  ...OTHER_LABEL,
  id: 'w2-other-label-in-raw',
  title: "the code stands under another label than PromQL of one's own says",
  build: (parameters) => {
    const { ratio: _, ...world } = OTHER_LABEL.build(parameters);
    const rate = (matcher: string) => `sum(rate(http_requests_total{job="${parameters.name}"${matcher}}[$window]))`;
    return {
      ...world,
      spec: `
service: ${parameters.name}
slos:
  - name: requests
    objective: 99.9%
    indicator:
      raw: { bad: '${rate(',code=~"5.."')}', total: '${rate('')}' }
`,
    };
  },
});

const OTHER_LABEL_EXCLUDED = family({
  ...OTHER_LABEL,
  id: 'w2-other-label-excluded',
  title: 'bad is what has no good code, which stands under another label, so that every request would be bad',
  build: (parameters) => {
    const { ratio: _, ...world } = OTHER_LABEL.build(parameters);
    return {
      ...world,
      spec: world.spec.replace('code=~"5.."', 'code!~"[1-4].."'),
      // Every request is bad as the spec has it, so it pages, too; which label is missing has to be told beside that.
      wanted: [{ labels: { alertname: 'IndicatorDataMissing' }, from: 0, to: END }],
      allowed: [{ labels: { alertname: 'ErrorBudgetBurn' }, from: 0, to: world.endSeconds }],
    };
  },
});

export const MISTAKES: readonly Family[] = [
  ...WRITTEN,
  OTHER_LABEL,
  OTHER_LABEL_IN_RAW,
  OTHER_LABEL_EXCLUDED,
  OTHER_LABEL_LOST_SCRAPES,
  DISJOINT_COUNTERS,
];
