// One world, from its services to the verdict: simulated, scraped, compiled, judged.
import { compile } from '../../src/library.ts';
import { type BudgetVerdict, judgeBudget } from './budget.ts';
import { type Job, type JudgeResult, type RuleSet, runJudge } from './judge.ts';
import { simulate } from './simulation/simulate.ts';
import { textFaults } from './texts.ts';
import { type AlertVerdict, clock, judgeAlerts } from './verdict.ts';
import type { BudgetCheck, World } from './world.ts';

/** Rules to be judged, with the query for what is left of a budget. */
export interface JudgedRules extends RuleSet {
  readonly budgetQuery: (check: BudgetCheck) => string;
}

export interface Verdict extends AlertVerdict {
  readonly ruleSet: string;
  readonly budgets: readonly BudgetVerdict[];
  /** What is wrong with the texts of the alerts. */
  readonly textFaults: readonly string[];
  /** All that is wrong, in words; empty where the rules are right. */
  readonly faults: readonly string[];
  readonly result: JudgeResult;
}

/** The prometheus-operator's default. */
const EVALUATION_SECONDS = 30;

/** The rules that the compiler makes of the world's spec, for a plain format; undefined where it refuses one that it may
 *  refuse. */
export async function ourRules(
  { spec, config = {}, mayBeRefused }: World,
  format: 'prometheus' | 'vmalert' = 'prometheus',
): Promise<JudgedRules | undefined> {
  const settings = JSON.stringify({ ...config, rules: { format } });
  const { ok, problems, files } = await compile([{ path: 'slos/world.slo.yaml', text: spec }], { config: settings });
  if (mayBeRefused && problems.length > 0) return undefined;
  if (!ok) throw new Error(problems.map(({ line, message }) => `${line}: ${message}`).join('\n'));
  return {
    name: 'slo',
    files: files.flatMap(({ path, content }) => (path.startsWith('rules/') ? [{ name: path, text: content }] : [])),
    budgetQuery: () => 'slo:error_budget:remaining_ratio',
  };
}

export interface RunOptions {
  readonly judge: string;
  /** Whether the result holds pending alerts, too. */
  readonly pending?: boolean;
  /** Whether the server uses the starts of counters. */
  readonly useStartTimestamps?: boolean;
}

/** One verdict for each rule set, in the same world. */
export async function runWorld(
  world: World,
  sets: readonly JudgedRules[],
  { judge, pending = false, useStartTimestamps = false }: RunOptions,
): Promise<readonly Verdict[]> {
  const { actors, endSeconds, scrape, server, budgets } = world;
  const series = simulate(actors, endSeconds, scrape);
  const asked = sets.flatMap((set) => budgets.map((check) => ({ set, check })));
  const job: Job = {
    end: endSeconds,
    evaluationInterval: EVALUATION_SECONDS,
    ...(scrape.down && { down: scrape.down }),
    ...(server?.missedShare && { missedShare: server.missedShare }),
    ...(server?.missedSpans && { missedSpans: server.missedSpans }),
    ...(server?.queryOffsetSeconds && { queryOffset: server.queryOffsetSeconds }),
    pending,
    useStartTimestamps,
    ruleSets: sets.map(({ name, files }) => ({ name, files })),
    queries: asked.map(({ set, check: { from, to, stepSeconds, ...check } }) => ({
      ruleSet: set.name,
      expr: set.budgetQuery({ from, to, stepSeconds, ...check }),
      from,
      to,
      step: stepSeconds,
    })),
  };
  const result = await runJudge(judge, job, series);
  return sets.map((set) => verdictOf(world, set.name, asked, result));
}

function verdictOf(
  world: World,
  ruleSet: string,
  asked: readonly { readonly set: RuleSet; readonly check: BudgetCheck }[],
  all: JudgeResult,
): Verdict {
  const isOurs = (line: { readonly ruleSet: string }) => line.ruleSet === ruleSet;
  const result = {
    alerts: all.alerts.filter(isOurs),
    answers: all.answers.filter(isOurs),
    errors: all.errors.filter(isOurs),
  };
  const alerts = judgeAlerts(result.alerts, world);
  const budgets = asked.flatMap(({ set, check }, at) =>
    set.name === ruleSet
      ? [
          judgeBudget(
            check,
            result.answers.filter(({ query }) => query === at + 1),
          ),
        ]
      : [],
  );
  const texts = textFaults(result.alerts, world);
  const faults = [...faultsOf(alerts, budgets, result), ...texts];
  return { ruleSet, ...alerts, budgets, result, textFaults: texts, faults };
}

/** So many points of a budget are named; the others are counted. */
const SHOWN_POINTS = 3;

function faultsOf({ outcomes, unwanted }: AlertVerdict, budgets: readonly BudgetVerdict[], { errors }: JudgeResult) {
  return [
    ...outcomes.flatMap(({ wanted, faults }) =>
      faults.map(
        (fault) => `${named(wanted.labels)} wanted from ${clock(wanted.from)} to ${clock(wanted.to)}: ${fault}`,
      ),
    ),
    ...unwanted.map(({ labels, from, to }) => `not wanted, from ${clock(from)} to ${clock(to)}: ${named(labels)}`),
    ...budgets.flatMap(({ faults }) =>
      faults.length > SHOWN_POINTS
        ? [...faults.slice(0, SHOWN_POINTS), `and ${faults.length - SHOWN_POINTS} more times`]
        : faults,
    ),
    ...errors.map(({ rule, at, error }) => `${rule} at ${clock(at)}: ${error}`),
  ];
}

function named(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(labels);
}
