// Variations of the families: each story in another setting, judged by what is counted there; where a story cannot be put into
// another setting, in other circumstances with other parameters of its own.
import { FAMILIES } from '../families/index.ts';
import { randomSetting, settingWords } from '../families/setting.ts';
import type { AlertLine } from '../judge.ts';
import { ourRules, runWorld, type Verdict } from '../run-world.ts';
import { Random } from '../simulation/random.ts';
import type { BudgetCheck, World } from '../world.ts';
import { circumstancesWords, inCircumstances, randomCircumstances, UNEVEN_STEP_SECONDS } from './circumstances.ts';
import type { RandomRun } from './command.ts';
import { PERIOD_SECONDS } from './truth.ts';
import { judgeByTruth } from './verdict.ts';

/** How many of the variations show a fault. The first is of the family that has the number of the seed. */
export async function runVariations({ judge, count, seed, print }: RandomRun): Promise<number> {
  let wrong = 0;
  const delays: number[] = [];
  for (let at = seed; at < seed + count; at += 1) {
    const started = performance.now();
    const { world, words } = variation(at);
    const rules = await ourRules(world);
    const [verdict] = rules ? await runWorld(world, [rules], { judge }) : [];
    const found = verdict ? findingsOf(verdict, world) : { faults: [], delays: [] };
    if (found.faults.length > 0) wrong += 1;
    delays.push(...found.delays);
    print([
      `variation ${at}: ${words}`,
      `  ${found.faults.length === 0 ? 'right' : 'WRONG'}${rules ? '' : ', told at build'}; ${found.delays.length} wanted, at most ${Math.max(0, ...found.delays)} s late, took ${((performance.now() - started) / 1000).toFixed(1)} s`,
      ...found.faults.map((fault) => `  WRONG ${fault}`),
    ]);
  }
  print([
    `${count} variations, ${wrong} wrong, ${delays.length} alerts wanted, at most ${Math.max(0, ...delays)} s late`,
  ]);
  return wrong;
}

function variation(at: number): { readonly world: World; readonly words: string } {
  const random = new Random(at);
  const family = FAMILIES[at % FAMILIES.length];
  if (family === undefined) throw new Error('there are no families');
  const parameters = { ...family.defaults, ...family.vary(random) };
  const setting = randomSetting(random);
  const world = family.build(parameters as typeof family.defaults, setting);
  const words = `${family.id} ${JSON.stringify(parameters)}`;
  if (world.promise === undefined) {
    const circumstances = randomCircumstances(random, world);
    return {
      world: inCircumstances(world, circumstances, random),
      words: `${words}\n  ${circumstancesWords(circumstances)}`,
    };
  }
  const budgets = world.budgets.map((check) => checkIn(check, world, setting.shiftSeconds));
  return { world: { ...world, budgets }, words: `${words}\n  ${settingWords(setting)}` };
}

/** The same check of another promise, whose few events may make much of one. */
function checkIn(check: BudgetCheck, { promise, scrape }: World, shiftSeconds: number): BudgetCheck {
  return {
    ...check,
    labels: promise?.labels ?? {},
    budget: promise?.budget ?? check.budget,
    periodSeconds: PERIOD_SECONDS[promise?.period ?? '30d'],
    from: check.from + shiftSeconds,
    to: check.to,
    stepSeconds: Math.min(check.stepSeconds, UNEVEN_STEP_SECONDS),
    lagSeconds: 8 * scrape.intervalSeconds + 240,
    relativeTolerance: Math.max(check.relativeTolerance, 0.03),
    toleratedEvents: 3,
    mayBeSilent: true,
  };
}

function findingsOf(
  verdict: Verdict,
  world: World,
): { readonly faults: readonly string[]; readonly delays: readonly number[] } {
  const { promise } = world;
  if (promise === undefined) {
    const delays = verdict.outcomes.flatMap(({ wanted, at }) => (at === undefined ? [] : [at - wanted.from]));
    return { faults: verdict.faults, delays };
  }
  const judged = judgeByTruth(surprising(verdict.result.alerts, world), {
    ...world,
    promises: [promise],
    blind: blindIn(world),
  });
  const budgets = verdict.budgets.flatMap(({ faults }) => faults.slice(-2));
  return { faults: [...judged.faults, ...budgets, ...verdict.textFaults], delays: judged.delays };
}

/** Without alerts that the story allows by their name: telemetry that is gone may be told. Burn rates follow from what is counted. */
function surprising(alerts: readonly AlertLine[], { allowed }: World): AlertLine[] {
  const names = allowed.flatMap(({ labels: { alertname } }) => (alertname === 'ErrorBudgetBurn' ? [] : [alertname]));
  return alerts.filter(({ labels }) => !names.includes(labels.alertname));
}

/** While nobody looks. */
function blindIn({ scrape, server }: World) {
  return [...(scrape.down ?? []), ...(server?.missedSpans ?? [])];
}
