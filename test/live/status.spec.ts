// `slo status` beside a real Prometheus: an application half of whose payments fail, with its rules loaded.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Prometheus, startPrometheus } from '../support/prometheus.ts';
import { findServers } from '../support/promtool.ts';
import { MAIN, SPEC } from './program.ts';

describe.each(findServers().map(({ version, prometheus }) => [version, prometheus] as const))(
  'beside Prometheus %s',
  (_version, binary) => {
    const startMs = Date.now();
    const folder = mkdtempSync(join(tmpdir(), 'slo-status-'));
    let application: Server;
    let prometheus: Prometheus;

    beforeAll(async () => {
      application = createServer((_request, response) => {
        const count = Math.floor((Date.now() - startMs) / 10);
        // Prometheus 3 takes no exposition without its type.
        response
          .setHeader('content-type', 'text/plain; version=0.0.4')
          .end(
            `requests_total{handler="/pay",code="500"} ${count}\nrequests_total{handler="/pay",code="200"} ${count}\nrequests_total{handler="/cart",code="200"} ${count}\n`,
          );
      });
      await new Promise<void>((resolve) => application.listen(0, '127.0.0.1', resolve));
      const { port } = application.address() as AddressInfo;
      prometheus = await startPrometheus({
        binary,
        scrapeIntervalMs: 1_000,
        targets: [{ targets: [`127.0.0.1:${port}`], labels: {} }],
      });
      mkdirSync(join(folder, 'slos'));
      writeFileSync(join(folder, 'slos/shop.slo.yaml'), SPEC);
      writeFileSync(join(folder, 'slo.config.yaml'), 'scrapeInterval: 1s\n');
      const rules = await slo('build', '--stdout', '--format', 'prometheus');
      await prometheus.loadRules({ 'shop.yaml': rules.stdout });
    }, 60_000);

    afterAll(async () => {
      await prometheus?.stop();
      application?.closeAllConnections();
      application?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    async function slo(...args: readonly string[]): Promise<{ stdout: string; code?: number }> {
      const run = promisify(execFile)(execPath, [MAIN, '-C', folder, ...args], { env });
      return run.catch((error: { stdout: string; code: number }) => error);
    }

    it('the SLO whose alert fires comes first, with the group that burns', async () => {
      const ask = () => slo('status', '--prometheus', prometheus.url, '--format', 'json', '--exit-code');
      let found = await ask();
      for (let tries = 0; tries < 60 && !found.stdout.includes('page-fast'); tries++) {
        await sleep(1_000);
        found = await ask();
      }
      const [first] = JSON.parse(found.stdout) as readonly { name: string; state: string; groups: readonly object[] }[];
      expect(first).toMatchObject({ name: 'shop/requests', state: 'firing', burnWindow: '1h' });
      expect(first?.groups[0]).toMatchObject({
        labels: { handler: '/pay' },
        firing: expect.arrayContaining(['ErrorBudgetBurn/page-fast']) as unknown,
      });
      expect(found.code).toBe(1);
      const [pay, cart] = (first?.groups ?? []) as readonly { burnRate: number; labels: object }[];
      // Half of the events are bad, and the budget is one in a hundred.
      expect(pay?.burnRate).toBeGreaterThan(45);
      expect(pay?.burnRate).toBeLessThan(55);
      expect(cart).toMatchObject({ labels: { handler: '/cart' }, burnRate: 0, firing: [] });
      const text = await slo('status', 'shop/requests', '--prometheus', prometheus.url);
      expect(text.stdout).toMatch(/^shop\/requests +firing +99% over 30d/m);
      expect(text.stdout).not.toContain('shop/carts');
    }, 120_000);
  },
);
