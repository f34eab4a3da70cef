// Test files in, the outcome of each out. They are written into a temporary folder for as long as promtool runs.
import { runArtifacts, type TestFile } from '../backends/promtool-test.ts';
import type { ShapeGroup } from '../shapes/group.ts';
import { runPromtool } from './batches.ts';
import { costOf } from './cost.ts';
import type { Promtool } from './find.ts';
import { type FileOutcome, judge } from './outcome.ts';
import { withTemporaryFolder, writeAll } from './temporary.ts';

/** Runs the test files; `onEnd` hears of every one as it ends. The outcomes are in the order of the files. */
export async function proveTests(
  promtool: Promtool,
  tests: readonly TestFile[],
  onEnd: () => void,
): Promise<FileOutcome[]> {
  return await withTemporaryFolder(async (folder) => {
    writeAll(folder, runArtifacts(tests));
    const costed = tests.map((test) => ({ path: test.path, costMs: costOf(test) }));
    const runs = await runPromtool(promtool, folder, costed, onEnd);
    return tests.flatMap((test, at) => {
      const run = runs[at];
      return run ? [judge(test, run)] : [];
    });
  });
}

/** The outcomes of groups of test files. */
export interface GroupOutcomes {
  readonly outcomes: readonly FileOutcome[];
  /** The files that were run. */
  readonly run: readonly TestFile[];
}

/**
 * Runs the first test file of each group. Where it passes, so do the others; where it fails, the others are run too, so that
 * each tells its own failures. `onEnd` hears of every file as it is known how it ends.
 */
export async function proveGroups(
  promtool: Promtool,
  groups: readonly ShapeGroup[],
  onEnd: (files: number) => void,
): Promise<GroupOutcomes> {
  const firsts = await proveTests(
    promtool,
    groups.map(({ files: [first] }) => first),
    () => onEnd(1),
  );
  const passed: FileOutcome[] = [];
  const doubtful: TestFile[] = [];
  for (const [at, { files }] of groups.entries()) {
    const [, ...others] = files;
    const first = firsts[at];
    if (first !== undefined && isSuccess(first))
      passed.push(...others.map((file) => ({ ...first, ...noneFailed(file) })));
    else doubtful.push(...others);
  }
  onEnd(passed.length);
  const rest = doubtful.length === 0 ? [] : await proveTests(promtool, doubtful, () => onEnd(1));
  return { outcomes: [...firsts, ...passed, ...rest], run: [...firsts, ...rest].map(({ file }) => file) };
}

function isSuccess({ failures, broken }: FileOutcome): boolean {
  return broken.length === 0 && failures.every((words) => words.length === 0);
}

function noneFailed(file: TestFile): Pick<FileOutcome, 'file' | 'failures' | 'failedChecks'> {
  return { file, failures: file.scenarios.map(() => []), failedChecks: [] };
}
