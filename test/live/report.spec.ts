// `slo report` over a real Prometheus that holds a month of recorded series, of which every event is known.
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Prometheus, startPrometheus } from '../support/prometheus.ts';
import { findServers } from '../support/promtool.ts';
import { MAIN } from './program.ts';

const SPEC = `service: shop
slos:
  - name: requests
    objective: 99.9%
    indicator: { by: [handler], ratio: { total: requests_total, bad: 'requests_total{code="500"}' } }
  - name: carts
    objective: 99%
    indicator: { ratio: { total: carts_total, bad: 'carts_total{code="500"}' } }
`;

const QUARTER_MS = 900_000;
const BERLIN = { start: Date.parse('2025-09-30T22:00:00Z'), end: Date.parse('2025-10-31T23:00:00Z') };
/** The rules were not evaluated. */
const DOWN = { start: Date.parse('2025-10-10T10:00:00Z'), end: Date.parse('2025-10-10T16:00:00Z') };
/** Two hours in which nine of ten payments failed, half of them after the clocks had changed. */
const INCIDENT = { start: Date.parse('2025-10-26T00:00:00Z'), end: Date.parse('2025-10-26T02:00:00Z') };

interface Counted {
  readonly total: number;
  readonly bad: number;
}

const HANDLERS = ['/pay', '/cart'] as const;
const IDENTITY = 'slo="requests",slo_service="shop"';

const isDown = (ms: number) => ms > DOWN.start && ms <= DOWN.end;
const isIncident = (ms: number) => ms > INCIDENT.start && ms <= INCIDENT.end;

/** From before the month until after it. */
function moments(stepMs: number): number[] {
  const [from, to] = [BERLIN.start - QUARTER_MS * 8, BERLIN.end + QUARTER_MS * 8];
  return Array.from({ length: (to - from) / stepMs + 1 }, (_, at) => from + at * stepMs).filter((ms) => !isDown(ms));
}

/** The events of the quarter that ends at a moment. */
function countedAt(handler: string, ms: number): Counted {
  const total = 5_000 + ((ms / QUARTER_MS) % 96) * (handler === '/pay' ? 10 : 100);
  return { total, bad: isIncident(ms) && handler === '/pay' ? 0.9 * total : 1 };
}

/** What the rules recorded, in OpenMetrics. */
function history(): string {
  const quarters = moments(QUARTER_MS);
  const gauge = (name: string, labels: string, times: readonly number[], value: (ms: number) => number) =>
    times.map((ms) => `${name}{${IDENTITY}${labels}} ${value(ms)} ${ms / 1_000}`);
  const tiles = (name: string, value: (counted: Counted) => number) =>
    HANDLERS.flatMap((handler) =>
      gauge(name, `,handler="${handler}"`, quarters, (ms) => value(countedAt(handler, ms))),
    );
  const alert = ',alertname="ErrorBudgetBurn",alertstate="firing",slo_tier="page-fast",handler="/pay"';
  return [
    '# TYPE ALERTS gauge',
    ...gauge('ALERTS', alert, quarters.filter(isIncident), () => 1),
    '# TYPE slo:heartbeat gauge',
    ...gauge('slo:heartbeat', '', moments(60_000), () => 1),
    '# TYPE slo:total_events:increase15m gauge',
    ...tiles('slo:total_events:increase15m', ({ total }) => total),
    '# TYPE slo:bad_events:increase15m gauge',
    ...tiles('slo:bad_events:increase15m', ({ bad }) => bad),
    '# EOF\n',
  ].join('\n');
}

/** The events that truly were in the month. */
function truthOf(handler: string): Counted {
  return moments(QUARTER_MS)
    .filter((ms) => ms > BERLIN.start && ms <= BERLIN.end)
    .map((ms) => countedAt(handler, ms))
    .reduce((sum, { total, bad }) => ({ total: sum.total + total, bad: sum.bad + bad }));
}

