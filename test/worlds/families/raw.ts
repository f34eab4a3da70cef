// Ratios that a spec writes in PromQL, and counters that are not scraped at one moment.
import { Ledger } from '../simulation/ledger.ts';
import { Random } from '../simulation/random.ts';
import { Service, succeedingBut } from '../simulation/service.ts';
import { during, HOUR_SECONDS, MINUTE_SECONDS, steady } from '../simulation/traffic.ts';
import { type Family, family } from '../world.ts';
import { budgetOf, httpWorld, PAGE, ticketsAfter } from './http-world.ts';

/** W12. */
const INFINITE_RATIO = family({
  id: 'w12-infinite-ratio',
  title: 'an error without a request, by which a ratio written in PromQL is infinite for a moment',
  defaults: { name: 'ingest', perSecond: 5, seed: 101 },
  vary: (random) => ({ perSecond: random.integer(2, 20), seed: random.integer(1, 1e6) }),
  build: ({ name, perSecond, seed }) => {
    const idle = 3 * HOUR_SECONDS;
    const end = 9 * HOUR_SECONDS;
    const random = new Random(seed);
    const part = (metric: string, requests: (second: number) => number) =>
      new Service({
        labels: { job: metric },
        counter: `${name}_${metric}_total`,
        requests,
        outcomes: [{ labels: {}, share: () => 1, isGood: true }],
        random,
        isEager: true,
      });
    const { world } = httpWorld({ name, endSeconds: end, requests: steady(1), failing: steady(0) });
    const { ratio: _, ...without } = world;
    const ledger = new Ledger(end);
    for (let second = 0; second < end; second += 1) ledger.count(second, 1, 0);
    return {
      ...without,
      actors: [
        part('requests', during(idle, idle + 1200, 0, perSecond)),
        part('errors', during(idle + 600, idle + 601, 2, 0)),
      ],
      spec: `
service: ${name}
slos:
  - name: errors
    objective: 99%
    indicator:
      raw:
        errorRatio: 'sum(rate(${name}_errors_total[$window])) / sum(rate(${name}_requests_total[$window]))'
`,
      allowed: [{ labels: { alertname: 'IndicatorDataMissing' }, from: idle, to: idle + 1800 }],
      budgets: [{ ...budgetOf(world, ledger, idle + HOUR_SECONDS), budget: 0.01, tolerance: 0.05 }],
    };
  },
});

/** W13. */
const TWO_COUNTERS = family({
  id: 'w13-two-counters',
  title: 'good requests are counted by another process than all requests, and nothing fails',
  // By this name the process that counts all requests is scraped before the other: when Prometheus starts, it has been scraped
  // twice when that was scraped once.
  defaults: { name: 'till', perSecond: 12, form: 'ratio', seed: 102 },
  vary: (random) => ({
    name: random.pick(['till', 'relay', 'hub', 'gate', 'edge']),
    perSecond: random.integer(4, 30),
    form: random.pick(['ratio', 'raw']),
    seed: random.integer(1, 1e6),
  }),
  build: ({ name, perSecond, form, seed }) => {
    const { world, ledger } = httpWorld({
      name,
      endSeconds: 8 * HOUR_SECONDS,
      requests: steady(1),
      failing: steady(0),
    });
    const { ratio: _, ...without } = world;
    // The same requests, by chance, on two processes that are scraped at different moments.
    const counted = (job: string, counter: string, counts?: Ledger) =>
      new Service({
        labels: { job },
        counter,
        requests: steady(perSecond),
        outcomes: [{ labels: {}, share: () => 1, isGood: true }],
        random: new Random(seed),
        isRandom: true,
        isEager: true,
        ...(counts && { ledger: counts }),
      });
    const [front, back] = [`front_requests_total{job="${name}-front"}`, `back_answers_total{job="${name}-back"}`];
    return {
      ...without,
      actors: [counted(`${name}-front`, 'front_requests_total', ledger), counted(`${name}-back`, 'back_answers_total')],
      spec: `
service: ${name}
slos:
  - name: answers
    objective: 99.9%
    indicator:
      ${form === 'raw' ? difference(front, back) : `ratio: { total: '${front}', good: '${back}' }`}
`,
      // Between the scrapes of the one and of the other there is chance: so many requests more or less of half a minute.
      budgets: [
        budgetOf(world, ledger, 2 * HOUR_SECONDS, { toleratedEvents: Math.ceil(3 * Math.sqrt(perSecond * 30)) }),
      ],
    };
  },
});

