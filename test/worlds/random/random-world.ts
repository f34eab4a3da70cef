// A world out of a random number generator: an application, what is promised of it, what happens to it, and how it is scraped.
import { Ledger } from '../simulation/ledger.ts';
import type { Random } from '../simulation/random.ts';
import type { Span } from '../simulation/scraper.ts';
import { Service } from '../simulation/service.ts';
import { HOUR_SECONDS, steady } from '../simulation/traffic.ts';
import type { BudgetCheck, CountedPromise, PeriodName, World } from '../world.ts';
import { APPLICATIONS, type Application, specOf } from './applications.ts';
import { UNEVEN_STEP_SECONDS } from './circumstances.ts';
import { failing, type Habit, isWithoutTelemetry, randomHabit, randomIncidents, randomTraffic } from './incidents.ts';
import { PERIOD_SECONDS } from './truth.ts';

export interface RandomWorld extends World {
  readonly promises: readonly CountedPromise[];
  /** While nobody looks: the server is down. */
  readonly blind: readonly Span[];
  /** What it is, in a line. */
  readonly words: string;
}

/** What all groups of a world have in common. */
interface Setting {
  readonly application: Application;
  readonly objective: number;
  readonly budget: number;
  readonly period: PeriodName;
  readonly intervalSeconds: number;
  readonly end: number;
  readonly job: string;
  readonly cluster: string | undefined;
}

interface Group {
  readonly service: Service;
  readonly promise: CountedPromise;
  readonly habit: Habit;
  readonly words: string;
}

/** A hundredth of a request a second up to 5,000, as likely in each order of magnitude. */
function randomRate(random: Random): number {
  return Number((0.01 * 500_000 ** random.next()).toPrecision(2));
}

const OBJECTIVES = [95, 99, 99.5, 99.9, 99.95, 99.99] as const;
const PERIODS = ['7d', '28d', '30d', '30d', '90d'] as const;
const INTERVALS = [10, 15, 30, 30, 60, 60] as const;

export function randomWorld(random: Random): RandomWorld {
  const objective = random.pick(OBJECTIVES);
  const setting: Setting = {
    application: random.pick(APPLICATIONS),
    objective,
    budget: Number((1 - objective / 100).toPrecision(6)),
    period: random.pick(PERIODS),
    intervalSeconds: random.pick(INTERVALS),
    end: random.pick([12, 16, 26]) * HOUR_SECONDS,
    job: random.pick(['shop', 'edge-eu', 'billing_api', 'x']),
    cluster: random.pick([undefined, undefined, 'eu-1']),
  };
  const groups = Array.from({ length: random.pick([1, 1, 2, 3]) }, (_, at) => randomGroup(random, setting, at));
  const server = randomServer(random, setting);
  return {
    actors: [...groups.map(({ service }) => service), ...otherCluster(random, setting)],
    endSeconds: setting.end,
    scrape: {
      intervalSeconds: setting.intervalSeconds,
      ...(server.down.length > 0 && { down: server.down }),
      ...(server.lostShare > 0 && { isLost: () => random.next() < server.lostShare }),
    },
    server: { missedShare: server.missedShare },
    spec: specOf(setting),
    config: { scrapeInterval: `${setting.intervalSeconds}s`, ...(setting.cluster && { cluster: setting.cluster }) },
    wanted: [],
    allowed: [],
    budgets: groups.flatMap((group) => budgetOf(group, setting, server)),
    subject: [setting.application.groupLabel],
    promises: groups.map(({ promise }) => promise),
    blind: server.down,
    words: [wordsOf(setting, server), ...groups.map(({ words }) => words)].join('\n  '),
  };
}

