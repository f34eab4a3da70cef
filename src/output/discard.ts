// Removes a folder that was made for a while.
import { rmSync } from 'node:fs';
import { reasonOf } from './file-error.ts';

/** What cannot be removed is no failure: the output is as it should be, and the next run tries again. */
export function discard(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    reasonOf(error);
  }
}
