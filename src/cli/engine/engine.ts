// A running engine: commands in, its answers out, one after the other (engine/command.go and output.go say what they hold).
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { AlertChange } from '../../backtest/fired-alerts.ts';
import type { Labels } from '../../exposition/exposition.ts';
import { beforeEnd } from '../../output/before-end.ts';

export interface EngineRuleFile {
  readonly name: string;
  readonly text: string;
  /** The last moment at which its groups are evaluated, where it is earlier than the end of the job. */
  readonly end?: number;
}

export interface RuleFailure {
  readonly rule: string;
  readonly at: number;
  readonly error: string;
}

export interface ReplayJob {
  readonly ruleSet: string;
  readonly files: readonly EngineRuleFile[];
  readonly start: number;
  readonly end: number;
  /** Of groups without their own. */
  readonly interval: number;
}

export type Replayed =
  | { readonly changes: readonly AlertChange[]; readonly failures: readonly RuleFailure[] }
  | { readonly refused: string };

/** What rules read that they do not record themselves. */
export interface Needs {
  readonly selectors: readonly string[];
  /** How far they look back at most, in milliseconds. */
  readonly reach: number;
}

export interface GivenSeries {
  readonly labels: Labels;
  /** Milliseconds. */
  readonly times: readonly number[];
  readonly values: readonly number[];
}

export interface EngineSample {
  readonly labels: Labels;
  readonly value: number;
}

/** How much was written; the series are those of the block that has the most. */
export interface WrittenBlocks {
  readonly blocks: number;
  readonly samples: number;
  readonly series: number;
}

/** One line that the engine prints; it has one of these. */
interface Line {
  readonly opened?: { readonly first: number; readonly last: number };
  readonly needs?: {
    readonly selectors: readonly string[];
    readonly reach: number;
    readonly records: readonly string[];
  };
  readonly alert?: AlertChange;
  readonly failed?: RuleFailure;
  readonly refused?: { readonly error: string };
  readonly progress?: { readonly share: number };
  readonly done?: object;
  readonly recorded?: { readonly since: Readonly<Record<string, number>> };
  readonly written?: WrittenBlocks;
  readonly answer?: {
    readonly samples: readonly { readonly labels: Labels; readonly value: string }[];
    readonly error?: string;
  };
}

/** Why the engine has ended, in its own words. */
export class EngineFault extends Error {}

export class Engine {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #ended: Promise<unknown>;
  readonly #cancel: () => void;
  #stderr = '';

  constructor(path: string) {
    const child = spawn(path, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child = child;
    this.#ended = new Promise((ended) => child.once('close', ended));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
    // An engine that ends early closes its input; what it says on its way is told.
    child.stdin.on('error', () => undefined);
    child.on('error', (error) => {
      this.#stderr += error.message;
    });
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    this.#cancel = beforeEnd(() => child.kill('SIGTERM'));
  }

  /** Opens a data folder: its first and its last moment, both 0 where it is empty. */
  async open(folder: string): Promise<{ readonly first: number; readonly last: number }> {
    this.#send({ open: { folder } });
    const { opened } = await this.#next();
    return opened ?? { first: 0, last: 0 };
  }

  /** What the rules read, or why Prometheus refuses them. */
  async needs(job: ReplayJob): Promise<Needs | { readonly refused: string }> {
    this.#send({ needs: job });
    const { needs, refused } = await this.#next();
    return refused ? { refused: refused.error } : { selectors: needs?.selectors ?? [], reach: needs?.reach ?? 0 };
  }

  /** Adds samples of a series, in the order of time. */
  async give({ labels, times, values }: GivenSeries): Promise<void> {
    const written = values.map((value) => (Number.isFinite(value) ? value : String(value).replace('Infinity', 'Inf')));
    const isTaken = this.#send({ series: { labels, times, values: written } });
    if (!isTaken && this.#child.stdin?.writable) await Promise.race([once(this.#child.stdin, 'drain'), this.#ended]);
  }

  /** Evaluates a rule set; `onProgress` is told the share that is done. */
  async replay(job: ReplayJob, onProgress: (share: number) => void): Promise<Replayed> {
    this.#send({ replay: job });
    const changes: AlertChange[] = [];
    const failures: RuleFailure[] = [];
    for (;;) {
      const { alert, failed, refused, progress, done } = await this.#next();
      if (refused) return { refused: refused.error };
      if (alert) changes.push(alert);
      if (failed) failures.push(failed);
      if (progress) onProgress(progress.share);
      if (done) return { changes: changes.sort((a, b) => a.at - b.at), failures };
    }
  }

  /** What an expression yields at a moment of a rule set's replay. */
  async query(ruleSet: string, expr: string, at: number): Promise<readonly EngineSample[]> {
    this.#send({ query: { ruleSet, expr, at } });
    const { answer } = await this.#next();
    return (answer?.samples ?? []).map(({ labels, value }) => ({
      labels,
      value: Number(value.replace('Inf', 'Infinity')),
    }));
  }

  /** By rule file since when the history holds samples of what its rules record; files without any are left out. */
  async recordedSince(job: ReplayJob): Promise<Readonly<Record<string, number>>> {
    this.#send({ recorded: job });
    const { recorded } = await this.#next();
    return recorded?.since ?? {};
  }

  /** Writes what a replay has recorded from a moment on into a folder, which is made. */
  async writeBlocks(ruleSet: string, folder: string, start: number): Promise<WrittenBlocks> {
    this.#send({ blocks: { ruleSet, folder, start } });
    const { written } = await this.#next();
    return written ?? { blocks: 0, samples: 0, series: 0 };
  }

  close(): void {
    this.#cancel();
    this.#child.stdin?.end();
  }

  /** Whether more can be sent at once. */
  #send(command: object): boolean {
    return this.#child.stdin?.write(`${JSON.stringify(command)}\n`) ?? false;
  }

  async #next(): Promise<Line> {
    const { value, done } = await this.#lines.next();
    if (done) throw new EngineFault(this.#stderr.trim().split('\n')[0] || 'it ended without a word');
    return JSON.parse(value) as Line;
  }
}
