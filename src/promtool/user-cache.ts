// The folder of the user for what later runs need again. It is never in the repository that is judged, which could fill it.
import { type Stats, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import process from 'node:process';
import { isInRepository } from './repository.ts';

/** Where programs are kept, or why none can be. */
export type UserCache = { readonly folder: string } | { readonly refused: string };

const WRITABLE_BY_OTHERS = 0o002;

/** `$XDG_CACHE_HOME/slo`, else `~/.cache/slo`. A relative path is ignored, as the specification of XDG says. */
export function userCache(root: string): UserCache {
  const { XDG_CACHE_HOME: stated = '' } = process.env;
  const base = isAbsolute(stated) ? stated : homeCache();
  if (base === undefined)
    return { refused: 'there is no folder for a cache: neither $XDG_CACHE_HOME nor $HOME is set' };
  const folder = join(base, 'slo');
  if (isInRepository(root, folder)) {
    return { refused: `the cache ${folder} lies in the repository, whose programs are never run` };
  }
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (stats !== undefined && !isOwn(stats)) return { refused: `the cache ${folder} can be written by others` };
  return { folder };
}

function homeCache(): string | undefined {
  try {
    return isAbsolute(homedir()) ? join(homedir(), '.cache') : undefined;
  } catch {
    // A user whom the system does not know has no home.
    return undefined;
  }
}

/** Whether nobody but this user, or root, can write it. */
export function isOwn({ uid, mode }: Stats): boolean {
  return (uid === process.getuid?.() || uid === 0) && (mode & WRITABLE_BY_OTHERS) === 0;
}
