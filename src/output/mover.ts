// Moves in, a process that makes them out. A build may be killed at any moment, and between two renamings the output would
// be a mix of old and new; nobody who kills the build kills this process with it. It is started beforehand and gets all
// moves at once when it is ready: with the build gone before that it does nothing, and after that all of it, at once.
import { spawn } from 'node:child_process';
import { execPath } from 'node:process';
import { type Batch, type Move, type MoveFailure, moveAll, undoMoves } from './move.ts';
import { MOVER_PROGRAM } from './mover-program.ts';

/** What the process says when it is ready. */
export const READY = 'ready\n';

/** Something that makes moves, once. */
export interface Mover {
  /** The number of the process that it is; none for this one. */
  readonly process: number | undefined;
  /** Makes all moves or none; what went wrong, if anything did. */
  move(batch: Batch): Promise<readonly MoveFailure[]>;
  /** Says that there is nothing to move after all. */
  abandon(): void;
}

/** A mover in this process: for a single move, which is atomic anyway. */
export function moverHere(): Mover {
  return { process: undefined, move: async (batch) => moveAll(batch), abandon: () => undefined };
}

/** A mover in a process and a session of its own; in this one if the system has no room for another. */
export function moverApart(): Mover {
  const child = spawn(execPath, MOVER_PROGRAM, { detached: true, stdio: ['pipe', 'pipe', 'ignore'] });
  let answer = '';
  const ready = new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      answer += text;
      if (answer.startsWith(READY)) resolve();
    });
    child.on('error', () => resolve());
    child.on('close', () => resolve());
  });
  const ended = new Promise<void>((resolve) => {
    child.on('error', () => resolve());
    child.on('close', () => resolve());
  });
  // One that has died does not read; that it gives no answer tells enough.
  child.stdin.on('error', () => undefined);
  return {
    process: child.pid,
    move: async (batch) => {
      await ready;
      if (!answer.startsWith(READY)) return moveAll(batch);
      child.stdin.end(`${JSON.stringify(batch)}\n`);
      await ended;
      return readAnswer(answer.slice(READY.length)) ?? [...undoMoves(batch.moves), ...unanswered(batch.moves)];
    },
    abandon: () => child.stdin.end(),
  };
}

/** What went wrong, as the process writes it on one line. */
function readAnswer(text: string): readonly MoveFailure[] | undefined {
  return text.endsWith('\n') ? (JSON.parse(text) as readonly MoveFailure[]) : undefined;
}

function unanswered(moves: readonly Move[]): MoveFailure[] {
  return moves.slice(0, 1).map(({ path, done }) => {
    return {
      path,
      message: `cannot be ${done}: the process that moves files was ended; nothing was changed`,
      code: '',
    };
  });
}
