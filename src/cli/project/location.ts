// Where a command was started, the project that it works on, and how paths of the one are written in the other.
import { existsSync, lstatSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { Report } from '../../diagnostics/report.ts';
import { CONFIG_FILE, DEFAULT_SPEC_FOLDER, SPEC_NAME } from '../../spec/file-names.ts';
import { diskFiles } from './files.ts';
import { findFiles } from './find-files.ts';

/** Stands for standard input where a spec file may be named. */
export const STDIN = '-';

/** What problems call what came in there. */
export const STDIN_PATH = '<stdin>';

export interface Location {
  /** The folder of the project. */
  readonly root: string;
  /** The folder in which the command was started, or that `-C` names. */
  readonly start: string;
  /** A path as the user wrote it, from the folder of the project. */
  toProject(path: string): string;
  /** A path of the project, from the folder in which the command was started. */
  fromStart(path: string): string;
  /** A path of the project, from the root of its git repository; without one, from the folder of the project. */
  fromRepository(path: string): string;
}

/** Finds the project of a command that is started in `start`; undefined if there is no such folder. */
export function locateProject(start: string): Location | undefined {
  if (!existsSync(start) || !statSync(start).isDirectory()) return undefined;
  const root = nearestProject(resolve(start)) ?? resolve(start);
  return locationOf(start, root === resolve(start) ? start : relative('.', root) || '.');
}

/** The location of a project in the very folder `start`, which need not be there yet. */
export function locationOf(start: string, root: string = start): Location {
  const repository = nearest(resolve(root), (folder) => existsSync(join(folder, '.git'))) ?? resolve(root);
  return {
    root,
    start,
    toProject: (path) => (path === STDIN ? path : between(root, resolve(start, path))),
    fromStart: (path) => between(start, resolve(root, path)),
    fromRepository: (path) => between(repository, resolve(root, path)),
  };
}

/** The nearest folder that holds a project file, or specs where they lie without one; none beyond the git repository. */
function nearestProject(start: string): string | undefined {
  // A bare repository is a folder like .git itself.
  const isBare = (folder: string) => ['HEAD', 'objects', 'refs'].every((name) => existsSync(join(folder, name)));
  const isEnd = (folder: string) => existsSync(join(folder, '.git')) || isBare(folder);
  // A link to nothing is there, too: what is wrong with it is told when it is read.
  const hasConfig = (folder: string) => lstatSync(join(folder, CONFIG_FILE), { throwIfNoEntry: false }) !== undefined;
  const isProject = (folder: string) => hasConfig(folder) || holdsSpecs(folder);
  const found = nearest(start, (folder) => isProject(folder) || isEnd(folder));
  return found !== undefined && isProject(found) ? found : undefined;
}

/** Whether specs lie in `root` where a project without a project file has them. */
function holdsSpecs(root: string): boolean {
  return findFiles(diskFiles(root), DEFAULT_SPEC_FOLDER, SPEC_NAME, new Report()).length > 0;
}

function nearest(folder: string, fits: (folder: string) => boolean): string | undefined {
  if (fits(folder)) return folder;
  return dirname(folder) === folder ? undefined : nearest(dirname(folder), fits);
}

function between(from: string, to: string): string {
  return relative(resolve(from), to).split(sep).join('/') || '.';
}
