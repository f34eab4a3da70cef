// Artifacts and the disk in, what writing them would do out. Reads only. A file of somebody else is never touched: it is
// ours if a comment on top says so, or if the caller recognises it (JSON has no comments).
import { existsSync, lstatSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { type Artifact, hasGeneratedMarker } from './artifact.ts';
import { codeOf, type FileFailure, reasonOf } from './file-error.ts';
import { folderFault, folderOf, linkFault, pathFault } from './locate.ts';
import { type FolderContent, type StagingFolder, searchFolder, stagingFoldersIn } from './search-folder.ts';

/** What is to happen to one file; `path` is relative to the project root. */
export type PlannedFile =
  | { readonly kind: 'created'; readonly path: string; readonly after: string }
  | { readonly kind: 'changed'; readonly path: string; readonly before: string; readonly after: string }
  | { readonly kind: 'unchanged'; readonly path: string }
  /** Ours, but produced no more: to be deleted. */
  | { readonly kind: 'orphaned'; readonly path: string };

/** An artifact or an output folder that cannot be dealt with, and why. */
export interface Refusal extends FileFailure {
  /** `conflict`: something that is not ours is in the way. `rejected`: the path itself may not or cannot be used. */
  readonly kind: 'conflict' | 'rejected';
}

/** What writing would do. With refusals, nothing of it may be done. */
export interface Plan {
  readonly root: string;
  /** Sorted by path. */
  readonly files: readonly PlannedFile[];
  readonly refusals: readonly Refusal[];
  /** The output folders. */
  readonly folders: readonly string[];
  /** Staging folders of runs that were killed, to be deleted, and of runs that are still going on. */
  readonly leftovers: readonly StagingFolder[];
}

/** Tells whether an existing file without the marker is ours after all. */
export type IsOwned = (path: string, content: string) => boolean;

/**
 * Compares `artifacts` with what lies under `root`. Each must lie in one of `ownedFolders` (relative to the root, `.` for
 * the root itself), which are also searched for files of ours that are produced no more.
 */
export function planWrites(
  root: string,
  artifacts: readonly Artifact[],
  ownedFolders: readonly string[],
  isOwned: IsOwned,
): Plan {
  const owns: IsOwned = (path, content) => hasGeneratedMarker(content) || isOwned(path, content);
  const folders = [...new Set(ownedFolders)].map((folder) => openFolder(root, folder));
  const refused = new Set(folders.flatMap(({ folder, refusals }) => (refusals.length > 0 ? [folder] : [])));
  const planned = artifacts.flatMap((artifact) => {
    const folder = folderOf(artifact.path, ownedFolders);
    // The refusal of a folder stands for all that lies in it.
    return folder !== undefined && refused.has(folder) ? [] : [planArtifact(root, artifact, folder, owns)];
  });
  const found = folders.flatMap(({ files }) => files);
  const orphans = unproduced(root, found, artifacts).flatMap((path) => planOrphan(root, path, owns));
  const all = [...folders.flatMap(({ refusals }) => refusals), ...clashesOf(artifacts), ...planned, ...orphans];
  all.sort((a, b) => (a.path < b.path ? -1 : Number(a.path > b.path)));
  return {
    root,
    files: all.filter((entry) => !isRefusal(entry)),
    refusals: all.filter(isRefusal),
    folders: ownedFolders,
    leftovers: uniqueFolders([...leftoversIn(root), ...folders.flatMap(({ leftovers }) => leftovers)]),
  };
}

/** The same for one file whose place a user chose: nothing is searched for beside it, and nothing pruned. `path` is absolute. */
export function planFile(path: string, content: string): Plan {
  const root = nearestFolder(dirname(path));
  const planned = planArtifact(root, { path: relative(root, path).split(sep).join('/'), content }, '.', hasMarker);
  const empty = { root, folders: ['.'], files: [], refusals: [], leftovers: [] };
  return isRefusal(planned) ? { ...empty, refusals: [planned] } : { ...empty, files: [planned] };
}

/** The folder itself, or the innermost one around it that exists. */
function nearestFolder(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearestFolder(dirname(folder));
}

function hasMarker(_path: string, content: string): boolean {
  return hasGeneratedMarker(content);
}

/** Whether the disk already holds exactly what was produced. */
export function isUpToDate({ files, refusals }: Plan): boolean {
  return refusals.length === 0 && files.every(({ kind }) => kind === 'unchanged');
}

/** Those in the project root itself; a root that cannot be listed may hold none of ours. */
function leftoversIn(root: string): readonly StagingFolder[] {
  try {
    return stagingFoldersIn(root, '.');
  } catch (error) {
    reasonOf(error);
    return [];
  }
}

/** Output folders may overlap. */
function uniqueFolders(folders: readonly StagingFolder[]): readonly StagingFolder[] {
  return [...new Map(folders.map((folder) => [folder.path, folder])).values()];
}

function isRefusal(entry: PlannedFile | Refusal): entry is Refusal {
  return entry.kind === 'conflict' || entry.kind === 'rejected';
}

function rejected(path: string, message: string): Refusal {
  return { kind: 'rejected', path, message };
}

interface OpenedFolder extends FolderContent {
  readonly folder: string;
  readonly refusals: readonly Refusal[];
}

function openFolder(root: string, folder: string): OpenedFolder {
  const refusedFor = (message: string): OpenedFolder => {
    return { folder, files: [], leftovers: [], refusals: [rejected(folder, message)] };
  };
  try {
    const fault = folderFault(root, folder);
    return fault === undefined ? { folder, ...searchFolder(root, folder), refusals: [] } : refusedFor(fault);
  } catch (error) {
    return refusedFor(`cannot be read: ${reasonOf(error)}`);
  }
}

/** Artifacts that would overwrite one another. */
function clashesOf(artifacts: readonly Artifact[]): readonly Refusal[] {
  const seen = new Set<string>();
  const folders = new Set(
    artifacts.flatMap(({ path }) => [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index))),
  );
  return artifacts.flatMap(({ path }) => {
    const isRepeated = seen.has(path);
    seen.add(path);
    if (isRepeated) return [rejected(path, 'two artifacts have this path')];
    return folders.has(path) ? [rejected(path, 'another artifact needs a folder of this name')] : [];
  });
}