/** The same promise in PromQL. */
function difference(all: string, good: string): string {
  const rate = (counter: string) => `sum(rate(${counter}[$window]))`;
  return `raw: { bad: '${rate(all)} - ${rate(good)}', total: '${rate(all)}' }`;
}

/** W22. */
const UNGROUPED = family({
  id: 'w22-ungrouped',
  title: 'a ratio in PromQL keeps labels that the spec does not group by, and one of three deployments fails',
  defaults: { name: 'shards', perSecond: 10, seed: 103 },
  vary: (random) => ({ perSecond: random.integer(5, 20), seed: random.integer(1, 1e6) }),
  build: ({ name, perSecond, seed }) => {
    const start = 2 * HOUR_SECONDS + 3;
    const end = start + HOUR_SECONDS;
    const { world } = httpWorld({ name, endSeconds: end + HOUR_SECONDS, requests: steady(1), failing: steady(0) });
    const { ratio: _, ...without } = world;
    // The one that fails has a hundredth of the traffic.
    const deployment = (at: number): Service =>
      new Service({
        labels: { job: name, deployment: `${name}-${at}` },
        counter: 'http_requests_total',
        requests: steady(at === 0 ? perSecond / 100 : perSecond * 5),
        outcomes: succeedingBut(at === 0 ? during(start, end, 1) : steady(0)),
        random: new Random(seed + at),
        isEager: true,
      });
    return {
      ...without,
      actors: [0, 1, 2].map(deployment),
      mayBeRefused: true,
      spec: `
service: ${name}
slos:
  - name: requests
    objective: 99%
    indicator:
      raw:
        bad: 'rate(http_requests_total{job="${name}",code=~"5.."}[$window])'
        total: 'sum without (code) (rate(http_requests_total{job="${name}"}[$window]))'
`,
      wanted: [{ labels: PAGE, from: start, to: start + 25 * MINUTE_SECONDS }],
      allowed: [ticketsAfter(start)],
    };
  },
});

/** W20. */
const OPTIONAL_LABEL = family({
  id: 'w20-optional-label',
  title: 'two counters are added up, of which one alone has the group label, and nothing fails',
  defaults: { name: 'regions', label: 'region', seed: 104 },
  vary: (random) => ({ label: random.pick(['region', 'tenant', 'shard']), seed: random.integer(1, 1e6) }),
  build: ({ name, label, seed }) => {
    const { world } = httpWorld({ name, endSeconds: 4 * HOUR_SECONDS, requests: steady(1), failing: steady(0) });
    const { ratio: _, ...without } = world;
    const part = (counter: string, labels: Readonly<Record<string, string>>, at: number): Service =>
      new Service({
        labels: { job: name, ...labels },
        counter,
        requests: steady(4),
        outcomes: succeedingBut(steady(0)),
        random: new Random(seed + at),
        isEager: true,
      });
    const selectors = (matcher: string) =>
      ['http_requests_total', 'messages_total'].map((counter) => `'${counter}{job="${name}"${matcher}}'`).join(', ');
    return {
      ...without,
      actors: [part('http_requests_total', { [label]: 'north' }, 0), part('messages_total', {}, 1)],
      spec: `
service: ${name}
slos:
  - name: requests
    objective: 99.9%
    indicator:
      by: [${label}]
      ratio: { total: [${selectors('')}], bad: [${selectors(',code=~"5.."')}] }
`,
      subject: [label],
    };
  },
});

export const RAW: readonly Family[] = [INFINITE_RATIO, TWO_COUNTERS, UNGROUPED, OPTIONAL_LABEL];
