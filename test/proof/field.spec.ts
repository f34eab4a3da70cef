// Specs as the field writes them (client_golang, Istio, blackbox, kube-state-metrics, nginx, Envoy, Kafka and others), each
// narrowed and grouped in its way. The compiler takes them, and the tests that it generates for them pass.
import { describe, expect, it } from '@jest/globals';
import { compileSpec, readCorpus } from '../corpus/read-corpus.ts';
import { describeEachPromtool } from '../support/promtool.ts';
import { complaintsOf } from './proof-bench.ts';

const PATIENCE_MS = 600_000;
const specs = readCorpus(new URL('field/', import.meta.url)).map(compileSpec);

describe('specs of the field', () => {
  it.each(specs.map((spec) => [spec.name, spec] as const))(
    '%s is taken, with no other warnings than it names',
    (_, spec) => {
      expect(spec.diagnostics.map(({ code }) => code)).toEqual(spec.warnings);
    },
  );
});

describeEachPromtool('the tests generated for specs of the field', (promtool) => {
  it.each(specs.map((spec) => [spec.name, spec] as const))(
    '%s: they pass',
    async (name, { files, settings }) => {
      expect(await complaintsOf(promtool, [{ name, files, settings }])).toEqual({});
    },
    PATIENCE_MS,
  );
});
