// An output folder in, the files below it out. Links are not followed, so nothing outside can be found.
import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from './file-error.ts';
import { type Owner, stagingOwner } from './staging-name.ts';

/** The staging folder of a run; the path is relative to the project root. */
export interface StagingFolder {
  readonly path: string;
  /** The process that made it. */
  readonly owner: Owner;
}

/** What lies in a folder; paths are relative to the project root. */
export interface FolderContent {
  readonly files: readonly string[];
  readonly leftovers: readonly StagingFolder[];
}

// Nothing is generated there, and in the project root they would take long to search.
const SKIPPED_FOLDER = /^(?:\..*|node_modules)$/;

/** Whether a project of its own lies in the folder. */
function isProject(root: string, folder: string): boolean {
  if (entriesOf(root, folder).some(({ entry }) => entry.name === 'slo.config.yaml')) return true;
  const specs = lstatSync(join(root, folder, 'slos'), { throwIfNoEntry: false });
  return specs?.isDirectory() === true && entriesOf(root, `${folder}/slos`).some(({ entry }) => SPEC.test(entry.name));
}

const SPEC = /\.slo\.ya?ml$/;

/** The innermost folder between the root and the file, both exclusive, that is a project of its own. */
export function projectAround(root: string, path: string): string | undefined {
  const folders = [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index));
  return folders.filter((folder) => isProject(root, folder)).at(-1);
}

/** All regular files below `folder`, but for those of other projects; none if it does not exist. Throws the errors of the file system. */
export function searchFolder(root: string, folder: string): FolderContent {
  const entries = entriesOf(root, folder);
  const nested = entries
    .filter(({ entry, path }) => entry.isDirectory() && !SKIPPED_FOLDER.test(entry.name) && !isProject(root, path))
    .map(({ path }) => searchFolder(root, path));
  return {
    files: [
      ...entries.flatMap(({ entry, path }) => (entry.isFile() ? [path] : [])),
      ...nested.flatMap(({ files }) => files),
    ],
    leftovers: [...entries.flatMap(stagingFolder), ...nested.flatMap(({ leftovers }) => leftovers)],
  };
}

/** The staging folders in `folder` itself, not below it. Throws the errors of the file system. */
export function stagingFoldersIn(root: string, folder: string): readonly StagingFolder[] {
  return entriesOf(root, folder).flatMap(stagingFolder);
}

interface Entry {
  readonly entry: Dirent;
  readonly path: string;
}

function stagingFolder({ entry, path }: Entry): readonly StagingFolder[] {
  const owner = entry.isDirectory() ? stagingOwner(entry.name) : undefined;
  return owner === undefined ? [] : [{ path, owner }];
}

function entriesOf(root: string, folder: string): readonly Entry[] {
  try {
    return readdirSync(join(root, folder), { withFileTypes: true }).map((entry) => ({
      entry,
      path: folder === '.' ? entry.name : `${folder}/${entry.name}`,
    }));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}
