// The corpus: varied, realistic specs that are right. What the compiler does with all of them must hold for any spec, so
// together they must use all of the language.
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { compile, emitTexts } from '../src/compile.ts';
import { Report } from '../src/diagnostics/report.ts';
import { ISTIO_ALERTS } from '../src/istio/alerts.ts';
import { configJsonSchema } from '../src/spec/config-schema.ts';
import { parseSpecs } from '../src/spec/parse.ts';
import { specJsonSchema } from '../src/spec/schema.ts';
import { compileSpec, readCorpus, settingsOf } from './corpus/read-corpus.ts';
import { pathsOfSchema, pathsOfValue } from './corpus/schema-paths.ts';

const corpus = readCorpus();

describe('the corpus', () => {
  it.each(corpus.map((spec) => [spec.name, spec] as const))('%s compiles', (_name, spec) => {
    const { files, diagnostics, problems } = compileSpec(spec);
    const unexpected = diagnostics.filter(
      ({ severity, code }) => severity === 'error' || !spec.warnings.includes(code),
    );
    expect(unexpected.length > 0 ? problems : '').toBe('');
    expect(files).toHaveLength(1);
    expect([...new Set(diagnostics.map(({ code }) => code))]).toEqual(spec.warnings);
  });

  it('uses every field and every choice of the spec language', () => {
    const used = new Set(
      corpus.flatMap(({ name, text }) =>
        parseSpecs({ path: name, text }, new Report()).flatMap(({ value }) => pathsOfValue(value)),
      ),
    );
    const known = pathsOfSchema(specJsonSchema() as Parameters<typeof pathsOfSchema>[0]);
    expect(known.length).toBeGreaterThan(150);
    expect(known.filter((path) => !used.has(path))).toEqual([]);
  });

  it('uses every field and every choice of the configuration', () => {
    const used = new Set(corpus.flatMap(({ config }) => (config === undefined ? [] : pathsOfValue(parse(config)))));
    const known = pathsOfSchema(configJsonSchema() as Parameters<typeof pathsOfSchema>[0]);
    // The alerts in it are those of the spec language, what a target may set is what the project may, and neither how output
    // is delivered nor the version of Istio changes a rule.
    const delivery = /^(?:targets|dashboards|output\.runbooks|rules\.format=|rules\.partialResponse|istio\.version)\b/;
    const own = known.filter((path) => !/^defaults\.alerts\.\w+[.=]/.test(path) && !delivery.test(path));
    expect(own.length).toBeGreaterThan(20);
    expect(own.filter((path) => !used.has(path))).toEqual([]);
  });

  it('uses every preset alert', () => {
    const text = corpus.map((spec) => spec.text).join('\n');
    expect(ISTIO_ALERTS.map(({ id }) => id).filter((id) => !text.includes(`istio: ${id}\n`))).toEqual([]);
  });

  it('compiles to the same bytes, whatever the order of the specs', () => {
    // Each fourth: an order is one of specs that share nothing, whichever they are, and what they compile to is made twice.
    const sources = corpus
      .filter(({ config }, at) => config === undefined && at % 4 === 0)
      .map(({ name, text }) => ({ path: `slos/${name}.slo.yaml`, text }));
    const build = (order: typeof sources) => {
      const report = new Report();
      const settings = settingsOf({ config: 'output: { tests: tests }' }, report);
      const artifacts = emitTexts(compile({ specs: order }, settings, report), report);
      expect(report.hasErrors).toBe(false);
      return Object.fromEntries(artifacts.map(({ path, content }) => [path, content]));
    };
    const first = build(sources);
    expect(Object.keys(first).length).toBeGreaterThan(sources.length);
    expect(build(sources.toReversed())).toEqual(first);
  });
});
