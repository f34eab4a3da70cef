// A value that does not fit the schema in, what the user reads of it out: what it must be, what it is, what to write.
import type { Diagnostic, Span } from '../diagnostics/report.ts';
import type { Expectation, ScalarExpectation } from './expectations.ts';
import { article, found, listed } from './wording.ts';

export type Problem = Omit<Diagnostic, 'severity'>;

interface Misfit {
  /** How the place is called. */
  readonly what: string;
  /** Of the schema, where it has one for that place. */
  readonly expectation: Expectation | ScalarExpectation | undefined;
  /** The types that would do, by zod's names, where there is no expectation. */
  readonly types: readonly string[];
  readonly span: Span;
  /** What was written; absent for a key. */
  readonly value?: unknown;
}

/** What is expected where the schema only names types. */
export function ofTypes(types: readonly string[]): Expectation {
  const expected = types.length === 0 ? 'of another form' : listed(types.map(article), 'or');
  return { code: 'wrong-type', expected, isText: types.includes('string') };
}

/** The problem with one value. */
export function describeValue({ what, expectation, types, span, value }: Misfit): Problem {
  const { code, expected } = expectation ?? (isInfinite(value, types) ? FINITE : ofTypes(types));
  if (value === null) {
    return {
      code: 'missing-field',
      message: `${what} is empty, but must be ${expected}`,
      span,
      help: 'write a value, or remove it',
    };
  }
  const help = helpFor(value, expectation ?? ofTypes(types), types, span);
  return {
    code,
    message: `${what} must be ${expected}${value === undefined ? '' : `, not ${found(value)}`}`,
    span,
    ...(help && { help }),
  };
}

const FINITE: Expectation = { code: 'wrong-type', expected: 'a finite number' };

function isInfinite(value: unknown, types: readonly string[]): boolean {
  return typeof value === 'number' && !Number.isFinite(value) && isNumeric(types);
}

function isNumeric([type, ...others]: readonly string[]): boolean {
  return others.length === 0 && (type === 'number' || type === 'int');
}

function helpFor(
  value: unknown,
  expectation: Expectation | ScalarExpectation,
  types: readonly string[],
  span: Span,
): string | undefined {
  const startsWithBrace = span.source.text[span.start] === '{';
  if (typeof value === 'object' && startsWithBrace && expectation.isText)
    return 'put all of it in quotes: YAML reads a "{" at the start as a mapping';
  if (!('pattern' in expectation)) return expectation.help ?? helpForTypes(value, types, span);
  if (value === undefined || typeof value === 'string' || typeof value === 'object') return expectation.help;
  return expectation.pattern.test(String(value)) ? quoteIt(value, span) : helpForUnit(value, expectation);
}

/** As it was written: 0x10 is read as 16, and 1.10 as 1.1. */
const quoteIt = (value: unknown, { source, start, end }: Span) =>
  typeof value === 'object' ? undefined : `put it in quotes: "${source.text.slice(start, end)}"`;

const MAPPING_HELP = () => 'write lines of the form "name: value"';

const HELP_BY_TYPE: Readonly<Record<string, (value: unknown, span: Span) => string | undefined>> = {
  string: quoteIt,
  array: () => 'start each item on a line of its own with "- "',
  object: MAPPING_HELP,
  record: MAPPING_HELP,
  boolean: () => 'write true or false, without quotes',
};

function helpForTypes(value: unknown, types: readonly string[], span: Span): string | undefined {
  const isQuotedNumber = typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value));
  if (isQuotedNumber && isNumeric(types)) return `write it without quotes: ${value}`;
  const [type = '', ...others] = types;
  return others.length === 0 ? HELP_BY_TYPE[type]?.(value, span) : undefined;
}

const TIME_UNITS = ['ms', 's', 'm', 'h', 'd'] as const;

/** A number without its unit. Percentages are often written as ratios. */
function helpForUnit(value: unknown, { code, help, pattern }: ScalarExpectation): string {
  if (code !== 'wrong-unit' || typeof value !== 'number') return help;
  const durations = TIME_UNITS.map((unit) => `${value}${unit}`).filter((duration) => pattern.test(duration));
  const last = durations.pop();
  if (last !== undefined) return `add the unit, as in ${[durations.join(', '), last].join(' or ')}`;
  const percent = `${value <= 1 ? Number((value * 100).toPrecision(12)) : value}%`;
  return pattern.test(percent) ? `did you mean ${percent}?` : help;
}
