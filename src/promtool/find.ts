// Finds a promtool to run tests with: one that was named, else the first on the PATH. A program out of the repository that is
// judged is never run unasked: it may come with a stranger's pull request, and prove whatever that wants. A choice that
// cannot be followed is an error, since another promtool would test what nobody asked for.
import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync, statSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import process from 'node:process';

/** A promtool that runs here. */
export interface Promtool {
  readonly path: string;
  /** Three numbers, such as 2.42.0. */
  readonly version: string;
}

/** Why there is none, in words for a person. */
export interface NoPromtool {
  readonly reason: string;
  readonly help: string;
}

/** The oldest version that knows all that the compiler writes (`keep_firing_for` came with it). */
const OLDEST = [2, 42] as const;

const ASKING_MS = 10_000;

const HELP =
  'install it (Debian: apt install prometheus; macOS: brew install prometheus), or name one with --promtool or $PROMTOOL';

/** Finds a promtool; `named` is the path that was given on the command line. */
export function findPromtool(root: string, named: string | undefined): Promtool | NoPromtool {
  const chosen = named ?? (process.env.PROMTOOL || undefined);
  if (chosen !== undefined) {
    // A bare name is looked for on the PATH, as a shell would.
    const path = chosen.includes('/') ? resolve(chosen) : (candidatesOnPath(chosen)[0] ?? chosen);
    return explain(path, `${named === undefined ? '$PROMTOOL' : '--promtool'} is ${chosen}, which`);
  }
  const refusals: NoPromtool[] = [];
  for (const path of candidates(root)) {
    const found = explain(path, path);
    if ('version' in found) return found;
    refusals.push(found);
  }
  return refusals[0] ?? { reason: 'there is no promtool on the PATH outside of this repository', help: HELP };
}

function candidatesOnPath(name: string): string[] {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => resolve(folder, name)).filter(isFile);
}

/** Those on the PATH that lie outside of the repository: `npx` puts folders of the project itself on the PATH. */
function candidates(root: string): string[] {
  const found = candidatesOnPath('promtool').filter((path) => isAbsolute(path));
  // /bin is often a link to /usr/bin: of two ways to one file the first counts.
  const real = found.map((path) => realpathSync(path));
  const repository = repositoryOf(realpathSync(root));
  const isJudged = (path: string) => [path, realpathSync(path)].some((way) => isBelow(repository, way));
  return found.filter((path, at) => real.indexOf(real[at] ?? '') === at && !isJudged(path));
}

/** The outermost folder around the project that is a repository of git; without one, the project itself. */
function repositoryOf(root: string): string {
  let [repository, folder] = [root, root];
  while (dirname(folder) !== folder) {
    folder = dirname(folder);
    if (existsSync(join(folder, '.git'))) repository = folder;
  }
  return repository;
}

function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** Asks the program which version it is; `subject` begins the sentence that says why it is none. */
function explain(path: string, subject: string): Promtool | NoPromtool {
  const { status, stdout, stderr } = spawnSync(path, ['--version'], {
    encoding: 'utf8',
    timeout: ASKING_MS,
    killSignal: 'SIGKILL',
    input: '',
  });
  const version = status === 0 ? /^promtool, version (\d+\.\d+\.\d+)/m.exec(stdout + stderr)?.[1] : undefined;
  if (version === undefined) return { reason: `${subject} is no promtool that runs here`, help: HELP };
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isOld = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
  if (isOld) {
    return { reason: `${subject} is promtool ${version}; the rules need ${OLDEST.join('.')} or later`, help: HELP };
  }
  return { path, version };
}
