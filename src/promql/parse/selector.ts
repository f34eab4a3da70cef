// In: the tokens of a selector. Out: the selector of the AST, checked as Prometheus does.
import { checkRegex } from '../../patterns/check-regex.ts';
import type { Matcher, MatchOperator, Selector } from '../ast.ts';
import { isLabelName } from '../names.ts';
import {
  addProblem,
  addQuotedName,
  type Checked,
  expectSign,
  nextSymbol,
  type Place,
  peek,
  placeFrom,
  placeOf,
  quoted,
  type Reader,
  skip,
  stopReading,
  take,
} from './reader.ts';
import type { Token } from './scan.ts';
import { type Typed, typed } from './typed.ts';
import { unquote } from './unquote.ts';

/** The label under which Prometheus keeps the name of a metric. */
export const METRIC_LABEL = '__name__';

/** A matcher with its place in the text. */
export interface PlacedMatcher {
  readonly matcher: Matcher;
  readonly matchesEmpty: boolean;
  readonly place: Place;
}

/** Reads `metric`, `metric{…}` or `{…}`. */
export function readSelector(reader: Reader): Typed {
  const first = peek(reader);
  const from = first?.from ?? reader.text.length;
  const known = reader.problems.length;
  const name = first?.kind === 'word' ? take(reader) : undefined;
  if (name !== undefined) checkIsMetric(name, reader);
  const placed = nextSymbol(reader) === '{' ? readBraces(reader) : [];
  const place = placeFrom(from, reader);
  const matchers = placed.map(({ matcher }) => matcher);
  if (name !== undefined) {
    checkNamedOnce(name.text, placed, reader);
    return typed({ kind: 'selector', metric: name.text, matchers }, 'vector', place);
  }
  const isSound = reader.problems.length === known && reader.unexpectedAt === undefined;
  if (isSound && placed.every(({ matchesEmpty }) => matchesEmpty)) {
    const help = 'name a metric, or match a label with something that is not empty';
    addProblem(reader, place, `${quoted(reader, place)} selects every series`, help);
  }
  return typed(named(matchers), 'vector', place);
}

function checkIsMetric(name: Token, reader: Reader): void {
  if (name.text.toLowerCase() !== 'atan2') return;
  const help = `a metric of this name is written {__name__="${name.text}"}`;
  addProblem(reader, placeOf(name), `"${name.text}" is an operator`, help);
}

function checkNamedOnce(metric: string, placed: readonly PlacedMatcher[], reader: Checked): void {
  for (const { matcher, place } of placed.filter(({ matcher }) => matcher.label === METRIC_LABEL)) {
    addProblem(reader, place, `the metric is named twice: "${metric}" and "${matcher.value}"`, 'keep one of them');
  }
}

/** `{__name__="x"}` is `x`. */
function named(matchers: readonly Matcher[]): Selector {
  const names = matchers.filter(({ label }) => label === METRIC_LABEL);
  const [only] = names;
  if (only?.op !== '=' || names.length > 1 || only.value === '') {
    return { kind: 'selector', matchers };
  }
  return { kind: 'selector', metric: only.value, matchers: matchers.filter((matcher) => matcher !== only) };
}

function readBraces(reader: Reader): readonly PlacedMatcher[] {
  expectSign(reader, '{');
  const placed = readMatchers(reader);
  expectSign(reader, '}');
  return placed;
}

/** Reads matchers up to what is none; a comma may stand behind the last one. */
export function readMatchers(reader: Reader): readonly PlacedMatcher[] {
  const placed: PlacedMatcher[] = [];
  while (peek(reader) !== undefined && nextSymbol(reader) !== '}') {
    const matcher = readMatcher(reader);
    if (matcher !== undefined) placed.push(matcher);
    if (!skip(reader, ',')) break;
  }
  return placed;
}

const OPERATORS: ReadonlySet<string> = new Set(['=', '!=', '=~', '!~']);

function readMatcher(reader: Reader): PlacedMatcher | undefined {
  const label = peek(reader);
  if (label?.kind === 'string') return readNewerMatcher(label, reader);
  if (label?.kind !== 'word' || !isLabelName(label.text)) {
    stopReading(reader);
    return undefined;
  }
  take(reader);
  const op = readMatchOperator(reader);
  const literal = peek(reader);
  if (op === undefined || literal?.kind !== 'string') {
    stopReading(reader);
    return undefined;
  }
  take(reader);
  const { value } = unquote(literal.text, literal.from);
  const matcher: Matcher = { label: label.text, op, value };
  return {
    matcher,
    matchesEmpty: matchesEmpty(matcher, placeOf(literal), reader),
    place: placeFrom(label.from, reader),
  };
}

function readMatchOperator(reader: Reader): MatchOperator | undefined {
  const op = nextSymbol(reader);
  if (!OPERATORS.has(op)) return undefined;
  take(reader);
  return op as MatchOperator;
}

/** A label, or the name of the metric, in quotation marks. */
function readNewerMatcher(name: Token, reader: Reader): undefined {
  take(reader);
  if (readMatchOperator(reader) !== undefined) {
    if (peek(reader)?.kind === 'string') take(reader);
    else stopReading(reader);
  }
  addQuotedName(reader, placeFrom(name.from, reader), 'name', name);
}

function matchesEmpty({ op, value }: Matcher, literal: Place, reader: Checked): boolean {
  if (op === '=' || op === '!=') {
    return (value === '') === (op === '=');
  }
  const isEmptyMatched = checkPattern(value, literal, reader);
  return isEmptyMatched !== undefined && isEmptyMatched === (op === '=~');
}

/** Checks a literal as a regular expression; returns whether it matches the empty text, if it is valid at all. */
export function checkPattern(pattern: string, literal: Place, reader: Checked): boolean | undefined {
  const { problem, matchesEmpty } = checkRegex(pattern);
  if (problem !== undefined) {
    // Only in a literal without escapes is each character of the pattern where it was written.
    const isPlain = literal.to - literal.from === pattern.length + 2;
    const at = literal.from + 1 + problem.at;
    const place = isPlain ? { from: Math.min(at, literal.to - 2), to: literal.to - 1 } : literal;
    addProblem(reader, place, `the regular expression is not valid: ${problem.message}`, problem.help);
    return undefined;
  }
  return matchesEmpty;
}
