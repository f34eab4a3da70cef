// The world that most families vary: one service with a counter of requests by code, and a promise about its errors.
import { Ledger } from '../simulation/ledger.ts';
import { Random } from '../simulation/random.ts';
import type { ScrapeSettings } from '../simulation/scraper.ts';
import { Service, type ServiceOptions, succeedingBut } from '../simulation/service.ts';
import { DAY_SECONDS, HOUR_SECONDS, type Rate } from '../simulation/traffic.ts';
import type { AllowedAlert, BudgetCheck, RatioPromise, World } from '../world.ts';
import { type Setting, worldIn } from './setting.ts';

export interface HttpWorldOptions {
  /** Other circumstances for the same story. */
  readonly setting?: Setting | undefined;
  readonly name: string;
  readonly endSeconds: number;
  readonly requests: Rate;
  /** Share of the requests that fail. */
  readonly failing: Rate;
  /** A percentage; 99.9 without. */
  readonly objective?: number;
  readonly seed?: number;
  readonly scrape?: Partial<ScrapeSettings>;
  readonly service?: Partial<ServiceOptions>;
}

const PERIOD_DAYS = 30;

/** A world in which nothing is wanted yet, and its ledger. */
export function httpWorld(options: HttpWorldOptions): { readonly world: World; readonly ledger: Ledger } {
  if (options.setting) return worldIn(options.setting, options);
  const { name, endSeconds, requests, failing, objective = 99.9, seed = 1, scrape } = options;
  const ledger = new Ledger(endSeconds);
  const service = new Service({
    labels: { job: name },
    counter: 'http_requests_total',
    requests,
    outcomes: succeedingBut(failing),
    random: new Random(seed),
    ledger,
    ...options.service,
  });
  const ratio: RatioPromise = {
    service: name,
    objective,
    periodDays: PERIOD_DAYS,
    total: `http_requests_total{job="${name}"}`,
    bad: `http_requests_total{job="${name}",code=~"5.."}`,
    by: [],
  };
  const intervalSeconds = scrape?.intervalSeconds ?? 30;
  const world: World = {
    actors: [service],
    endSeconds,
    scrape: { intervalSeconds, ...scrape },
    spec: ratioSpec(ratio),
    config: { scrapeInterval: `${intervalSeconds}s` },
    ratio,
    wanted: [],
    allowed: [],
    budgets: [],
    subject: [],
  };
  return { world, ledger };
}

/** The promise in our language. */
function ratioSpec({ service, objective, periodDays, total, bad, by }: RatioPromise): string {
  return `
service: ${service}
slos:
  - name: requests
    objective: ${objective}%
    period: ${periodDays}d
    indicator:
      ratio:
        total: '${total}'
        bad: '${bad}'
${by.length > 0 ? `      by: [${by.join(', ')}]\n` : ''}`;
}

/** The budget is right all the time from `from` on, within two base windows and one evaluation of the slow group. */
export function budgetOf(world: World, ledger: Ledger, from: number, some: Partial<BudgetCheck> = {}): BudgetCheck {
  return {
    ledger,
    budget: 1 - (world.ratio?.objective ?? 99.9) / 100,
    periodSeconds: PERIOD_DAYS * DAY_SECONDS,
    from,
    to: world.endSeconds,
    stepSeconds: 300,
    lagSeconds: 8 * world.scrape.intervalSeconds + 60,
    tolerance: 0.005,
    relativeTolerance: 0.02,
    ...some,
  };
}

/** Tickets may follow what happened at `from` for three days, the longest window. */
export function ticketsAfter(from: number): AllowedAlert {
  return {
    labels: { severity: 'warning', alertname: 'ErrorBudgetBurn' },
    from,
    to: from + 3 * DAY_SECONDS + HOUR_SECONDS,
  };
}

export const PAGE = { severity: 'critical' } as const;

/** When a page has come of failures by chance that begin at `start`, in seconds. Five are no chance any more: they come within two and a
 *  half times their usual time, but for one in a thousand, and the page's windows need some minutes to see the last of them. */
export function afterFiveFailures(start: number, failuresPerHour: number): number {
  return start + 2.5 * (5 / failuresPerHour) * HOUR_SECONDS + 600;
}
