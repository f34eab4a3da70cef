// A command line in, its standard output out; one that fails is thrown as an Error whose message a user can act on.
import { spawnSync } from 'node:child_process';
import { env } from 'node:process';

// Error texts are quoted to the user, so they come in one language; nothing may wait for an answer.
const QUIET = { LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };
const SHOWN_LINES = 4;
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/** Whether a command of that name can be started. */
export function canRun(command, args = ['--version']) {
  return spawnSync(command, args, { stdio: 'ignore' }).error === undefined;
}

/** Runs to the end without input, or until `options.timeout` (milliseconds) is over. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, {
    ...options,
    env: { ...env, ...QUIET, ...options.env },
    encoding: 'utf8',
    maxBuffer: MAX_OUTPUT_BYTES,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (result.error?.code === 'ETIMEDOUT') throw new Error(`${command} ${args[0]} did not end in time`);
  if (result.error !== undefined) throw result.error;
  if (result.status !== 0) throw new Error(`${command} ${args.at(-1)}: ${lastLines(result.stdout + result.stderr)}`);
  return result.stdout;
}

function lastLines(text) {
  return text.trim().split('\n').slice(-SHOWN_LINES).join('\n    ');
}
