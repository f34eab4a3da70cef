// `slo schema`: the JSON Schemas for editors, and that the one in this repository is current.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Project } from './slo-process.ts';

describe('slo schema', () => {
  it.each([
    ['slos/slo.schema.json', []],
    ['slos/slo-test.schema.json', ['--tests']],
  ])('prints what is committed as %s', (path, options) => {
    const committed = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
    const { status, stdout } = new Project({}).slo('schema', ...options);
    expect(status).toBe(0);
    expect(stdout).toBe(committed);
    expect(JSON.parse(stdout)).toMatchObject({ $schema: 'http://json-schema.org/draft-07/schema#', type: 'object' });
  });

  it('is what `slo init` puts beside the specs and scenarios', () => {
    const project = new Project({});
    project.slo('init');
    expect(project.read('slos/slo.schema.json')).toBe(project.slo('schema').stdout);
    expect(project.read('slos/slo-test.schema.json')).toBe(project.slo('schema', '--tests').stdout);
  });

  it.each([
    ['--config', 'scrapeInterval'],
    ['--tests', 'scenarios'],
    ['--mutants', 'equivalent'],
  ])('prints with %s that of another file, too', (option, field) => {
    const { status, stdout } = new Project({}).slo('schema', option);
    expect(status).toBe(0);
    expect(Object.keys(JSON.parse(stdout).properties)).toContain(field);
  });

  it('is printed beside what is wrong with the project, by which names may be missing', () => {
    const broken = new Project({ 'slo.config.yaml': 'metrics: learnt.yaml\n' }).slo('schema');
    expect(broken).toMatchObject({ status: 0, stdout: new Project({}).slo('schema').stdout });
    expect(broken.stderr).toContain('learnt.yaml');
  });

  it('refuses to print two at once', () => {
    expect(new Project({}).slo('schema', '--tests', '--mutants')).toMatchObject({ status: 2, stdout: '' });
  });
});
