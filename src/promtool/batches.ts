// Test files in, what promtool says of each out, as if each had been run alone. To start a process costs as much as most
// files do, so a process is given several. It prints failures without the file that they are in: whatever it does not call
// a success is run again, alone.
import { availableParallelism } from 'node:os';
import type { Promtool } from './find.ts';
import { hasLoadedAll } from './outcome.ts';
import { inParallel, type PromtoolRun, withPromtool } from './run.ts';

/** A test file, and about how long promtool works on it, in milliseconds. */
export interface CostedFile {
  readonly path: string;
  readonly costMs: number;
}

/**
 * Runs `promtool test rules` on the files, in the folder `root`. `onEnd` hears of every file as it ends; the results are in
 * the order of the files.
 */
export async function runPromtool(
  promtool: Promtool,
  root: string,
  files: readonly CostedFile[],
  onEnd: () => void,
): Promise<readonly PromtoolRun[]> {
  const results = new Map<CostedFile, PromtoolRun>();
  await withPromtool(promtool, (run) =>
    inParallel(batchesOf(files, availableParallelism()), async (batch) => {
      const paths = batch.map(({ path }) => path);
      const all = await run(root, paths);
      for (const file of batch) {
        const ofFile = batch.length === 1 ? all : successOf(file.path, paths, all);
        results.set(file, ofFile ?? (await run(root, [file.path])));
        onEnd();
      }
    }),
  );
  return files.flatMap((file) => results.get(file) ?? []);
}

/** Less is not worth a process. */
const LEAST_BATCH_MS = 250;
/** A process that is ended has a minute, also on a machine ten times as slow. */
const LARGEST_BATCH_MS = 3_000;

/** The dearest first, and ever smaller batches, so that no core waits for the last of them. */
export function batchesOf(files: readonly CostedFile[], cores: number): CostedFile[][] {
  const queue = [...files].sort((a, b) => b.costMs - a.costMs);
  let leftMs = queue.reduce((sum, { costMs }) => sum + costMs, 0);
  const batches: CostedFile[][] = [];
  let [batch, roomMs]: [CostedFile[], number] = [[], 0];
  for (const file of queue) {
    if (roomMs <= 0) {
      [batch, roomMs] = [[], Math.min(LARGEST_BATCH_MS, Math.max(LEAST_BATCH_MS, leftMs / cores / 2))];
      batches.push(batch);
    }
    batch.push(file);
    roomMs -= file.costMs;
    leftMs -= file.costMs;
  }
  return batches;
}

/**
 * What promtool said of one file among others; undefined unless it has called it a success, and counts add up. Only
 * Prometheus 2 prints the names of files: where Prometheus 3 has failed some, each of them is in doubt.
 */
function successOf(path: string, paths: readonly string[], run: PromtoolRun): PromtoolRun | undefined {
  if (run.broken !== undefined || !hasLoadedAll(run)) return undefined;
  const [named, unnamed] = [successText(path), '  SUCCESS\n'];
  const successes = run.stdout.split(/^ {2}SUCCESS$/m).length - 1;
  const failures = run.stderr.split('\n').filter((line) => line === '  FAILED:').length;
  if (successes + failures !== paths.length || run.status !== (failures === 0 ? 0 : 1)) return undefined;
  if (failures === 0) return { status: 0, stdout: unnamed, stderr: '' };
  return run.stdout.includes(named) ? { status: 0, stdout: named, stderr: '' } : undefined;
}

function successText(path: string): string {
  return `Unit Testing:  ${path}\n  SUCCESS\n`;
}
