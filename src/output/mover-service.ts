// What the process of `mover.ts` does: moves in on standard input, on one line, what went wrong out on standard output.
import { writeSync } from 'node:fs';
import { stdin } from 'node:process';
import { text } from 'node:stream/consumers';
import { type Batch, moveAll } from './move.ts';
import { READY } from './mover.ts';

/** Answers one request, and ends. */
export async function serveMoves(): Promise<void> {
  say(READY);
  const batch = await text(stdin);
  // Without the end of its line it is not all that the build meant to send, or nothing is to be moved after all.
  if (batch.endsWith('\n')) say(`${JSON.stringify(moveAll(JSON.parse(batch) as Batch))}\n`);
}

function say(words: string): void {
  try {
    writeSync(1, words);
  } catch (error) {
    // The build is gone, and nobody waits for the answer.
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
  }
}
