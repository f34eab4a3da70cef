// Random specs: `SLO_SEED=…` tries others, `SLO_SPECS=…` another number of them.
import { env } from 'node:process';
import { expect, it } from '@jest/globals';
import { describeWithPromtool } from '../support/promtool.ts';
import { complaintsOf } from './proof-bench.ts';
import { randomSpecs } from './random-specs.ts';

const PATIENCE_MS = 3_600_000;
const SEED = Number(env.SLO_SEED ?? 1);
const COUNT = Number(env.SLO_SPECS ?? 30);

describeWithPromtool(`random specs (SLO_SEED=${SEED} SLO_SPECS=${COUNT})`, (promtool) => {
  const { compiled, texts, refused } = randomSpecs(SEED, COUNT);

  it('are right, as they are meant to be', () => {
    expect(refused).toEqual([]);
  });

  it.each(compiled.map((spec) => [spec.name, spec] as const))(
    '%s compiles to rules that promtool takes, with texts as they were written and tests that pass',
    async (name, spec) => {
      const complaints = await complaintsOf(promtool, [spec]);
      const isFine = Object.keys(complaints).length === 0;
      expect({ complaints, ...(!isFine && { spec: texts[name] }) }).toEqual({ complaints: {} });
    },
    PATIENCE_MS,
  );
});
