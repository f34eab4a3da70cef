// In: the PromQL of a user. Out: the AST of it, or everything that is wrong with it, with offsets into that text.
// It holds to Prometheus 2.42, the oldest version the rules must run on, and does not know what the text is for.

import { parser } from '@prometheus-io/lezer-promql';
import type { Expr, Matcher, Selector } from './ast.ts';
import type { SyntaxNode, Typed } from './convert/conversion.ts';
import { convertTree } from './convert/convert.ts';
import { convertMatchers, METRIC_LABEL } from './convert/selector.ts';
import type { PromqlProblem } from './problem.ts';
import { scan } from './scan.ts';
import { describeSyntaxError, findUnknownFunctions } from './syntax.ts';

export type { PromqlProblem } from './problem.ts';

/** What was wrong, in the order of the text; at least one problem. */
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
  const { result, problems } = parseText(text, options.window ?? false);
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
  const { result, problems } = parseText(text, false);
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
  const { top, problems } = readTree(framed, false, FRAME.tokens);
  const found = top === undefined ? { matchers: [], problems } : matchersOf(top, framed);
  if (found.problems.length === 0) {
    return { matchers: found.matchers, problems: [] };
  }
  const inText = (at: number): number => Math.min(Math.max(at - FRAME.before.length, 0), text.length);
  const moved = found.problems.map((problem) => ({ ...problem, from: inText(problem.from), to: inText(problem.to) }));
  return { problems: inOrder(moved) };
}

/** What makes a selector of a list of matchers, with how many tokens of it stand before and behind the list. */
const FRAME = { before: 'x{', tokens: { before: 2, after: 1 } } as const;

function matchersOf(
  top: SyntaxNode,
  text: string,
): { matchers: readonly Matcher[]; problems: readonly PromqlProblem[] } {
  const problems: PromqlProblem[] = [];
  const selector = top.firstChild;
  if (selector?.name !== 'VectorSelector') {
    const message = 'only matchers are needed here, not an expression';
    return {
      matchers: [],
      problems: [{ message, from: 0, to: text.length, help: 'write label="value", other=~"a|b"' }],
    };
  }
  const placed = convertMatchers(selector.getChild('LabelMatchers'), { text, problems });
  for (const { matcher, place } of placed) {
    if (matcher.label === METRIC_LABEL) {
      problems.push({ message: 'the name of the metric cannot be matched here', from: place.from, to: place.to });
    }
  }
  return { matchers: placed.map(({ matcher }) => matcher), problems };
}

interface ReadTree {
  readonly top?: SyntaxNode;
  readonly problems: readonly PromqlProblem[];
}

/** `foreign` tells how many tokens at the start and at the end the user did not write. */
function readTree(text: string, window: boolean, foreign: typeof FRAME.tokens | undefined): ReadTree {
  const { tokens, problems, readable } = scan(text, window);
  const early = [...problems, ...findUnknownFunctions(tokens)];
  if (early.length > 0) {
    return { problems: early };
  }
  const tree = parser.parse(readable);
  const cursor = tree.cursor();
  do {
    if (cursor.type.isError) {
      const own = foreign === undefined ? tokens : tokens.slice(foreign.before, -foreign.after);
      return { problems: [describeSyntaxError(own, cursor, text.length)] };
    }
  } while (cursor.next());
  return { top: tree.topNode, problems: [] };
}

function parseText(
  text: string,
  window: boolean,
): { readonly result?: Typed; readonly problems: readonly PromqlProblem[] } {
  const { top, problems } = readTree(text, window, undefined);
  return top === undefined ? { problems } : convertTree(top, text);
}

function inOrder(problems: readonly PromqlProblem[]): readonly PromqlProblem[] {
  return problems.toSorted((a, b) => a.from - b.from || a.to - b.to);
}
