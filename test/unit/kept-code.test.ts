// Where the compiled code of the program itself is kept: code that runs without a question, so nobody else may put it there.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { keptCodeFolder } from '../../src/cli/kept-code.ts';
import { PROGRAM, requireBuilt } from '../support/built-program.ts';

const before = env.XDG_CACHE_HOME;
let [root, project, compiled] = ['', '', ''];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'slo-kept-code-'));
  project = join(root, 'project');
  mkdirSync(project);
  env.XDG_CACHE_HOME = join(root, 'cache');
  compiled = join(root, 'cache', 'slo', 'compiled');
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
  if (before === undefined) delete env.XDG_CACHE_HOME;
  else env.XDG_CACHE_HOME = before;
});

describe('the folder of compiled code', () => {
  it('is made in the cache of the user, for the user alone', () => {
    expect(keptCodeFolder(project)).toBe(compiled);
    expect(lstatSync(compiled).mode & 0o077).toBe(0);
  });

  it('is none in the repository that is judged', () => {
    env.XDG_CACHE_HOME = join(project, 'cache');
    expect(keptCodeFolder(project)).toBeUndefined();
    expect(readdirSync(project)).toEqual([]);
  });

  it('is none that others can write', () => {
    mkdirSync(compiled, { recursive: true });
    chmodSync(compiled, 0o777);
    expect(keptCodeFolder(project)).toBeUndefined();
  });

  it('is none where a file has its name', () => {
    mkdirSync(join(root, 'cache', 'slo'), { recursive: true });
    writeFileSync(compiled, '');
    expect(keptCodeFolder(project)).toBeUndefined();
  });

  it('is emptied when it holds more than a few versions of the program', () => {
    mkdirSync(compiled, { recursive: true });
    for (let number = 0; number < 40; number++) writeFileSync(join(compiled, String(number)), '');
    keptCodeFolder(project);
    expect(existsSync(join(compiled, '0'))).toBe(true);
    writeFileSync(join(compiled, '40'), '');
    expect(keptCodeFolder(project)).toBe(compiled);
    expect(readdirSync(compiled)).toEqual([]);
  });
});

describe('the code of a command', () => {
  const slo = (...args: readonly string[]) =>
    spawnSync(execPath, [PROGRAM, ...args], { cwd: project, encoding: 'utf8', env: { ...env, NODE_OPTIONS: '' } });
  const kept = (): readonly string[] => (existsSync(compiled) ? readdirSync(compiled) : []);

  beforeEach(() => requireBuilt());

  it('is kept by command and version of Node, and gives the same again', () => {
    const [first, again] = [slo('explain', 'unknown-field'), slo('explain', 'unknown-field')];
    expect(first).toMatchObject({ status: 0, stderr: '' });
    expect(again.stdout).toBe(first.stdout);
    expect(kept()).toEqual([expect.stringMatching(/^explain-commands-\w+\.js-v[\d.]+-\w+$/)]);
  });

  it('is compiled again where what was kept is no compiled code, and kept in its place', () => {
    slo('schema');
    const [name = ''] = kept();
    writeFileSync(join(compiled, name), 'nothing');
    expect(slo('schema')).toMatchObject({ status: 0, stderr: '' });
    expect(kept()).toEqual([name]);
    expect(lstatSync(join(compiled, name)).size).toBeGreaterThan(100_000);
  });

  it('is not kept after a failure, nor where the user wants none', () => {
    expect(slo('explain', 'nothing-of-that-name')).toMatchObject({ status: 1 });
    env.NODE_DISABLE_COMPILE_CACHE = '1';
    expect(slo('schema')).toMatchObject({ status: 0 });
    delete env.NODE_DISABLE_COMPILE_CACHE;
    expect(kept()).toEqual([]);
  });
});
