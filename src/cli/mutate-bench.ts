// A bench for mutants: rules and their tests as compiled, put before promtool with one rule replaced at a time.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Suite, suiteFiles } from '../backends/promtool-test.ts';
import type { Mutant } from '../mutation/mutant.ts';
import type { Verdict } from '../mutation/verdict.ts';
import type { Rule, RuleGroup } from '../rules/rule.ts';

/** Runs promtool on test files. */
export type RunTest = (paths: readonly string[]) => Promise<{ readonly ok: boolean; readonly output: string }>;

/** A suite with a single scenario: promtool goes on after a failure, so the less it is given at once, the sooner a mutant
 *  is done with. */
type BenchTest = Suite;

/** How promtool begins to tell that it cannot load a rule. */
const CANNOT_LOAD = /: group "[^"]*", rule \d+, "[^"]*": /;

/** Tries mutants on the tests of `suites`. Its state is what it has learnt of which test notices most, to try that first. */
export class Bench {
  readonly #suites: readonly Suite[];
  readonly #run: RunTest;
  readonly #tests = new Map<Rule, BenchTest[]>();

  constructor(suites: readonly Suite[], run: RunTest) {
    this.#suites = suites;
    this.#run = run;
  }

  /** The scenarios that fail although nothing is wrong with the rules, by name; empty is as it should be. */
  async check(rules: readonly Rule[]): Promise<string[]> {
    const wanted = this.#suites.filter((suite) => rules.some((rule) => loads(suite, rule)));
    const failed: string[] = [];
    for (const suite of wanted) {
      const { ok } = await this.#runOn(suite, suite.loaded);
      if (!ok) failed.push(suite.name);
    }
    return failed;
  }

  /** Runs the tests that load the mutant's rule until one fails. */
  async try(mutant: Mutant): Promise<Verdict> {
    const tests = this.#testsFor(mutant.original);
    for (const test of [...tests]) {
      const groups = test.loaded.map((group) => withMutant(group, mutant));
      const { ok, output } = await this.#runOn(test, groups);
      if (!ok) {
        tests.splice(tests.indexOf(test), 1);
        tests.unshift(test);
        return CANNOT_LOAD.test(output) ? 'rejected' : 'killed';
      }
    }
    return 'survived';
  }

  #testsFor(rule: Rule): BenchTest[] {
    const known = this.#tests.get(rule);
    if (known) return known;
    const found = this.#suites
      .filter((suite) => loads(suite, rule))
      .flatMap((suite) => suite.scenarios.map((scenario) => ({ ...suite, scenarios: [scenario] })))
      .sort((a, b) => evaluationsOf(a) - evaluationsOf(b));
    this.#tests.set(rule, found);
    return found;
  }

  async #runOn(suite: Suite, groups: readonly RuleGroup[]): ReturnType<RunTest> {
    const folder = mkdtempSync(join(tmpdir(), 'slo-mutate-'));
    try {
      // The order of evaluation names every group, also one whose only rule is gone.
      const [, ...tests] = suiteFiles(suite, []);
      const [rules] = suiteFiles({ ...suite, loaded: groups, scenarios: [] }, []);
      for (const { path, content } of [...(rules ? [rules] : []), ...tests]) writeFileSync(join(folder, path), content);
      return await this.#run(tests.map(({ path }) => join(folder, path)));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

/** How often the rules are evaluated in a test: what it costs. */
function evaluationsOf({ scenarios }: BenchTest): number {
  const [scenario] = scenarios;
  const moments = [...(scenario?.checks ?? []), ...(scenario?.rendered ?? [])].map(({ atMs }) => atMs);
  return Math.max(0, ...moments) / (scenario?.evaluationMs ?? 1);
}

function loads({ loaded }: Suite, rule: Rule): boolean {
  return loaded.some(({ rules }) => rules.includes(rule));
}

function withMutant(group: RuleGroup, { original, rule }: Mutant): RuleGroup {
  return { ...group, rules: group.rules.flatMap((own) => (own === original ? (rule ?? []) : [own])) };
}
