// The repository around a project. What lies in it may come with a stranger's pull request, and is never run unasked.
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { isWithin } from '../output/locate.ts';

/** Whether a path leads into the repository of the project, as it is spelt or where its links lead. It need not exist yet. */
export function isInRepository(root: string, path: string): boolean {
  const repository = repositoryOf(realpathSync(root));
  return [resolve(path), realPathOf(resolve(path))].some((way) => isWithin(repository, way));
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

/** Where a path leads: the part of it that exists with its links resolved, and the rest. */
function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(realPathOf(parent), relative(parent, path));
  }
}
