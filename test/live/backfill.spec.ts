// `slo backfill` beside a real Prometheus that has scraped for a month before anybody wrote an SLO: what the first evaluation
// states after the blocks are there, that nothing is written beside a recorded sample, and that nothing else is lost.
import { execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findEngine } from '../../src/cli/engine/build-engine.ts';
import { type Prometheus, startPrometheus } from '../support/prometheus.ts';
import { findServers } from '../support/promtool.ts';
import { MAIN, SPEC } from './program.ts';

const HEARTBEAT = 'slo:heartbeat{slo="requests"}';
const BUDGET = 'slo:error_budget:remaining_ratio';
const DAY = 86_400;
/** Seconds: the period of the budget, and a day before it. */
const PERIOD = 30 * DAY;
const END = Math.floor(Date.now() / 60_000) * 60;
const START = END - PERIOD - DAY;
const OBJECTIVE = 0.99;
const HANDLERS = ['/pay', '/cart'] as const;

/** The events of the minute that ends at a time: busy days, and an hour a week in which half of them fail, far from where the period
 *  begins or ends: there it depends on a minute whether they count. */
function counted(handler: string, second: number): { readonly good: number; readonly bad: number } {
  const all = Math.round(600 * (handler === '/pay' ? 1 : 0.3) * (1 + 0.8 * Math.sin((second / DAY) * 2 * Math.PI)));
  const isOut = (second - START - 5 * DAY) % (7 * DAY) < 3_600 && second >= START + 5 * DAY;
  const bad = isOut ? Math.round(all / 2) : second % 1_200 === 0 ? 3 : 0;
  return { good: all - bad, bad };
}

function minutes(from: number): number[] {
  return Array.from({ length: (END - from) / 60 }, (_, at) => from + (at + 1) * 60);
}

function history(): string {
  const lines = ['# TYPE requests counter'];
  for (const handler of HANDLERS) {
    for (const [code, side] of [
      ['200', 'good'],
      ['500', 'bad'],
    ] as const) {
      let count = 0;
      for (const second of minutes(START)) {
        count += counted(handler, second)[side];
        lines.push(`requests_total{job="shop",instance="a",handler="${handler}",code="${code}"} ${count} ${second}`);
      }
    }
  }
  return [...lines, '# EOF\n'].join('\n');
}

/** The share of the budget that is left by counting each event. */
function budgetLeft(handler: string): number {
  const all = minutes(END - PERIOD).map((second) => counted(handler, second));
  const sum = (side: 'good' | 'bad') => all.reduce((total, events) => total + events[side], 0);
  const [good, bad] = [sum('good'), sum('bad')];
  return 1 - bad / (good + bad) / (1 - OBJECTIVE);
}

const run = promisify(execFile);
const servers = findServers();
const canRun = 'path' in (await findEngine(process.cwd(), () => undefined)) && servers.length > 0;

