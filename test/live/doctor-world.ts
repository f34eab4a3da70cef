// What a doctor is tried on: a real Prometheus that scrapes texts, and a project of specs beside it.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Labels, type Prometheus, type PrometheusOptions, startPrometheus } from '../support/prometheus.ts';
import { MAIN } from './program.ts';

/** A target and what it exposes. */
export interface Exporter {
  readonly labels: Labels;
  readonly text: string;
}

export interface Found {
  readonly diagnostics: readonly {
    readonly code: string;
    readonly message: string;
    readonly help: string | null;
    readonly file: string | null;
    readonly line: number | null;
    readonly related: readonly { readonly message: string }[];
  }[];
  readonly right: number;
  readonly samplesPerSecond: number | null;
}

const SCRAPE_MS = 5_000;

/** Alerts go to somebody, whether he is there or not. */
export const ALERTING = { alerting: { alertmanagers: [{ static_configs: [{ targets: ['127.0.0.1:9'] }] }] } };

export class DoctorWorld {
  readonly prometheus: Prometheus;
  readonly #texts: string[];
  readonly #close: () => void;
  readonly #folder = mkdtempSync(join(tmpdir(), 'slo-doctor-'));

  /** Waits until everything was scraped. */
  static async start(exporters: readonly Exporter[], options: Partial<PrometheusOptions> = {}): Promise<DoctorWorld> {
    const texts = exporters.map(({ text }) => text);
    const server = createServer((request, response) => {
      const text = texts[Number(request.url?.slice(1))];
      response.writeHead(text === undefined ? 500 : 200, { 'content-type': 'text/plain; version=0.0.4' }).end(text);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const prometheus = await startPrometheus({
      scrapeIntervalMs: SCRAPE_MS,
      configuration: ALERTING,
      targets: exporters.map(({ labels }, at) => ({
        targets: [`127.0.0.1:${port}`],
        labels: { ...labels, __metrics_path__: `/${at}` },
      })),
      ...options,
    });
    const close = () => {
      server.closeAllConnections();
      server.close();
    };
    const world = new DoctorWorld(prometheus, texts, close);
    await world.until(`count(up == 1) >= ${exporters.length}`);
    return world;
  }

  private constructor(prometheus: Prometheus, texts: string[], close: () => void) {
    this.prometheus = prometheus;
    this.#texts = texts;
    this.#close = close;
    mkdirSync(join(this.#folder, 'slos'));
  }

  /** Replaces what an exporter exposes; without a text it fails. */
  expose(at: number, text: string | undefined): void {
    if (text === undefined) delete this.#texts[at];
    else this.#texts[at] = text;
  }

  /** Waits until an expression returns something. */
  async until(expr: string): Promise<void> {
    for (let tries = 0; tries < 120; tries++) {
      const found = await this.prometheus.query(expr).catch(() => []);
      if (found.length > 0) return;
      await sleep(500);
    }
    throw new Error(`never: ${expr}`);
  }

  /** Loads rules. A server that reads its configuration again may know of no Alertmanager for some seconds. */
  async load(rules: Readonly<Record<string, string>>): Promise<void> {
    await this.prometheus.loadRules(rules);
    for (let tries = 0; tries < 20; tries++) {
      const answer = await fetch(`${this.prometheus.url}/api/v1/alertmanagers`);
      const { data } = (await answer.json()) as { data: { activeAlertmanagers: readonly object[] } };
      if (data.activeAlertmanagers.length > 0) return;
      await sleep(500);
    }
  }

  /** Waits until a rule could not be evaluated. */
  async untilBroken(): Promise<void> {
    while ((await this.prometheus.brokenRules()).length === 0) await sleep(500);
  }

  /** The rules that are built of a spec. */
  async build(spec: string, config = ''): Promise<string> {
    this.#write(spec, config);
    return (await this.#slo('build', '--stdout', '--format', 'prometheus')).stdout;
  }

  async doctor(spec: string, config = ''): Promise<Found> {
    this.#write(spec, config);
    const { stdout, stderr } = await this.#slo('doctor', '--prometheus', this.prometheus.url, '--format', 'json');
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout);
  }

  async stop(): Promise<void> {
    await this.prometheus.stop();
    this.#close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #write(spec: string, config: string): void {
    writeFileSync(join(this.#folder, 'slos/test.slo.yaml'), spec);
    const interval = config.includes('scrapeInterval') ? '' : `scrapeInterval: ${SCRAPE_MS / 1_000}s\n`;
    writeFileSync(join(this.#folder, 'slo.config.yaml'), `${interval}${config}\n`);
  }

  // The exporters answer meanwhile, so this process must not wait.
  #slo(...args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
    const run = promisify(execFile)(execPath, [MAIN, '-C', this.#folder, ...args], { env });
    return run.catch((error: { stdout: string; stderr: string }) => error);
  }
}
