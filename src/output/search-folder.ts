// An output folder in, the files below it out. Links are not followed, so nothing outside can be found.
import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from './file-error.ts';
import { isTemporaryName } from './temporary-name.ts';

/** What lies in a folder; paths are relative to the project root. */
export interface FolderContent {
  readonly files: readonly string[];
  /** Temporary files of runs that were killed. */
  readonly leftovers: readonly string[];
}

// Nothing is generated there, and in the project root they would take long to search.
const SKIPPED_FOLDER = /^(?:\..*|node_modules)$/;

/** All regular files below `folder`; none if it does not exist. Throws the errors of the file system. */
export function searchFolder(root: string, folder: string): FolderContent {
  const entries = entriesOf(join(root, folder)).map((entry) => ({
    entry,
    path: folder === '.' ? entry.name : `${folder}/${entry.name}`,
  }));
  const own = entries.filter(({ entry }) => entry.isFile());
  const nested = entries
    .filter(({ entry }) => entry.isDirectory() && !SKIPPED_FOLDER.test(entry.name))
    .map(({ path }) => searchFolder(root, path));
  return {
    files: [
      ...own.flatMap(({ entry, path }) => (isTemporaryName(entry.name) ? [] : [path])),
      ...nested.flatMap(({ files }) => files),
    ],
    leftovers: [
      ...own.flatMap(({ entry, path }) => (isTemporaryName(entry.name) ? [path] : [])),
      ...nested.flatMap(({ leftovers }) => leftovers),
    ],
  };
}

function entriesOf(directory: string): readonly Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}
