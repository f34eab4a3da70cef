// Runs promtool, somewhat more often at once than there are cores. No process outlives this one or its time limit.
import { type ChildProcess, spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import process from 'node:process';
import { beforeEnd } from '../output/before-end.ts';
import { SECOND_MS } from '../text/time.ts';
import type { Promtool } from './find.ts';
import { withTemporaryFolder } from './temporary.ts';

/** What one process said. */
export interface PromtoolRun {
  /** The exit status; undefined for a process that did not end by itself. */
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** Why it did not end by itself, in words. */
  readonly broken?: string;
}

const TIME_LIMIT_MS = 60 * SECOND_MS;

/** More than any set of scenarios that all fail says. */
const LARGEST_OUTPUT = 16 * 1024 * 1024;

/** There is a process for each core, so one thread for each process. To collect memory costs more than to use some of it. */
export const TUNING = { GOMAXPROCS: '1', GOGC: '400', GOMEMLIMIT: '256MiB' };

/** Runs `promtool test rules` on these files in one process, in the folder `root`. */
export type RunFiles = (root: string, files: readonly string[]) => Promise<PromtoolRun>;

/** Hands `work` a way to run promtool; what it starts ends with this process, at the latest. */
export async function withPromtool<T>({ path }: Promtool, work: (run: RunFiles) => Promise<T>): Promise<T> {
  const children = new Set<ChildProcess>();
  // promtool makes a storage for each scenario, and leaves it behind when it is ended.
  return await withTemporaryFolder(async (storages) => {
    const cancel = beforeEnd(() => {
      for (const child of children) endGroup(child);
    });
    try {
      return await work((root, files) => runOne({ path, root, files, storages }, children));
    } finally {
      cancel();
    }
  });
}

/** A process waits for the disk for a third of its time; meanwhile its core works for the one that is too many. */
const WAITING = 1;

/** Works on the items in their order, on one more at once than there are cores. */
export async function inParallel<T>(items: readonly T[], work: (item: T, at: number) => Promise<void>): Promise<void> {
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [at, item] of queue) await work(item, at);
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism() + WAITING, items.length) }, worker));
}

interface Job {
  /** The promtool. */
  readonly path: string;
  readonly root: string;
  readonly files: readonly string[];
  /** Where it makes its storages. */
  readonly storages: string;
}

function runOne({ path, root, files, storages }: Job, children: Set<ChildProcess>): Promise<PromtoolRun> {
  return new Promise((settle) => {
    const env = { ...TUNING, ...process.env, TMPDIR: storages };
    // A group of its own, so that what it starts can be ended with it.
    const stdio = ['ignore', 'pipe', 'pipe'] as const;
    const child = spawn(path, ['test', 'rules', ...files], { cwd: root, env, stdio: [...stdio], detached: true });
    const texts = { stdout: '', stderr: '' };
    let broken: string | undefined;
    const stop = (reason: string): void => {
      broken ??= reason;
      endGroup(child);
    };
    const limit = setTimeout(() => stop(`it took longer than ${TIME_LIMIT_MS / SECOND_MS} s`), TIME_LIMIT_MS);
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        texts[name] += text;
        if (texts[name].length > LARGEST_OUTPUT) stop('it printed without end');
      });
    }
    const end = (status: number | undefined): void => {
      clearTimeout(limit);
      children.delete(child);
      settle({ status, ...texts, ...(broken !== undefined && { broken }) });
    };
    children.add(child);
    child.on('error', (error) => {
      broken ??= error.message;
      end(undefined);
    });
    child.on('close', (status, signal) => {
      if (signal) broken ??= `it was ended by ${signal}`;
      end(status ?? undefined);
    });
  });
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}
