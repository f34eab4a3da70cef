// What other tests rely on: a bound that fails, and a program that is not older than its source.
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { afterAll, describe, expect, it } from '@jest/globals';
import { requireBuilt } from './built-program.ts';
import { expectWithin } from './within.ts';

const folder = mkdtempSync(join(tmpdir(), 'slo-support-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a bound on time', () => {
  const busy = (ms: number) => () => {
    const end = performance.now() + ms;
    while (performance.now() < end);
    return ms;
  };

  it('hands on what comes in time, and fails otherwise', () => {
    expect(expectWithin(60_000, busy(1))).toBe(1);
    expect(() => expectWithin(5, busy(20))).toThrow(/may take 5 ms/);
  });
});

describe('the built program', () => {
  const [program, source] = [join(folder, 'main.js'), join(folder, 'src')];

  it('is refused when it is missing, or older than a file of the source', () => {
    mkdirSync(join(source, 'room'), { recursive: true });
    for (const path of ['src/a.ts', 'src/room/b.ts']) writeFileSync(join(folder, path), '');
    expect(() => requireBuilt(program, source)).toThrow(/there is no dist/);
    writeFileSync(program, '');
    const changeAt = (path: string, seconds: number) => utimesSync(path, seconds, seconds);
    changeAt(program, 1_000);
    for (const name of ['a.ts', 'room/b.ts']) changeAt(join(source, name), 999);
    expect(() => requireBuilt(program, source)).not.toThrow();
    changeAt(join(source, 'room/b.ts'), 1_001);
    expect(() => requireBuilt(program, source)).toThrow(/older than src\/room\/b\.ts/);
  });
});
