// `slo build --watch` as an editor meets it: files that change in whatever way editors change them, and a Ctrl-C.
import { type ChildProcess, spawn } from 'node:child_process';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { PROGRAM } from '../support/built-program.ts';
import { CHANGED_SPEC, Project, SPEC } from './slo-process.ts';

const SPEC_PATH = 'slos/shop.slo.yaml';
const OTHER = SPEC.replace('service: shop', 'service: other');
const CONFIG = 'output: { dashboards: off }\n';

jest.setTimeout(120_000);

/** A watcher, and what it has said. */
class Watcher {
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;
  said = '';

  constructor(project: Project) {
    const { FORCE_COLOR: _color, NODE_OPTIONS: _options, ...rest } = env;
    this.#child = spawn(execPath, [PROGRAM, 'build', '--watch'], { cwd: project.root, env: rest });
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.said += chunk.toString('utf8');
    });
    this.#ended = new Promise((resolve) => this.#child.on('close', resolve));
  }

  get builds(): number {
    return this.said.match(/SLOs?: \d+ recording rules|\d+ errors? in|error\[no-specs\]/g)?.length ?? 0;
  }

  /** Waits until it has said something more than it had before; fails after a minute. */
  async says(pattern: RegExp, from: number): Promise<number> {
    for (let tries = 0; tries < 1200; tries++) {
      if (pattern.test(this.said.slice(from))) return this.said.length;
      await sleep(50);
    }
    throw new Error(`it never said ${pattern}, but:\n${this.said.slice(from)}`);
  }

  end(signal: NodeJS.Signals): Promise<number | null> {
    this.#child.kill(signal);
    return this.#ended;
  }
}

const running: Watcher[] = [];

async function watching(project: Project): Promise<{ readonly watcher: Watcher; readonly at: number }> {
  const watcher = new Watcher(project);
  running.push(watcher);
  return { watcher, at: await watcher.says(/recording rules|error/, 0) };
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((watcher) => watcher.end('SIGKILL')));
});

const project = (files: Readonly<Record<string, string>> = {}) =>
  new Project({ 'slo.config.yaml': CONFIG, [SPEC_PATH]: SPEC, ...files });

describe('slo build --watch', () => {
  it('builds at once, again with each way to save a file, and is up to date after each', async () => {
    const own = project();
    let { watcher, at } = await watching(own);
    expect(own.slo('build', '--check').status).toBe(0);
    const saves: readonly (() => void)[] = [
      () => own.write(SPEC_PATH, CHANGED_SPEC),
      () => {
        own.write('slos/.shop.slo.yaml.swp', SPEC);
        own.write('slos/4913', '');
        own.remove('slos/4913');
        renameSync(join(own.root, 'slos/.shop.slo.yaml.swp'), join(own.root, SPEC_PATH));
      },
      () => {
        renameSync(join(own.root, SPEC_PATH), join(own.root, `${SPEC_PATH}~`));
        own.write(SPEC_PATH, CHANGED_SPEC);
        own.remove(`${SPEC_PATH}~`);
      },
      () => own.write('slos/deep/er/other.slo.yaml', OTHER),
      () => own.remove('slos/deep/er/other.slo.yaml'),
      () => own.write('slo.config.yaml', `${CONFIG}scrapeInterval: 15s\n`),
    ];
    for (const save of saves) {
      save();
      at = await watcher.says(/[1-9]\d* (changed|created|removed)/, at);
      expect(own.slo('build', '--check')).toMatchObject({ status: 0 });
    }
  });

  it('takes a burst of changes for few', async () => {
    const own = project();
    const { watcher, at } = await watching(own);
    const before = watcher.builds;
    for (let count = 0; count < 50; count++) own.write(SPEC_PATH, SPEC.replace('99.9%', `99.${10 + count}%`));
    await watcher.says(/changed/, at);
    await sleep(1_500);
    expect(watcher.builds - before).toBeLessThan(5);
    expect(own.slo('build', '--check').status).toBe(0);
  });

  it('tells errors, keeps what was built, and recovers', async () => {
    const own = project();
    let { watcher, at } = await watching(own);
    const rules = own.read('rules/shop.yaml');
    own.write(SPEC_PATH, SPEC.replace('99.9%', '99.9'));
    at = await watcher.says(/shop\.slo\.yaml:4:16 error\[wrong-unit\][\s\S]*1 error in 1 file/, at);
    expect(own.read('rules/shop.yaml')).toBe(rules);
    own.remove(SPEC_PATH);
    at = await watcher.says(/error\[no-specs\]/, at);
    own.write('slo.config.yaml', 'specs: [\n');
    at = await watcher.says(/slo\.config\.yaml:\d+:\d+ error/, at);
    own.write('slo.config.yaml', `${CONFIG}specs: specs\n`);
    own.write('specs/shop.slo.yaml', CHANGED_SPEC);
    at = await watcher.says(/changed/, at);
    own.write('specs/shop.slo.yaml', SPEC);
    await watcher.says(/changed/, at);
    expect(own.slo('build', '--check').status).toBe(0);
  });

  it('does not build for files that it writes, nor for others beside the specs', async () => {
    const own = project();
    const { watcher } = await watching(own);
    const before = watcher.builds;
    own.write('slos/README.md', 'text');
    own.write('rules/note.txt', 'text');
    own.write('other/shop.slo.yaml', SPEC);
    await sleep(1_500);
    expect(watcher.builds).toBe(before);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends well with %s, and leaves nothing behind', async (signal) => {
    const own = project();
    const { watcher } = await watching(own);
    expect(await watcher.end(signal)).toBe(0);
    expect(watcher.said).not.toMatch(/Error|\bat /);
    expect(own.slo('build', '--check').status).toBe(0);
  });

  it('writes, so it takes neither --check nor --stdout', () => {
    for (const option of ['--check', '--stdout']) {
      expect(project().slo('build', '--watch', option)).toMatchObject({ status: 2 });
    }
  });
});
