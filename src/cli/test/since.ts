// `slo test --since REVISION`: the shapes of the tests that the specs had at a commit. What has one of them was proven with it.
import { testFilesOf } from '../../backends/promtool-test.ts';
import { Report } from '../../diagnostics/report.ts';
import { shapeOf } from '../../shapes/shape.ts';
import { compileProject, type ProjectChoice } from '../project/compile-project.ts';
import { GitFault, Repository } from '../project/git.ts';
import { GitFiles } from '../project/git-files.ts';
import type { Terminal } from '../terminal.ts';

/** No shapes where the project was not there, or was wrong. `unknown`: git knows no such commit, which has been told then. */
export function shapesSince(
  root: string,
  name: string,
  { target }: ProjectChoice,
  terminal: Terminal,
): ReadonlySet<string> | 'unknown' {
  try {
    const repository = new Repository(root);
    const { folder } = repository.resolve(name);
    return folder === undefined ? new Set() : shapesIn(new GitFiles(repository, folder), { ...(target && { target }) });
  } catch (error) {
    if (!(error instanceof GitFault)) throw error;
    const { message, help } = error;
    terminal.report([{ code: 'unknown-revision', severity: 'error', message, ...(help !== undefined && { help }) }]);
    return 'unknown';
  }
}

function shapesIn(files: GitFiles, choice: ProjectChoice): ReadonlySet<string> {
  const report = new Report();
  const { targets } = compileProject(files, choice, report);
  if (report.hasErrors) return new Set();
  const tests = targets.flatMap(testFilesOf);
  return new Set(tests.flatMap((test) => shapeOf(test) ?? []));
}
