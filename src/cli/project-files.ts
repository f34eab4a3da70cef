// Where the files of a project are read from: a folder on disk, or (git-files.ts) a commit. Reads only, and throws what the
// operating system throws, or a `FileFault`; project.ts makes diagnostics of both.
import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf, reasonOf } from '../output/file-error.ts';

export interface Entry {
  readonly name: string;
  /** Whether it is a folder itself; a link to one is not. */
  readonly isFolder: boolean;
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

/** The files of the project in the folder `root`. */
export function diskFiles(root: string): ProjectFiles {
  return {
    has: (path) => lstatSync(join(root, path), { throwIfNoEntry: false }) !== undefined,
    entries(folder) {
      try {
        const found = readdirSync(join(root, folder), { withFileTypes: true });
        return found.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }));
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return undefined;
        throw error;
      }
    },
    kindOf(path) {
      const stats = statSync(join(root, path));
      return { kind: stats.isDirectory() ? 'folder' : stats.isFile() ? 'file' : 'other', bytes: stats.size };
    },
    read: (path) => readFileSync(join(root, path)),
  };
}
