// One writer at a time: builds of one project that run at once, in containers with a common volume too, would take back each
// other's files. The lock is a folder with the name of its owner in it: it is made elsewhere and renamed into its place, which
// works for one of many, and never over a folder that holds anything.
import { lstatSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pid } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { untilDone } from './before-end.ts';
import { discard } from './discard.ts';
import { codeOf } from './file-error.ts';
import { isRunning } from './running.ts';
import { stagingName, stagingOwner } from './staging-name.ts';

/** What the folder is called. */
export const LOCK = '.slo-lock';

const OWNER = 'owner';

/** A build of a thousand SLOs writes for some seconds. */
const MOST_WAITING_MS = 60_000;

const POLL_MS = 25;

/** The lock is taken, or there can be none here. */
interface Lock {
  readonly release: () => void;
  /** The lock holds as long as this process runs, too, should the one that took it be killed. */
  readonly share: Share;
}

/** Is told the number of a process that goes on with the work. */
export type Share = (process: number) => void;

/** Does the work while no other process does such in this folder; 'busy' if another one does not end, or this one is asked to
 *  end before. Where nothing can be written, nobody else can write either, and no lock is needed. */
export async function alone<T>(folder: string, work: (share: Share) => Promise<T>): Promise<T | 'busy'> {
  // From before the lock is there: a signal between taking it and the work would leave it behind.
  return await untilDone(async (isAskedToEnd) => {
    const lock = await take(folder, isAskedToEnd);
    if (lock === 'busy') return lock;
    try {
      return await work(lock.share);
    } finally {
      lock.release();
    }
  });
}

/** Removes the lock that a killed process left, where nothing is to be written. */
export function clearStaleLock(folder: string): void {
  breakStale(folder, join(folder, LOCK));
}

async function take(folder: string, isAskedToEnd: () => boolean): Promise<Lock | 'busy'> {
  const candidate = join(folder, stagingName(pid));
  const lock = join(folder, LOCK);
  const endsAt = Date.now() + MOST_WAITING_MS;
  try {
    prepare(candidate);
    while (!isMovedTo(candidate, lock)) {
      if (isAskedToEnd() || Date.now() > endsAt || isNoLock(lock)) return 'busy';
      if (!breakStale(folder, lock)) await sleep(POLL_MS);
    }
    return { release: () => release(folder, lock), share: (process) => addOwner(lock, process) };
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return { release: () => undefined, share: () => undefined };
  } finally {
    discard(candidate);
  }
}

function prepare(candidate: string): void {
  mkdirSync(candidate);
  writeFileSync(join(candidate, '.gitignore'), '*\n');
  writeFileSync(join(candidate, OWNER), candidate.slice(candidate.lastIndexOf('.slo-')));
}

/** Whether the folder could be given this name. */
function isMovedTo(candidate: string, lock: string): boolean {
  try {
    renameSync(candidate, lock);
    return true;
  } catch (error) {
    // Windows says EPERM of a folder that is there.
    if (isTaken(lock) || ['ENOTEMPTY', 'EEXIST'].includes(codeOf(error) ?? '')) return false;
    throw error;
  }
}

const isTaken = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

/** Whether a file or a link of somebody else has the name of the lock: waiting would not help. */
function isNoLock(lock: string): boolean {
  return lstatSync(lock, { throwIfNoEntry: false })?.isDirectory() === false;
}

/** Takes away the lock of a process that is gone. Another one may have done so meanwhile, and have taken the lock itself. */
function breakStale(folder: string, lock: string): boolean {
  const owners = ownersOf(lock);
  if (owners.length === 0 || owners.some((name) => mayRun(name, lock))) return false;
  const taken = join(folder, stagingName(pid));
  try {
    renameSync(lock, taken);
  } catch {
    return true;
  }
  if (ownersOf(taken).join() === owners.join() || !isMovedTo(taken, lock)) discard(taken);
  return true;
}

function mayRun(name: string, lock: string): boolean {
  const owner = stagingOwner(name);
  return owner === undefined || isRunning(owner, lock);
}

/** A name for each process that works under this lock; none if it has just been released. */
function ownersOf(lock: string): string[] {
  try {
    const path = join(lock, OWNER);
    // Of anything else than a file, such as a pipe, reading would wait for ever.
    return lstatSync(path).isFile() ? readFileSync(path, 'utf8').split('\n') : [];
  } catch {
    return [];
  }
}

/** Written beside and renamed: a file that was cut short would be an owner that nobody knows, for ever. */
function addOwner(lock: string, process: number): void {
  try {
    const beside = join(lock, `${OWNER}.new`);
    writeFileSync(beside, [...ownersOf(lock), stagingName(process)].join('\n'));
    renameSync(beside, join(lock, OWNER));
  } catch (error) {
    // Without it the lock holds as long as this process.
    if (codeOf(error) === undefined) throw error;
  }
}

/** Under another name first: of a folder that is being emptied, the name could be taken by the next one. */
function release(folder: string, lock: string): void {
  const taken = join(folder, stagingName(pid));
  try {
    renameSync(lock, taken);
    discard(taken);
  } catch {
    discard(lock);
  }
}
