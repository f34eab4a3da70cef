// `slo doctor` beside a real Prometheus that scrapes an application: each planted fault is found, and a healthy project has
// no findings but what a server with a few seconds of data and no Alertmanager cannot help.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
import { APP, IN_A_SCRAPE, planted, SPEC } from '../unit/doctor/planted.ts';
import { MAIN } from './program.ts';

const SCRAPE_MS = 1_000;
/** What a young server that scrapes every second and tells nobody has, whatever the specs say. */
const OF_THE_SERVER = ['no-alertmanager', 'retention-too-short', 'lookback-too-short', 'rules-missing'];
const WORLDS = [
  { name: 'healthy', app: APP },
  ...IN_A_SCRAPE.map((plan, at) => ({ name: `w${at}`, app: planted(plan).app })),
];

/** All worlds are in one server, whose metrics are there as long as one of them has them. */
const OF_A_WHOLE_SERVER = ['the metric was renamed', 'the counter became a gauge', 'the histogram became a summary'];

interface Found {
  readonly diagnostics: readonly { readonly code: string; readonly message: string; readonly help: string | null }[];
  readonly right: number;
}

describe.each(findServers().map(({ version, prometheus }) => [version, prometheus] as const))(
  'beside Prometheus %s',
  (_version, binary) => {
    let application: Server;
    let prometheus: Prometheus;
    const folder = mkdtempSync(join(tmpdir(), 'slo-doctor-'));

    beforeAll(async () => {
      application = createServer((request, response) => {
        const world = WORLDS.find(({ name }) => request.url === `/${name}`);
        response.setHeader('content-type', 'text/plain; version=0.0.4').end(world?.app);
      });
      await new Promise<void>((resolve) => application.listen(0, '127.0.0.1', resolve));
      const { port } = application.address() as AddressInfo;
      prometheus = await startPrometheus({
        binary,
        scrapeIntervalMs: SCRAPE_MS,
        targets: WORLDS.map(({ name }) => ({
          targets: [`127.0.0.1:${port}`],
          labels: { __metrics_path__: `/${name}`, world: name },
        })),
      });
      for (let tries = 0; tries < 60; tries++) {
        const up = await prometheus.query('count(up == 1)').catch(() => []);
        if (up[0]?.value === WORLDS.length) break;
        await sleep(500);
      }
      expect((await prometheus.query('count(up == 1)'))[0]?.value).toBe(WORLDS.length);
    }, 120_000);

    afterAll(async () => {
      await prometheus?.stop();
      application?.closeAllConnections();
      application?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    async function doctor(world: string, spec: string, ...more: readonly string[]): Promise<Found> {
      mkdirSync(join(folder, 'slos'), { recursive: true });
      writeFileSync(join(folder, 'slos/shop.slo.yaml'), spec);
      writeFileSync(join(folder, 'slo.config.yaml'), `scrapeInterval: 1s\nwhere: world="${world}"\n`);
      const args = [MAIN, '-C', folder, 'doctor', '--prometheus', prometheus.url, '--format', 'json', ...more];
      // The exporter answers meanwhile, so this process must not wait.
      const { stdout } = await promisify(execFile)(execPath, args, { env }).catch((error: { stdout: string }) => error);
      return JSON.parse(stdout) as Found;
    }

    const ofSpec = ({ diagnostics }: Found) => diagnostics.filter(({ code }) => !OF_THE_SERVER.includes(code));

    it('a healthy project has no findings', async () => {
      const found = await doctor('healthy', SPEC);
      expect(ofSpec(found)).toEqual([]);
      expect(found.right).toBe(7);
      expect(found.diagnostics.map(({ code }) => code)).toContain('rules-missing');
    });

    it.each(
      IN_A_SCRAPE.map((plan, at) => [plan.fault, `w${at}`, plan] as const).filter(
        ([fault]) => !OF_A_WHOLE_SERVER.includes(fault),
      ),
    )('it is found that %s', async (_fault, world, plan) => {
      const found = ofSpec(await doctor(world, planted(plan).spec));
      expect([...new Set(found.map(({ code }) => code))]).toEqual([plan.code]);
    });

    it('what it keeps of a server is byte by byte the same again, and lint tells by it what the doctor does', async () => {
      const save = async () => {
        await doctor('healthy', SPEC, '--save', join(folder, 'slo.metrics.yaml'));
        return readFileSync(join(folder, 'slo.metrics.yaml'), 'utf8');
      };
      const kept = await save();
      expect(kept).toMatch(/name: http_request_duration_seconds\n\s+type: histogram/);
      expect(kept).toContain('"instance"');
      expect(kept).not.toMatch(/name: (ALERTS|slo:)/);
      expect(await save()).toBe(kept);
      const lint = () => promisify(execFile)(execPath, [MAIN, '-C', folder, 'lint'], { env });
      await expect(lint()).resolves.toMatchObject({ stdout: '' });
      writeFileSync(join(folder, 'slos/shop.slo.yaml'), SPEC.replace('code=~"5.."', 'kode=~"5.."'));
      await expect(lint()).rejects.toMatchObject({ stdout: expect.stringContaining('error[label-missing]') });
      rmSync(join(folder, 'slo.metrics.yaml'));
    });

    // Last, because the rules stay.
    it('the built rules are found to be loaded, and edited ones to differ', async () => {
      await doctor('healthy', SPEC);
      const args = [MAIN, '-C', folder, 'build', '--stdout', '--format', 'prometheus'];
      const { stdout: rules } = await promisify(execFile)(execPath, args, { env });
      const ofRules = async () =>
        (await doctor('healthy', SPEC)).diagnostics.filter(({ code }) => code.startsWith('rules-'));
      await prometheus.loadRules({ 'shop.yaml': rules });
      expect(await ofRules()).toEqual([]);
      await prometheus.loadRules({ 'shop.yaml': rules.replace('> 14.4 *', '> 14.5 *') });
      expect((await ofRules()).map(({ code }) => code)).toEqual(['rules-differ']);
    });
  },
);