(canRun ? describe : describe.skip)('for a server that has scraped for a month', () => {
  const folder = mkdtempSync(join(tmpdir(), 'slo-backfill-'));
  const path = (name: string) => join(folder, name);
  let rules: Record<string, string>;
  /** All servers run at the same time: each waits for minutes. */
  let outcomes: ReadonlyMap<string, ReturnType<typeof fillIn>>;

  beforeAll(async () => {
    mkdirSync(path('slos'));
    writeFileSync(path('slos/shop.slo.yaml'), SPEC);
    writeFileSync(path('slo.config.yaml'), 'scrapeInterval: 60s\nrules: { format: prometheus }\n');
    await run(execPath, [MAIN, '-C', folder, 'build']);
    rules = { 'shop.yaml': readFileSync(path('rules/shop.rules.yaml'), 'utf8') };
    writeFileSync(path('history.txt'), history());
    const [tools] = servers;
    execFileSync(tools?.promtool ?? '', [
      'tsdb',
      'create-blocks-from',
      'openmetrics',
      '--max-block-duration=24h',
      path('history.txt'),
      path('data'),
    ]);
  }, 120_000);

  beforeAll(() => {
    outcomes = new Map(servers.map(({ version, prometheus }) => [version, fillIn(version, prometheus)]));
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function slo(...args: readonly string[]): Promise<{ stdout: string; stderr: string; code?: number }> {
    const started = run(execPath, [MAIN, '-C', folder, 'backfill', ...args], { env });
    return started.catch((error: { stdout: string; stderr: string; code: number }) => error);
  }

  /** The data folder of a running server, as a snapshot would hold it. */
  async function copyData({ url }: Prometheus, to: string): Promise<void> {
    const answer = (await (await fetch(`${url}/api/v1/status/flags`)).json()) as { data: Record<string, string> };
    cpSync(answer.data['storage.tsdb.path'] ?? '', to, { recursive: true });
    rmSync(join(to, 'lock'), { force: true });
  }

  async function until<T>(what: () => Promise<T | undefined>): Promise<T> {
    for (;;) {
      const found = await what();
      if (found !== undefined) return found;
      await sleep(1_000);
    }
  }

  const first = async (server: Prometheus, expr: string) => (await server.query(expr))[0]?.value;

  /** What a server had recorded by itself before its history was filled in. */
  async function recordForAWhile(binary: string, data: string) {
    const server = await startPrometheus({ binary, scrapeIntervalMs: 5_000, targets: [], blocks: path('data') });
    try {
      // What it scrapes of itself is in its write-ahead log alone.
      await server.discover([{ targets: [new URL(server.url).host], labels: {} }]);
      await until(async () => first(server, 'up'));
      await server.loadRules(rules);
      await until(async () => first(server, `count_over_time(${HEARTBEAT}[5m]) > 1`));
      const since = (await first(server, `min_over_time(timestamp(${HEARTBEAT})[1h:1s])`)) ?? 0;
      const scrapes = (await first(server, 'count_over_time(up[1h])')) ?? 0;
      await copyData(server, data);
      return { since, scrapes };
    } finally {
      await server.stop();
    }
  }

  /** What a server with these data states at its first evaluation. */
  async function evaluateOnce(binary: string, data: string, since: number, after: string) {
    const server = await startPrometheus({ binary, scrapeIntervalMs: 60_000, targets: [], blocks: data });
    try {
      const scrapes = await first(server, 'count_over_time(up[1h])');
      const startedAt = Date.now() / 1_000;
      await server.loadRules(rules);
      const stated = await until(async () => {
        const samples = await server.query(`${BUDGET} and timestamp(${BUDGET}) > ${startedAt}`);
        return samples.length === 3 ? samples : undefined;
      });
      const heartbeats = await first(server, `count_over_time(${HEARTBEAT}[6h] @ ${since + 60})`);
      await copyData(server, after);
      return { scrapes, stated, heartbeats };
    } finally {
      await server.stop();
    }
  }

  async function fillIn(version: string, binary: string) {
    const [data, out, after] = [path(`data-${version}`), path(`blocks-${version}`), path(`after-${version}`)];
    const own = await recordForAWhile(binary, data);
    const filled = await slo('--tsdb', data, '--out', out, '--format', 'json');
    if (filled.code !== undefined) throw new Error(filled.stderr);
    const blocks = readdirSync(out).length;
    cpSync(out, data, { recursive: true });
    const then = await evaluateOnce(binary, data, own.since, after);
    const again = await slo('--tsdb', after, '--out', `${out}-again`, '--since', '20d');
    return { own, filled, blocks, then, again };
  }

  it.each(servers.map(({ version }) => version))(
    'Prometheus %s states the budget of counted events at once, and keeps what it had recorded',
    async (version) => {
      const { own, filled, blocks, then, again } = await (outcomes.get(version) as ReturnType<typeof fillIn>);
      const result = JSON.parse(filled.stdout);
      expect(result).toMatchObject({ blocks, slos: [{ name: 'shop/requests' }, { name: 'shop/carts' }] });
      for (const { end, recordedSince } of result.slos) {
        expect(Date.parse(end)).toBe(Date.parse(recordedSince) - 1);
        expect(Math.abs(Date.parse(recordedSince) / 1_000 - own.since)).toBeLessThan(60);
      }
      for (const { labels, value } of then.stated) {
        const truth = budgetLeft(labels.handler ?? '/cart');
        expect(Math.abs(value - truth)).toBeLessThanOrEqual(0.005 * Math.abs(truth));
      }
      // What was in the write-ahead log alone is still there, and no sample stands beside another.
      expect(then.scrapes).toBeGreaterThanOrEqual(own.scrapes);
      expect(then.heartbeats).toBeGreaterThanOrEqual(359);
      expect(then.heartbeats).toBeLessThanOrEqual(362);
      // Now that everything is recorded there is nothing to do.
      expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('already-recorded') });
      expect(existsSync(path(`blocks-${version}-again`))).toBe(false);
    },
    600_000,
  );

  it('fills in what was recorded before anybody recorded it, and overwrites nothing', async () => {
    expect((await slo('--tsdb', 'data', '--out', 'slos')).stderr).toContain('folder-taken');
    expect((await slo('--tsdb', 'slos', '--out', 'none')).stderr).toContain('history-unreadable');
    expect(existsSync(path('none'))).toBe(false);
    expect(await slo('--tsdb', 'data', '--out', 'none', '--since', 'long')).toMatchObject({ code: 2 });
    const { stdout } = await slo('carts', '--tsdb', 'data', '--out', 'few', '--since', '2d');
    expect(stdout).toMatch(/^shop\/carts: filled in from .* to /);
    expect(readdirSync(path('few')).length).toBeGreaterThanOrEqual(8);
    expect(readdirSync(folder).filter((name) => name.includes('.slo-'))).toEqual([]);
  }, 120_000);

  it('leaves nothing behind when it is interrupted', async () => {
    const running = execFile(execPath, [MAIN, '-C', folder, 'backfill', '--tsdb', 'data', '--out', 'interrupted'], {
      env,
    });
    await sleep(4_000);
    running.kill('SIGINT');
    await new Promise((ended) => running.once('close', ended));
    expect(running.signalCode).toBe('SIGINT');
    await sleep(2_000);
    expect(readdirSync(folder).filter((name) => name.includes('interrupted'))).toEqual([]);
  }, 60_000);
});
