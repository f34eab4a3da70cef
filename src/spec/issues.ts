// What the schema found wrong, told in our own words: code, message, place, hint.
import type * as z from 'zod';
import type { Diagnostic, Report } from '../diagnostics/report.ts';
import { groupBy } from '../text/lists.ts';
import { didYouMean } from '../text/suggest.ts';
import { describeValue, ofTypes, type Problem } from './describe-value.ts';
import { type Expectation, expectationOf } from './expectations.ts';
import { descriptionOf, fieldsAt, type JsonSchema } from './json-schema.ts';
import type { Located, Path } from './locate.ts';
import { found, listed, quoted, subject, valueAt } from './wording.ts';

export type Issue = z.core.$ZodIssue;

/** Adds one diagnostic for each problem. `jsonSchema` is asked only when there are any. */
export function reportIssues(
  issues: readonly Issue[],
  located: Located<unknown>,
  jsonSchema: () => JsonSchema,
  report: Report,
): void {
  const schema = jsonSchema();
  const all = issues.flatMap((issue) => flatten(issue, located.value));
  const isMissing = (issue: Issue) =>
    issue.code !== 'unrecognized_keys' && valueAt(located.value, issue.path) === undefined;
  const unknown = all.flatMap((issue) => unknownFields(issue, schema, located));
  const guessed = new Set(unknown.map(({ guess, path }) => pathKey([...path, guess ?? ''])));
  // Who misspelt a field has not forgotten it.
  const missing = all.filter((issue) => isMissing(issue) && !guessed.has(pathKey(issue.path)));
  const byParent = groupBy(missing, ({ path }) => pathKey(path.slice(0, -1)));
  const problems: readonly Problem[] = [
    ...unknown.map(({ problem }) => problem),
    ...[...byParent.values()].map((issues) =>
      missingFields(
        issues.map(({ path }) => path),
        schema,
        located,
      ),
    ),
    ...all.filter((issue) => !isMissing(issue)).flatMap((issue) => describe(issue, located)),
  ];
  for (const problem of problems) report.add({ ...problem, severity: 'error' });
}

/** A union that fails is told by the alternative that the user meant: the one whose own shape fits (a mapping was
 *  written, and one alternative is a mapping), or by the union itself when none does. */
function flatten(issue: Issue, root: unknown, prefix: Path = []): Issue[] {
  const path = [...prefix, ...issue.path];
  if (issue.code === 'invalid_union') {
    const isText = typeof valueAt(root, path) === 'string';
    const meant = issue.errors.find((errors) =>
      errors.every(
        (inner) =>
          inner.path.length > 0 ||
          inner.code === 'unrecognized_keys' ||
          (isText && (inner.code === 'too_small' || inner.code === 'too_big')),
      ),
    );
    if (meant) return meant.flatMap((inner) => flatten(inner, root, path));
  }
  return [{ ...issue, path } as Issue];
}

function describe(issue: Issue, located: Located<unknown>): Problem[] {
  const { path } = issue;
  switch (issue.code) {
    case 'unrecognized_keys':
      return [];
    case 'invalid_key':
      return [
        describeValue({
          what: `the key ${quoted(path.at(-1))}`,
          expectation: expectationOf(issue.issues[0]?.message ?? ''),
          types: [],
          span: located.spanOf(path, 'key'),
        }),
      ];
    case 'invalid_value':
      return [wrongChoice(issue.values.map(String), undefined, path, located)];
    case 'too_small':
    case 'too_big':
      return [outOfBounds(issue, located)];
    case 'invalid_union':
      return [wrongAlternative(issue, located)];
    case 'invalid_type':
      return [wrongValue(expectationOf(issue.message), [issue.expected], path, located)];
    default:
      return [wrongValue(expectationOf(issue.message), [], path, located)];
  }
}

/** `types`: by zod's names, those that would do. */
function wrongValue(
  expectation: Expectation | undefined,
  types: readonly string[],
  path: Path,
  located: Located<unknown>,
): Problem {
  const value = valueAt(located.value, path);
  return describeValue({ what: subject(path), expectation, types, span: located.spanOf(path), value });
}

function wrongAlternative(issue: Issue & { code: 'invalid_union' }, located: Located<unknown>): Problem {
  const { path, message, errors } = issue;
  const choices = errors.flat().flatMap((inner) => (inner.code === 'invalid_value' ? inner.values.map(String) : []));
  const types = errors.flat().flatMap((inner) => (inner.code === 'invalid_type' ? [inner.expected] : []));
  const expectation = expectationOf(message);
  return choices.length > 0 && typeof valueAt(located.value, path) === 'string'
    ? wrongChoice(choices, expectation ?? ofTypes(types), path, located)
    : wrongValue(expectation, types, path, located);
}

