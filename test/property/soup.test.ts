// Whatever stands in a file, the compiler says what is wrong with it or compiles it, and never throws.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compile } from '../../src/compile.ts';
import { PLAIN } from '../../src/diagnostics/paint.ts';
import { renderText } from '../../src/diagnostics/render.ts';
import { Report } from '../../src/diagnostics/report.ts';
import { readSettings } from '../../src/model/settings.ts';
import { parseConfig } from '../../src/spec/parse.ts';
import { readCorpus } from '../corpus/read-corpus.ts';

const RUNS = { numRuns: 300 };
const CORPUS = readCorpus();

/** What means something to YAML, to PromQL or to the compiler. */
const PIECES = [
  '\n',
  '\n  ',
  '\n- ',
  ': ',
  '- ',
  '{',
  '}',
  '[',
  ']',
  '"',
  "'",
  '|',
  '>',
  '&a ',
  '*a',
  '<<: ',
  '!!int ',
  '# ',
  '---\n',
];
const WORDS = [
  'service',
  'slos',
  'name',
  'indicator',
  'ratio',
  'total',
  'by',
  'alerts',
  '99.9%',
  '30d',
  '.nan',
  '~',
  '1e999',
  '__proto__',
];

const soup = fc.oneof(
  fc.uint8Array({ maxLength: 80 }).map((bytes) => new TextDecoder().decode(bytes)),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.array(fc.constantFrom(...PIECES, ...WORDS), { maxLength: 40 }).map((pieces) => pieces.join('')),
);

/** A sound text with one stretch replaced. */
function damaged(texts: readonly string[]): fc.Arbitrary<string> {
  return fc
    .record({
      text: fc.constantFrom(...texts),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.nat({ max: 30 }),
      patch: soup,
    })
    .map(({ text, at, length, patch }) => {
      const from = Math.floor(at * text.length);
      return `${text.slice(0, from)}${patch}${text.slice(from + length)}`;
    });
}

/** Compiles, and holds what is said of it to be words about a place in the text. */
function compileSoup(spec: string, config?: string): void {
  const report = new Report();
  const source = config === undefined ? undefined : parseConfig({ path: 'slo.config.yaml', text: config }, report);
  const settings = readSettings(source, report);
  const { files } = compile({ specs: [{ path: 'slos/soup.slo.yaml', text: spec }] }, settings, report);
  if (!report.hasErrors) expect(files.length).toBe(1);
  const said = renderText(report.diagnostics, PLAIN);
  expect(said === '').toBe(report.diagnostics.length === 0);
}

describe('any text', () => {
  it('as a spec is compiled or refused with diagnostics', () => {
    const texts = CORPUS.map(({ text }) => text);
    fc.assert(
      fc.property(fc.oneof(soup, damaged(texts)), (text) => compileSoup(text)),
      { ...RUNS, examples: [['!!str <<: a'], ['? <<']] },
    );
  });

  it('as a project file is read or refused with diagnostics', () => {
    const texts = CORPUS.flatMap(({ config }) => config ?? []);
    const [spec] = CORPUS;
    fc.assert(
      fc.property(fc.oneof(soup, damaged(texts)), (text) => compileSoup(spec?.text ?? '', text)),
      RUNS,
    );
  });
});
