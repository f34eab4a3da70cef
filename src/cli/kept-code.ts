// Loads the code of the commands, which is one file of the package, as V8 has compiled it in an earlier run: to compile it
// takes longer than to build an SLO. Compiled code is kept in the cache of the user, which a repository that is judged cannot
// fill. It is taken when a command has run, so it holds each function that the command called, and not those alone that
// Node's own cache keeps.
import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import process, { pid } from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Script } from 'node:vm';
import { reasonOf } from '../output/file-error.ts';
import { isOwn, userCache } from '../promtool/user-cache.ts';
import type { CommandLoaders } from './commands.ts';

/** One for each command and version of Node; what is more was kept for programs that are gone. Each is about 2 MB. */
const MOST_FILES = 40;

/** The parameters of the function that the file of the commands becomes, as of any module of CommonJS, and its address. */
const WRAPPER = ['(function (require, module, SOURCE_URL) {', '\n})'] as const;

/** What the loaders of commands in this file are, for a command in a project. What is in the file never changes without a
 *  change of its name: V8 compares no more than its length. */
export function loadKept(file: URL, root: string, command: string): CommandLoaders {
  const path = fileURLToPath(file);
  const kept = keptFile(root, `${command}-${path.split(/[\\/]/).at(-1)}-${process.version}-${process.arch}`);
  const cachedData = kept === undefined ? undefined : readIfThere(kept);
  // scripts/bundle.mjs makes sure that it holds nothing but ASCII, which is read so in half of the time.
  const source = readFileSync(path, 'latin1');
  const script = new Script(WRAPPER.join(source), { filename: path, cachedData });
  if (kept !== undefined && (cachedData === undefined || script.cachedDataRejected === true)) keepAtEnd(script, kept);
  const module: { exports: { readonly LOADERS?: CommandLoaders } } = { exports: {} };
  script.runInThisContext()(createRequire(file), module, pathToFileURL(path).href);
  if (module.exports.LOADERS === undefined) throw new Error(`${path} holds no commands`);
  return module.exports.LOADERS;
}

/** The path for kept code of this name; undefined where nothing is to be kept. */
function keptFile(root: string, name: string): string | undefined {
  if (process.env.NODE_DISABLE_COMPILE_CACHE === '1') return undefined;
  const folder = keptCodeFolder(root);
  return folder === undefined ? undefined : join(folder, name);
}

/** The folder for compiled code, made if need be and emptied when it holds too much; undefined where there is none that only
 *  the user can fill. */
export function keptCodeFolder(root: string): string | undefined {
  const cache = userCache(root);
  if ('refused' in cache) return undefined;
  const folder = join(cache.folder, 'compiled');
  try {
    const stats = lstatSync(folder, { throwIfNoEntry: false });
    if (stats?.isDirectory() === true && readdirSync(folder).length > MOST_FILES)
      rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const made = lstatSync(folder);
    return made.isDirectory() && isOwn(made) ? folder : undefined;
  } catch (error) {
    // Nothing needs it: a cache that cannot be written is none.
    reasonOf(error);
    return undefined;
  }
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    reasonOf(error);
    return undefined;
  }
}

/** Keeps what is compiled by then, if the command succeeds: after a failure much was never called. */
function keepAtEnd(script: Script, kept: string): void {
  process.on('exit', (status) => {
    if (status !== 0) return;
    const unfinished = `${kept}-${pid}`;
    try {
      writeFileSync(unfinished, script.createCachedData(), { mode: 0o600 });
      renameSync(unfinished, kept);
    } catch (error) {
      reasonOf(error);
      rmSync(unfinished, { force: true });
    }
  });
}
