// Several commands at once on one project, and commands that are asked to end: all builds go well, nothing half-written is
// seen, and no temporary folder, lock or process stays.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { PROGRAM } from '../support/built-program.ts';
import { Project, SPEC } from './slo-process.ts';
import { SMALL, SPEC_PATH } from './small-project.ts';

interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

function start({ root }: Project, args: readonly string[], more: Readonly<Record<string, string>> = {}): Started {
  const child = spawn(execPath, [PROGRAM, ...args], {
    cwd: root,
    env: { ...env, ...more },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return {
    child,
    ended: new Promise((settle) => child.on('close', (status, signal) => settle({ status, signal, stderr }))),
  };
}

const hiddenIn = (folder: string): string[] => readdirSync(folder).filter((name) => name.startsWith('.slo-'));

const temporary: string[] = [];

/** An empty folder for temporary files. */
function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'slo-temporary-'));
  temporary.push(folder);
  return folder;
}

afterEach(() => {
  for (const folder of temporary.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe('builds at once', () => {
  it('all go well, also the first ones', async () => {
    const project = new Project({ 'slos/shop.slo.yaml': SPEC, 'slos/cart.slo.yaml': SPEC.replace('shop', 'cart') });
    const builds = Array.from({ length: 10 }, () => start(project, ['build']));
    for (const { ended } of builds) expect(await ended).toMatchObject({ status: 0 });
    expect(hiddenIn(project.root)).toEqual([]);
    expect(project.slo('build', '--check').status).toBe(0);
  }, 120_000);

  it('of which some are killed leave an output that the next one completes', async () => {
    const project = new Project();
    for (let round = 0; round < 3; round++) {
      project.write('slos/shop.slo.yaml', SPEC.replace('99.9%', `99.${round}%`));
      const builds = Array.from({ length: 4 }, () => start(project, ['build']));
      await sleep(700 + 200 * round);
      for (const { child } of builds.slice(0, 2)) child.kill('SIGKILL');
      for (const { ended } of builds.slice(2)) expect(await ended).toMatchObject({ status: 0 });
      expect(project.slo('build', '--check').status).toBe(0);
    }
    expect(project.slo('build').status).toBe(0);
    expect(hiddenIn(project.root)).toEqual([]);
  }, 120_000);

  it('leave what another machine may still be writing, until it is an hour old', () => {
    const project = new Project();
    const name = '.slo-1-0123456789abcdef.tmp';
    mkdirSync(join(project.root, name));
    expect(project.slo('build').status).toBe(0);
    expect(existsSync(join(project.root, name))).toBe(true);
    utimesSync(join(project.root, name), new Date(0), new Date(0));
    expect(project.slo('build').status).toBe(0);
    expect(existsSync(join(project.root, name))).toBe(false);
  });

  it('wait for a lock, and take that of a process that is gone', () => {
    const project = new Project();
    for (const _time of ['writes', 'is up to date']) {
      project.write('.slo-lock/owner', '.slo-1-0123456789abcdef.tmp');
      utimesSync(join(project.root, '.slo-lock'), new Date(0), new Date(0));
      expect(project.slo('build')).toMatchObject({ status: 0 });
      expect(hiddenIn(project.root)).toEqual([]);
    }
  });
});

/** A promtool that tells its number and then does not end. */
const SLOW_PROMTOOL = `#!/bin/sh
if [ "$1" = --version ]; then echo "promtool, version 3.5.0"; exit; fi
echo $$ >> "$SLO_PIDS"
sleep 600
`;

/** Not one that has ended, of which the system still keeps the number. */
function isRunning(pid: string): boolean {
  return /^[^Z\s]/.test(spawnSync('ps', ['-o', 'stat=', '-p', pid], { encoding: 'utf8' }).stdout);
}

describe('a command that is asked to end', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'leaves no folder and no promtool: %s',
    async (signal) => {
      const project = new Project({ [SPEC_PATH]: SMALL, 'tools/promtool': SLOW_PROMTOOL });
      project.slo('build');
      chmodSync(join(project.root, 'tools/promtool'), 0o755);
      const [folder, pids] = [temporaryFolder(), join(project.root, 'pids')];
      const { child, ended } = start(project, ['test', '--promtool', './tools/promtool'], {
        TMPDIR: folder,
        SLO_PIDS: pids,
      });
      while (!existsSync(pids)) await sleep(20);
      expect(readdirSync(folder)).not.toEqual([]);
      child.kill(signal);
      expect(await ended).toMatchObject({ signal });
      expect(readdirSync(folder)).toEqual([]);
      await sleep(100);
      expect(readFileSync(pids, 'utf8').trim().split('\n').filter(isRunning)).toEqual([]);
    },
    60_000,
  );

  it.each([
    ['build', 8],
    ['preview', 5],
    ['doctor --metrics scrape.prom --save learnt.yaml', 5],
  ])(
    'leaves no folder and no lock, after whichever call it is asked: %s',
    async (command, leastCalls) => {
      const scrape = ['200', '500'].map((code) => `http_requests_total{handler="a", code="${code}"} 1\n`).join('');
      const project = new Project({ [SPEC_PATH]: SPEC, 'scrape.prom': scrape });
      let isSignalled = true;
      let calls = 0;
      for (; isSignalled; calls++) {
        rmSync(join(project.root, 'learnt.yaml'), { force: true });
        project.write('slos/shop.slo.yaml', SPEC.replace('99.9%', `99.${calls}%`));
        const { ended } = start(project, command.split(' '), {
          NODE_OPTIONS: `--import ${new URL('../support/signal-after-call.mjs', import.meta.url).href}`,
          SLO_CALL: String(calls + 1),
        });
        const { signal, stderr } = await ended;
        isSignalled = stderr.includes('signalled after');
        expect({ stderr, signal, left: hiddenIn(project.root) }).toMatchObject({
          signal: isSignalled ? 'SIGTERM' : null,
          left: [],
        });
      }
      expect(calls).toBeGreaterThan(leastCalls);
    },
    120_000,
  );

  it('leaves no folder when it writes', async () => {
    const project = new Project();
    for (let at = 0; at < 6; at++) {
      project.write('slos/shop.slo.yaml', SPEC.replace('99.9%', `99.${at}%`));
      const { child, ended } = start(project, ['build']);
      while (child.exitCode === null && hiddenIn(project.root).length === 0) await sleep(1);
      await sleep(at * 5);
      child.kill(at % 2 === 0 ? 'SIGINT' : 'SIGTERM');
      await ended;
      expect(hiddenIn(project.root)).toEqual([]);
    }
    expect(project.slo('build')).toMatchObject({ status: 0 });
  }, 60_000);
});
