// The JSON Schema of the language as its own reference: which fields a place may hold, and what they are for.
import * as z from 'zod';
import type { Path } from './locate.ts';

/** The part of JSON Schema that names the fields of a place. */
export interface JsonSchema {
  readonly description?: string | undefined;
  readonly properties?: Readonly<Record<string, JsonSchema | boolean>> | undefined;
  readonly additionalProperties?: JsonSchema | boolean | undefined;
  readonly items?: unknown;
  readonly anyOf?: readonly (JsonSchema | boolean)[] | undefined;
}

/** The JSON Schema (draft 7) of what may be written in a file. */
export function jsonSchemaOf(file: z.ZodType): JsonSchema {
  return z.toJSONSchema(file, { target: 'draft-7', io: 'input' });
}

/** The names that a mapping at `path` may hold. */
export function fieldsAt(schema: JsonSchema, path: Path): string[] {
  return schemasAt(schema, path).flatMap((node) => Object.keys(node.properties ?? {}));
}

/** What the field at `path` is for: the first sentence of its description, to be read on in another sentence. */
export function descriptionOf(schema: JsonSchema, path: Path): string | undefined {
  const field = String(path.at(-1));
  const node = schemasAt(schema, path.slice(0, -1)).map(({ properties = {} }) =>
    Object.hasOwn(properties, field) ? properties[field] : undefined,
  )[0];
  const [sentence = ''] = (typeof node === 'object' ? (node.description ?? '') : '').split(/[.;](?:\s|$)/);
  return sentence === '' ? undefined : sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

function schemasAt(schema: JsonSchema, path: Path): JsonSchema[] {
  let alternatives = expand(schema);
  for (const step of path) {
    alternatives = alternatives.flatMap((node) =>
      expand(typeof step === 'number' ? node.items : (node.properties?.[String(step)] ?? node.additionalProperties)),
    );
  }
  return alternatives;
}

function expand(node: unknown): JsonSchema[] {
  if (typeof node !== 'object' || node === null) return [];
  const schema: JsonSchema = node;
  return schema.anyOf ? schema.anyOf.flatMap(expand) : [schema];
}
