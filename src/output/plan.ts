// Artifacts and the disk in, what writing them would do out. Reads only. A file of somebody else is never touched: ownership.ts
// says whose a file is.
import { closeSync, existsSync, lstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { type Artifact, headerStart } from './artifact.ts';
import { holdsText } from './file-bytes.ts';
import { codeOf, type FileFailure, reasonOf } from './file-error.ts';
import { folderFault, folderOf, isSameFile, linkFault, namedFault, pathFault } from './locate.ts';
import { fateOf, type IsOwned, NOT_GENERATED, replacementFault } from './ownership.ts';
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

/** A generated file that is left as it is, because its header names another place, or none. */
export interface KeptFile {
  readonly path: string;
  readonly belongsTo?: string;
}

/** What writing would do. With refusals, nothing of it may be done. */
export interface Plan {
  readonly root: string;
  /** Sorted by path. */
  readonly files: readonly PlannedFile[];
  readonly refusals: readonly Refusal[];
  /** Copies, and files of other projects, sorted by path. */
  readonly kept: readonly KeptFile[];
  /** The output folders. */
  readonly folders: readonly string[];
  /** Staging folders of runs that were killed, to be deleted, and of runs that are still going on. */
  readonly leftovers: readonly StagingFolder[];
}

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
  const faultOf: FaultOf = (path, content) => replacementFault(root, path, content, isOwned);
  const folders = [...new Set(ownedFolders)].map((folder) => openFolder(root, folder));
  const refused = new Set(folders.flatMap(({ folder, refusals }) => (refusals.length > 0 ? [folder] : [])));
  const planned = artifacts.flatMap((artifact) => {
    const folder = folderOf(artifact.path, ownedFolders);
    // The refusal of a folder stands for all that lies in it.
    return folder !== undefined && refused.has(folder) ? [] : [planArtifact(root, artifact, folder, faultOf)];
  });
  const found = folders.flatMap(({ files }) => files);
  const rest = unproduced(root, found, artifacts).flatMap((path) => planUnproduced(root, path, isOwned));
  const all = [...folders.flatMap(({ refusals }) => refusals), ...clashesOf(artifacts), ...planned, ...rest];
  all.sort((a, b) => (a.path < b.path ? -1 : Number(a.path > b.path)));
  return {
    root,
    files: all.filter(isPlanned),
    refusals: all.filter(isRefusal),
    kept: all.flatMap((entry) => (entry.kind === 'kept' ? [keptFile(entry)] : [])),
    folders: ownedFolders,
    leftovers: uniqueFolders([...leftoversIn(root), ...folders.flatMap(({ leftovers }) => leftovers)]),
  };
}

/** The same for one file whose place a user chose: nothing is searched for beside it, and nothing pruned. Only a file with a
 *  header that begins as the new one's is replaced. `path` and `project`, the folder of the project, are absolute. */
export function planFile(project: string, path: string, content: string): Plan {
  const root = nearestFolder(dirname(path));
  const faultOf: FaultOf = (_path, before) =>
    headerStart(before) === headerStart(content) ? undefined : NOT_GENERATED;
  const shown = relative(root, path).split(sep).join('/');
  const planned = rejectedLink(project, path, shown) ?? planArtifact(root, { path: shown, content }, '.', faultOf);
  const empty = { root, folders: ['.'], files: [], refusals: [], kept: [], leftovers: [] };
  return isRefusal(planned) ? { ...empty, refusals: [planned] } : { ...empty, files: [planned] };
}

function rejectedLink(project: string, path: string, shown: string): Refusal | undefined {
  try {
    const fault = namedFault(project, path);
    return fault === undefined ? undefined : rejected(shown, fault);
  } catch (error) {
    return rejected(shown, `cannot be read: ${reasonOf(error)}`);
  }
}

