// A few small specs beside all that they compile to, as files: for reviewers to see what a change of the compiler changes.
// UPDATE_GOLDEN=1 writes what is compiled now; what holds for all specs is tested with the corpus.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { compile, RULE_BACKENDS } from '../src/compile.ts';
import { PLAIN } from '../src/diagnostics/paint.ts';
import { renderText } from '../src/diagnostics/render.ts';
import { Report } from '../src/diagnostics/report.ts';
import { settingsOf } from './corpus/read-corpus.ts';

const FOLDER = new URL('golden/', import.meta.url);
const INPUTS = ['slo.config.yaml', 'spec.slo.yaml'];
const OUTPUTS = { operator: 'operator.yaml', prometheus: 'prometheus.rules.yaml' } as const;

const names = readdirSync(FOLDER);

function compileBoth(folder: URL): Record<string, string> {
  const config = new URL('slo.config.yaml', folder);
  const report = new Report();
  const settings = settingsOf(existsSync(config) ? { config: readFileSync(config, 'utf8') } : {}, report);
  const source = { path: 'slos/spec.slo.yaml', text: readFileSync(new URL('spec.slo.yaml', folder), 'utf8') };
  const { files } = compile({ specs: [source] }, settings, report);
  expect(renderText(report.diagnostics, PLAIN)).toBe('');
  const formats = Object.keys(OUTPUTS) as (keyof typeof OUTPUTS)[];
  return Object.fromEntries(
    formats.map((format) => [
      OUTPUTS[format],
      RULE_BACKENDS[format]
        .emit(files, settings, new Report())
        .filter(({ isList }) => !isList)
        .map(({ content }) => content)
        .join('\n---\n'),
    ]),
  );
}

describe('the golden specs', () => {
  it('are a handful', () => {
    expect(names.length).toBeGreaterThanOrEqual(5);
  });

  it.each(names)('%s compiles to the files beside it', (name) => {
    const folder = new URL(`${name}/`, FOLDER);
    const compiled = compileBoth(folder);
    if (process.env.UPDATE_GOLDEN === '1') {
      for (const [file, content] of Object.entries(compiled)) writeFileSync(new URL(file, folder), content);
    }
    const outputs = readdirSync(folder).filter((file) => !INPUTS.includes(file));
    const written = outputs.map((file) => [file, readFileSync(new URL(file, folder), 'utf8')] as const);
    expect(Object.fromEntries(written)).toEqual(compiled);
  });
});
