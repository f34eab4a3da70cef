// The tests of a project in, the folder in which promtool finds them out: that of the project, or where tests are not kept
// one that lasts as long as the run.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { emitTests, type TestFile, testFilesOf } from '../backends/promtool-test.ts';
import type { CompiledProject } from './compile-project.ts';

/** Tests on the disk. */
export interface PlacedTests {
  /** The folder from which the paths of the files start. */
  readonly root: string;
  readonly files: readonly TestFile[];
}

/** Hands `work` the tests of the project, as `slo build` has left them, or as it would if it kept them. */
export async function withTests<T>(
  root: string,
  { targets }: CompiledProject,
  work: (tests: PlacedTests) => Promise<T>,
): Promise<T> {
  const files = targets.flatMap((one) => testFilesOf(one.files, one.scenarios, one.settings));
  if (targets.every(({ settings }) => settings.testsFolder !== undefined)) return await work({ root, files });
  const temporary = mkdtempSync(join(tmpdir(), 'slo-test-'));
  try {
    const artifacts = targets.flatMap((one) => emitTests(one.files, one.scenarios, one.settings));
    for (const folder of new Set(artifacts.map(({ path }) => dirname(path)))) {
      mkdirSync(join(temporary, folder), { recursive: true });
    }
    for (const { path, content } of artifacts) writeFileSync(join(temporary, path), content);
    return await work({ root: temporary, files });
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
