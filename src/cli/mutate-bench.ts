// A bench for mutants: rules and their tests as compiled, put before promtool with one rule replaced at a time.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Suite, suiteFiles } from '../backends/promtool-test.ts';
import type { Mutant } from '../mutation/mutant.ts';
import type { Verdict } from '../mutation/verdict.ts';
import type { Artifact } from '../output/artifact.ts';
import type { Rule, RuleGroup } from '../rules/rule.ts';

/** Runs promtool on one test file. */
export type RunTest = (path: string) => Promise<{ readonly ok: boolean; readonly output: string }>;

/** One test file with the suite that it belongs to. */
interface BenchTest {
  readonly suite: Suite;
  readonly file: Artifact;
}

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

  /** The test files that fail although nothing is wrong with the rules; empty is as it should be. */
  async check(rules: readonly Rule[]): Promise<string[]> {
    const wanted = this.#suites.filter((suite) => rules.some((rule) => loads(suite, rule)));
    const failed: string[] = [];
    for (const suite of wanted) {
      for (const file of testsOf(suite)) {
        const { ok } = await this.#runOn({ suite, file }, suite.loaded);
        if (!ok) failed.push(file.path);
      }
    }
    return failed;
  }

  /** Runs the tests that load the mutant's rule until one fails. */
  async try(mutant: Mutant): Promise<Verdict> {
    const tests = this.#testsFor(mutant.original);
    for (const test of [...tests]) {
      const groups = test.suite.loaded.map((group) => withMutant(group, mutant));
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
      .flatMap((suite) => testsOf(suite).map((file) => ({ suite, file })));
    this.#tests.set(rule, found);
    return found;
  }

  async #runOn({ suite, file }: BenchTest, groups: readonly RuleGroup[]): ReturnType<RunTest> {
    const folder = mkdtempSync(join(tmpdir(), 'slo-mutate-'));
    try {
      const [rules] = suiteFiles({ ...suite, loaded: groups, scenarios: [] }, []);
      for (const { path, content } of [...(rules ? [rules] : []), file]) writeFileSync(join(folder, path), content);
      return await this.#run(join(folder, file.path));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

function loads({ loaded }: Suite, rule: Rule): boolean {
  return loaded.some(({ rules }) => rules.includes(rule));
}

function testsOf(suite: Suite): Artifact[] {
  return suiteFiles(suite, []).slice(1);
}

function withMutant(group: RuleGroup, { original, rule }: Mutant): RuleGroup {
  return { ...group, rules: group.rules.flatMap((own) => (own === original ? (rule ?? []) : [own])) };
}
