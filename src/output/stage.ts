// A plan in, its contents written to a staging folder and the moves that put them in place out. Nothing in the output
// folders is changed here, so that a run may end at any moment of this, which takes nearly all of the time.
import {
  accessSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fchmodSync,
  fsync,
  linkSync,
  mkdirSync,
  openSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { writeText } from './file-bytes.ts';
import { folderOf } from './locate.ts';
import { type Batch, failureOf, type Move, type MoveFailure } from './move.ts';
import type { Plan, PlannedFile } from './plan.ts';

/** Where staging folders lie: in the project root, or in the output folders where those are on another disk or the root
 *  cannot be written to. */
export type StagingPlace = 'root' | 'output';

/** What is ready to be moved. */
export interface Staged extends Batch {
  /** Staging folders, absolute; to be removed when all is done. */
  readonly folders: readonly string[];
  /** Why not all of it is ready; then nothing may be moved. */
  readonly failures: readonly MoveFailure[];
}

type Change = Exclude<PlannedFile, { kind: 'unchanged' }>;

const FILE_MODE = 0o644;

const MODE_BITS = 0o777;

const untilOnDisk = promisify(fsync);

/** How many files wait for the disk at once: one after the other, waiting would take half of a large build. */
const MOST_WAITING = 64;

/** Writes all new contents into staging folders called `name`, until the first failure. */
export async function stage(plan: Plan, place: StagingPlace, name: string): Promise<Staged> {
  const { root, folders: outputFolders, files } = plan;
  const changes = files.filter((file): file is Change => file.kind !== 'unchanged');
  const folders = new Set<string>();
  const moves = new Map<string, Move>();
  const failures: MoveFailure[] = [];
  const stageNext = async (file: Change) => {
    const folder = place === 'root' ? root : existing(root, folderOf(file.path, outputFolders) ?? '.');
    const staging = join(folder, name);
    try {
      if (!folders.has(staging)) openStaging(staging, folders);
      const { move, written } = stageFile(root, file, staging);
      // Several new files may come with one new folder.
      if (!moves.has(move.to)) moves.set(move.to, move);
      await written;
    } catch (error) {
      failures.push(failureOf({ path: file.path, done: verbOf(file) }, error));
    }
  };
  for (let at = 0; at < changes.length && failures.length === 0; at += MOST_WAITING) {
    await Promise.all(changes.slice(at, at + MOST_WAITING).map(stageNext));
  }
  return {
    moves: [...moves.values()],
    emptied: foldersOfOrphans(plan),
    folders: [...folders],
    failures: failures.slice(0, 1),
  };
}

/** The folders below the output folders in which something is to be deleted, inner ones first. */
function foldersOfOrphans({ root, folders, files }: Plan): string[] {
  const orphans = files.flatMap(({ kind, path }) => (kind === 'orphaned' ? [path] : []));
  const found = orphans.flatMap((path) => {
    const outer = folderOf(path, folders) ?? '.';
    const parents = [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index));
    return parents.filter((parent) => parent !== outer && folderOf(parent, folders) === outer);
  });
  return [...new Set(found)].sort((a, b) => b.length - a.length).map((folder) => join(root, folder));
}

function openStaging(staging: string, folders: Set<string>): void {
  mkdirSync(staging);
  folders.add(staging);
  // Should the run be killed, git does not offer the rest to be committed.
  writeFileSync(join(staging, '.gitignore'), '*\n');
}

function verbOf({ kind }: Change): Move['done'] {
  return kind === 'orphaned' ? 'deleted' : 'written';
}

interface StagedFile {
  readonly move: Move;
  /** Settles when the new content is on the disk; rejected when it cannot be. */
  readonly written?: Promise<void>;
}

function stageFile(root: string, file: Change, staging: string): StagedFile {
  const { path } = file;
  const target = join(root, path);
  const kept = join(staging, 'old', path);
  const done = verbOf(file);
  if (file.kind === 'orphaned') {
    requireWritable(dirname(target));
    mkdirSync(dirname(kept), { recursive: true });
    return { move: { path, done, from: target, to: kept, undo: { from: kept, to: target } } };
  }
  const fresh = join(staging, 'new', path);
  mkdirSync(dirname(fresh), { recursive: true });
  if (file.kind === 'changed') {
    requireWritable(dirname(target));
    mkdirSync(dirname(kept), { recursive: true });
    keep(target, kept);
    const move = { path, done, from: fresh, to: target, undo: { from: kept, to: target } };
    return { move, written: writeWhole(fresh, file.after, statSync(target).mode & MODE_BITS) };
  }
  // A new folder is moved as a whole.
  const part = firstMissing(root, path);
  const [from, to] = [join(staging, 'new', part), join(root, part)];
  requireWritable(dirname(to));
  return { move: { path, done, from, to, undo: { from: to, to: from } }, written: writeWhole(fresh, file.after) };
}

/** Throws before anything is moved what moving would throw. */
function requireWritable(folder: string): void {
  // The dot asks for a folder: of a file the answer would be about another permission.
  accessSync(`${folder}/.`, constants.W_OK | constants.X_OK);
}

/** The old file under a second name, as it is; where the disk has no such names, a copy. */
function keep(target: string, kept: string): void {
  try {
    linkSync(target, kept);
  } catch {
    copyFileSync(target, kept);
  }
}

/** `path` up to its first part that does not exist. */
function firstMissing(root: string, path: string): string {
  const parent = dirname(path);
  return parent === '.' || existsSync(join(root, parent)) ? path : firstMissing(root, parent);
}

/** The innermost folder on the way to `folder` that exists, absolute. */
function existing(root: string, folder: string): string {
  const absolute = join(root, folder);
  return folder === '.' || existsSync(absolute) ? absolute : existing(root, dirname(folder));
}

async function writeWhole(path: string, content: string, mode: number = FILE_MODE): Promise<void> {
  const descriptor = openSync(path, 'wx');
  try {
    writeText(descriptor, content);
    // Whatever the umask says: other users' tools read these files. A file that is replaced keeps the mode it was given.
    fchmodSync(descriptor, mode);
    // Without it a power cut after the moving could leave an empty file under the final name.
    await untilOnDisk(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
