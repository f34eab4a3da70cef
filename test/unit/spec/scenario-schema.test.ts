// The language of scenarios: its documentation names all of it, and its schema is one that editors take.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { scenarioJsonSchema } from '../../../src/spec/scenario-schema.ts';

const DOCS = readFileSync(fileURLToPath(new URL('../../../docs/testing.md', import.meta.url)), 'utf8');

interface Field {
  readonly name: string;
  readonly description: unknown;
}

/** Every property of a JSON Schema, at whatever depth. */
function fieldsOf(schema: unknown): Field[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) => {
    const own = key === 'properties' ? Object.entries(value as Record<string, { description?: unknown }>) : [];
    return [...own.map(([name, { description }]) => ({ name, description })), ...fieldsOf(value)];
  });
}

describe('the language of scenarios', () => {
  const schema = scenarioJsonSchema();
  const fields = fieldsOf(schema);

  it('is documented field by field', () => {
    const shown = new Set(DOCS.match(/[A-Za-z]+(?=:)|(?<=`)[A-Za-z]+(?=`)/g));
    expect(fields.length).toBeGreaterThan(15);
    expect(fields.filter(({ name }) => !shown.has(name))).toEqual([]);
  });

  it('explains every field to editors', () => {
    expect(fields.filter(({ description }) => typeof description !== 'string' || description === '')).toEqual([]);
  });

  it('is draft 7, and closed', () => {
    expect(schema).toMatchObject({ $schema: 'http://json-schema.org/draft-07/schema#', additionalProperties: false });
  });
});
