// A running engine: commands in, its answers out, one after the other (engine/command.go and output.go say what they hold).
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { AlertChange } from '../../backtest/backtest.ts';
import type { Labels } from '../../exposition/exposition.ts';
import { beforeEnd } from '../../output/before-end.ts';

export interface EngineRuleFile {
  readonly name: string;
  readonly text: string;
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

export interface EngineSample {
  readonly labels: Labels;
  readonly value: number;
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
  readonly #cancel: () => void;
  #stderr = '';

  constructor(path: string) {
    const child = spawn(path, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child = child;
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

  /** How far the rules look back at most, in milliseconds, or why Prometheus refuses them. */
  async reach(job: ReplayJob): Promise<{ readonly reach: number } | { readonly refused: string }> {
    this.#send({ needs: job });
    const { needs, refused } = await this.#next();
    return refused ? { refused: refused.error } : { reach: needs?.reach ?? 0 };
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

  close(): void {
    this.#cancel();
    this.#child.stdin?.end();
  }

  #send(command: object): void {
    this.#child.stdin?.write(`${JSON.stringify(command)}\n`);
  }

  async #next(): Promise<Line> {
    const { value, done } = await this.#lines.next();
    if (done) throw new EngineFault(this.#stderr.trim().split('\n')[0] || 'it ended without a word');
    return JSON.parse(value) as Line;
  }
}
