// Ctrl-C while a server keeps the commands waiting: they end by the signal, which a shell shows as 130, without a word of their own,
// and leave nothing behind.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PROGRAM } from '../support/built-program.ts';
import { Project } from './slo-process.ts';

/** Called when a request has come, which is never answered. */
let onRequest: () => void = () => undefined;
const server = createServer(() => onRequest());

beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const COMMANDS: readonly (readonly string[])[] = [
  ['doctor'],
  ['doctor', '--save', 'slo.metrics.yaml'],
  ['status'],
  ['status', '--watch'],
  ['report'],
  ['backtest'],
];

async function endOf(child: ChildProcess): Promise<NodeJS.Signals | number | null> {
  return new Promise((resolve) => child.once('close', (status, signal) => resolve(signal ?? status)));
}

describe('Ctrl-C', () => {
  it.each(COMMANDS.map((args) => [args.join(' '), args] as const))('ends slo %s', async (_name, args) => {
    const project = new Project();
    const temporary = join(project.root, 'tmp');
    mkdirSync(temporary);
    const before = Object.keys(project.snapshot());
    const asked = new Promise<void>((resolve) => {
      onRequest = resolve;
    });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const child = spawn(execPath, [PROGRAM, ...args, '--prometheus', url], {
      cwd: project.root,
      env: { ...env, TMPDIR: temporary, NODE_OPTIONS: '', FORCE_COLOR: '' },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    await asked;
    child.kill('SIGINT');
    expect(await endOf(child)).toBe('SIGINT');
    expect(output).not.toMatch(/error|\n\s+at /i);
    expect(Object.keys(project.snapshot())).toEqual(before);
    expect(readdirSync(temporary)).toEqual([]);
  });
});
