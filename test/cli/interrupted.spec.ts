// Builds that end before their end: killed at any moment, or refused by the disk. Afterwards the output folders are as they
// were or complete, and the next build leaves nothing of it. SLO_KILLS sets how many builds are killed.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { PROGRAM } from '../support/built-program.ts';
import { Project, SPEC } from './slo-process.ts';

const KILLS = Number(env.SLO_KILLS ?? 8);

const FOLDERS = ['rules', 'test/promtool'];

/** Two states of a project: every file differs, and each has files that the other has not. */
const STATES = ['99.9%', '99.5%'].map((objective, at) =>
  ['cart', 'login', 'search', at === 0 ? 'old' : 'new'].map(
    (service) => [service, SPEC.replace('shop', service).replace('99.9%', objective)] as const,
  ),
);

function becomeState(project: Project, state: number): void {
  const [gone, next] = [STATES[1 - state] ?? [], STATES[state] ?? []];
  for (const [service] of gone) {
    if (readdirSync(join(project.root, 'slos')).includes(`${service}.slo.yaml`)) project.remove(specOf(service));
  }
  for (const [service, text] of next) project.write(specOf(service), text);
}

const specOf = (service: string) => `slos/${service}.slo.yaml`;

/** All files and folders below the output folders, and a file of somebody else among them. */
function outputOf({ root }: Project): Record<string, string> {
  const paths = FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path}`),
  );
  return Object.fromEntries(
    paths.sort().map((path) => {
      const file = join(root, path);
      return [path, statSync(file).isDirectory() ? 'a folder' : readFileSync(file, 'utf8')];
    }),
  );
}

/** What lies in the project itself, hidden folders too. */
const topOf = ({ root }: Project): string[] => readdirSync(root).sort();

const hasStaging = (project: Project): boolean => topOf(project).some((name) => name.startsWith('.slo-'));

function twoStates(): { readonly project: Project; readonly outputs: readonly Record<string, string>[] } {
  const project = new Project({
    'slos/README.md': '',
    'slo.config.yaml': 'output: { tests: test/promtool }\n',
    'rules/own.yaml': 'groups: []\n',
    'test/promtool/own/own.test.yaml': 'tests: []\n',
  });
  const outputs = [0, 1].map((state) => {
    becomeState(project, state);
    expect(project.slo('build').status).toBe(0);
    return outputOf(project);
  });
  return { project, outputs };
}

/** Whether a build has made the folder that it waits with for others to end. */
const hasStagingOf = (project: Project, { pid = 0 }: ChildProcess): boolean =>
  topOf(project).some((name) => name.startsWith(`.slo-${pid}-`));

/** How long a whole build takes, in milliseconds. */
function buildTime(project: Project): number {
  const started = performance.now();
  expect(project.slo('build').status).toBe(0);
  return performance.now() - started;
}

interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<void>;
}

function startBuild({ root }: Project): Running {
  const child = spawn(execPath, [PROGRAM, 'build'], { cwd: root, stdio: 'ignore', detached: true });
  return { child, ended: new Promise((resolve) => child.on('exit', () => resolve())) };
}

/** Kills a build with its whole process group: every other one at any moment, the others while they write. */
async function killSomewhere(project: Project, at: number, usualMs: number): Promise<void> {
  const { child, ended } = startBuild(project);
  if (at % 2 === 0) {
    await Promise.race([sleep(usualMs * ((at / KILLS + 0.618 * at) % 1)), ended]);
  } else {
    while (child.exitCode === null && !hasStaging(project)) await sleep(1);
    await sleep((at * 7) % 60);
  }
  if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  await ended;
}

describe('a build that is killed', () => {
  it(
    'leaves the output as it was or complete, and the next one leaves nothing of it',
    async () => {
      const { project, outputs } = twoStates();
      const usualMs = buildTime(project);
      const top = topOf(project);
      const seen = [0, 0];
      for (let at = 0; at < KILLS; at++) {
        becomeState(project, at % 2);
        await killSomewhere(project, at, usualMs);
        const found = outputOf(project);
        const state = outputs.findIndex((output) => JSON.stringify(output) === JSON.stringify(found));
        if (state < 0) expect(found).toEqual(outputs[at % 2]);
        seen[state] = (seen[state] ?? 0) + 1;
      }
      becomeState(project, 0);
      expect(project.slo('build').status).toBe(0);
      expect(outputOf(project)).toEqual(outputs[0]);
      expect(topOf(project)).toEqual(top);
    },
    60_000 + KILLS * 10_000,
  );
});

/** The process that a build has started to move files, or none until it leads a session of its own, outside the group that is
 *  killed. Linux tells it. */
function moverOf({ pid }: ChildProcess): number | undefined {
  const { stdout } = spawnSync('ps', ['-o', 'pid=,sid=', '--ppid', String(pid)], { encoding: 'utf8' });
  const [child, session] = stdout.match(/\d+/g) ?? [];
  return child === undefined || child !== session ? undefined : Number(child);
}

describe('a build that is killed when its moves are handed over', () => {
  it('holds up the next one until they are made, and loses nothing', async () => {
    const { project, outputs } = twoStates();
    const usualMs = buildTime(project);
    becomeState(project, 0);
    const top = topOf(project);
    const { child, ended } = startBuild(project);
    let mover: number | undefined;
    while (mover === undefined && child.exitCode === null) mover = moverOf(child);
    if (mover === undefined) throw new Error('the build has started no mover');
    process.kill(mover, 'SIGSTOP');
    await sleep(500);
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    await ended;
    const next = startBuild(project);
    // A build that nothing holds up has ended within a few times of what one takes from its start on this machine.
    while (next.child.exitCode === null && !hasStagingOf(project, next.child)) await sleep(10);
    await Promise.race([sleep(3 * usualMs), next.ended]);
    const during = outputOf(project);
    const isWaiting = next.child.exitCode === null;
    process.kill(mover, 'SIGCONT');
    await next.ended;
    expect([isWaiting, during]).toEqual([true, outputs[1]]);
    expect(outputOf(project)).toEqual(outputs[0]);
    expect(topOf(project)).toEqual(top);
  });
});

describe('a build that the disk refuses', () => {
  it('leaves all as it was when a file does not fit, and works when there is room', () => {
    const { project, outputs } = twoStates();
    becomeState(project, 0);
    const top = topOf(project);
    // No file may have more than 20 KiB. All rules have less, and the dashboards have more.
    const { status, stderr } = spawnSync('bash', ['-c', 'ulimit -f 20; exec "$0" "$@"', execPath, PROGRAM, 'build'], {
      cwd: project.root,
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^error\[write-failed\]: \S+: cannot be written: .*\(EFBIG\)$/m);
    expect(outputOf(project)).toEqual(outputs[1]);
    expect(topOf(project)).toEqual(top);
    expect(project.slo('build').status).toBe(0);
    expect(outputOf(project)).toEqual(outputs[0]);
  });
});
