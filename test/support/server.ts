// A program that listens on loopback, for as long as a test lasts. It has a folder of its own, and leaves nothing behind.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export { freePort } from '../../src/notifications/receiver.ts';

const READY_WITHIN_MS = 30_000;
const STOP_WITHIN_MS = 5_000;
const KEPT_LOG_LINES = 30;

// The program must not outlive whoever started it, however that ends: its keeper waits for the end of a pipe that breaks
// with the starter, and then removes the folder too. `exec 3<&0` because a shell gives background jobs no standard input.
const KEEPER = `
folder=$1; shift; exec 3<&0
"$@" 3<&- </dev/null & pid=$!
{ cat <&3; kill -9 "$pid"; rm -rf "$folder" || { sleep 1; rm -rf "$folder"; }; } >/dev/null 2>&1 &
wait "$pid"`;

/** An empty folder that a server takes with it when it stops. */
export function newFolder(name: string): Promise<string> {
  return mkdtemp(join(tmpdir(), `slo-${name}-`));
}

export interface ServerOptions {
  readonly binary: string;
  readonly args: readonly string[];
  /** Removed when the server stops. */
  readonly folder: string;
  readonly url: string;
  /** The path that answers when the server is ready. */
  readonly ready: string;
}

/** A running server. */
export class Server {
  readonly #options: ServerOptions;
  readonly #keeper: ChildProcess;
  readonly #ended: Promise<void>;
  readonly #log: string[] = [];

  constructor(options: ServerOptions) {
    this.#options = options;
    const { binary, args, folder } = options;
    this.#keeper = spawn('/bin/sh', ['-c', KEEPER, 'keeper', folder, binary, ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#ended = new Promise((ended) => this.#keeper.once('exit', () => ended()).once('error', () => ended()));
    for (const stream of [this.#keeper.stdout, this.#keeper.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => this.#log.push(...text.trimEnd().split('\n')));
    }
  }

  /** The end of what the server has written. */
  get log(): string {
    return this.#log.slice(-KEPT_LOG_LINES).join('\n');
  }

  get isRunning(): boolean {
    return this.#keeper.exitCode === null && this.#keeper.signalCode === null;
  }

  /** Waits for the first answer; false when the server has ended instead, or takes too long. */
  async isReady(): Promise<boolean> {
    const deadline = performance.now() + READY_WITHIN_MS;
    while (this.isRunning && performance.now() < deadline) {
      const response = await fetch(`${this.#options.url}${this.#options.ready}`).catch(() => undefined);
      if (response?.ok) return true;
      await sleep(50);
    }
    return false;
  }

  /** Ends the server and removes its folder. */
  async stop(): Promise<void> {
    this.#keeper.stdin?.end();
    await Promise.race([this.#ended, sleep(STOP_WITHIN_MS, undefined, { ref: false })]);
    await rm(this.#options.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** Starts a server and waits until it is ready. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const server = new Server(options);
  if (await server.isReady()) return server;
  const { log } = server;
  await server.stop();
  throw new Error(`${options.binary} does not start:\n${log}`);
}