/** The folder itself, or the innermost one around it that exists. */
function nearestFolder(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearestFolder(dirname(folder));
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

/** Why a file that is there is not replaced, if it is not. */
type FaultOf = (path: string, content: string) => string | undefined;

type Entry = PlannedFile | Refusal | (KeptFile & { readonly kind: 'kept' });

function isRefusal(entry: Entry): entry is Refusal {
  return entry.kind === 'conflict' || entry.kind === 'rejected';
}

function isPlanned(entry: Entry): entry is PlannedFile {
  return !isRefusal(entry) && entry.kind !== 'kept';
}

function keptFile({ kind: _kind, ...file }: KeptFile & { readonly kind: 'kept' }): KeptFile {
  return file;
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

/** Artifacts that would overwrite one another, if only where the disk takes capital and small letters for the same. */
function clashesOf(artifacts: readonly Artifact[]): readonly Refusal[] {
  const seen = new Set<string>();
  const folders = new Set(
    artifacts.flatMap(({ path }) => [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index))),
  );
  return artifacts.flatMap(({ path }) => {
    const isRepeated = seen.has(path.toLowerCase());
    seen.add(path.toLowerCase());
    if (isRepeated) return [rejected(path, 'two artifacts have this path, capital letters aside')];
    return folders.has(path) ? [rejected(path, 'another artifact needs a folder of this name')] : [];
  });
}

function planArtifact(
  root: string,
  { path, content }: Artifact,
  folder: string | undefined,
  faultOf: FaultOf,
): PlannedFile | Refusal {
  const fault = pathFault(path);
  if (fault !== undefined) return rejected(path, fault);
  if (folder === undefined) return rejected(path, 'the path lies in no output folder');
  try {
    const linked = linkFault(root, folder, path);
    return linked === undefined ? compare(root, path, content, faultOf) : rejected(path, linked);
  } catch (error) {
    return {
      kind: codeOf(error) === 'ENOTDIR' ? 'conflict' : 'rejected',
      path,
      message: `cannot be read: ${reasonOf(error)}`,
    };
  }
}

function compare(root: string, path: string, after: string, faultOf: FaultOf): PlannedFile | Refusal {
  const file = join(root, path);
  const stats = lstatSync(file, { throwIfNoEntry: false });
  if (!stats) return { kind: 'created', path, after };
  if (stats.isSymbolicLink()) return { kind: 'conflict', path, message: 'a symbolic link is in the way' };
  // Asked before reading: reading a pipe would wait for ever.
  if (!stats.isFile()) return { kind: 'conflict', path, message: 'a folder or a special file is in the way' };
  if (stats.size > LARGEST_OUTPUT_BYTES) return { kind: 'conflict', path, message: NOT_GENERATED };
  if (holdsText(file, stats.size, after)) return { kind: 'unchanged', path };
  const before = readFileSync(file, 'utf8');
  if (before === after || before.replaceAll('\r\n', '\n') === after) return { kind: 'unchanged', path };
  const fault = faultOf(path, before);
  return fault === undefined ? { kind: 'changed', path, before, after } : { kind: 'conflict', path, message: fault };
}

/** Much more than any output has; what is larger may be larger than memory. */
const LARGEST_OUTPUT_BYTES = 64 * 1024 * 1024;

/** More than a header takes. */
const START_BYTES = 64 * 1024;

function readStart(file: string): string {
  const descriptor = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(START_BYTES);
    return bytes.toString('utf8', 0, readSync(descriptor, bytes, 0, START_BYTES, 0));
  } finally {
    closeSync(descriptor);
  }
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

function planUnproduced(root: string, path: string, isOwned: IsOwned): readonly Entry[] {
  try {
    const fate = fateOf(path, readStart(join(root, path)), isOwned);
    if (fate.kind === 'not generated') return [];
    return fate.kind === 'ours' ? [{ kind: 'orphaned', path }] : [{ path, ...fate }];
  } catch (error) {
    return [rejected(path, `cannot be read: ${reasonOf(error)}`)];
  }
}
