// `slo doctor`, `slo status` and `slo report` beside VictoriaMetrics and Thanos: what they find there is what they find beside a
// Prometheus, and what such a server does not tell is said. Where an engine is not built, its test is skipped under its name.
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
import { ruleFiles } from '../e2e/project.ts';
import { scaleFile } from '../e2e/scale-rules.ts';
import { type Engine, type EngineKind, query, SCRAPE_INTERVAL_MS, SPEED } from '../engines/engine.ts';
import { THANOS } from '../engines/thanos.ts';
import { VICTORIAMETRICS } from '../engines/victoriametrics.ts';
import { compileText } from '../support/compile-text.ts';
import { MAIN, SPEC } from './program.ts';

const CONFIG = `scrapeInterval: ${SCRAPE_INTERVAL_MS / 1_000}s\n`;
const startMs = Date.now();

/** Half of the payments fail. */
function exposed(): string {
  const count = Math.floor((Date.now() - startMs) / 10);
  const series = ['handler="/pay",code="500"', 'handler="/pay",code="200"', 'handler="/cart",code="200"'];
  return ['# TYPE requests_total counter', ...series.map((labels) => `requests_total{${labels}} ${count}`), ''].join(
    '\n',
  );
}

function describeEngine(kind: EngineKind): void {
  let application: Server;
  let engine: Engine;

  beforeAll(async () => {
    application = createServer((_request, response) => {
      response.setHeader('content-type', 'text/plain; version=0.0.4').end(exposed());
    });
    await new Promise<void>((resolve) => application.listen(0, '127.0.0.1', resolve));
    const { port } = application.address() as AddressInfo;
    const files = compileText(SPEC).files.map((file) => scaleFile(file, SPEED));
    engine = await kind.start({
      targets: [{ targets: [`127.0.0.1:${port}`], labels: {} }],
      alertmanager: 'http://127.0.0.1:9',
      rules: (format) => ruleFiles(files, format),
    });
    for (let tries = 0; tries < 120; tries++) {
      if ((await query(engine, 'slo:error_budget:remaining_ratio').catch(() => [])).length > 2) break;
      await sleep(1_000);
    }
  }, 180_000);

  afterAll(async () => {
    await engine?.stop();
    application?.closeAllConnections();
    application?.close();
  });

  // The application answers meanwhile, so this process must not wait.
  const slo = async (spec: string, ...more: readonly string[]) => {
    const root = mkdtempSync(join(tmpdir(), 'slo-engines-'));
    mkdirSync(join(root, 'slos'));
    writeFileSync(join(root, 'slos/shop.slo.yaml'), spec);
    writeFileSync(join(root, 'slo.config.yaml'), CONFIG);
    const args = [MAIN, '-C', root, ...more, '--prometheus', engine.url, '--format', 'json'];
    const run = promisify(execFile)(execPath, args, { env });
    const { stdout, stderr } = await run.catch((error: { stdout: string; stderr: string }) => error);
    rmSync(root, { recursive: true, force: true });
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout);
  };

  const ofMetrics = ({ diagnostics }: { diagnostics: readonly { code: string }[] }) =>
    diagnostics
      .map(({ code }) => code)
      .filter((code) => !/^rules-|^no-alertmanager$|^lookback-|^retention-/.test(code));

  it('the doctor finds nothing wrong with what is right, and what is wrong', async () => {
    const healthy = await slo(SPEC, 'doctor');
    expect(ofMetrics(healthy)).toEqual([]);
    expect(healthy.right).toBe(healthy.examined);
    const planted = SPEC.replaceAll('code="500"', 'status="500"').replace('[handler]', '[route]');
    expect(new Set(ofMetrics(await slo(planted, 'doctor')))).toEqual(new Set(['label-missing', 'group-label-missing']));
    const renamed = await slo(SPEC.replaceAll('requests_total', 'request_total'), 'doctor');
    expect(ofMetrics(renamed)[0]).toBe('metric-missing');
    expect(JSON.stringify(renamed)).toContain('requests_total');
  }, 60_000);

  it('the status has the budget of each SLO, the one in trouble first', async () => {
    const [first, second] = await slo(SPEC, 'status');
    expect(first).toMatchObject({ name: 'shop/requests' });
    expect(first.groups[0].labels).toEqual({ handler: '/pay' });
    expect(second).toMatchObject({ name: 'shop/carts' });
  }, 60_000);

  it('the report says that it knows nothing of the days before', async () => {
    const { slos } = await slo(SPEC, 'report', '--period', '7d');
    expect(slos.map(({ name }: { name: string }) => name).sort()).toEqual(['shop/carts', 'shop/requests']);
    // The rules have recorded for minutes, of seven days.
    for (const { unknown } of slos)
      expect(unknown.notEvaluatedSeconds + unknown.withoutDataSeconds).toBeGreaterThan(5 * 86_400);
  }, 60_000);
}

for (const kind of [VICTORIAMETRICS, THANOS]) {
  const isBuilt = kind.version !== undefined;
  const name = isBuilt ? `beside ${kind.name} ${kind.version}` : `${kind.name} is not built: node scripts/engines.mjs`;
  (isBuilt ? describe : describe.skip)(name, () => describeEngine(kind));
}
