// A real Prometheus for tests and for the demo: configuration in, a running server on loopback and its answers out. It
// starts with an empty data folder of its own and leaves nothing behind. Knows nothing of what is scraped or recorded.
import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { env } from 'node:process';
import { findTools } from '../../scripts/tools/find-promtool.ts';
import { printYaml } from '../../src/output/yaml/yaml.ts';
import { printDuration } from '../../src/promql/duration.ts';
import { isSupported } from '../../src/promtool/program.ts';
import { freePort, newFolder, Server } from './server.ts';

export type Labels = Readonly<Record<string, string>>;

/** An entry of file_sd_configs. */
export interface TargetGroup {
  readonly targets: readonly string[];
  readonly labels: Labels;
}

export interface PrometheusOptions {
  readonly scrapeIntervalMs: number;
  /** How long a sample lives without a successor; 5 minutes unless told otherwise. */
  readonly lookbackMs?: number;
  /** How long samples are kept; ten years unless told otherwise. */
  readonly retention?: string;
  readonly targets: readonly TargetGroup[];
  /** A folder of blocks to begin with; they are kept however old they are. */
  readonly blocks?: string;
  /** More of the configuration: where alerts and samples are sent, labels of the server. */
  readonly configuration?: Readonly<Record<string, unknown>>;
  /** Path of the binary; $PROMETHEUS, or the first one beside a promtool, unless told otherwise. */
  readonly binary?: string;
}

export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

export interface ActiveAlert {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly state: 'pending' | 'firing';
  /** Since when the condition has held without a break: RFC 3339. */
  readonly activeAt: string;
  readonly value: string;
}

/** $PROMETHEUS, else the first one beside a promtool: on PATH, then in .tools. */
function findPrometheus(): string | undefined {
  if (env.PROMETHEUS) return resolve(env.PROMETHEUS);
  return findTools().find(({ version, prometheus }) => prometheus !== undefined && isSupported(version))?.prometheus;
}

const START_ATTEMPTS = 3;
const REQUEST_WITHIN_MS = 10_000;

/** Starts a server and waits until it answers. */
export async function startPrometheus(options: PrometheusOptions): Promise<Prometheus> {
  const binary = options.binary ?? findPrometheus();
  if (binary === undefined) {
    throw new Error(
      'no Prometheus server of version 2.42 or later: set $PROMETHEUS, or run `node scripts/promtool.mjs fetch`',
    );
  }
  // Between finding a free port and taking it somebody else may be quicker.
  for (let attempt = 1; ; attempt += 1) {
    const folder = await newFolder('prometheus');
    await writeConfiguration(folder, options);
    if (options.blocks !== undefined) await cp(options.blocks, join(folder, 'data'), { recursive: true });
    const prometheus = new Prometheus({ ...options, binary, folder, port: await freePort() });
    if (await prometheus.isReady()) return prometheus;
    await prometheus.stop();
    if (attempt === START_ATTEMPTS) throw new Error(`${binary} does not start:\n${prometheus.log}`);
  }
}

async function writeConfiguration(folder: string, options: PrometheusOptions) {
  const { scrapeIntervalMs, targets, configuration: { global = {}, ...more } = {} } = options;
  const interval = printDuration(scrapeIntervalMs);
  const configuration = {
    global: { scrape_interval: interval, scrape_timeout: interval, evaluation_interval: interval, ...Object(global) },
    rule_files: [`${RULES_FOLDER}/*.yaml`],
    scrape_configs: [{ job_name: 'discovered', file_sd_configs: [{ files: [TARGETS_FILE], refresh_interval: '1s' }] }],
    ...more,
  };
  await writeFile(join(folder, CONFIGURATION_FILE), printYaml(configuration));
  await writeFile(join(folder, TARGETS_FILE), JSON.stringify(targets));
}

const CONFIGURATION_FILE = 'prometheus.yaml';
const TARGETS_FILE = 'targets.json';
const RULES_FOLDER = 'rules';

