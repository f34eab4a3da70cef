// Programs that are kept for later runs, in the cache of the user. A program of it runs only if it belongs to the user and is,
// byte by byte, the one that was put there.
import { createHash } from 'node:crypto';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEnd } from '../output/before-end.ts';
import { reasonOf } from '../output/file-error.ts';
import { isOwn } from './user-cache.ts';

/** A folder that is filled, and a place for what is needed meanwhile. */
export interface Filling {
  readonly outDir: string;
  readonly workDir: string;
}

const UNFINISHED = 'unfinished-';
/** No download and no build takes longer, so an older folder is what a run left behind that was killed. */
const UNFINISHED_MS = 24 * 60 * 60_000;

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