function wrongChoice(
  choices: readonly string[],
  expectation: Expectation | undefined,
  path: Path,
  located: Located<unknown>,
): Problem {
  const value = valueAt(located.value, path);
  const expected = expectation?.expected ?? listed(choices.map(quoted), 'or');
  if (value === null) return wrongValue({ code: 'wrong-type', expected }, [], path, located);
  const guess = typeof value === 'string' ? didYouMean(value, choices) : undefined;
  return {
    code: 'unknown-value',
    message: `${subject(path)} must be ${expected}, not ${found(value)}`,
    span: located.spanOf(path),
    ...(guess && { help: `did you mean "${guess}"?` }),
  };
}

function outOfBounds(issue: Issue & { code: 'too_small' | 'too_big' }, located: Located<unknown>): Problem {
  const { path, origin } = issue;
  const value = valueAt(located.value, path);
  const problem = { code: 'invalid-value', span: located.spanOf(path) } as const;
  if (origin === 'number' || origin === 'int') {
    const bound = issue.code === 'too_small' ? issue.minimum : issue.maximum;
    const words = { too_small: ['more than', 'at least'], too_big: ['less than', 'at most'] }[issue.code];
    return { ...problem, message: `${subject(path)} must be ${words[Number(issue.inclusive)]} ${bound}, not ${value}` };
  }
  if (issue.code === 'too_small') {
    const kind = Array.isArray(value) ? 'an empty list' : 'empty';
    return { ...problem, message: `${subject(path)} is ${kind}`, help: 'write something, or remove the field' };
  }
  const size = Array.isArray(value) ? `${value.length} items` : `${String(value).length} characters`;
  return { ...problem, message: `${subject(path)} has ${size}, but at most ${issue.maximum} are allowed` };
}

/** Fields that are not there, all of one mapping. */
function missingFields(paths: readonly Path[], schema: JsonSchema, located: Located<unknown>): Problem {
  const [path = []] = paths;
  const parent = path.slice(0, -1);
  const names = paths.map((missing) => missing.at(-1));
  const about = paths.flatMap((missing) => {
    const description = descriptionOf(schema, missing);
    return description ? [`${String(missing.at(-1))}: ${description}`] : [];
  });
  return {
    code: 'missing-field',
    message: `${mappingAt(parent)} has no ${names.map(quoted).join(' and no ')}`,
    span: located.spanOf(path),
    ...(about.length > 0 && { help: `add ${about.join('; ')}` }),
  };
}

interface UnknownField {
  readonly path: Path;
  readonly guess: string | undefined;
  readonly problem: Omit<Diagnostic, 'severity'>;
}

function unknownFields(issue: Issue, schema: JsonSchema, located: Located<unknown>): UnknownField[] {
  if (issue.code !== 'unrecognized_keys') return [];
  const { path } = issue;
  const fields = fieldsAt(schema, path);
  return issue.keys.map((key) => {
    const around = mappingAround(path, key, schema);
    const guess = around ? undefined : didYouMean(key, fields);
    const help = [
      ...(around ? [`it belongs in ${mappingAt(around)};`] : []),
      ...(guess ? [`did you mean "${guess}"?`] : []),
      `fields: ${fields.join(', ')}`,
    ].join(' ');
    return {
      path,
      guess,
      problem: {
        code: 'unknown-field',
        message: `unknown field ${quoted(key)} in ${mappingAt(path)}`,
        span: located.spanOf([...path, key], 'key'),
        ...(fields.length > 0 && { help }),
      },
    };
  });
}

/** The path of the innermost mapping around this one that may have the field. The document is none: what it calls a namespace is
 *  another thing than what was meant to narrow an indicator. */
function mappingAround(path: Path, field: string, schema: JsonSchema): Path | undefined {
  const outer = path
    .slice(1)
    .map((_, at) => path.slice(0, at + 1))
    .reverse();
  return outer.find((around) => fieldsAt(schema, around).includes(field));
}

function mappingAt(path: Path): string {
  return path.length === 0 ? 'the document' : subject(path);
}

function pathKey(path: Path): string {
  return JSON.stringify(path.map(String));
}
