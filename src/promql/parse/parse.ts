// In: the PromQL of a user. Out: the AST of it, or everything that is wrong with it, with offsets into that text.
// It holds to Prometheus 2.42, the oldest version the rules must run on, and does not know what the text is for.
import type { Expr, Matcher, Selector } from '../ast.ts';
import type { PromqlProblem } from '../problem.ts';
import { readExpression } from './grammar.ts';
import { peek, type Reader, readerOf, stopReading } from './reader.ts';
import { MOST_PROBLEMS, scan, type Token } from './scan.ts';
import { METRIC_LABEL, readMatchers } from './selector.ts';
import { describeSyntaxError, findUnknownFunctions } from './syntax-error.ts';
import type { Typed } from './typed.ts';

export type { PromqlProblem } from '../problem.ts';

/** What was wrong, in the order of the text: at least one problem, and a few at most. */
export interface PromqlFailure {
  readonly problems: readonly PromqlProblem[];
}

export interface ParsedExpr {
  readonly expr: Expr;
  readonly type: 'vector' | 'scalar' | 'string';
  readonly problems: readonly [];
}

export interface ParsedSelector {
  readonly selector: Selector;
  readonly problems: readonly [];
}

export interface ParsedMatchers {
  readonly matchers: readonly Matcher[];
  readonly problems: readonly [];
}

/**
 * Parses an expression and checks its types.
 *
 * @param options.window whether `$window` may stand where a duration may
 */
export function parseExpr(text: string, options: { readonly window?: boolean } = {}): ParsedExpr | PromqlFailure {
  const { result, problems } = parseText(text, options.window ?? false, readExpression);
  if (result === undefined || problems.length > 0) {
    return { problems: inOrder(problems) };
  }
  const { tree, type } = result;
  if (type === 'range' || type === 'unknown' || tree.kind === 'matrix' || tree.kind === 'subquery') {
    const message = 'the expression yields a range vector, but an instant vector is needed';
    const help = 'a function such as rate or avg_over_time makes an instant vector of it';
    return { problems: [{ message, from: result.from, to: result.to, help }] };
  }
  return { expr: tree, type, problems: [] };
}

/** Parses a plain instant selector, `metric{label="value"}`. */
export function parseSelector(text: string): ParsedSelector | PromqlFailure {
  const { result, problems } = parseText(text, false, readExpression);
  if (result === undefined || problems.length > 0) {
    return { problems: inOrder(problems) };
  }
  const { tree, from, to } = result;
  if (tree.kind === 'selector' && tree.offset === undefined && tree.at === undefined) {
    return { selector: tree, problems: [] };
  }
  const message = `a selector is needed here, ${excessOf(tree)}`;
  return { problems: [{ message, from, to, help: 'write only metric{label="value"}' }] };
}

function excessOf(tree: Typed['tree']): string {
  switch (tree.kind) {
    case 'matrix':
      return 'without a range';
    case 'selector':
      return tree.offset === undefined ? 'without "@"' : 'without "offset"';
    default:
      return 'not an expression';
  }
}

/** Parses what stands between the braces of a selector, `label="value",other=~"a|b"`; a blank text has no matchers. */
export function parseMatchers(text: string): ParsedMatchers | PromqlFailure {
  if (text.trimStart().startsWith('{')) {
    const from = text.indexOf('{');
    return { problems: [{ message: 'the matchers are written without braces', from, to: from + 1 }] };
  }
  // The line break ends a comment, if the text ends with one.
  const framed = `${FRAME.before}${text}\n}`;
  const { result: matchers = [], problems } = parseText(framed, false, readPlainMatchers, FRAME.tokens);
  if (problems.length === 0) {
    return { matchers, problems: [] };
  }
  const inText = (at: number): number => Math.min(Math.max(at - FRAME.before.length, 0), text.length);
  const moved = problems.map((problem) => ({ ...problem, from: inText(problem.from), to: inText(problem.to) }));
  return { problems: inOrder(moved) };
}

/** What makes a selector of a list of matchers, with how many tokens of it stand before and behind the list. */
const FRAME = { before: 'x{', tokens: { before: 2, after: 1 } } as const;

function readPlainMatchers(reader: Reader): readonly Matcher[] {
  const placed = readMatchers(reader);
  const next = peek(reader);
  if (next?.text === '}' && next.kind === 'sign') {
    const help = 'write label="value", other=~"a|b"';
    const message = 'only matchers are needed here, not an expression';
    reader.problems.splice(0, Number.POSITIVE_INFINITY, { message, from: 0, to: reader.text.length, help });
    return [];
  }
  if (next !== undefined) stopReading(reader);
  for (const { matcher, place } of placed) {
    if (matcher.label === METRIC_LABEL) {
      const message = 'the name of the metric cannot be matched here';
      reader.problems.push({ message, from: place.from, to: place.to });
    }
  }
  return placed.map(({ matcher }) => matcher);
}

/** `foreign` tells how many tokens at the start and at the end the user did not write. */
function parseText<Result>(
  text: string,
  window: boolean,
  read: (reader: Reader) => Result,
  foreign: typeof FRAME.tokens | undefined = undefined,
): { readonly result?: Result; readonly problems: readonly PromqlProblem[] } {
  const { tokens, problems } = scan(text, window);
  const early = [...problems, ...findUnknownFunctions(tokens)];
  if (early.length > 0) {
    return { problems: early };
  }
  const written: readonly Token[] = foreign === undefined ? tokens : tokens.slice(foreign.before, -foreign.after);
  const reader = readerOf(text, written);
  const result = read(reader);
  if (reader.unexpectedAt !== undefined) {
    return { problems: [describeSyntaxError(written, reader.unexpectedAt, text.length)] };
  }
  return { result, problems: reader.problems };
}

/** The first of them; when these are gone, the others are told. */
function inOrder(problems: readonly PromqlProblem[]): readonly PromqlProblem[] {
  return problems.toSorted((a, b) => a.from - b.from || a.to - b.to).slice(0, MOST_PROBLEMS);
}
