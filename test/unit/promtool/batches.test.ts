import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { batchesOf, type CostedFile, runPromtool } from '../../../src/promtool/batches.ts';
import { hasPassed } from '../../../src/promtool/outcome.ts';
import { describeEachPromtool, withTempDir } from '../../support/promtool.ts';

/** A thousand files of 10 to 1000 ms. */
const MANY: readonly CostedFile[] = Array.from({ length: 1_000 }, (_, at) => ({
  path: `${at}.test.yaml`,
  costMs: 10 + ((at * 7_919) % 991),
}));

const sum = (files: readonly CostedFile[]): number => files.reduce((all, { costMs }) => all + costMs, 0);

/** When the last of so many cores is done, each taking the next batch as it ends its last one. */
function endOf(batches: readonly (readonly CostedFile[])[], cores: number): number {
  const free = Array.from({ length: cores }, () => 0);
  for (const batch of batches) {
    const next = free.indexOf(Math.min(...free));
    free[next] = (free[next] ?? 0) + sum(batch);
  }
  return Math.max(...free);
}

describe('batchesOf', () => {
  it('keeps every file, once', () => {
    const paths = batchesOf(MANY, 2).flatMap((batch) => batch.map(({ path }) => path));
    expect(paths.toSorted()).toEqual(MANY.map(({ path }) => path).toSorted());
  });

  it.each([1, 2, 4, 16, 64])('keeps %i cores busy to the end', (cores) => {
    expect(endOf(batchesOf(MANY, cores), cores)).toBeLessThan(sum(MANY) / cores + 1_000);
  });

  it('gives a process work that is worth its start, and not so much that a slow machine ends it', () => {
    const costs = batchesOf(MANY, 2).map(sum);
    expect(Math.min(...costs.slice(0, -1))).toBeGreaterThanOrEqual(250);
    expect(Math.max(...costs)).toBeLessThan(5_000);
  });

  it('leaves a file that is dear by itself', () => {
    const dear = { path: 'dear.test.yaml', costMs: 10_000 };
    expect(batchesOf([...MANY.slice(0, 5), dear], 2)[0]).toEqual([dear]);
  });

  it('has no batch without files', () => {
    expect(batchesOf([], 2)).toEqual([]);
  });
});

/** A test file whose only scenario expects this value of a constant that is recorded as 1. */
const testOf = (value: number): string =>
  JSON.stringify({
    rule_files: ['rules.yaml'],
    evaluation_interval: '1m',
    tests: [{ promql_expr_test: [{ expr: 'a', eval_time: '1m', exp_samples: [{ labels: 'a', value }] }] }],
  });

describeEachPromtool('the files of a batch', (promtool, { version }) => {
  /** Which of the files pass that expect these values, and how many files each process was given. */
  const ranWith = (...values: readonly number[]) =>
    withTempDir(async (folder) => {
      const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
      write('rules.yaml', JSON.stringify({ groups: [{ name: 'a', rules: [{ record: 'a', expr: 'vector(1)' }] }] }));
      for (const [at, value] of values.entries()) write(`${at}.yaml`, testOf(value));
      write('promtool', `#!/bin/sh\necho $(($# - 2)) >>${folder}/sizes\nexec '${promtool}' "$@"\n`);
      chmodSync(join(folder, 'promtool'), 0o755);
      const files = values.map((_, at) => ({ path: `${at}.yaml`, costMs: 1 }));
      const runs = await runPromtool({ path: join(folder, 'promtool'), version }, folder, files, () => undefined);
      const sizes = readFileSync(join(folder, 'sizes'), 'utf8').trim().split('\n').map(Number);
      return { passed: runs.map(hasPassed), sizes };
    });

  it('are run once, in one process, when all pass', async () => {
    expect(await ranWith(1, 1, 1)).toEqual({ passed: [true, true, true], sizes: [3] });
  });

  it('are told apart when one fails', async () => {
    const { passed, sizes } = await ranWith(1, 2, 1);
    expect(passed).toEqual([true, false, true]);
    expect(sizes[0]).toBe(3);
  });
});
