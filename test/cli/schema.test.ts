// `slo schema`: the JSON Schemas for editors, and that the one in this repository is current.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Project } from './slo-process.ts';

describe('slo schema', () => {
  it('prints what is committed as slos/slo.schema.json', () => {
    const committed = readFileSync(new URL('../../slos/slo.schema.json', import.meta.url), 'utf8');
    const { status, stdout } = new Project({}).slo('schema');
    expect(status).toBe(0);
    expect(stdout).toBe(committed);
    expect(JSON.parse(stdout)).toMatchObject({ $schema: 'http://json-schema.org/draft-07/schema#', type: 'object' });
  });

  it('is what `slo init` puts beside the specs', () => {
    const project = new Project({});
    project.slo('init');
    expect(project.read('slos/slo.schema.json')).toBe(project.slo('schema').stdout);
  });

  it('prints that of the configuration, too', () => {
    const { status, stdout } = new Project({}).slo('schema', '--config');
    expect(status).toBe(0);
    expect(Object.keys(JSON.parse(stdout).properties)).toContain('scrapeInterval');
  });
});
