// Test files in, the outcome of each out. They are written into a temporary folder for as long as promtool runs.
import { runArtifacts, type TestFile } from '../backends/promtool-test.ts';
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
