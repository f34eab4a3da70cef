// `npm run bench:rules`: what the rules cost a real Prometheus, how exact they are and how soon they page, ours beside those
// of Sloth and Pyrra for the same SLOs on the same data. Options: --scenarios steady,night --large 200 --minutes 20 --write.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Accuracy, ASKED_SECONDS, accuracyOf, PERIOD_SECONDS } from './accuracy.ts';
import { type Cost, costOf } from './cost.ts';
import { delayOf, idealDelay } from './delay.ts';
import { type Ledger, type Span, writeRecordings, writeScrapes } from './history.ts';
import { measureLive } from './live.ts';
import { writeSection } from './report.ts';
import { makeRuleSets, type RuleSet } from './rule-sets.ts';
import { type Delay, type Measured, rulesReport } from './rules-report.ts';
import { startServer } from './server.ts';
import { SCENARIOS, SCRAPE_SECONDS, Service } from './traffic.ts';

/** Raw series of each scenario, half of them of errors. */
const RAW_SERIES = 20;
/** The scenario that is there a second time, with more of them. */
const LARGE_SCENARIO = 'night';

const HOUR = 3600;
/** The last week is asked about, each of its moments looks back one period, and there an hourly average looks back too. */
const HISTORY_SECONDS = ASKED_SECONDS + PERIOD_SECONDS + 2 * HOUR;

/** A multiple of all intervals: 4 minutes of our slow groups, 2.5 of Pyrra's. */
const LIVE_MINUTES = '20';

/** The last is too little for the first of the pages. */
const ERROR_RATIOS = [1, 0.05, 0.02, 0.01];

export async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      scenarios: { type: 'string', default: SCENARIOS.map(({ name }) => name).join() },
      large: { type: 'string', default: '200' },
      minutes: { type: 'string', default: LIVE_MINUTES },
      write: { type: 'boolean', default: false },
    },
  });
  const wanted = values.scenarios.split(',');
  const span = historyUpToNow();
  const services = SCENARIOS.filter(({ name }) => wanted.includes(name)).flatMap((scenario) => {
    const large = scenario.name === LARGE_SCENARIO && Number(values.large) > 0 ? [Number(values.large)] : [];
    return [RAW_SERIES, ...large].map((rawSeries) => new Service(scenario, rawSeries, span.from));
  });
  const sets = makeRuleSets(services.map(({ job }) => job));
  const folder = mkdtempSync(join(tmpdir(), 'slo-bench-rules-'));
  try {
    const dataFolder = join(folder, 'data');
    mkdirSync(dataFolder);
    const delays = ERROR_RATIOS.map((errorRatio) => measureDelay(sets, services[0]?.job ?? '', errorRatio));
    const ledger = writeScrapes(services, span, dataFolder);
    await writeRecordings(sets, span, dataFolder);
    const measured = await measureHistory(sets, services, ledger, span, dataFolder);
    const live = await measureLive(sets, services, dataFolder, Number(values.minutes));
    const text = rulesReport({ sets, measured, live, delays, minutes: Number(values.minutes) });
    console.log(text);
    if (values.write) writeSection('rules', text);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measureDelay(sets: readonly RuleSet[], job: string, errorRatio: number): Delay {
  console.error(`waiting for pages at ${100 * errorRatio} % errors`);
  const seconds = sets.map((set) => delayOf(set, job, errorRatio));
  return { errorRatio, ideal: idealDelay(errorRatio), seconds };
}

/** Up to the last full minute before now, from a full hour on. */
function historyUpToNow(): Span {
  const to = Math.floor(Date.now() / 1000 / 60) * 60;
  return { from: Math.floor((to - HISTORY_SECONDS) / HOUR) * HOUR, to };
}

async function measureHistory(
  sets: readonly RuleSet[],
  services: readonly Service[],
  ledger: Ledger,
  span: Span,
  dataFolder: string,
): Promise<Measured[]> {
  const server = await startServer({ dataFolder, intervalSeconds: SCRAPE_SECONDS });
  try {
    const measured: Measured[] = [];
    for (const service of services) {
      console.error(`asking about ${service.job}`);
      const costs = new Map<RuleSet, Cost>();
      const accuracies = new Map<RuleSet, Accuracy>();
      for (const set of sets) {
        costs.set(set, await costOf(server, set, service.job, span.to));
        accuracies.set(set, await accuracyOf(server, set, service.job, ledger, span.to));
      }
      measured.push({ service, costs, accuracies });
    }
    return measured;
  } finally {
    await server.stop();
  }
}
