// What must be done before this process ends, however it ends: processes it started are ended, folders it made are removed.
import process from 'node:process';
import { setImmediate as nextTurn } from 'node:timers/promises';

type CleanUp = () => void;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const cleanUps = new Set<CleanUp>();

/** Has `cleanUp` called when the process exits or is asked to end, the latest first. Returns how to cancel that. */
export function beforeEnd(cleanUp: CleanUp): () => void {
  if (cleanUps.size === 0) {
    process.on('exit', cleanAll);
    for (const signal of SIGNALS) process.on(signal, endBy);
  }
  cleanUps.add(cleanUp);
  return () => {
    if (cleanUps.delete(cleanUp) && cleanUps.size === 0) stopListening();
  };
}

/**
 * Does the work to its end although the process is asked to end meanwhile; that is done afterwards. The work may look whether
 * it was asked, and end early.
 */
export async function untilDone<T>(work: (isAskedToEnd: () => boolean) => Promise<T>): Promise<T> {
  const asked: NodeJS.Signals[] = [];
  const hold = (signal: NodeJS.Signals): void => {
    asked.push(signal);
  };
  for (const signal of SIGNALS) process.on(signal, hold);
  try {
    return await work(() => asked.length > 0);
  } finally {
    // A signal that arrived during the last call is heard when the event loop asks for events, which it surely does between two
    // turns.
    await nextTurn();
    await nextTurn();
    for (const signal of SIGNALS) process.off(signal, hold);
    const [signal] = asked;
    // A watcher has heard of it itself.
    if (signal !== undefined && process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  }
}

function cleanAll(): void {
  for (const cleanUp of [...cleanUps].reverse()) cleanUp();
}

/** Ends as if nobody had listened, so that whoever waits for this process learns of the signal. */
function endBy(signal: NodeJS.Signals): void {
  cleanAll();
  cleanUps.clear();
  stopListening();
  process.kill(process.pid, signal);
}

function stopListening(): void {
  process.off('exit', cleanAll);
  for (const signal of SIGNALS) process.off(signal, endBy);
}
