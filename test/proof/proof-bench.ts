// Compiled specs in, what promtool finds wrong with the rules and tests that were generated for them out.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { emitTests } from '../../src/backends/kept-tests.ts';
import { runArtifacts, testFilesOf } from '../../src/backends/promtool-test.ts';
import { RULE_BACKENDS } from '../../src/compile.ts';
import { Compiled } from '../../src/compiled.ts';
import { Report } from '../../src/diagnostics/report.ts';
import type { Settings } from '../../src/model/settings.ts';
import { runPromtool } from '../../src/promtool/batches.ts';
import { hasPassed } from '../../src/promtool/outcome.ts';
import type { CompiledFile } from '../../src/rules/rule.ts';
import { checkRules, withTempDir } from '../support/promtool.ts';

export interface ProvenSpec {
  /** Names its folder, and what is said of it. */
  readonly name: string;
  readonly files: readonly CompiledFile[];
  readonly settings: Settings;
  /** Further tests in promtool's form, which load `rules.yaml` from their folder: all rules of the spec. */
  readonly further?: object;
  /** Whether the tests are also run in the form in which they are kept. */
  readonly isKept?: boolean;
}

const MOST_WORDS = 1_500;

const USUAL_COST_MS = 50;

/** Complaints, by the name of what they are about; nothing when all rules are valid and all tests pass. */
export async function complaintsOf(promtool: string, all: readonly ProvenSpec[]): Promise<Record<string, string>> {
  return await withTempDir(async (root) => {
    const tests = all.flatMap((spec) => written(root, spec));
    const costed = tests.map((path) => ({ path, costMs: USUAL_COST_MS }));
    const runs = await runPromtool({ path: promtool, version: '' }, root, costed, () => undefined);
    const failed = tests.flatMap((path, at): [string, string][] => {
      const run = runs[at];
      return run && hasPassed(run)
        ? []
        : [[path, `${run?.broken ?? ''}${run?.stdout}${run?.stderr}`.slice(0, MOST_WORDS)]];
    });
    const checked = checkRules(
      promtool,
      all.map(({ name }) => join(root, name, 'rules.yaml')),
    );
    return Object.fromEntries([...failed, ...(checked.ok ? [] : [['check rules', checked.output] as const])]);
  });
}

/** Writes the rules and tests of a spec; returns the tests. */
function written(root: string, { name, files, settings, further, isKept = false }: ProvenSpec): string[] {
  const [rules] = RULE_BACKENDS.prometheus.emit(files, settings, new Report());
  const compiled = new Compiled({ files, settings, scenarios: [] });
  const tests = runArtifacts(testFilesOf(compiled));
  const all = [
    { path: 'rules.yaml', content: rules?.content ?? '' },
    ...tests,
    ...(isKept
      ? emitTests(compiled.with({ settings: { ...settings, folders: { ...settings.folders, tests: 'kept' } } }))
      : []),
    ...(further ? [{ path: 'further.test.yaml', content: JSON.stringify(further) }] : []),
  ].map(({ path, content }) => ({ path: `${name}/${path}`, content }));
  for (const { path, content } of all) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return all.map(({ path }) => path).filter((path) => path.endsWith('.test.yaml'));
}
