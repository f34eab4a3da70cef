// A value that does not fit the schema in, what to tell the user out: what it must be, what it is, what to write.
import type { Diagnostic, Span } from '../diagnostics/report.ts';
import { type ScalarKind, scalarOf } from './scalars.ts';
import { found } from './wording.ts';

export type Problem = Omit<Diagnostic, 'severity'>;

interface Misfit {
  /** How the place is called. */
  readonly what: string;
  /** The issue's message, which names one of our scalars if it was one that did not fit. */
  readonly message: string;
  /** Completes "… must be", for what is none of our scalars. */
  readonly expected: string;
  readonly span: Span;
  /** What was written; absent for a key. */
  readonly value?: unknown;
}

/** Tells about one misfit. */
export function describeValue({ what, message, expected, span, value }: Misfit): Problem {
  const kind = scalarOf(message);
  const wanted = kind?.expected ?? expected;
  if (value === null) {
    return {
      code: 'missing-field',
      message: `${what} is empty, but must be ${wanted}`,
      span,
      help: 'write a value, or remove it',
    };
  }
  const help = helpFor(value, wanted, kind, span);
  return {
    code: kind?.code ?? 'wrong-type',
    message: `${what} must be ${wanted}${value === undefined ? '' : `, not ${found(value)}`}`,
    span,
    ...(help && { help }),
  };
}

function helpFor(value: unknown, wanted: string, kind: ScalarKind | undefined, span: Span): string | undefined {
  const startsWithBrace = span.source.text[span.start] === '{';
  if (typeof value === 'object' && startsWithBrace && (kind || /\b(text|selector)\b/.test(wanted)))
    return 'put all of it in quotes: YAML reads a "{" at the start as a mapping';
  if (kind === undefined) return helpForNumber(value, wanted) ?? HELP_BY_TYPE[wanted]?.(value, span);
  if (value === undefined || typeof value === 'string' || typeof value === 'object') return kind.help;
  return kind.pattern.test(String(value)) ? quoteIt(value, span) : helpForUnit(value, kind);
}

/** As it was written: 0x10 is read as 16, and 1.10 as 1.1. */
const quoteIt = (value: unknown, { source, start, end }: Span) =>
  typeof value === 'object' ? undefined : `put it in quotes: "${source.text.slice(start, end)}"`;

const HELP_BY_TYPE: Readonly<Record<string, (value: unknown, span: Span) => string | undefined>> = {
  'a text': quoteIt,
  'a list': () => 'start each item on a line of its own with "- "',
  'a mapping': () => 'write lines of the form "name: value"',
  'true or false': () => 'write true or false, without quotes',
  'a selector or a list of them': () => 'name a counter, such as http_requests_total{job="api"}',
};

function helpForNumber(value: unknown, wanted: string): string | undefined {
  const isNumber = typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value));
  return isNumber && wanted.endsWith('number') ? `write it without quotes: ${value}` : undefined;
}

/** A number without its unit. Percentages are often written as ratios. */
function helpForUnit(value: unknown, kind: ScalarKind): string {
  if (kind.code !== 'wrong-unit' || typeof value !== 'number') return kind.help;
  if (kind.pattern.test(`${value}s`))
    return `add the unit, as in ${value}ms, ${value}s, ${value}m, ${value}h or ${value}d`;
  const percent = `${value <= 1 ? Number((value * 100).toPrecision(12)) : value}%`;
  return kind.pattern.test(percent) ? `did you mean ${percent}?` : kind.help;
}
