// `slo backtest` held to Prometheus' own rule manager: in ten simulated services it must fire and resolve the same alerts at the
// same moments as the judge, which evaluates group by group and moment by moment.
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findJudges } from '../../scripts/tools/judge.ts';
import { findEngine } from '../../src/cli/engine/build-engine.ts';
import { startPrometheus } from '../support/prometheus.ts';
import { findPromtools, findServers } from '../support/promtool.ts';
import { FAMILIES } from '../worlds/families/index.ts';
import { runJudge } from '../worlds/judge.ts';
import { ourRules } from '../worlds/run-world.ts';
import type { StoredSeries } from '../worlds/simulation/scraper.ts';
import { simulate } from '../worlds/simulation/simulate.ts';
import type { World } from '../worlds/world.ts';
import { MAIN } from './program.ts';

/** Of the judge's simulated time. */
const EPOCH_MS = Date.UTC(2026, 0, 5);
const WORLDS = 10;
const INTERVAL_SECONDS = 30;

const engine = await findEngine(process.cwd(), () => undefined);
const [judge] = findJudges().filter(({ version }) => version.startsWith('3.'));
const [tools] = findPromtools();
/** A range holds its left edge in the oldest of them, and not in the newest. */
const servers = findServers();
const canRun = 'path' in engine && judge !== undefined;

/** Worlds in which the server misses nothing: a backtest knows of no missed evaluation. The shortest ones that differ. */
const worlds = FAMILIES.map(({ id, defaults, build }) => ({ id, world: build(defaults) }))
  .filter(
    ({ world: { server, scrape, mayBeRefused } }) => !server && !scrape.down && !scrape.delaySeconds && !mayBeRefused,
  )
  .sort((a, b) => a.world.endSeconds - b.world.endSeconds)
  .slice(0, WORLDS);

type Change = readonly [atSeconds: number, state: string, labels: string];

const textOf = (labels: Readonly<Record<string, string>>) => JSON.stringify(Object.entries(labels).sort());
const sorted = (changes: readonly Change[]) =>
  [...changes].sort((a, b) => a[0] - b[0] || (a[1] + a[2] < b[1] + b[2] ? -1 : 1));

async function judged(
  { endSeconds }: World,
  series: readonly StoredSeries[],
  files: readonly { name: string; text: string }[],
) {
  const job = {
    end: endSeconds,
    evaluationInterval: INTERVAL_SECONDS,
    ruleSets: [{ name: 'slo', files }],
    queries: [],
  };
  const { alerts } = await runJudge(judge?.path ?? '', job, series);
  return sorted(alerts.map(({ at, state, labels }): Change => [at, state, textOf(labels)]));
}

