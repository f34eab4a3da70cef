import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { suitesOf } from '../../../src/backends/promtool-suites.ts';
import { Bench } from '../../../src/cli/mutate/bench.ts';
import { Compiled } from '../../../src/compiled.ts';
import { mutantsOf } from '../../../src/mutation/mutate.ts';
import { OPERATORS } from '../../../src/mutation/operators.ts';
import { sampleOf } from '../../../src/mutation/sample.ts';
import { print } from '../../../src/promql/print.ts';
import { compileText } from '../../support/compile-text.ts';
import { describeWithPromtool } from '../../support/promtool.ts';

const SPEC = `service: shop
slos:
  - name: orders
    objective: 99%
    indicator: { by: [region], latency: { histogram: orders_seconds, below: 1s, buckets: [500ms, 1s, 2s], where: 'job="shop"' } }
`;

const { files, settings } = compileText(SPEC);
const groups = files.flatMap(({ services }) => services.flatMap(({ slos }) => slos.flatMap((slo) => slo.groups)));
const mutants = mutantsOf(groups);

describe('the mutants of the rules of an SLO', () => {
  it('come from every operator', () => {
    const found = new Set(mutants.map(({ operator }) => operator));
    const missing = OPERATORS.map(({ name }) => name).filter((name) => !found.has(name));
    expect(missing).toEqual([]);
  });

  it('each differ from the rule that they were made of', () => {
    const same = mutants.filter(
      ({ rule, original }) =>
        rule !== undefined &&
        print(rule.expr) === print(original.expr) &&
        JSON.stringify({ ...rule, expr: 0, purpose: 0 }) === JSON.stringify({ ...original, expr: 0, purpose: 0 }),
    );
    expect(same.map(({ place, description }) => `${place}: ${description}`)).toEqual([]);
  });

  it('give the same sample for the same seed, and another for another', () => {
    const sample = (seed: number) =>
      sampleOf(mutants, 20, seed).map(({ place, description }) => `${place}: ${description}`);
    expect(sample(1)).toHaveLength(20);
    expect(sample(1)).toEqual(sample(1));
    expect(sample(1)).not.toEqual(sample(2));
  });
});

describeWithPromtool('a bench for mutants', (promtool) => {
  let bench: Bench;
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'slo-mutants-'));
    const run = (cwd: string, file: string) => {
      const { status, stdout, stderr } = spawnSync(promtool, ['test', 'rules', file], { cwd, encoding: 'utf8' });
      return Promise.resolve({ status: status ?? undefined, stdout, stderr });
    };
    bench = new Bench(new Compiled({ files, settings, scenarios: [] }).tested.flatMap(suitesOf), run, folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('kills an alert whose comparison is turned', async () => {
    const turned = mutants.find(
      ({ place, description }) =>
        place.includes('page-fast') && description.startsWith('> ') && description.includes('-> < '),
    );
    expect(turned).toBeDefined();
    expect(turned && (await bench.try(turned))).toMatchObject({ verdict: 'killed' });
  });

  it('tells a rule that Prometheus does not load from one that fails a test', async () => {
    const rule = groups.flatMap(({ rules }) => rules).find(({ kind }) => kind === 'recording');
    const nameless = rule && { ...rule, kind: 'recording' as const, record: '' };
    expect(
      rule && (await bench.try({ description: '', operator: '', place: '', original: rule, rule: nameless })),
    ).toEqual({
      verdict: 'rejected',
    });
  });
});
