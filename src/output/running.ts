// The owner of a staging folder or lock in, whether it still writes out.
import { lstatSync } from 'node:fs';
import { kill, pid } from 'node:process';
import { codeOf } from './file-error.ts';
import { type Owner, thisMachine } from './staging-name.ts';

/** Far longer than writing takes: what is older was left behind. */
const LONGEST_WRITING_MS = 60 * 60 * 1_000;

/** Whether the process that made `folder` may still write. One of another machine or container is told by the folder's age. */
export function isRunning(owner: Owner, folder: string): boolean {
  if (owner.machine !== thisMachine()) return ageOf(folder) < LONGEST_WRITING_MS;
  if (owner.pid === pid) return false;
  try {
    return kill(owner.pid, 0);
  } catch (error) {
    // The process of another user may not be signalled.
    return codeOf(error) === 'EPERM';
  }
}

function ageOf(folder: string): number {
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  return stats === undefined ? Number.POSITIVE_INFINITY : Date.now() - stats.mtimeMs;
}
