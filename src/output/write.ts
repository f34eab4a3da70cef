// A plan in, the disk changed accordingly, what was done and what failed out. All or nothing: everything is first written
// whole into a staging folder, then checked, then moved into place, and moved back if a single move is refused.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { kill, pid } from 'node:process';
import { codeOf, type FileFailure, reasonOf } from './file-error.ts';
import type { MoveFailure } from './move.ts';
import { type Mover, moverHere } from './mover.ts';
import type { Plan } from './plan.ts';
import { type StagingPlace, stage } from './stage.ts';
import { stagingName } from './staging-name.ts';

/** What was done. Paths are relative to the project root. */
export interface WriteResult {
  readonly written: readonly string[];
  readonly deleted: readonly string[];
  /** Empty if everything worked. */
  readonly failures: readonly FileFailure[];
}

/** With these a staging folder in the project root is no use, and one in the output folder may be. */
const TRY_ELSEWHERE: readonly string[] = ['EXDEV', 'EACCES', 'EPERM', 'EROFS'];

/**
 * Does what the plan says. After a failure everything is as it was, and no staging folder is left. A plan with refusals
 * fails as a whole. Several moves are made by a mover that `startMover` gives.
 */
export async function applyPlan(plan: Plan, startMover: () => Mover = moverHere): Promise<WriteResult> {
  const { root, refusals, leftovers, files } = plan;
  if (refusals.length > 0) return failed(refusals);
  const blocked = removeLeftovers(root, leftovers);
  if (blocked.length > 0) return failed(blocked);
  const changes = files.filter(({ kind }) => kind !== 'unchanged');
  if (changes.length === 0) return { written: [], deleted: [], failures: [] };
  let failures = await writeFrom('root', plan, startMover);
  if (failures.some(({ code }) => TRY_ELSEWHERE.includes(code))) failures = await writeFrom('output', plan, startMover);
  if (failures.length > 0) return failed(failures);
  const pathsOf = (isOrphan: boolean) =>
    changes.flatMap(({ kind, path }) => ((kind === 'orphaned') === isOrphan ? [path] : []));
  return { written: pathsOf(false), deleted: pathsOf(true), failures: [] };
}

function failed(failures: readonly FileFailure[]): WriteResult {
  return { written: [], deleted: [], failures: failures.map(({ path, message }) => ({ path, message })) };
}

/** What went wrong; if anything did, everything is as it was. */
async function writeFrom(place: StagingPlace, plan: Plan, startMover: () => Mover): Promise<readonly MoveFailure[]> {
  const mover = plan.files.filter(({ kind }) => kind !== 'unchanged').length > 1 ? startMover() : moverHere();
  const { folders, failures, ...batch } = await stage(plan, place, stagingName(pid));
  if (failures.length > 0) mover.abandon();
  const found = failures.length > 0 ? failures : await mover.move(batch);
  for (const folder of folders) discard(folder);
  return found;
}

/** What cannot be removed is no failure: the output is as it should be, and the next run tries again. */
function discard(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    reasonOf(error);
  }
}

/** The staging folders of runs that were killed, but not that of a run which is still going on. */
function removeLeftovers(root: string, leftovers: Plan['leftovers']): readonly FileFailure[] {
  return leftovers.flatMap(({ path, owner }) => {
    if (isRunning(owner)) return [];
    try {
      rmSync(join(root, path), { recursive: true, force: true });
      return [];
    } catch (error) {
      return [{ path, message: `cannot be deleted: ${reasonOf(error)}` }];
    }
  });
}

function isRunning(owner: number): boolean {
  if (owner === pid) return false;
  try {
    return kill(owner, 0);
  } catch (error) {
    // The process of another user may not be signalled.
    return codeOf(error) === 'EPERM';
  }
}
