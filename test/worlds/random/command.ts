// Random worlds one after the other, each with what is wrong in it.
import { ourRules, runWorld } from '../run-world.ts';
import { Random } from '../simulation/random.ts';
import { randomWorld } from './random-world.ts';
import { judgeByTruth } from './verdict.ts';

export interface RandomRun {
  readonly judge: string;
  readonly count: number;
  /** Of the first world; each of the others has the next one. */
  readonly seed: number;
  readonly print: (lines: readonly string[]) => void;
}

/** How many of the worlds show a fault. */
export async function runRandomWorlds({ judge, count, seed, print }: RandomRun): Promise<number> {
  let wrong = 0;
  const delays: number[] = [];
  for (let at = seed; at < seed + count; at += 1) {
    const started = performance.now();
    const world = randomWorld(new Random(at));
    const rules = await ourRules(world);
    const [verdict] = rules ? await runWorld(world, [rules], { judge }) : [];
    if (verdict === undefined) throw new Error(`the spec of world ${at} is refused:\n${world.spec}`);
    const findings = judgeByTruth(verdict.result.alerts, world);
    const faults = [
      ...findings.faults,
      ...verdict.budgets.flatMap((budget) => budget.faults.slice(-2)),
      ...verdict.result.errors.map(({ rule, error }) => `${rule}: ${error}`).slice(0, 3),
    ];
    if (faults.length > 0) wrong += 1;
    delays.push(...findings.delays);
    const off = verdict.budgets.map((budget) => (100 * (budget.off ?? 0)).toFixed(2)).join(', ');
    print([
      `world ${at}: ${world.words}`,
      `  ${faults.length === 0 ? 'right' : 'WRONG'}; ${findings.delays.length} wanted, at most ${Math.max(0, ...findings.delays)} s late, budgets at most ${off} % off, took ${((performance.now() - started) / 1000).toFixed(1)} s`,
      ...faults.map((fault) => `  WRONG ${fault}`),
    ]);
  }
  print([`${count} worlds, ${wrong} wrong, ${delays.length} alerts wanted, at most ${Math.max(0, ...delays)} s late`]);
  return wrong;
}
