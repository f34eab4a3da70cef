// Ctrl-C while the engine waits for a history: the command ends by the signal, which a shell shows as 130, without a word of its
// own, and leaves neither a process nor a file behind.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cwd, env, execPath, kill } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findEngine } from '../../src/cli/engine/build-engine.ts';
import { MAIN, SPEC } from './program.ts';

/** Called when a request has come, which is never answered. */
let onRequest: () => void = () => undefined;
const server = createServer(() => onRequest());
const engine = await findEngine(cwd(), () => undefined);

beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const endOf = (child: ChildProcess) =>
  new Promise((resolve) => child.once('close', (status, signal) => resolve(signal ?? status)));

/** The ids of the processes that a process has started. */
function childrenOf(pid: number): number[] {
  const rows = execFileSync('ps', ['-eo', 'ppid=,pid='], { encoding: 'utf8' }).trim().split('\n');
  return rows
    .map((row) => row.trim().split(/\s+/).map(Number))
    .flatMap(([parent, id]) => (parent === pid && id ? [id] : []));
}

function isAlive(pid: number): boolean {
  try {
    return kill(pid, 0);
  } catch {
    return false;
  }
}

('path' in engine ? describe : describe.skip)('Ctrl-C', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    '(%s) ends slo backtest',
    async (signal) => {
      const root = mkdtempSync(join(tmpdir(), 'slo-interrupted-'));
      for (const folder of ['slos', 'tmp']) mkdirSync(join(root, folder));
      writeFileSync(join(root, 'slos/shop.slo.yaml'), SPEC);
      const asked = new Promise<void>((resolve) => {
        onRequest = resolve;
      });
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const child = spawn(execPath, [MAIN, '-C', root, 'backtest', '--prometheus', url], {
        env: { ...env, TMPDIR: join(root, 'tmp'), NODE_OPTIONS: '', FORCE_COLOR: '' },
      });
      let output = '';
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (text) => (output += text));
      await asked;
      const engines = childrenOf(child.pid ?? 0);
      expect(engines).toHaveLength(1);
      child.kill(signal);
      expect(await endOf(child)).toBe(signal);
      expect(output).not.toMatch(/error|\n\s+at /i);
      // It is asked to end, and has a folder to remove.
      for (let tries = 0; tries < 40 && engines.some(isAlive); tries++) await sleep(250);
      expect(engines.filter(isAlive)).toEqual([]);
      expect(readdirSync(join(root, 'tmp'))).toEqual([]);
      expect(readdirSync(root).sort()).toEqual(['slos', 'tmp']);
      rmSync(root, { recursive: true, force: true });
    },
    60_000,
  );
});
