// Where the files of a project are read from: a folder on disk, or (git-files.ts) a commit. Reads only, and throws what the
// operating system throws, or a `FileFault`; project.ts makes diagnostics of both.
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { codeOf, reasonOf } from '../../output/file-error.ts';
import { isWithin } from '../../output/locate.ts';

export interface Entry {
  readonly name: string;
  /** Whether it is a folder itself; a link to one is not. */
  readonly isFolder: boolean;
  /** Whether it is a symbolic link. */
  readonly isLink: boolean;
}

/** Paths are relative to the project, `/` between their parts. */
export interface ProjectFiles {
  /** Whether there is anything under this name, if only a link to nothing. */
  has(path: string): boolean;
  /** What is in a folder, or undefined if there is no such folder. */
  entries(folder: string): readonly Entry[] | undefined;
  /** What it is, links followed. */
  kindOf(path: string): { readonly kind: 'file' | 'folder' | 'other'; readonly bytes: number };
  read(path: string): Uint8Array;
}

/** Why a file cannot be read, in words that go on after "cannot be read:". */
export class FileFault extends Error {}

/** In words, whatever reading a file has thrown. */
export function faultOf(error: unknown): string {
  return error instanceof FileFault ? error.message : reasonOf(error);
}

/**
 * The files of the project in the folder `root`. What lies in it must not lead out of it: a link that a stranger's pull request
 * brings would have diagnostics quote what only this machine may read. What the user names outside is read as it is.
 */
export function diskFiles(root: string): ProjectFiles {
  return {
    has: (path) => isThere(join(root, path)),
    entries(folder) {
      try {
        requireInside(root, folder);
        const found = readdirSync(join(root, folder), { withFileTypes: true });
        return found.map((entry) => ({
          name: entry.name,
          isFolder: entry.isDirectory(),
          isLink: entry.isSymbolicLink(),
        }));
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return undefined;
        throw error;
      }
    },
    kindOf(path) {
      requireInside(root, path);
      const stats = statSync(join(root, path));
      return { kind: stats.isDirectory() ? 'folder' : stats.isFile() ? 'file' : 'other', bytes: stats.size };
    },
    read(path) {
      requireInside(root, path);
      return readWhole(join(root, path));
    },
  };
}

/** What cannot be asked for is there: reading it tells why. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    return !['ENOTDIR', 'ENAMETOOLONG'].includes(codeOf(error) ?? '');
  }
}

function requireInside(root: string, path: string): void {
  const isNamedOutside = !isWithin(resolve(root), resolve(root, path));
  if (isNamedOutside || isWithin(realpathSync(root), realpathSync(join(root, path)))) return;
  throw new FileFault('it is, or lies behind, a symbolic link that leads out of the project');
}

/** Of a larger file nothing is read but its size. */
export const MOST_BYTES = 8 * 1024 * 1024;

/** A file that is no regular one may have been put in its place meanwhile; some of the system's wait, or never end. */
function readWhole(path: string): Uint8Array {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!fstatSync(descriptor).isFile()) throw new FileFault('it is no regular file');
    const bytes = Buffer.alloc(Math.min(fstatSync(descriptor).size, MOST_BYTES) + 1);
    let length = 0;
    while (length < bytes.length) {
      const count = readSync(descriptor, bytes, length, bytes.length - length, null);
      if (count === 0) return bytes.subarray(0, length);
      length += count;
    }
    throw new FileFault('it holds more than its size says: it grows while it is read, or is a file of the system');
  } finally {
    closeSync(descriptor);
  }
}
