// The tests that are generated for the specs of the corpus, run: they must pass for any spec that is right.
import { expect, it } from '@jest/globals';
import { compileSpec, readCorpus } from '../corpus/read-corpus.ts';
import { describeWithPromtool } from '../support/promtool.ts';
import { complaintsOf } from './proof-bench.ts';

const PATIENCE_MS = 600_000;

describeWithPromtool('the tests generated for the corpus', (promtool) => {
  it.each(readCorpus().map((spec) => [spec.name, spec] as const))(
    '%s passes',
    async (name, spec) => {
      const { files, settings } = compileSpec(spec);
      expect(await complaintsOf(promtool, [{ name, files, settings, isKept: true }])).toEqual({});
    },
    PATIENCE_MS,
  );
});