async function replayed(
  { endSeconds }: World,
  series: readonly StoredSeries[],
  files: readonly { name: string; text: string }[],
) {
  const child = spawn('path' in engine ? engine.path : '', { stdio: ['pipe', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  const replay = {
    ruleSet: 'slo',
    files,
    start: EPOCH_MS,
    end: EPOCH_MS + endSeconds * 1_000,
    interval: INTERVAL_SECONDS * 1_000,
  };
  const given = series.map(({ labels, times, values }) => ({
    series: { labels, times: times.map((ms) => EPOCH_MS + ms), values },
  }));
  child.stdin.end([...given, { replay }].map((line) => `${JSON.stringify(line)}\n`).join(''));
  const changes: Change[] = [];
  for await (const text of createInterface({ input: child.stdout })) {
    const { alert, refused } = JSON.parse(text);
    if (refused) throw new Error(refused.error);
    if (alert) changes.push([(alert.at - EPOCH_MS) / 1_000, alert.state, textOf(alert.labels)]);
  }
  expect((await exit)[0]).toBe(0);
  return sorted(changes);
}

(canRun ? describe : describe.skip)('in a simulated service', () => {
  it.each(worlds.map(({ id, world }) => [id, world] as const))(
    '%s',
    async (_name, world) => {
      const rules = await ourRules(world);
      const series = simulate(world.actors, world.endSeconds, world.scrape);
      const [expected, got] = await Promise.all([
        judged(world, series, rules?.files ?? []),
        replayed(world, series, rules?.files ?? []),
      ]);
      expect(got.map(([, ...what]) => what)).toEqual(expected.map(([, ...what]) => what));
      for (const [at, [seconds]] of got.entries()) {
        expect(Math.abs(seconds - (expected[at]?.[0] ?? 0))).toBeLessThanOrEqual(INTERVAL_SECONDS);
      }
    },
    600_000,
  );

  it('there are ten, and alerts in most of them', () => {
    expect(worlds).toHaveLength(WORLDS);
  });
});

interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly code?: number;
}

const SPEC = (objective: string) => `service: shop
slos:
  - name: requests
    objective: ${objective}
    indicator: { ratio: { total: requests_total, bad: 'requests_total{code="500"}' } }
`;
const HOUR = 3_600;
const START = Date.UTC(2026, 0, 5) / 1_000;
/** Hours from the start: all requests fail. */
const OUTAGE = { from: 6, to: 7 };

/** Ten requests a second for twelve hours, each minute. */
function history(start: number): string {
  const lines = ['# TYPE requests counter'];
  for (const code of ['200', '500']) {
    let count = 0;
    for (let second = 0; second <= 12 * HOUR; second += 60) {
      const isOut = second > OUTAGE.from * HOUR && second <= OUTAGE.to * HOUR;
      if (isOut === (code === '500')) count += 600;
      lines.push(`requests_total{job="shop",instance="a",code="${code}"} ${count} ${start + second}`);
    }
  }
  return [...lines, '# EOF\n'].join('\n');
}

('path' in engine ? describe : describe.skip)('over the blocks of a Prometheus', () => {
  const folder = mkdtempSync(join(tmpdir(), 'slo-backtest-'));

  beforeAll(() => {
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd: folder });
    mkdirSync(join(folder, 'slos'));
    writeFileSync(join(folder, 'slo.config.yaml'), 'scrapeInterval: 60s\n');
    writeFileSync(join(folder, 'slos/shop.slo.yaml'), SPEC('50%'));
    git('init', '-q');
    git('add', '-A');
    git('commit', '-qm', 'lax');
    writeFileSync(join(folder, 'slos/shop.slo.yaml'), SPEC('99%'));
    writeFileSync(
      join(folder, 'own.yaml'),
      'groups: [{name: own, rules: [{alert: Down, expr: \'rate(requests_total{code="500"}[5m]) > 1\', for: 2m}]}]\n',
    );
    writeFileSync(join(folder, 'wrong.yaml'), 'groups: [{name: own, rules: [{alert: Down, expr: "rate("}]}]\n');
    writeFileSync(
      join(folder, 'incidents.csv'),
      'start,end,name\n2026-01-05T06:00:00Z,2026-01-05T07:00:00Z,payments fail\n2026-01-05T09:00:00Z,2026-01-05T09:30:00Z,rumour\n',
    );
    writeFileSync(join(folder, 'no-incidents.csv'), 'yesterday,today,something\n');
    writeBlocks('data', START);
    // A server looks back from now.
    writeBlocks('recent', Math.floor(Date.now() / 60_000) * 60 - 12 * HOUR);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function writeBlocks(name: string, start: number): void {
    const text = join(folder, `${name}.txt`);
    writeFileSync(text, history(start));
    const args = ['tsdb', 'create-blocks-from', 'openmetrics', '--max-block-duration=24h', text, join(folder, name)];
    execFileSync(tools?.promtool ?? '', args);
  }

  function slo(...args: readonly string[]): Promise<Ran> {
    return backtest('--tsdb', 'data', ...args);
  }

  async function backtest(...args: readonly string[]): Promise<Ran> {
    const run = promisify(execFile)(execPath, [MAIN, '-C', folder, 'backtest', ...args], { env });
    return run.catch((error: { stdout: string; stderr: string; code: number }) => error);
  }

  it('two versions of the specs and rules of somebody else stand side by side, each with what it told of the incidents', async () => {
    const args = ['--against', 'HEAD', '--rules', 'own.yaml', '--incidents', 'incidents.csv', '--format', 'json'];
    const { ruleSets } = JSON.parse((await slo(...args)).stdout);
    expect(ruleSets.map(({ name }: { name: string }) => name)).toEqual(['working tree', 'HEAD', 'own.yaml']);
    const [strict, lax, own] = ruleSets;
    const page = strict.alerts.find(({ labels }: { labels: { slo_tier: string } }) => labels.slo_tier === 'page-fast');
    expect(page.labels).toMatchObject({ alertname: 'ErrorBudgetBurn', slo: 'requests', slo_service: 'shop' });
    // 14.4 times the budget of 1 % over an hour, of an outage: 8.6 min, and half a base window more.
    expect((Date.parse(page.start) - (START + OUTAGE.from * HOUR) * 1_000) / 60_000).toBeGreaterThan(8);
    expect((Date.parse(page.start) - (START + OUTAGE.from * HOUR) * 1_000) / 60_000).toBeLessThan(14);
    // The laxer version tells of the same outage, later.
    const late = lax.alerts.find(({ labels }: { labels: { slo_tier: string } }) => labels.slo_tier === 'page-fast');
    expect(Date.parse(late.start)).toBeGreaterThan(Date.parse(page.start));
    expect(own.alerts).toHaveLength(1);
    const [payments, rumour] = strict.incidents;
    expect(payments.delaySeconds).toBeGreaterThan(0);
    expect(rumour).toMatchObject({ name: 'rumour', delaySeconds: null, alerts: [] });
  }, 120_000);

  it('prints text and Markdown, and tells that windows begin with less than they say', async () => {
    const text = (await slo()).stdout;
    expect(text).toMatch(/2026-01-05 06:\d\d +ErrorBudgetBurn\/page-fast +shop\/requests +\d+ min/);
    expect(text).toContain('The data begins at 2026-01-05 00:00');
    expect((await slo('--format', 'markdown')).stdout).toContain('| ErrorBudgetBurn/page-fast |');
  }, 120_000);

  it('draws a page without a script, with a timeline of each alert', async () => {
    const page = (await slo('--format', 'html', '--incidents', 'incidents.csv', '--rules', 'own.yaml')).stdout;
    expect(page).toContain('aria-label="When each alert fired"');
    expect(page).toContain('ErrorBudgetBurn/page-fast shop/requests');
    expect(page).toContain('<title>payments fail</title>');
    expect(page).not.toMatch(/<script|src=|href="http/);
  }, 120_000);

  it.each(servers.map(({ version, prometheus }) => [version, prometheus] as const))(
    'finds the same in the data folder as through the API of Prometheus %s',
    async (_version, binary) => {
      const server = await startPrometheus({
        binary,
        scrapeIntervalMs: 60_000,
        targets: [],
        blocks: join(folder, 'recent'),
      });
      try {
        const args = ['--rules', 'own.yaml', '--since', '11h', '--format', 'json'];
        const asked = await backtest('--prometheus', server.url, ...args);
        expect(asked.stderr).toBe('');
        const fetched = JSON.parse(asked.stdout);
        const read = JSON.parse((await backtest('--tsdb', 'recent', ...args)).stdout);
        const alertsOf = ({ ruleSets }: typeof read) =>
          ruleSets.map(({ alerts }: { alerts: object[] }) =>
            alerts.map((alert) => ({ ...alert, end: undefined, budgetLeft: undefined })),
          );
        expect(alertsOf(fetched)).toEqual(alertsOf(read));
        expect(fetched.ruleSets[0].alerts.length).toBeGreaterThan(1);
        expect(fetched.dataFrom).toBe(read.dataFrom);
      } finally {
        await server.stop();
      }
    },
    180_000,
  );

  it('tells that a server does not answer, and that it has nothing of what the rules read', async () => {
    expect(await backtest('--prometheus', 'http://127.0.0.1:9')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('prometheus-unreachable'),
    });
    expect(await backtest('--prometheus', 'http://127.0.0.1:9', '--tsdb', 'data')).toMatchObject({ code: 2 });
    const server = await startPrometheus({ scrapeIntervalMs: 60_000, targets: [] });
    try {
      const empty = await backtest('--prometheus', server.url, '--since', '1d');
      expect(empty).toMatchObject({ code: 1, stderr: expect.stringContaining('history-unreadable') });
    } finally {
      await server.stop();
    }
  }, 120_000);

  it('says what is wrong with rules, a list of incidents, and a folder', async () => {
    expect(await slo('--rules', 'wrong.yaml')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('rules-refused'),
    });
    expect(await slo('--incidents', 'no-incidents.csv')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no-incidents.csv:1:1'),
    });
    expect(await slo('--tsdb', 'slos')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('history-unreadable'),
    });
    expect(await slo('--since', 'long ago')).toMatchObject({ code: 2 });
  }, 120_000);
});
