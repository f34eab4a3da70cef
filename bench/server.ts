// A Prometheus server over a folder of data, for as long as a measurement takes: expressions in, answers and statistics out.
// Loopback only. Knows nothing of SLOs.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import process, { env } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FoundTool, findTools } from '../scripts/tools/find-promtool.ts';
import { printYaml } from '../src/output/yaml/yaml.ts';
import { isSupported } from '../src/promtool/program.ts';

export type Labels = Readonly<Record<string, string>>;

export interface ServerOptions {
  /** Blocks are read from here and the write-ahead log goes here. */
  readonly dataFolder: string;
  /** Rule files by name. */
  readonly rules?: Readonly<Record<string, string>>;
  /** Port of an exposition that says `job` and `instance` itself. */
  readonly scrapePort?: number;
  readonly intervalSeconds: number;
  /** For how long a sample is found; Prometheus' own five minutes if it is not given. */
  readonly lookbackSeconds?: number;
}

export interface Series {
  readonly labels: Labels;
  /** Moment in seconds, value. */
  readonly points: readonly (readonly [time: number, value: number])[];
}

export interface InstantAnswer {
  readonly series: readonly Series[];
  /** `totalQueryableSamples`: what Prometheus itself counts. */
  readonly samples: number;
}

const READY_WITHIN_SECONDS = 300;
const STOP_WITHIN_SECONDS = 60;

/** The promtool and prometheus to measure with, side by side: $PROMETHEUS is not asked for, $PROMTOOL's neighbour is. */
export function findPrometheus(): FoundTool & { readonly prometheus: string } {
  for (const tool of findTools()) {
    const { prometheus } = tool;
    if (prometheus !== undefined && isSupported(tool.version)) {
      return { ...tool, prometheus: resolve(prometheus) };
    }
  }
  throw new Error('no Prometheus server beside a promtool: run `node scripts/promtool.mjs fetch`');
}

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

export async function startServer(options: ServerOptions): Promise<Server> {
  const port = await freePort();
  const folder = join(options.dataFolder, '..', `server-${port}`);
  mkdirSync(join(folder, 'rules'), { recursive: true });
  for (const [name, text] of Object.entries(options.rules ?? {}))
    writeFileSync(join(folder, 'rules', `${name}.yaml`), text);
  writeFileSync(join(folder, 'prometheus.yaml'), configuration(options));
  const log = join(folder, 'log');
  const child = spawn(
    findPrometheus().prometheus,
    [
      `--config.file=${join(folder, 'prometheus.yaml')}`,
      `--storage.tsdb.path=${options.dataFolder}`,
      '--storage.tsdb.retention.time=10y',
      `--web.listen-address=127.0.0.1:${port}`,
      '--query.max-samples=500000000',
      `--query.lookback-delta=${options.lookbackSeconds ?? 300}s`,
      '--log.level=warn',
    ],
    { stdio: ['ignore', 'ignore', openSync(log, 'w')], env },
  );
  running.add(child);
  const server = new Server(child, port, log);
  await server.ready();
  return server;
}

function configuration({ intervalSeconds, scrapePort }: ServerOptions): string {
  const interval = `${intervalSeconds}s`;
  return printYaml({
    global: { scrape_interval: interval, evaluation_interval: interval },
    rule_files: ['rules/*.yaml'],
    scrape_configs:
      scrapePort === undefined
        ? []
        : [{ job_name: 'live', honor_labels: true, static_configs: [{ targets: [`127.0.0.1:${scrapePort}`] }] }],
  });
}

async function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => found(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** A running server. */
export class Server {
  readonly #child: ChildProcess;
  readonly #url: string;
  readonly #log: string;

  constructor(child: ChildProcess, port: number, log: string) {
    this.#child = child;
    this.#url = `http://127.0.0.1:${port}`;
    this.#log = log;
  }

  /** Its process, for what the operating system knows of it. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  async ready(): Promise<void> {
    const deadline = performance.now() + READY_WITHIN_SECONDS * 1000;
    while (this.#isRunning && performance.now() < deadline) {
      const response = await fetch(`${this.#url}/-/ready`).catch(() => undefined);
      if (response?.ok) return;
      await sleep(200);
    }
    throw new Error(`Prometheus does not start: ${readFileSync(this.#log, 'utf8').slice(-2000)}`);
  }

  get #isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  async stop(): Promise<void> {
    if (this.#isRunning) {
      const ended = new Promise((resolveEnd) => this.#child.once('exit', resolveEnd));
      this.#child.kill('SIGTERM');
      await Promise.race([ended, sleep(STOP_WITHIN_SECONDS * 1000, undefined, { ref: false })]);
      this.#child.kill('SIGKILL');
    }
    running.delete(this.#child);
  }

  /** What the expression yields at a moment in seconds, and how many samples that touches. */
  async query(expr: string, time: number): Promise<InstantAnswer> {
    const { result, stats } = await this.#api<{
      result: { metric: Labels; value: [number, string] }[];
      stats: { samples: { totalQueryableSamples: number } };
    }>('query', { query: expr, time: String(time), stats: 'all' });
    const series = result.map(({ metric, value: [at, value] }) => ({
      labels: metric,
      points: [[at, Number(value)] as const],
    }));
    return { series, samples: stats.samples.totalQueryableSamples };
  }

  /** What it yields at each step. */
  async queryRange(expr: string, from: number, to: number, step: number): Promise<Series[]> {
    const parameters = { query: expr, start: String(from), end: String(to), step: String(step) };
    const { result } = await this.#api<{ result: { metric: Labels; values: [number, string][] }[] }>(
      'query_range',
      parameters,
    );
    return result.map(({ metric, values }) => ({
      labels: metric,
      points: values.map(([at, value]) => [at, Number(value)] as const),
    }));
  }

  /** The sum of a metric's samples on the server's own page of metrics; NaN where it is not there. */
  async metric(name: string): Promise<number> {
    const text = await (await fetch(`${this.#url}/metrics`)).text();
    const lines = text.split('\n').filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`));
    if (lines.length === 0) return Number.NaN;
    return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
  }

  /** Rules that could not be evaluated, with the reason. */
  async brokenRules(): Promise<string[]> {
    const { groups } = await this.#api<{ groups: { rules: { name: string; health: string; lastError?: string }[] }[] }>(
      'rules',
      {},
    );
    const broken = groups.flatMap(({ rules }) => rules).filter(({ health }) => health === 'err');
    return broken.map(({ name, lastError }) => `${name}: ${lastError ?? 'no reason given'}`);
  }

  async #api<T>(path: string, parameters: Readonly<Record<string, string>>): Promise<T> {
    const response = await fetch(`${this.#url}/api/v1/${path}?${new URLSearchParams(parameters)}`);
    const answer = (await response.json()) as { status: string; data: T; error?: string };
    if (answer.status !== 'success') throw new Error(`${path} ${JSON.stringify(parameters)}: ${answer.error}`);
    return answer.data;
  }
}
