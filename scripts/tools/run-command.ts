// A command line in, its standard output out; one that fails is thrown as an Error whose message a user can act on.
import { spawnSync } from 'node:child_process';
import { env } from 'node:process';

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

// Error texts are quoted to the user, so they come in one language; nothing may wait for an answer.
const QUIET = { LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };
const SHOWN_LINES = 4;
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/** Whether a command of that name can be started. */
export function canRun(command: string, args: readonly string[] = ['--version']): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).error === undefined;
}

/** Runs to the end without input; its standard output. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): string {
  const result = spawnSync(command, args, {
    ...options,
    env: { ...env, ...QUIET, ...options.env },
    encoding: 'utf8',
    maxBuffer: MAX_OUTPUT_BYTES,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (result.error !== undefined) throw result.error;
  if (result.status !== 0) throw new Error(`${command} ${args.at(-1)}: ${lastLines(result.stdout + result.stderr)}`);
  return result.stdout;
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-SHOWN_LINES).join('\n    ');
}
