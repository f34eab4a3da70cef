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
      return readWhole(join(root, path), MOST_BYTES);
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
  if (isNamedOutside || isWithin(realpathSync.native(root), realpathSync.native(join(root, path)))) return;
  throw new FileFault('it is, or lies behind, a symbolic link that leads out of the project');
}

/** Of a larger file nothing is read but its size. */
export const MOST_BYTES = 8 * 1024 * 1024;

const MEGABYTE = 1024 * 1024;

/** The text of a file that the user names, wherever it lies; a larger one is not read. `path` is absolute. */
export function readNamedFile(path: string, mostBytes: number): string {
  return readWhole(path, mostBytes).toString('utf8');
}

/** A file that is no regular one may have been put in its place meanwhile; some of the system's wait, or never end. */
function readWhole(path: string, mostBytes: number): Buffer {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw new FileFault('it is no regular file');
    if (stats.size > mostBytes) throw tooLarge(mostBytes);
    const bytes = readUpTo(descriptor, stats.size + 1);
    if (bytes.length <= stats.size) return bytes;
    throw new FileFault('it holds more than its size says: it grows while it is read, or is a file of the system');
  } finally {
    closeSync(descriptor);
  }
}

const STDIN_DESCRIPTOR = 0;

/** What comes as the standard input. It has no size and perhaps no end: what holds more is not read further. */
export function readStandardInput(mostBytes: number): Buffer {
  const bytes = readUpTo(STDIN_DESCRIPTOR, mostBytes + 1);
  if (bytes.length > mostBytes) throw tooLarge(mostBytes);
  return bytes;
}

const tooLarge = (mostBytes: number) => new FileFault(`it has more than ${mostBytes / MEGABYTE} MB`);

/** Reads to the end, or the first `count` bytes; takes memory only for what is there. */
function readUpTo(descriptor: number, count: number): Buffer {
  const chunks: Buffer[] = [];
  for (let left = count; left > 0; ) {
    const chunk = Buffer.alloc(Math.min(left, MEGABYTE));
    const length = readSync(descriptor, chunk);
    if (length === 0) break;
    chunks.push(chunk.subarray(0, length));
    left -= length;
  }
  return Buffer.concat(chunks);
}
