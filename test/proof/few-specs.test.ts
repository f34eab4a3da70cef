// A few of the random specs of many-specs.spec.ts, always the same.
import { expect, it } from '@jest/globals';
import { describeWithPromtool } from '../support/promtool.ts';
import { complaintsOf } from './proof-bench.ts';
import { randomSpecs } from './random-specs.ts';

const PATIENCE_MS = 300_000;
const SEED = 20_261_122;
const COUNT = 2;

describeWithPromtool(`random specs (seed ${SEED})`, (promtool) => {
  it(
    'compile to rules that promtool takes, with texts as they were written and tests that pass',
    async () => {
      const { compiled, texts } = randomSpecs(SEED, COUNT);
      expect(compiled.length).toBeGreaterThan(COUNT / 2);
      const complaints = await complaintsOf(
        promtool,
        compiled.map((spec) => ({ ...spec, isKept: true })),
      );
      const [broken] = Object.keys(complaints);
      expect({ complaints, spec: broken && texts[broken.split('/')[0] ?? ''] }).toEqual({ complaints: {} });
    },
    PATIENCE_MS,
  );
});
