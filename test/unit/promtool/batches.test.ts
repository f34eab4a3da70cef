import { describe, expect, it } from '@jest/globals';
import { batchesOf, type CostedFile } from '../../../src/promtool/batches.ts';

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
