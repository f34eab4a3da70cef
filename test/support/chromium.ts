// A headless Chromium for tests, spoken to over its debugging pipe (--remote-debugging-pipe: messages end in NUL), so that
// no port and no driver is needed. Where there is none, tests are skipped under a name that says so.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import type { Readable, Writable } from 'node:stream';

const NAMES: readonly string[] = ['chromium', 'chromium-browser', 'google-chrome'];

/** The Chromium to use: $CHROMIUM, or the first on PATH. */
export function findChromium(): string | undefined {
  const candidates = env.CHROMIUM ? [env.CHROMIUM] : NAMES;
  return candidates.find((name) => spawnSync(name, ['--version']).status === 0);
}

type Message = Readonly<Record<string, unknown>>;

/** A page in a browser of its own. */
export class Browser {
  /** Whatever the browser told without being asked: `method` and `params` of the protocol. */
  readonly events: Message[] = [];
  readonly #process: ChildProcess;
  readonly #profile: string;
  readonly #waiting = new Map<number, { resolve: (result: Message) => void; reject: (error: Error) => void }>();
  #session: string | undefined;
  #last = 0;

  private constructor(process: ChildProcess, profile: string) {
    this.#process = process;
    this.#profile = profile;
    let rest = '';
    (process.stdio[4] as Readable).setEncoding('utf8').on('data', (text: string) => {
      const parts = (rest + text).split('\0');
      rest = parts.pop() ?? '';
      for (const part of parts) this.#receive(JSON.parse(part));
    });
  }

  static async open(command: string): Promise<Browser> {
    const profile = await mkdtemp(join(tmpdir(), 'slo-chromium-'));
    const options = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--remote-debugging-pipe'];
    const child = spawn(command, [...options, `--user-data-dir=${profile}`, 'about:blank'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    });
    const browser = new Browser(child, profile);
    const { targetId } = await browser.send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await browser.send('Target.attachToTarget', { targetId, flatten: true });
    browser.#session = String(sessionId);
    for (const domain of ['Page', 'Network', 'Log', 'Runtime']) await browser.send(`${domain}.enable`);
    return browser;
  }

  send(method: string, params: Message = {}): Promise<Message> {
    this.#last += 1;
    const id = this.#last;
    const session = this.#session === undefined ? {} : { sessionId: this.#session };
    (this.#process.stdio[3] as Writable).write(`${JSON.stringify({ id, method, params, ...session })}\0`);
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  /** Loads a page and waits until it has. */
  async load(url: string): Promise<void> {
    this.events.length = 0;
    await this.send('Page.navigate', { url });
    while (!this.events.some(({ method }) => method === 'Page.loadEventFired')) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** The value of a JavaScript expression in the page. */
  async evaluate(expression: string): Promise<unknown> {
    const { result } = await this.send('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true });
    return (result as Message).value;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#process.once('close', resolve));
    this.#process.kill('SIGKILL');
    await closed;
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  #receive(message: Message): void {
    const waiting = this.#waiting.get(Number(message.id));
    if (waiting === undefined) {
      this.events.push(message);
      return;
    }
    this.#waiting.delete(Number(message.id));
    if (message.error) waiting.reject(new Error(JSON.stringify(message.error)));
    else waiting.resolve((message.result ?? {}) as Message);
  }
}
