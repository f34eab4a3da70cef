// Programs that are kept for later runs, in the cache of the user. The cache is never in the repository that is judged, and
// a program of it runs only if it belongs to the user and is, byte by byte, the one that was put there.
import { createHash } from 'node:crypto';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import process from 'node:process';
import { beforeEnd } from '../output/before-end.ts';
import { reasonOf } from '../output/file-error.ts';
import { isInRepository } from './repository.ts';

/** Where programs are kept, or why none can be. */
export type UserCache = { readonly folder: string } | { readonly refused: string };

/** A folder that is filled, and a place for what is needed meanwhile. */
export interface Filling {
  readonly outDir: string;
  readonly workDir: string;
}

const UNFINISHED = 'unfinished-';
/** No download and no build takes longer, so an older folder is what a run left behind that was killed. */
const UNFINISHED_MS = 24 * 60 * 60_000;
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

/** The path of a program in a folder of the cache, if it is what was put there. */
export function keptProgram(home: string, name: string): string | undefined {
  const path = join(home, name);
  try {
    const [folder, file] = [lstatSync(home), lstatSync(path)];
    const isRegular = folder.isDirectory() && file.isFile();
    const isSound = isRegular && isOwn(folder) && isOwn(file) && readFileSync(sumFile(path), 'utf8') === sumOf(path);
    return isSound ? path : undefined;
  } catch (error) {
    reasonOf(error);
    return undefined;
  }
}

/**
 * Puts a program into the folder `home` of the cache: `fill` makes it in a folder beside, which is moved into place when it
 * is whole. Of runs that do so at once the first wins. Throws what `fill` or the operating system throws.
 */
export async function keepProgram(
  cache: string,
  home: string,
  name: string,
  fill: (filling: Filling) => Promise<void>,
): Promise<string> {
  mkdirSync(cache, { recursive: true, mode: 0o700 });
  removeUnfinished(cache);
  const workDir = mkdtempSync(join(cache, UNFINISHED));
  const remove = (): void => rmSync(workDir, { recursive: true, force: true });
  const cancel = beforeEnd(remove);
  try {
    const outDir = join(workDir, 'out');
    mkdirSync(outDir, { mode: 0o755 });
    await fill({ outDir, workDir });
    writeFileSync(sumFile(join(outDir, name)), sumOf(join(outDir, name)));
    return moveInto(join(cache, home), outDir, join(workDir, 'replaced'), name);
  } finally {
    cancel();
    remove();
  }
}

function moveInto(home: string, outDir: string, replaced: string, name: string): string {
  const path = join(home, name);
  if (keptProgram(home, name) === path) return path;
  try {
    renameSync(home, replaced);
  } catch (error) {
    // Mostly there is none yet.
    reasonOf(error);
  }
  try {
    renameSync(outDir, home);
  } catch (error) {
    // Another run has just put its own there.
    if (keptProgram(home, name) !== path) throw error;
  }
  return path;
}

function removeUnfinished(cache: string): void {
  for (const name of readdirSync(cache).filter((entry) => entry.startsWith(UNFINISHED))) {
    const stats = lstatSync(join(cache, name), { throwIfNoEntry: false });
    const isOld = stats !== undefined && Date.now() - stats.mtimeMs > UNFINISHED_MS;
    if (isOld) rmSync(join(cache, name), { recursive: true, force: true });
  }
}

function sumFile(path: string): string {
  return `${path}.sha256`;
}

function sumOf(path: string): string {
  return `${createHash('sha256').update(readFileSync(path)).digest('hex')}\n`;
}
