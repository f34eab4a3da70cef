// A path that an artifact asks for in, whether it may be written out: it must stay in its output folder, in letters and
// on the disk, whatever symbolic links lie on the way. Paths come from names in specs, and those from anybody.
import { lstatSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';

/** What is wrong with the letters of a path relative to the project root; undefined if nothing is. */
export function pathFault(path: string): string | undefined {
  if (path === '') return 'the path is empty';
  if (/\p{Cc}/u.test(path)) return 'the path holds a control character';
  if (path.includes('\\')) return 'the path holds a backslash';
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'the path is absolute';
  const parts = path.split('/');
  if (parts.includes('..')) return 'the path holds ".."';
  if (parts.some((part) => part.toLowerCase() === '.git')) return 'the path leads into the folder of git';
  if (parts.includes('') || parts.includes('.')) return 'the path holds an empty part or "."';
  return undefined;
}

/** What is wrong with an output folder: `.` is the project root itself. Throws the errors of the file system. */
export function folderFault(root: string, folder: string): string | undefined {
  const fault = folder === '.' ? undefined : pathFault(folder);
  if (fault !== undefined) return fault;
  return isWithin(resolveLinks(root), resolveLinks(join(root, folder)))
    ? undefined
    : 'leads through a symbolic link to outside of the project';
}

/** What is wrong with a path that a user names: where it lies in the project by its letters, a link that the project brings must
 *  not lead it out. Both are absolute. Throws the errors of the file system. */
export function namedFault(root: string, path: string): string | undefined {
  if (!isWithin(root, path) || isWithin(resolveLinks(root), resolveLinks(path))) return undefined;
  return 'leads through a symbolic link to outside of the project';
}

/** What is wrong with a path in a sound output folder. Throws the errors of the file system. */
export function linkFault(root: string, folder: string, path: string): string | undefined {
  return isWithin(resolveLinks(join(root, folder)), resolveLinks(join(root, path)))
    ? undefined
    : `leads through a symbolic link to outside of ${folder}`;
}

/** Whether a path of the project is this file or folder, or in this folder; everything is in `.`. */
export function isBelow(path: string, folder: string): boolean {
  return folder === '.' || path === folder || path.startsWith(`${folder}/`);
}

/** The innermost of `folders` that holds `path`. */
export function folderOf(path: string, folders: readonly string[]): string | undefined {
  return folders
    .filter((folder) => path !== folder && isBelow(path, folder))
    .sort((a, b) => a.length - b.length)
    .at(-1);
}

/** Whether two paths, links followed, lead to one file. Throws the errors of the file system. */
export function isSameFile(a: string, b: string): boolean {
  const [first, second] = [a, b].map((path) => statSync(path, { throwIfNoEntry: false, bigint: true }));
  return first !== undefined && second !== undefined && first.dev === second.dev && first.ino === second.ino;
}

/** Where `path` really lies, although its last parts may not exist yet. */
function resolveLinks(path: string): string {
  const parent = dirname(path);
  // A link to nothing exists in this sense, and realpath throws for it: where it leads cannot be judged.
  const exists = parent === path || lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  return exists ? realpathSync.native(path) : join(resolveLinks(parent), basename(path));
}

/** Whether a path is a folder or lies below it, by its letters; both are absolute. */
export function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
