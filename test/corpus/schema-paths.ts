// Which fields and choices a JSON Schema has, and which of them a value uses: paths such as `slos.indicator.by`, with `*`
// for names that the user chooses, and `path=choice` for each value of an enumeration.

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly type?: string;
}

/** Every field and choice that the schema describes. */
export function pathsOfSchema(schema: Schema, path = ''): string[] {
  const below = (name: string) => (path === '' ? name : `${path}.${name}`);
  const wildcard = typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : [];
  return [
    ...(path === '' ? [] : [path]),
    ...choicesOf(schema).map((choice) => `${path}=${String(choice)}`),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => pathsOfSchema(inner, below(name))),
    ...wildcard.flatMap((inner) => pathsOfSchema(inner, below('*'))),
    ...(schema.items ? pathsOfSchema(schema.items, path) : []),
    ...(schema.anyOf ?? []).flatMap((inner) => pathsOfSchema(inner, path)),
  ];
}

function choicesOf({ enum: values = [], const: constant, type }: Schema): readonly unknown[] {
  return [...values, ...(constant === undefined ? [] : [constant]), ...(type === 'boolean' ? [true, false] : [])];
}

/** Every path that the value has something at, and `path=value` for its scalars. */
export function pathsOfValue(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => pathsOfValue(item, path));
  const own = path === '' ? [] : [path];
  if (typeof value !== 'object' || value === null) return [...own, `${path}=${String(value)}`];
  const entries = Object.entries(value);
  const at = (name: string) => (path === '' ? name : `${path}.${name}`);
  return [
    ...own,
    ...entries.flatMap(([name, inner]) => [...pathsOfValue(inner, at(name)), ...pathsOfValue(inner, at('*'))]),
  ];
}