describe.each(findServers().map(({ version, promtool, prometheus }) => [version, promtool, prometheus] as const))(
  'beside Prometheus %s',
  (_version, promtool, binary) => {
    const folder = mkdtempSync(join(tmpdir(), 'slo-report-'));
    let prometheus: Prometheus;

    beforeAll(async () => {
      writeFileSync(join(folder, 'history.txt'), history());
      const files = [join(folder, 'history.txt'), join(folder, 'blocks')];
      execFileSync(promtool, ['tsdb', 'create-blocks-from', 'openmetrics', '--max-block-duration=600h', ...files]);
      prometheus = await startPrometheus({
        binary,
        scrapeIntervalMs: 60_000,
        targets: [],
        blocks: join(folder, 'blocks'),
      });
      mkdirSync(join(folder, 'slos'));
      writeFileSync(join(folder, 'slos/shop.slo.yaml'), SPEC);
      writeFileSync(join(folder, 'slo.config.yaml'), 'scrapeInterval: 60s\n');
    }, 120_000);

    afterAll(async () => {
      await prometheus?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    async function slo(...args: readonly string[]): Promise<{ stdout: string; stderr: string; code?: number }> {
      const period = ['--period', '2025-10', '--time-zone', 'Europe/Berlin'];
      const all = [MAIN, '-C', folder, 'report', '--prometheus', prometheus.url, ...period, ...args];
      const run = promisify(execFile)(execPath, all, { env });
      return run.catch((error: { stdout: string; stderr: string; code: number }) => error);
    }

    interface SloJson {
      name: string;
      result: string;
      groups: {
        labels: { handler: string };
        events: number;
        bad: number;
        budgetSpent: number;
        days: { start: string; end: string }[];
      }[];
      incidents: { start: string; end: string; bad: number; cost: number; alerts: string[]; labels: object }[];
      unknown: { notEvaluatedSeconds: number; stretches: { start: string; end: string; reason: string }[] };
    }

    it('counts every event of the month once, although clocks change in it', async () => {
      const found = JSON.parse((await slo('--format', 'json')).stdout) as {
        start: string;
        end: string;
        slos: SloJson[];
      };
      expect([found.start, found.end]).toEqual(['2025-09-30T22:00:00.000Z', '2025-10-31T23:00:00.000Z']);
      const requests = found.slos.find(({ name }) => name === 'shop/requests');
      expect(requests?.result).toBe('missed');
      for (const { labels, events, bad, budgetSpent, days } of requests?.groups ?? []) {
        const counted = truthOf(labels.handler);
        expect(events).toBeCloseTo(counted.total, 3);
        expect(bad).toBeCloseTo(counted.bad, 3);
        expect(budgetSpent).toBeCloseTo(counted.bad / counted.total / 0.001, 9);
        expect(days).toHaveLength(31);
        const changed = days.find(({ start }) => start === '2025-10-25T22:00:00.000Z');
        expect(changed?.end).toBe('2025-10-26T23:00:00.000Z');
      }
      expect(requests?.groups.map(({ labels }) => labels.handler)).toEqual(['/pay', '/cart']);
    }, 60_000);

    it('tells incidents with what they cost, and what is not known', async () => {
      const found = JSON.parse((await slo('--format', 'json')).stdout) as { slos: SloJson[] };
      const requests = found.slos.find(({ name }) => name === 'shop/requests');
      const pay = truthOf('/pay');
      expect(requests?.incidents).toHaveLength(1);
      const [incident] = requests?.incidents ?? [];
      expect(incident).toMatchObject({
        start: '2025-10-26T00:00:00.000Z',
        end: '2025-10-26T02:00:00.000Z',
        labels: { handler: '/pay' },
        alerts: ['ErrorBudgetBurn/page-fast'],
      });
      expect(incident?.cost).toBeCloseTo((incident?.bad ?? 0) / pay.total / 0.001, 9);
      expect(requests?.unknown.notEvaluatedSeconds).toBe(6 * 3_600);
      expect(requests?.unknown.stretches).toEqual([
        { start: '2025-10-10T10:00:00.000Z', end: '2025-10-10T16:00:00.000Z', reason: 'not evaluated' },
      ]);
      expect(found.slos.find(({ name }) => name === 'shop/carts')).toMatchObject({ result: 'unknown', groups: [] });
    }, 60_000);

    it('prints text, Markdown, HTML and CSV, and fails for scripts that ask', async () => {
      const text = await slo('--exit-code');
      expect(text.code).toBe(1);
      const page = readFileSync(new URL('../../docs/report.md', import.meta.url), 'utf8');
      expect(page).toContain(text.stdout);
      expect((await slo('--format', 'markdown')).stdout).toContain('| shop/requests | missed |');
      const html = (await slo('--format', 'html')).stdout;
      expect(html).toContain('<h3>shop/requests</h3>');
      expect(html).not.toMatch(/<script|src=|href="http/);
      const csv = (await slo('--format', 'csv')).stdout.split('\r\n');
      expect(csv.find((line) => line.includes('shop/requests,/pay,missed,0.999'))).toBeDefined();
    }, 60_000);
  },
);
