// A command line in, what a whole process of it took out: from start to exit as its user waits for it, with all its
// threads. Node does not tell of children what getrusage knows, so time(1) does.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { platform } from 'node:process';

/** What one process took. */
export interface Usage {
  readonly wallSeconds: number;
  /** User and system time of all threads, in seconds; time(1) counts hundredths. */
  readonly cpuSeconds: number;
  /** The most memory that was resident at once, in bytes. */
  readonly peakBytes: number;
}

const TIME = '/usr/bin/time';
const MAX_OUTPUT_BYTES = 1024 * 1024 * 1024;

/** Runs a command to its end without input and throws what it says when it fails. */
export function measureProcess(command: string, args: readonly string[], cwd: string): Usage {
  const folder = mkdtempSync(join(tmpdir(), 'slo-bench-time-'));
  try {
    const report = join(folder, 'usage');
    const flags = platform === 'darwin' ? ['-l', '-o', report] : ['-f', '%U user %S sys %M KiB', '-o', report];
    const startedMs = performance.now();
    const { status, error, stderr } = spawnSync(TIME, [...flags, command, ...args], {
      cwd,
      encoding: 'utf8',
      maxBuffer: MAX_OUTPUT_BYTES,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const wallSeconds = (performance.now() - startedMs) / 1000;
    if (error !== undefined) throw new Error(`${TIME} is needed (on Debian: the package "time"): ${error.message}`);
    if (status !== 0) throw new Error(`${command} ${args.join(' ')} fails: ${stderr.trim().slice(-2000)}`);
    return { wallSeconds, ...readReport(readFileSync(report, 'utf8')) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readReport(text: string): Omit<Usage, 'wallSeconds'> {
  const find = (pattern: RegExp) => Number(pattern.exec(text)?.[1] ?? Number.NaN);
  const kibibytes = find(/(\d+) KiB/);
  return {
    cpuSeconds: find(/([\d.]+) user/) + find(/([\d.]+) sys/),
    peakBytes: Number.isNaN(kibibytes) ? find(/(\d+)\s+maximum resident set size/) : kibibytes * 1024,
  };
}

/** The middle of several runs, for each figure by itself: a busy machine slows some runs and never speeds one up. */
export function medianUsage(runs: readonly Usage[]): Usage {
  const of = (pick: (usage: Usage) => number) => median(runs.map(pick));
  return {
    wallSeconds: of(({ wallSeconds }) => wallSeconds),
    cpuSeconds: of(({ cpuSeconds }) => cpuSeconds),
    peakBytes: of(({ peakBytes }) => peakBytes),
  };
}

/** NaN of nothing; the mean of the two in the middle of an even number. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
  return (lower + upper) / 2;
}
