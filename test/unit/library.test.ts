// The library makes of texts what the program makes of files, and tells what is wrong with them as data.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { compile } from '../../src/library.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const source = (path: string) => ({ path, text: read(path) });

describe('the library', () => {
  it('compiles this repository to the files that are committed', async () => {
    const paths = ['slos/control-plane.slo.yaml', 'slos/mesh.slo.yaml', 'slos/mesh.slo-test.yaml'];
    const { ok, problems, files } = await compile(paths.map(source), { config: read('slo.config.yaml') });
    expect([ok, problems]).toEqual([true, []]);
    expect(files.length).toBeGreaterThan(30);
    expect(files.filter(({ path, content }) => read(path) !== content).map(({ path }) => path)).toEqual([]);
  });

  it('tells what is wrong with its place, and gives no files', async () => {
    const text = 'service: shop\nslos:\n  - name: a\n    objective: 99\n';
    const { ok, problems, files } = await compile([{ path: 'slos/shop.slo.yaml', text }]);
    expect([ok, files]).toEqual([false, []]);
    expect(problems).toContainEqual(
      expect.objectContaining({ code: 'wrong-unit', severity: 'error', file: 'slos/shop.slo.yaml', line: 4 }),
    );
  });

  it('tells what is wrong with the settings', async () => {
    const { ok, problems } = await compile([], { config: 'scrapeIntervall: 30s\n' });
    expect([ok, problems[0]?.code, problems[0]?.file]).toEqual([false, 'unknown-field', 'slo.config.yaml']);
  });

  it('holds the specs against what was learnt of metrics, and tells what is wrong with that', async () => {
    const text =
      'service: shop\nslos:\n  - { name: a, objective: 99%, indicator: { ratio: { total: orders_total, bad: \'orders_total{code="500"}\' } } }\n';
    const specs = [{ path: 'slos/shop.slo.yaml', text }];
    const learnt = (label: string) =>
      `from: prometheus\nmetrics: [{ name: orders_total, type: counter, labels: [${label}] }]\n`;
    expect(await compile(specs, { metrics: learnt('code') })).toMatchObject({ ok: true, problems: [] });
    const { ok, problems, files } = await compile(specs, { metrics: learnt('status') });
    expect([ok, files]).toEqual([false, []]);
    expect(problems).toMatchObject([{ code: 'label-missing', file: 'slos/shop.slo.yaml', line: 3 }]);
    const named = await compile(specs, { config: 'metrics: known.yaml\n', metrics: 'metrics: 1\n' });
    expect(named.problems.map(({ file }) => file)).toContain('known.yaml');
  });
});
