// `slo test` without a promtool, or with something else in its place: nothing is ever counted as proven then.
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { PROGRAM } from '../support/built-program.ts';
import type { Outcome, Project } from './slo-process.ts';
import { built, lastLine, SMALL, SPEC_PATH } from './small-project.ts';

const PATIENCE_MS = 60_000;

/** A spec with a single test file. */
const ONE_FILE = `service: shop
slos:
  - name: losses
    indicator: { zeroTolerance: { events: losses_total } }
`;

describe('slo test without a sound promtool', () => {
  /** A project with a promtool that is this shell script. */
  const withScript = (script: string, spec = SMALL): Project => {
    const project = built({ 'bin/promtool': `#!/bin/sh\n${script}\n`, [SPEC_PATH]: spec });
    chmodSync(join(project.root, 'bin/promtool'), 0o755);
    return project;
  };

  const testWith = (script: string): Outcome => withScript(script).slo('test', '--promtool', 'bin/promtool');

  const VERSION = `if [ "$1" = --version ]; then echo 'promtool, version 2.42.0 (x)'; exit 0; fi`;

  const SKIPPED = /^0 passed, 0 failed, [1-9]\d+ skipped$/;
  const FAILED = /^0 passed, [1-9]\d+ failed$/;

  it('says how to get one when there is none, and fails', () => {
    const project = built();
    const { PATH, PROMTOOL } = env;
    Object.assign(env, { PATH: '', PROMTOOL: '' });
    try {
      const outcome = project.slo('test');
      expect(outcome.status).toBe(1);
      expect(outcome.stderr).toContain(
        'error[no-promtool]: there is no promtool on the PATH outside of this repository\n',
      );
      expect(outcome.stderr).toMatch(/apt install prometheus.*brew install prometheus.*\$PROMTOOL/);
      expect(lastLine(outcome)).toMatch(SKIPPED);
    } finally {
      Object.assign(env, { PATH, PROMTOOL: PROMTOOL ?? '' });
    }
  });

  it.each([
    ['does not exist', ['--promtool', 'no/such/promtool']],
    ['is a folder', ['--promtool', './slos']],
  ])('takes no other for the one that was asked for and %s', (_what, args) => {
    const outcome = built().slo('test', ...args);
    expect(outcome.status).toBe(1);
    expect(outcome.stderr).toContain(
      `error[no-promtool]: --promtool is ${args[1]}, which is no promtool that runs here\n`,
    );
    expect(lastLine(outcome)).toMatch(SKIPPED);
  });

  it.each([
    ['prints nonsense', 'echo 42'],
    ['says nothing', 'exit 0'],
    ['is too old', "echo 'promtool, version 2.41.0 (x)'"],
  ])('does not take a program for promtool that %s', (_what, script) => {
    const outcome = testWith(script);
    expect(outcome.status).toBe(1);
    expect(outcome.stderr).toMatch(/no promtool that runs here|is promtool 2\.41\.0; the rules need 2\.42 or later/);
    expect(lastLine(outcome)).toMatch(SKIPPED);
  });

  it.each([
    ['ends well without a word', 'exit 0', 'it printed nothing'],
    ['prints nonsense and ends well', 'echo all is well', 'all is well'],
    ['prints nonsense and fails', 'echo lorem ipsum >&2; exit 3', 'lorem ipsum'],
    ['claims success and fails', "echo '  SUCCESS'; exit 1", 'promtool ended with status 1 and no verdict:'],
    [
      'claims success of each file and fails',
      'shift 2; for file; do echo "Unit Testing:  $file"; echo "  SUCCESS"; done; exit 1',
      'promtool ended with status 1 and no verdict:',
    ],
    [
      'claims success of each file and misses rules',
      'shift 2; for file; do echo "Unit Testing:  $file"; echo "  SUCCESS"; done; echo "no file match pattern x" >&2',
      'its rules are missing: x',
    ],
    [
      'claims success and failure',
      "echo '  SUCCESS'; echo '  FAILED:' >&2; exit 0",
      'promtool ended with status 0 and no verdict:',
    ],
    ['is killed', 'kill -9 $$', 'promtool did not end: it was ended by SIGKILL'],
  ])('counts nothing as passed when promtool %s', (_what, script, words) => {
    const outcome = testWith(`${VERSION}; ${script}`);
    expect(outcome.status).toBe(1);
    expect(outcome.stdout).toContain(`        ${words}`);
    expect(lastLine(outcome)).toMatch(FAILED);
  });

  it('tells in CI how far it is, on standard error', () => {
    const project = withScript(`${VERSION}; sleep 3.5`, ONE_FILE);
    const outcome = project.sloIn('.', ['test', '--promtool', 'bin/promtool'], { env: { CI: 'true' } });
    expect(outcome.stderr).toBe('1 of 1 test files\n');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'ends its children and leaves no file when it is ended by %s',
    async (signal) => {
      const project = withScript(
        `${VERSION}; mkdir "$TMPDIR/storage"; while :; do echo >> "$ROOT/beats"; sleep 0.05; done`,
      );
      const temporary = mkdtempSync(join(project.root, 'temporary-'));
      const child = spawn(execPath, [PROGRAM, 'test', '--promtool', 'bin/promtool'], {
        cwd: project.root,
        env: { ...env, TMPDIR: temporary, ROOT: project.root },
      });
      const ended = new Promise((settle) => child.on('close', (_status, by) => settle(by)));
      const beats = join(project.root, 'beats');
      while (!existsSync(beats)) await wait(20);
      expect(readdirSync(temporary)).not.toEqual([]);
      child.kill(signal);
      expect(await ended).toBe(signal);
      expect(readdirSync(temporary)).toEqual([]);
      const size = statSync(beats).size;
      await wait(500);
      expect(statSync(beats).size).toBe(size);
    },
    PATIENCE_MS,
  );
});
