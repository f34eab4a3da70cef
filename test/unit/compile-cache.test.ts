// Where the compiled code of the program itself is kept: code that runs without a question, so nobody else may put it there.
import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { compileCacheFolder } from '../../src/cli/compile-cache.ts';

const before = env.XDG_CACHE_HOME;
let [root, project, compiled] = ['', '', ''];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'slo-compile-cache-'));
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
    expect(compileCacheFolder(project)).toBe(compiled);
    expect(lstatSync(compiled).mode & 0o077).toBe(0);
  });

  it('is none in the repository that is judged', () => {
    env.XDG_CACHE_HOME = join(project, 'cache');
    expect(compileCacheFolder(project)).toBeUndefined();
    expect(readdirSync(project)).toEqual([]);
  });

  it('is none that others can write', () => {
    mkdirSync(compiled, { recursive: true });
    chmodSync(compiled, 0o777);
    expect(compileCacheFolder(project)).toBeUndefined();
  });

  it('is none where a file has its name', () => {
    mkdirSync(join(root, 'cache', 'slo'), { recursive: true });
    writeFileSync(compiled, '');
    expect(compileCacheFolder(project)).toBeUndefined();
  });

  it('is emptied when it holds more than a few versions of the program', () => {
    const kept = join(compiled, 'v24');
    mkdirSync(kept, { recursive: true });
    for (let number = 0; number < 390; number++) writeFileSync(join(kept, String(number)), '');
    compileCacheFolder(project);
    expect(existsSync(join(kept, '0'))).toBe(true);
    for (let number = 390; number < 420; number++) writeFileSync(join(kept, String(number)), '');
    expect(compileCacheFolder(project)).toBe(compiled);
    expect(readdirSync(compiled)).toEqual([]);
  });
});
