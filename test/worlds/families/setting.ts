// Other circumstances for the same story: another application with other names, another promise, rate, scrape interval and hour.
import { APPLICATIONS, type Application, specOf } from '../random/applications.ts';
import { Ledger } from '../simulation/ledger.ts';
import { Random } from '../simulation/random.ts';
import { Service } from '../simulation/service.ts';
import type { Rate } from '../simulation/traffic.ts';
import type { PeriodName, World } from '../world.ts';
import type { HttpWorldOptions } from './http-world.ts';

export interface Setting {
  readonly application: Application;
  readonly job: string;
  /** The group that the requests belong to. */
  readonly group: string;
  /** A percentage. */
  readonly objective: number;
  readonly period: PeriodName;
  readonly intervalSeconds: number;
  /** So many times as many requests. */
  readonly rateFactor: number;
  /** So much later, in seconds, after as much more of what is usual. */
  readonly shiftSeconds: number;
  /** Whether all counters stand at zero from the start. */
  readonly isEager: boolean;
  /** Whether requests come by chance. */
  readonly isRandom: boolean;
}

/** Any setting; stories of a few requests an hour keep their rates within an order of magnitude. */
export function randomSetting(random: Random): Setting {
  return {
    application: random.pick(APPLICATIONS),
    // Prometheus spreads groups over their interval by their names, so any name is another world.
    job: `${random.pick(['shop', 'edge-eu', 'billing_api', 'x', 'team.checkout'])}-${random.integer(1, 9999)}`,
    group: random.pick(['a', 'cart', '/v1/items/{id}', 'eu-west-1b']),
    objective: random.pick([95, 99, 99.5, 99.9, 99.95, 99.99]),
    period: random.pick(['7d', '28d', '30d', '90d']),
    intervalSeconds: random.pick([5, 10, 15, 20, 30, 45, 60]),
    rateFactor: Number((0.3 * 300 ** random.next()).toPrecision(2)),
    shiftSeconds: random.integer(0, 5400),
    isEager: random.pick([true, true, false]),
    isRandom: random.pick([true, false]),
  };
}

/** What it is, in a line. */
export function settingWords(setting: Setting): string {
  const { application, objective, period, intervalSeconds, rateFactor, shiftSeconds, isEager, isRandom } = setting;
  return [
    `${application.name}, ${objective} % over ${period}, scraped each ${intervalSeconds} s`,
    `${rateFactor} times the requests${isRandom ? ' by chance' : ''}, ${shiftSeconds} s later`,
    ...(isEager ? [] : ['counters are born']),
  ].join(', ');
}

/** From this share on everything fails, whatever was promised. */
const OUTAGE_SHARE = 0.5;

/** The world of a story in another setting. What is wanted follows from its promise. */
export function worldIn(
  setting: Setting,
  options: HttpWorldOptions,
): { readonly world: World; readonly ledger: Ledger } {
  const { application, job, group, objective, period, intervalSeconds, isEager, isRandom } = setting;
  const { shiftSeconds, rateFactor } = setting;
  const { events, ...story } = options.service ?? {};
  const endSeconds = options.endSeconds + shiftSeconds;
  const ledger = new Ledger(endSeconds);
  const labels = { [application.groupLabel]: group };
  const budget = Number((1 - objective / 100).toPrecision(6));
  const failing = failingIn(setting, options);
  const service = new Service({
    ...story,
    ...application.counts(failing),
    labels: { job, ...labels },
    podName: job,
    requests: (second) => options.requests(second - shiftSeconds) * rateFactor,
    random: new Random(options.seed ?? 1),
    ledger,
    isEager,
    isRandom,
    ...(events && { events: (service, second) => events(service, second - shiftSeconds) }),
  });
  const { down, ...scrape } = options.scrape ?? {};
  const world: World = {
    actors: [service],
    endSeconds,
    scrape: {
      ...scrape,
      intervalSeconds,
      ...(down && { down: down.map(({ from, to }) => ({ from: from + shiftSeconds, to: to + shiftSeconds })) }),
    },
    spec: specOf(setting),
    config: { scrapeInterval: `${intervalSeconds}s` },
    promise: { labels, ledger, budget, period, begins: beginsOf(failing, endSeconds, budget) },
    wanted: [],
    allowed: [],
    budgets: [],
    subject: [application.groupLabel],
  };
  return { world, ledger };
}

/** The share that fails, as many times the budget as in the story. */
function failingIn({ objective, shiftSeconds }: Setting, { failing, objective: usual = 99.9 }: HttpWorldOptions): Rate {
  const factor = (100 - objective) / (100 - usual);
  return (second) => {
    const share = failing(second - shiftSeconds);
    return share >= OUTAGE_SHARE ? share : Math.min(OUTAGE_SHARE, share * factor);
  };
}

/** When more begins to fail than is promised. */
function beginsOf(failing: Rate, endSeconds: number, budget: number): number[] {
  const begins: number[] = [];
  for (let second = 1; second < endSeconds; second += 1) {
    if (failing(second) > failing(second - 1) + budget) begins.push(second);
  }
  return begins;
}
