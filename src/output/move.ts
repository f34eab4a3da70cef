// Moves in, files at their places out, all of them or none. What it moves lies ready on the same disk, so that nothing is
// left to do but renaming. Knows nothing of plans, nor of who made the moves.
import { lstatSync, renameSync, rmdirSync } from 'node:fs';
import { codeOf, type FileFailure, reasonOf } from './file-error.ts';

/** A renaming that puts a file in its place, or takes one away. Paths are absolute, except `path`. */
export interface Move {
  /** Of the output file, relative to the project root. */
  readonly path: string;
  readonly done: 'written' | 'deleted';
  readonly from: string;
  readonly to: string;
  /** The renaming that makes it undone: the reverse, or that of a copy of what was replaced. */
  readonly undo: { readonly from: string; readonly to: string };
}

/** All that is to be done at once. */
export interface Batch {
  readonly moves: readonly Move[];
  /** Folders, absolute, that go if the moves have left them empty; inner ones before outer ones. */
  readonly emptied: readonly string[];
}

/** Why moves could not be made, with the code of the operating system. */
export interface MoveFailure extends FileFailure {
  readonly code: string;
}

/** Makes all moves. After a failure those that were made are undone, and the failures returned; none if it worked. */
export function moveAll({ moves, emptied }: Batch): readonly MoveFailure[] {
  for (const move of moves) {
    try {
      renameSync(move.from, move.to);
    } catch (error) {
      return [failureOf(move, error), ...undoMoves(moves)];
    }
  }
  for (const folder of emptied) removeIfEmpty(folder);
  return [];
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    // Mostly because it is not empty. An empty folder does no harm, either.
    reasonOf(error);
  }
}

/** Undoes those of `moves` that were made, the last first; returns what could not be undone. */
export function undoMoves(moves: readonly Move[]): readonly MoveFailure[] {
  return [...moves].reverse().flatMap((move) => {
    // What is to be moved lies in a place of its own: where it is gone, it was moved.
    if (lstatSync(move.from, { throwIfNoEntry: false })) return [];
    try {
      renameSync(move.undo.from, move.undo.to);
      return [];
    } catch (error) {
      return [
        { ...failureOf(move, error), message: `was ${move.done}, and that cannot be undone: ${reasonOf(error)}` },
      ];
    }
  });
}

/** What the operating system refused to a file, as data. */
export function failureOf({ path, done }: Pick<Move, 'path' | 'done'>, error: unknown): MoveFailure {
  return { path, message: `cannot be ${done}: ${reasonOf(error)}`, code: codeOf(error) ?? '' };
}