function randomGroup(random: Random, setting: Setting, at: number): Group {
  const { application, budget, end, job, cluster, period } = setting;
  const name = `g${at}`;
  const perSecond = randomRate(random);
  const incidents = randomIncidents(random, budget, end);
  const habit = randomHabit(random, incidents);
  const traffic = randomTraffic(random, perSecond);
  const always = random.pick([0, 0, 0.2, 0.5]) * budget;
  const pods = random.pick([1, 2, 3, 5, 12]);
  const isEager = random.pick([true, false]);
  const labels = { job, [application.groupLabel]: name, ...(cluster && { cluster }) };
  const ledger = new Ledger(end);
  const isLost = (second: number) => incidents.some((incident) => isWithoutTelemetry(incident, second));
  const service = new Service({
    ...application.counts(failing(incidents, always)),
    labels,
    podName: `${job}-${name}`,
    // Nobody can count what nobody answers.
    requests: (second) => (isLost(second) ? 0 : traffic.rate(second)),
    random,
    ledger,
    pods,
    isEager,
    isRandom: true,
    events: (service, second) => {
      habit.act(service, second);
      if (isLost(second) && !isLost(second - 1)) service.scaleTo(0, second);
      if (!isLost(second) && isLost(second - 1)) service.scaleTo(pods, second);
    },
  });
  const happens = incidents.map(({ kind, from, to, share }) => `${kind} ${share.toPrecision(2)} at ${from}..${to}`);
  return {
    service,
    promise: {
      labels: { [application.groupLabel]: name },
      ledger,
      budget,
      period,
      begins: incidents.map(({ from }) => from),
    },
    habit,
    words: `${name}: ${perSecond}/s ${traffic.name}, ${pods} pods${isEager ? '' : ' whose counters are born'}, ${habit.name}, ${always} fail always; ${happens.join(', ') || 'nothing happens'}`,
  };
}

/** Another cluster in the same Prometheus, in which everything fails, or nothing does. */
function otherCluster(random: Random, { application, cluster, end, job }: Setting): Service[] {
  if (cluster === undefined) return [];
  const share = random.pick([0, 0.5]);
  const service = new Service({
    ...application.counts(steady(share)),
    labels: { job, [application.groupLabel]: 'g0', cluster: 'us-1' },
    podName: `${job}-us`,
    requests: steady(randomRate(random)),
    random,
    ledger: new Ledger(end),
    pods: 2,
    isEager: true,
    isRandom: true,
  });
  return [service];
}

interface ServerPlan {
  readonly down: readonly Span[];
  readonly missedShare: number;
  readonly lostShare: number;
}

function randomServer(random: Random, { end }: Setting): ServerPlan {
  const from = random.integer(3 * HOUR_SECONDS, end - 3 * HOUR_SECONDS);
  const isDown = random.next() < 0.15;
  return {
    down: isDown ? [{ from, to: from + random.integer(60, 2400) }] : [],
    missedShare: random.pick([0, 0, 0, 0.05]),
    lostShare: random.pick([0, 0, 0, 0.05]),
  };
}

/** Nothing where events are lost that no scrape has seen. */
function budgetOf({ promise, habit }: Group, setting: Setting, { down, lostShare }: ServerPlan): BudgetCheck[] {
  const { application, budget, intervalSeconds, period, end } = setting;
  // Raw PromQL sees no event that a counter is born with.
  if (habit.losesEvents || down.length > 0 || lostShare > 0 || application.name === 'raw') return [];
  return [
    {
      ledger: promise.ledger,
      labels: promise.labels,
      budget,
      periodSeconds: PERIOD_SECONDS[period],
      mayBeSilent: true,
      from: 2 * HOUR_SECONDS,
      to: end,
      stepSeconds: UNEVEN_STEP_SECONDS,
      lagSeconds: 8 * intervalSeconds + 240,
      tolerance: 0.02,
      relativeTolerance: 0.03,
      toleratedEvents: 2,
    },
  ];
}

function wordsOf({ application, objective, period, intervalSeconds, end, cluster }: Setting, plan: ServerPlan): string {
  const { down, missedShare, lostShare } = plan;
  return [
    `${application.name}, ${objective} % over ${period}, scraped each ${intervalSeconds} s, ${end / HOUR_SECONDS} h`,
    ...(cluster ? ['beside another cluster'] : []),
    ...down.map(({ from, to }) => `Prometheus down at ${from}..${to}`),
    ...(missedShare > 0 ? [`${missedShare} of the evaluations missed`] : []),
    ...(lostShare > 0 ? [`${lostShare} of the scrapes lost`] : []),
  ].join(', ');
}