interface Process {
  readonly binary: string;
  readonly folder: string;
  readonly port: number;
  readonly lookbackMs?: number;
  readonly retention?: string;
}

/** A running server. */
export class Prometheus {
  /** Where a person can look at it. */
  readonly url: string;
  readonly #folder: string;
  readonly #server: Server;

  constructor({ binary, folder, port, lookbackMs = 300_000, retention = '10y' }: Process) {
    this.url = `http://127.0.0.1:${port}`;
    this.#folder = folder;
    const args = [
      `--config.file=${join(folder, CONFIGURATION_FILE)}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--storage.tsdb.retention.time=${retention}`,
      `--web.listen-address=127.0.0.1:${port}`,
      `--query.lookback-delta=${printDuration(lookbackMs)}`,
      '--scrape.discovery-reload-interval=1s',
      '--web.enable-lifecycle',
      '--log.level=warn',
    ];
    this.#server = new Server({ binary, args, folder, url: this.url, ready: '/-/ready' });
  }

  /** The end of what the server has written. */
  get log(): string {
    return this.#server.log;
  }

  get isRunning(): boolean {
    return this.#server.isRunning;
  }

  /** Three numbers, such as 2.42.0. */
  async version(): Promise<string> {
    const { version } = await this.#get<{ version: string }>('status/buildinfo');
    return /^\d+\.\d+\.\d+/.exec(version)?.[0] ?? version;
  }

  /** Waits for the first answer; false when the server has ended instead, or takes too long. */
  isReady(): Promise<boolean> {
    return this.#server.isReady();
  }

  /** Ends the server and removes its folder. */
  stop(): Promise<void> {
    return this.#server.stop();
  }

  /** Replaces all rules by these: text of rule files, by file name. Throws what the server says when it refuses them. */
  async loadRules(rules: Readonly<Record<string, string>>): Promise<void> {
    const folder = join(this.#folder, RULES_FOLDER);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder);
    for (const [name, text] of Object.entries(rules)) await writeFile(join(folder, name), text);
    const response = await fetch(`${this.url}/-/reload`, {
      method: 'POST',
      signal: AbortSignal.timeout(REQUEST_WITHIN_MS),
    });
    if (!response.ok) throw new Error(`the rules are refused: ${await response.text()}\n${this.log}`);
  }

  /** Replaces what service discovery knows; at once or not at all. The server takes up to six seconds to follow. */
  async discover(targets: readonly TargetGroup[]): Promise<void> {
    const path = join(this.#folder, TARGETS_FILE);
    await writeFile(`${path}.new`, JSON.stringify(targets));
    await rename(`${path}.new`, path);
  }

  /** The instant vector that an expression yields now. */
  async query(expr: string): Promise<Sample[]> {
    const { result } = await this.#get<{ result: { metric: Labels; value: [number, string] }[] }>('query', {
      query: expr,
    });
    return result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
  }

  /** Alerts that are pending or firing. */
  async alerts(): Promise<readonly ActiveAlert[]> {
    return (await this.#get<{ alerts: readonly ActiveAlert[] }>('alerts')).alerts;
  }

  /** Rules that could not be evaluated, with the reason. */
  async brokenRules(): Promise<string[]> {
    const { groups } = await this.#get<{
      groups: { name: string; rules: { name: string; health: string; lastError?: string }[] }[];
    }>('rules');
    return groups.flatMap(({ name: group, rules }) =>
      rules
        .filter(({ health }) => health === 'err')
        .map(({ name, lastError }) => `${group}: ${name}: ${lastError ?? 'no reason given'}`),
    );
  }

  async #get<T>(path: string, parameters: Readonly<Record<string, string>> = {}): Promise<T> {
    const url = `${this.url}/api/v1/${path}?${new URLSearchParams(parameters)}`;
    const response = await fetch(url, { signal: AbortSignal.timeout(REQUEST_WITHIN_MS) });
    const answer = (await response.json()) as { status: string; data: T; error?: string };
    if (answer.status !== 'success') throw new Error(`${url}: ${answer.error}`);
    return answer.data;
  }
}
