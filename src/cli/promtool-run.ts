// Runs promtool on many test files, as many at once as there are cores. No process outlives this one or its time limit.
import { type ChildProcess, spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import process from 'node:process';
import type { Promtool } from './promtool-find.ts';

/** What one process said. */
export interface PromtoolRun {
  /** The exit status; undefined for a process that did not end by itself. */
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** Why it did not end by itself, in words. */
  readonly broken?: string;
}

const SECOND_MS = 1_000;
const TIME_LIMIT_MS = 60 * SECOND_MS;

/** More than any set of scenarios that all fail says. */
const LARGEST_OUTPUT = 16 * 1024 * 1024;

/** One process for each core, so one thread for each process; memory is cheaper than collecting it. */
const TUNING = { GOMAXPROCS: '1', GOGC: '400' };

/**
 * Runs `promtool test rules` on each file, in the folder `root`. `onEnd` hears of every file as it ends; the results are
 * in the order of the files.
 */
export async function runPromtool(
  { path }: Promtool,
  root: string,
  files: readonly string[],
  onEnd: (run: PromtoolRun, at: number) => void,
): Promise<readonly PromtoolRun[]> {
  const children = new Set<ChildProcess>();
  const release = killWithUs(children);
  const results: PromtoolRun[] = [];
  const queue = files.entries();
  const work = async (): Promise<void> => {
    for (const [at, file] of queue) {
      const run = await runOne(path, root, file, children);
      results[at] = run;
      onEnd(run, at);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(availableParallelism(), files.length) }, work));
  } finally {
    release();
  }
  return results;
}

function runOne(path: string, root: string, file: string, children: Set<ChildProcess>): Promise<PromtoolRun> {
  return new Promise((settle) => {
    const env = { ...TUNING, ...process.env };
    // A group of its own, so that what it starts can be ended with it.
    const stdio = ['ignore', 'pipe', 'pipe'] as const;
    const child = spawn(path, ['test', 'rules', file], { cwd: root, env, stdio: [...stdio], detached: true });
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

/** Whatever ends this process ends the children first. Returns how to undo it. */
function killWithUs(children: ReadonlySet<ChildProcess>): () => void {
  const kill = (): void => {
    for (const child of children) endGroup(child);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const handlers = signals.map((signal) => {
    const handle = (): void => {
      kill();
      release();
      process.kill(process.pid, signal);
    };
    return [signal, handle] as const;
  });
  const release = (): void => {
    process.off('exit', kill);
    for (const [signal, handle] of handlers) process.off(signal, handle);
  };
  process.on('exit', kill);
  for (const [signal, handle] of handlers) process.on(signal, handle);
  return release;
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}
