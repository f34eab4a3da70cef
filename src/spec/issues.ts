// What the schema found wrong, told in our own words: code, message, place, hint.
import type * as z from 'zod';
import type { Diagnostic, Report } from '../diagnostics/report.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import type { Located, Path } from './locate.ts';
import { scalarOf } from './scalars.ts';

type Issue = z.core.$ZodIssue;

/** The part of JSON Schema that names the fields of a place. */
export interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema | boolean>> | undefined;
  readonly additionalProperties?: JsonSchema | boolean | undefined;
  readonly items?: unknown;
  readonly anyOf?: readonly (JsonSchema | boolean)[] | undefined;
}

/** Adds one diagnostic for each problem. `jsonSchema` is asked only when the fields of a place must be named. */
export function reportIssues(
  issues: readonly Issue[],
  located: Located<unknown>,
  jsonSchema: () => JsonSchema,
  report: Report,
): void {
  for (const issue of issues.flatMap((issue) => flatten(issue))) {
    for (const diagnostic of describe(issue, located, jsonSchema)) report.add({ ...diagnostic, severity: 'error' });
  }
}

/** A union that fails is told by the alternative that the user meant: the one whose own shape fits (a mapping was
 *  written, and one alternative is a mapping), or by the union itself when none does. */
function flatten(issue: Issue, prefix: Path = []): Issue[] {
  const path = [...prefix, ...issue.path];
  if (issue.code === 'invalid_union') {
    const meant = issue.errors.find((errors) =>
      errors.every((inner) => inner.path.length > 0 || inner.code === 'unrecognized_keys'),
    );
    if (meant) return meant.flatMap((inner) => flatten(inner, path));
  }
  return [{ ...issue, path } as Issue];
}

type Problem = Omit<Diagnostic, 'severity'>;

function describe(issue: Issue, located: Located<unknown>, jsonSchema: () => JsonSchema): Problem[] {
  const { path } = issue;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownField(key, path, located, jsonSchema()));
    case 'invalid_key':
      return [
        describeScalar(
          issue.issues[0]?.message ?? '',
          `the key ${quoted(path.at(-1))}`,
          located.spanOf(path, 'key'),
          '',
        ),
      ];
    case 'invalid_type':
    case 'invalid_format':
    case 'invalid_union':
      return [wrongValue(issue, located)];
    case 'invalid_value':
      return [wrongChoice(issue.values.map(String), path, located)];
    default:
      return [
        {
          code: 'invalid-value',
          message: `${subject(path)}: ${issue.message.toLowerCase()}`,
          span: located.spanOf(path),
        },
      ];
  }
}

function wrongValue(issue: Issue, located: Located<unknown>): Problem {
  const { path } = issue;
  const value = valueAt(located.value, path);
  if (value === undefined) {
    const inside = path.length > 1 ? `${subject(path.slice(0, -1))} has` : 'the spec has';
    return {
      code: 'missing-field',
      message: `${inside} no ${quoted(path.at(-1))}`,
      span: located.spanOf(path),
      ...helpOf(issue),
    };
  }
  if (scalarOf(issue.message)) return describeScalar(issue.message, subject(path), located.spanOf(path), found(value));
  const expected = 'expected' in issue ? article(String(issue.expected)) : issue.message.replace(/^expected /, '');
  const isUnquoted = 'expected' in issue && issue.expected === 'string' && typeof value !== 'object' && value !== null;
  return {
    code: issue.code === 'invalid_format' ? 'invalid-value' : 'wrong-type',
    message: `${subject(path)} must be ${issue.code === 'invalid_format' ? 'of another form' : expected}, not ${found(value)}`,
    span: located.spanOf(path),
    ...(isUnquoted && { help: `put it in quotes: "${String(value)}"` }),
  };
}

function helpOf(issue: Issue): { help?: string } {
  const kind = scalarOf(issue.message);
  return kind ? { help: kind.help } : {};
}

function describeScalar(message: string, what: string, span: Problem['span'], value: string): Problem {
  const kind = scalarOf(message);
  const tail = value && `, not ${value}`;
  return {
    code: kind?.code ?? 'invalid-value',
    message: `${what} must be ${kind?.expected ?? 'of another form'}${tail}`,
    ...(span && { span }),
    ...(kind && { help: kind.help }),
  };
}

function wrongChoice(choices: readonly string[], path: Path, located: Located<unknown>): Problem {
  const value = valueAt(located.value, path);
  const guess = typeof value === 'string' ? didYouMean(value, choices) : undefined;
  const list = choices.map((choice) => `"${choice}"`).join(', ');
  return {
    code: 'unknown-value',
    message: `${subject(path)} must be one of ${list}, not ${found(value)}`,
    span: located.spanOf(path),
    ...(guess && { help: `did you mean "${guess}"?` }),
  };
}

function unknownField(key: string, path: Path, located: Located<unknown>, schema: JsonSchema): Problem {
  const fields = fieldsAt(schema, path);
  const guess = didYouMean(key, fields);
  return {
    code: 'unknown-field',
    message: `unknown field ${quoted(key)} in ${path.length === 0 ? 'the document' : subject(path)}`,
    span: located.spanOf([...path, key], 'key'),
    help: `${guess ? `did you mean "${guess}"? ` : ''}fields: ${fields.join(', ')}`,
  };
}

/** The names that a mapping at `path` may hold. */
function fieldsAt(schema: JsonSchema, path: Path): string[] {
  let alternatives = expand(schema);
  for (const step of path) {
    alternatives = alternatives.flatMap((node) =>
      expand(typeof step === 'number' ? node.items : (node.properties?.[String(step)] ?? node.additionalProperties)),
    );
  }
  return alternatives.flatMap((node) => Object.keys(node.properties ?? {}));
}

function expand(node: unknown): readonly JsonSchema[] {
  if (typeof node !== 'object' || node === null) return [];
  const schema: JsonSchema = node;
  return schema.anyOf ? schema.anyOf.flatMap(expand) : [schema];
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, step) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, step) : undefined),
    value,
  );
}

/** How a place is called in a message: its own key, and the list it stands in. */
function subject(path: Path): string {
  const key = path.at(-1);
  return typeof key === 'number'
    ? `item ${key + 1} of ${quoted(path.at(-2))}`
    : key === undefined
      ? 'the document'
      : quoted(key);
}

function quoted(key: PropertyKey | undefined): string {
  return JSON.stringify(String(key));
}

function found(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  const text = String(value);
  return typeof value === 'string'
    ? JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}…` : text)
    : `the ${typeof value} ${text}`;
}

const ARTICLES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

function article(type: string): string {
  return ARTICLES[type] ?? type;
}