function planArtifact(
  root: string,
  { path, content }: Artifact,
  folder: string | undefined,
  owns: IsOwned,
): PlannedFile | Refusal {
  const fault = pathFault(path);
  if (fault !== undefined) return rejected(path, fault);
  if (folder === undefined) return rejected(path, 'the path lies in no output folder');
  try {
    const linked = linkFault(root, folder, path);
    return linked === undefined ? compare(root, path, content, owns) : rejected(path, linked);
  } catch (error) {
    return {
      kind: codeOf(error) === 'ENOTDIR' ? 'conflict' : 'rejected',
      path,
      message: `cannot be read: ${reasonOf(error)}`,
    };
  }
}

function compare(root: string, path: string, after: string, owns: IsOwned): PlannedFile | Refusal {
  const file = join(root, path);
  const stats = lstatSync(file, { throwIfNoEntry: false });
  if (!stats) return { kind: 'created', path, after };
  if (stats.isSymbolicLink()) return { kind: 'conflict', path, message: 'a symbolic link is in the way' };
  // Asked before reading: reading a pipe would wait for ever.
  if (!stats.isFile()) return { kind: 'conflict', path, message: 'a folder or a special file is in the way' };
  const before = readFileSync(file, 'utf8');
  if (before === after) return { kind: 'unchanged', path };
  if (owns(path, before)) return { kind: 'changed', path, before, after };
  return { kind: 'conflict', path, message: 'a file that was not generated by this tool is in the way' };
}

/** Those of `found` that are no artifact, also not under another letter case on a disk that makes no difference. */
function unproduced(root: string, found: readonly string[], artifacts: readonly Artifact[]): readonly string[] {
  const produced = new Set(artifacts.map(({ path }) => path));
  const spellings = new Map(artifacts.map(({ path }) => [path.toLowerCase(), path]));
  return [...new Set(found)].filter((path) => {
    const spelling = spellings.get(path.toLowerCase());
    return !produced.has(path) && (spelling === undefined || !isSameFile(join(root, path), join(root, spelling)));
  });
}

function isSameFile(a: string, b: string): boolean {
  const [first, second] = [a, b].map((path) => statSync(path, { throwIfNoEntry: false, bigint: true }));
  return first !== undefined && second !== undefined && first.dev === second.dev && first.ino === second.ino;
}

function planOrphan(root: string, path: string, owns: IsOwned): readonly (PlannedFile | Refusal)[] {
  try {
    return owns(path, readFileSync(join(root, path), 'utf8')) ? [{ kind: 'orphaned', path }] : [];
  } catch (error) {
    return [rejected(path, `cannot be read: ${reasonOf(error)}`)];
  }
}
