// A bench for mutants: rules and their tests as compiled, put before promtool with one rule replaced at a time.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Suite } from '../../backends/promtool-suites.ts';
import { suiteFiles } from '../../backends/promtool-test.ts';
import type { Mutant } from '../../mutation/mutant.ts';
import type { Trial } from '../../mutation/trial.ts';
import type { Artifact } from '../../output/artifact.ts';
import { evaluationsOf } from '../../promtool/cost.ts';
import { hasFailed, hasPassed } from '../../promtool/outcome.ts';
import type { PromtoolRun } from '../../promtool/run.ts';
import { rulesBehind, rulesRead } from '../../proof/context/behind.ts';
import type { Scenario } from '../../proof/context/scenario.ts';
import type { Rule, RuleGroup } from '../../rules/rule.ts';

/** Runs promtool on a test file, in the folder that holds it. */
export type RunTest = (folder: string, file: string) => Promise<PromtoolRun>;

/** One scenario with the rules that it depends on. promtool goes on after a failure and evaluates every rule that is loaded,
 *  so the less it is given at once, the sooner a mutant is done with. */
interface BenchTest {
  readonly suite: Suite;
  readonly scenario: Scenario;
  readonly rules: ReadonlySet<Rule>;
  readonly read: ReadonlySet<Rule>;
  readonly files: readonly Artifact[];
  /** Whether it passes as long as nothing is wrong; undefined until it is asked. */
  sound?: Promise<boolean>;
}

/** How promtool begins to tell that it cannot load a rule. */
const CANNOT_LOAD = /: group "[^"]*", rule \d+, "[^"]*": /;

/** Tries mutants on the scenarios of `suites`. Its state is what it has learnt of which scenario notices most, to try that
 *  one first. */
export class Bench {
  readonly #tests: readonly BenchTest[];
  readonly #run: RunTest;
  readonly #folder: string;
  readonly #byRule = new Map<Rule, BenchTest[]>();

  /** Files are written into folders below `folder`, for as long as they are needed. */
  constructor(suites: readonly Suite[], run: RunTest, folder: string) {
    this.#folder = folder;
    this.#tests = suites.flatMap(testsOf);
    this.#run = run;
  }

  /** Runs the scenarios that depend on the mutant's rule until one fails. */
  async try(mutant: Mutant): Promise<Trial> {
    const tests = this.#testsFor(mutant.original);
    for (const test of [...tests]) {
      const { scenario, suite } = test;
      const run = await this.#runOn(test, (group) => withMutant(group, mutant));
      if (hasPassed(run)) continue;
      if (CANNOT_LOAD.test(run.stderr)) return { verdict: 'rejected' };
      if (!hasFailed(run)) {
        return { verdict: 'broken', why: `promtool gives no verdict on ${suite.name}: ${run.broken ?? run.stderr}` };
      }
      if (!(await this.#isSound(test))) {
        return { verdict: 'broken', why: `a scenario of ${suite.name} fails without any edit: ${scenario.title}` };
      }
      tests.splice(tests.indexOf(test), 1);
      tests.unshift(test);
      return { verdict: 'killed', by: { suite: suite.name, scenario: scenario.title } };
    }
    return { verdict: 'survived', tried: tests.length };
  }

  #testsFor(rule: Rule): BenchTest[] {
    const known = this.#byRule.get(rule);
    if (known) return known;
    const found = this.#tests.filter(({ rules }) => rules.has(rule)).sort((a, b) => costOf(a) - costOf(b));
    // What looks at the rule itself comes before what looks at what follows from it.
    const sorted = [...found.filter(({ read }) => read.has(rule)), ...found.filter(({ read }) => !read.has(rule))];
    this.#byRule.set(rule, sorted);
    return sorted;
  }

  async #isSound(test: BenchTest): Promise<boolean> {
    test.sound ??= this.#runOn(test, (group) => group).then(hasPassed);
    return await test.sound;
  }

  async #runOn({ suite, rules, files }: BenchTest, edit: (group: RuleGroup) => RuleGroup): Promise<PromtoolRun> {
    const folder = mkdtempSync(join(this.#folder, 'mutant-'));
    try {
      // The order of evaluation names every group, also one of which nothing is loaded.
      const loaded = suite.loaded.map((group) =>
        edit({ ...group, rules: group.rules.filter((rule) => rules.has(rule)) }),
      );
      const [ruleFile] = suiteFiles({ ...suite, loaded, scenarios: [] });
      for (const { path, content } of [...(ruleFile ? [ruleFile] : []), ...files]) {
        writeFileSync(join(folder, path), content);
      }
      return await this.#run(folder, files[0]?.path ?? '');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

function testsOf(suite: Suite): BenchTest[] {
  const all = suite.loaded.flatMap(({ rules }) => rules);
  return suite.scenarios.map((scenario) => {
    const [, ...files] = suiteFiles({ ...suite, scenarios: [scenario] });
    return { suite, scenario, rules: rulesBehind(scenario, all), read: rulesRead(scenario, all), files };
  });
}

/** What a test costs: how often rules are evaluated in it. */
function costOf({ scenario, rules }: BenchTest): number {
  return evaluationsOf(scenario) * rules.size;
}

function withMutant(group: RuleGroup, { original, rule }: Mutant): RuleGroup {
  return { ...group, rules: group.rules.flatMap((candidate) => (candidate === original ? (rule ?? []) : [candidate])) };
}
