// In: the tokens of a text, and the first that cannot stand where it stands. Out: what to tell the user about it: what stands
// there, after what, and what could stand there. It knows no types.
import { AGGREGATIONS, FUNCTIONS, GONE, NEWER } from '../functions.ts';
import type { PromqlProblem } from '../problem.ts';
import { nearest } from '../suggest.ts';
import { RUNS_ON_OLDEST } from './reader.ts';
import type { Token } from './scan.ts';

const OPERATORS = ['and', 'or', 'unless', 'atan2', 'bool'];
const CLAUSES = ['by', 'without', 'on', 'ignoring', 'group_left', 'group_right'];
const LATER = ['fill', 'fill_left', 'fill_right'];
const NO_FUNCTIONS: ReadonlySet<string> = new Set([
  ...OPERATORS,
  ...CLAUSES,
  ...LATER,
  'offset',
  'limitk',
  'limit_ratio',
]);
// What people write who know another language.
const MEANT: ReadonlyMap<string, string> = new Map([
  ['average', 'avg'],
  ['mean', 'avg'],
  ['total', 'sum'],
  ['percentile', 'quantile'],
]);

/** Finds the calls of what is no function. */
export function findUnknownFunctions(tokens: readonly Token[]): readonly PromqlProblem[] {
  return tokens.flatMap((token, index) => {
    const isCalled = token.kind === 'word' && !token.inBraces && tokens[index + 1]?.text === '(';
    const isTime = tokens[index - 1]?.text === '@';
    return isCalled && !isTime && !isKnown(token.text) ? [unknownFunction(token)] : [];
  });
}

function isKnown(name: string): boolean {
  const lower = name.toLowerCase();
  return FUNCTIONS.has(name) || AGGREGATIONS.has(lower) || NO_FUNCTIONS.has(lower);
}

function unknownFunction({ text, from }: Token): PromqlProblem {
  const place = { from, to: from + text.length };
  const version = NEWER.get(text);
  if (version !== undefined) {
    return { ...place, message: `the function "${text}" needs Prometheus ${version}`, help: RUNS_ON_OLDEST };
  }
  const successor = GONE.get(text);
  if (successor !== undefined) {
    const message = `the function "${text}" does not exist in Prometheus 3, where it is ${successor}`;
    return { ...place, message, help: 'the rules have to run on Prometheus 2.42 and 3' };
  }
  const guess = MEANT.get(text.toLowerCase()) ?? nearest(text, [...FUNCTIONS.keys(), ...AGGREGATIONS.keys()]);
  const message = `there is no function "${text}"`;
  return guess === undefined ? { ...place, message } : { ...place, message, help: `did you mean ${guess}?` };
}

/** Describes the token with this index, or the end of the text if there is none. */
export function describeSyntaxError(tokens: readonly Token[], at: number, textLength: number): PromqlProblem {
  const found = tokens[at];
  const before = tokens[at - 1];
  if (tokens.length === 0) {
    return { message: 'there is no expression', from: 0, to: textLength };
  }
  const help = expectation(tokens, at);
  const after = before === undefined ? '' : ` after ${quote(before)}`;
  const message = found === undefined ? `the text ends${after}` : `unexpected ${quote(found)}${after}`;
  const last = before === undefined ? 0 : before.from + before.text.length;
  return { message, from: found?.from ?? last, to: found === undefined ? last : found.from + found.text.length, help };
}

function quote({ kind, text }: Token): string {
  const isLong = text.length > LONGEST_QUOTE;
  const shown = isLong ? `${text.slice(0, LONGEST_QUOTE - 1)}…` : text;
  return kind === 'string' ? `the string ${shown}` : `"${shown}"`;
}

const LONGEST_QUOTE = 40;

function expectation(tokens: readonly Token[], at: number): string {
  const before = tokens[at - 1];
  const word = before?.text.toLowerCase() ?? '';
  if ((tokens[at] ?? before)?.inBraces === true) {
    return insideBraces(before);
  }
  if (word === '[' || word === ':' || word === 'offset') {
    return 'expected a duration such as 5m';
  }
  if (word === '@') {
    return 'expected Unix seconds, start() or end()';
  }
  if (CLAUSES.includes(word)) {
    return `expected labels in parentheses, as in ${word} (job)`;
  }
  const clause = clauseAround(tokens, at);
  if (clause !== undefined) {
    return `expected label names, separated by commas, and a closing parenthesis for ${clause}`;
  }
  const group = tokens[at]?.text.toLowerCase() ?? '';
  if (group === 'group_left' || group === 'group_right') {
    return `"${group}" needs on (…) or ignoring (…) before it`;
  }
  const isOpen = before === undefined || OPERATORS.includes(word) || (before.kind === 'sign' && !')]}'.includes(word));
  return isOpen ? 'expected an expression' : afterExpression(tokens, at);
}

function insideBraces(before: Token | undefined): string {
  const { kind, text } = before ?? { kind: 'sign', text: ',' };
  if (kind === 'word') {
    return 'expected =, !=, =~ or !~';
  }
  if (kind === 'sign' && text !== '{' && text !== ',') {
    return 'expected a value in quotation marks';
  }
  return kind === 'sign' ? 'expected a label name or "}"' : 'expected "," or "}"';
}

/** The clause (`by`, `on` and so on) whose list of labels is still open here. */
function clauseAround(tokens: readonly Token[], at: number): string | undefined {
  const open = tokens.slice(0, at).findLastIndex(({ kind, text }) => kind === 'sign' && '()[]{}'.includes(text));
  const word = tokens[open - 1]?.text.toLowerCase();
  return tokens[open]?.text === '(' && word !== undefined && CLAUSES.includes(word) ? word : undefined;
}

// What follows an expression, but not this way.
const MISPLACED: ReadonlyMap<string, string> = new Map([
  ['bool', '"bool" goes directly behind a comparison'],
  ['on', '"on" goes directly behind an operator'],
  ['ignoring', '"ignoring" goes directly behind an operator'],
  ['{', 'braces go directly behind the name of a metric'],
]);

function afterExpression(tokens: readonly Token[], at: number): string {
  const found = tokens[at]?.text.toLowerCase() ?? '';
  if (found === 'by' || found === 'without') {
    return misplacedClause(tokens[at - 1], found);
  }
  const general = isAggregation(tokens, at)
    ? 'expected what to aggregate, in parentheses'
    : 'expected an operator or the end';
  return MISPLACED.get(found) ?? general;
}

function misplacedClause(before: Token | undefined, clause: string): string {
  const word = before?.kind === 'word' ? before.text : '';
  const guess = MEANT.get(word.toLowerCase()) ?? nearest(word, AGGREGATIONS.keys());
  const rule = `only an aggregation such as sum takes "${clause}", directly before or after its parentheses`;
  return guess === undefined ? rule : `did you mean ${guess}?`;
}

/** Whether what stands before is `sum by (…)`. */
function isAggregation(tokens: readonly Token[], at: number): boolean {
  const open = tokens[at - 1]?.text === ')' ? tokens.slice(0, at).findLastIndex(({ text }) => text === '(') : -1;
  const [op, clause] = [tokens[open - 2]?.text.toLowerCase() ?? '', tokens[open - 1]?.text.toLowerCase() ?? ''];
  return AGGREGATIONS.has(op) && (clause === 'by' || clause === 'without');
}
