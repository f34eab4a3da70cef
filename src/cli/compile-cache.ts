// Reading and compiling the program itself is a quarter of the work of building one SLO. From Node 22.8 on, the code that V8 has
// compiled is kept for later runs: in the cache of the user, which a repository that is judged cannot fill.
import { lstatSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import module from 'node:module';
import { join } from 'node:path';
import { reasonOf } from '../output/file-error.ts';
import { isOwn, userCache } from '../promtool/user-cache.ts';

/** A version of this program has about eighty modules; what is more was kept for programs that are gone. */
const MOST_MODULES = 400;

/** Compiled code of the modules that are loaded from now on is taken from the user's cache, and kept there when the process
 *  ends. Without such a cache nothing changes. `NODE_DISABLE_COMPILE_CACHE=1` turns it off. */
export function useCompileCache(root: string): void {
  const enable: unknown = Reflect.get(module, 'enableCompileCache');
  if (typeof enable !== 'function') return;
  const folder = compileCacheFolder(root);
  if (folder !== undefined) enable(folder);
}

/** The folder for compiled code, made if need be and emptied when it holds too much; undefined where there is none that only
 *  the user can fill. */
export function compileCacheFolder(root: string): string | undefined {
  const cache = userCache(root);
  if ('refused' in cache) return undefined;
  const folder = join(cache.folder, 'compiled');
  try {
    if (countFiles(folder) > MOST_MODULES) rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const stats = lstatSync(folder);
    return stats.isDirectory() && isOwn(stats) ? folder : undefined;
  } catch (error) {
    // Nothing needs it: a cache that cannot be written is none.
    reasonOf(error);
    return undefined;
  }
}

function countFiles(folder: string): number {
  const isThere = lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  return isThere ? readdirSync(folder, { recursive: true }).length : 0;
}
