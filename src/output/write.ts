// A plan in, the disk changed accordingly, what was done and what failed out. All or nothing as far as a file system can:
// every file is first written whole beside its target, and only when that worked for all are they renamed into place.
import { closeSync, fchmodSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type FileFailure, reasonOf } from './file-error.ts';
import type { Plan } from './plan.ts';
import { temporaryName } from './temporary-name.ts';

/** What was done. Paths are relative to the project root. */
export interface WriteResult {
  readonly written: readonly string[];
  readonly deleted: readonly string[];
  /** Empty if everything worked. */
  readonly failures: readonly FileFailure[];
}

const FILE_MODE = 0o644;

interface Staged {
  readonly path: string;
  readonly temporary: string;
}

/**
 * Does what the plan says. After a failure no temporary file is left and nothing is deleted; if it came before the
 * renaming, nothing is written either. A plan with refusals fails as a whole.
 */
export function applyPlan(plan: Plan): WriteResult {
  const { root, refusals, leftovers, files } = plan;
  if (refusals.length > 0) {
    return { written: [], deleted: [], failures: refusals.map(({ path, message }) => ({ path, message })) };
  }
  // Those of a run that is still going on elsewhere go too: that run then fails, as one of two at a time should.
  const failures = [...removeAll(root, leftovers).failures];
  const staged = failures.length > 0 ? [] : stageAll(plan, failures);
  const written = failures.length > 0 ? [] : placeAll(root, staged, failures);
  if (failures.length > 0) {
    // Of those in place the temporary file is gone already.
    for (const { path, temporary } of staged) {
      attempt(path, 'written', failures, () => rmSync(temporary, { force: true }));
    }
    return { written, deleted: [], failures };
  }
  const orphans = files.flatMap(({ kind, path }) => (kind === 'orphaned' ? [path] : []));
  return { written, ...removeAll(root, orphans) };
}

/** Writes all new contents to temporary files, until the first failure. */
function stageAll({ root, files }: Plan, failures: FileFailure[]): readonly Staged[] {
  const staged: Staged[] = [];
  for (const file of files) {
    if (file.kind !== 'created' && file.kind !== 'changed') continue;
    const folder = dirname(join(root, file.path));
    const temporary = join(folder, temporaryName());
    const works = attempt(file.path, 'written', failures, () => {
      mkdirSync(folder, { recursive: true });
      writeWhole(temporary, file.after);
    });
    if (!works) break;
    staged.push({ path: file.path, temporary });
  }
  return staged;
}

/** Renames all temporary files into place, until the first failure. */
function placeAll(root: string, staged: readonly Staged[], failures: FileFailure[]): readonly string[] {
  const written: string[] = [];
  for (const { path, temporary } of staged) {
    if (!attempt(path, 'written', failures, () => renameSync(temporary, join(root, path)))) break;
    written.push(path);
  }
  return written;
}

function removeAll(root: string, paths: readonly string[]): Pick<WriteResult, 'deleted' | 'failures'> {
  const failures: FileFailure[] = [];
  const deleted = paths.filter((path) =>
    attempt(path, 'deleted', failures, () => rmSync(join(root, path), { force: true })),
  );
  return { deleted, failures };
}

function writeWhole(temporary: string, content: string): void {
  const descriptor = openSync(temporary, 'wx');
  try {
    writeFileSync(descriptor, content);
    // Whatever the umask says: other users' tools read these files.
    fchmodSync(descriptor, FILE_MODE);
    // Without it a power cut after the renaming could leave an empty file under the final name.
    fsyncSync(descriptor);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

/** Whether `action` worked; if the operating system refused it, says so in `failures`. */
function attempt(path: string, done: 'written' | 'deleted', failures: FileFailure[], action: () => void): boolean {
  try {
    action();
    return true;
  } catch (error) {
    failures.push({ path, message: `cannot be ${done}: ${reasonOf(error)}` });
    return false;
  }
}
