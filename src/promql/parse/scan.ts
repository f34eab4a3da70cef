// In: a PromQL text. Out: its tokens, and the mistakes that show without any grammar (broken strings and numbers, stray
// characters, unbalanced brackets). The rules are those of promql/parser/lex.go of Prometheus 2.42.
import { parseDuration } from '../duration.ts';
import { readNumber } from '../number.ts';
import type { PromqlProblem } from '../problem.ts';
import { unquote } from './unquote.ts';

type TokenKind = 'word' | 'number' | 'string' | 'window' | 'sign';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly from: number;
  /** Whether it stands inside the braces of a selector. */
  readonly inBraces: boolean;
}

export interface Scan {
  readonly tokens: readonly Token[];
  readonly problems: readonly PromqlProblem[];
}

interface Scanner {
  readonly text: string;
  readonly window: boolean;
  readonly tokens: Token[];
  readonly problems: PromqlProblem[];
  readonly open: Token[];
}

// One alternative per group: space, comment, word, number or duration, string, placeholder, sign; else a stray character.
const TOKEN =
  /([ \t\r\n]+)|(#[^\r\n]*)|([a-zA-Z_:][\w:]*)|((?=\.?\d)(?:0[xX][\da-fA-F]*|\d*)(?:\.\d*)?(?:[eE][+-]?\d*)?\w*)|("(?:[^"\\\n]|\\[^\n])*"?|'(?:[^'\\\n]|\\[^\n])*'?|`[^`]*`?)|(\$\{?\w*\}?)|([=!]~|[=!<>]=|&&|\|\||[-+*/%^<>=(){}[\],@])|(.)/suy;
const CLOSED = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`)$/s;
const KINDS: readonly TokenKind[] = ['word', 'number', 'string', 'window', 'sign'];
const FIRST_KIND = 3;
const WINDOW = '$window';

// Far beyond any rule; recursion over a tree has its end.
const MOST_TOKENS = 4000;

/** What is no PromQL at all would otherwise be told character by character. */
export const MOST_PROBLEMS = 10;

/** How many levels of brackets, and how many of signs and powers, an expression may have. */
export const DEEPEST = 100;

/** Splits a text into tokens; with `window` the placeholder `$window` is one of them. */
export function scan(text: string, window: boolean): Scan {
  const scanner: Scanner = { text, window, tokens: [], problems: [], open: [] };
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length && scanner.tokens.length <= MOST_TOKENS && isHeard(scanner)) {
    takeToken(scanner);
  }
  if (scanner.tokens.length > MOST_TOKENS) {
    const message = `the expression is too long: more than ${MOST_TOKENS} words and signs`;
    return { tokens: [], problems: [{ message, from: 0, to: text.length }] };
  }
  // An open string has swallowed the closing brackets.
  for (const { text: bracket, from } of scanner.problems.length === 0 ? scanner.open : []) {
    report(scanner, from, 1, `this "${bracket}" is never closed`);
  }
  return { tokens: scanner.tokens, problems: scanner.problems };
}

function isHeard({ problems }: Scanner): boolean {
  return problems.length < MOST_PROBLEMS;
}

function takeToken(scanner: Scanner): void {
  const from = TOKEN.lastIndex;
  // Between brackets a colon parts range and step; elsewhere it belongs to a name.
  if (scanner.text[from] === ':' && scanner.open.at(-1)?.text === '[') {
    TOKEN.lastIndex = from + 1;
    takeSign(scanner, ':', from);
    return;
  }
  const match = TOKEN.exec(scanner.text);
  if (match === null || match[1] !== undefined || match[2] !== undefined) return;
  const text = match[0];
  const kind = KINDS.find((_kind, index) => match[FIRST_KIND + index] !== undefined);
  if (kind === undefined) {
    refuse(scanner, text, from);
  } else {
    TAKERS[kind](scanner, text, from);
  }
}

const TAKERS: Readonly<Record<TokenKind, (scanner: Scanner, text: string, from: number) => void>> = {
  word: (scanner, text, from) => push(scanner, 'word', text, from),
  number: takeNumber,
  string: takeString,
  window: takeWindow,
  sign: takeSign,
};

function push(scanner: Scanner, kind: TokenKind, text: string, from: number): void {
  scanner.tokens.push({ kind, text, from, inBraces: scanner.open.at(-1)?.text === '{' });
}

function report(scanner: Scanner, from: number, length: number, message: string, help?: string): void {
  scanner.problems.push({ message, from, to: from + length, ...(help === undefined ? {} : { help }) });
}

function takeNumber(scanner: Scanner, text: string, from: number): void {
  push(scanner, 'number', text, from);
  const duration = parseDuration(text);
  if (duration === 0) {
    report(scanner, from, text.length, 'a duration has to be longer than zero');
  } else if (duration === undefined && readNumber(text) === undefined) {
    const help = 'a duration is written with whole numbers and the largest unit first, as in 1h30m';
    report(scanner, from, text.length, `"${text}" is neither a number nor a duration`, help);
  }
}

function takeString(scanner: Scanner, text: string, from: number): void {
  push(scanner, 'string', text, from);
  if (!CLOSED.test(text)) {
    const help = 'a string ends on the line it starts on, except in backquotes';
    report(scanner, from, text.length, 'the string is never closed', help);
  } else {
    scanner.problems.push(...unquote(text, from).problems.slice(0, MOST_PROBLEMS));
  }
}

function takeWindow(scanner: Scanner, text: string, from: number): void {
  push(scanner, 'window', text, from);
  if (!scanner.window) {
    report(scanner, from, text.length, `"${text}" cannot be used here`, 'write a duration, such as 5m');
  } else if (text !== WINDOW) {
    report(scanner, from, text.length, `"${text}" is not known here`, 'the only placeholder is $window');
  }
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const OPENING: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

function takeSign(scanner: Scanner, text: string, from: number): void {
  push(scanner, 'sign', text, from);
  const opening = OPENING[text];
  if (CLOSING[text] !== undefined) {
    scanner.open.push({ kind: 'sign', text, from, inBraces: false });
    if (scanner.open.length === DEEPEST) {
      report(scanner, from, 1, `the expression is nested too deeply: more than ${DEEPEST} levels`);
    }
  } else if (opening !== undefined) {
    closeBracket(scanner, text, opening, from);
  } else {
    checkSign(scanner, text, from);
  }
}

function closeBracket(scanner: Scanner, text: string, opening: string, from: number): void {
  const last = scanner.open.findLastIndex((bracket) => bracket.text === opening);
  if (last === -1) {
    report(scanner, from, 1, `there is no "${opening}" for this "${text}"`);
    return;
  }
  for (const bracket of scanner.open.splice(last).slice(1)) {
    report(scanner, bracket.from, 1, `this "${bracket.text}" is never closed`);
  }
}

const MATCHER_SIGNS = ['=', '!=', '=~', '!~'];
const OUTSIDE: Readonly<Record<string, string>> = {
  '=': 'values are compared with ==',
  '=~': 'labels are matched inside braces, as in metric{label=~"…"}',
  '!~': 'labels are matched inside braces, as in metric{label!~"…"}',
  '&&': 'write and',
  '||': 'write or',
};

function checkSign(scanner: Scanner, text: string, from: number): void {
  if (scanner.open.at(-1)?.text === '{') {
    if (text !== ',' && !MATCHER_SIGNS.includes(text)) {
      report(
        scanner,
        from,
        text.length,
        `unexpected "${text}" inside braces`,
        'labels are matched with =, !=, =~ and !~',
      );
    }
  } else if (OUTSIDE[text] !== undefined) {
    report(scanner, from, text.length, `unexpected "${text}"`, OUTSIDE[text]);
  }
}

const STRAY_HELP: Readonly<Record<string, string>> = {
  '!': 'there is no negation; compare with != or use unless',
  ';': 'one expression only',
  '\u00a0': 'this is a no-break space; write a plain one',
  '“': 'write straight quotation marks',
  '”': 'write straight quotation marks',
};

function refuse(scanner: Scanner, text: string, from: number): void {
  const codePoint = text.codePointAt(0) ?? 0;
  const name = /[\p{L}\p{N}\p{P}\p{S}]/u.test(text)
    ? `"${text}"`
    : `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`;
  report(scanner, from, text.length, `unexpected character ${name}`, STRAY_HELP[text]);
}
