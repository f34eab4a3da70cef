// A plan in, the disk changed accordingly, what was done and what failed out. All or nothing: everything is first written
// whole into a staging folder, then checked, then moved into place, and moved back if a single move is refused.
import { accessSync, constants, rmSync } from 'node:fs';

import { join } from 'node:path';
import { pid } from 'node:process';
import { untilDone } from './before-end.ts';
import { discard } from './discard.ts';
import { type FileFailure, reasonOf } from './file-error.ts';
import { alone, clearStaleLock, LOCK } from './lock.ts';
import type { MoveFailure } from './move.ts';
import { type Mover, moverHere } from './mover.ts';
import { isUpToDate, type Plan } from './plan.ts';
import { isRunning } from './running.ts';
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

/** What was done, by which plan. */
export interface Written extends WriteResult {
  readonly plan: Plan;
}

/** Plans and writes while no other process writes for the same project: what it has written is seen by the plan. */
export async function writeAlone(makePlan: () => Plan, startMover: () => Mover): Promise<Written> {
  const first = makePlan();
  // Nothing is to be moved, and whoever may not write here need not.
  if (isUpToDate(first)) {
    clearStaleLock(lockFolderOf(first));
    return { plan: first, ...(await applyPlan(first)) };
  }
  const written = await alone(lockFolderOf(first), async (share) => {
    const plan = makePlan();
    const startShared = (): Mover => {
      const mover = startMover();
      if (mover.process !== undefined) share(mover.process);
      return mover;
    };
    return { plan, ...(await applyPlan(plan, startShared)) };
  });
  if (written !== 'busy') return written;
  const message = 'another build of this project does not end, or this is no lock; if there is none, remove it';
  return { plan: first, ...failed([{ path: LOCK, message }]) };
}

/** The project, or where nothing can be written into that, the first output folder that lets us. */
function lockFolderOf({ root, folders }: Plan): string {
  const all = [root, ...folders.map((folder) => join(root, folder))];
  return all.find(isWritable) ?? root;
}

function isWritable(folder: string): boolean {
  try {
    accessSync(`${folder}/.`, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

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
  return await untilDone(async () => {
    const { folders, failures, ...batch } = await stage(plan, place, stagingName(pid));
    if (failures.length > 0) mover.abandon();
    const found = failures.length > 0 ? failures : await mover.move(batch);
    for (const folder of folders) discard(folder);
    return found;
  });
}

/** The staging folders of runs that were killed, but not that of a run which is still going on. */
function removeLeftovers(root: string, leftovers: Plan['leftovers']): readonly FileFailure[] {
  return leftovers.flatMap(({ path, owner }) => {
    if (isRunning(owner, join(root, path))) return [];
    try {
      rmSync(join(root, path), { recursive: true, force: true });
      return [];
    } catch (error) {
      return [{ path, message: `cannot be deleted: ${reasonOf(error)}` }];
    }
  });
}
