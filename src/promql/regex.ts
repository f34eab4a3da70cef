// In: the regular expression of a `=~` or `!~` matcher. Out: whether RE2, the engine of Prometheus, takes it, and
// whether it matches the empty text. The rules are those of Go's regexp/syntax; it never runs an expression.

import { characterClass, takeCharacterEscape, takeClassEscape } from './regex-class.ts';
import { fail, type RegexState, width } from './regex-state.ts';

export interface RegexCheck {
  /** Why RE2 would refuse it; absent if it would not. */
  readonly problem?: { readonly message: string; readonly at: number; readonly help?: string };
  /** Prometheus anchors the expression at both ends, so this is about the whole of it. */
  readonly matchesEmpty: boolean;
}

/** A part of an expression: can it match nothing, and how often do counted repetitions copy it at most. */
interface Part {
  readonly matchesEmpty: boolean;
  readonly copies: number;
}

const SOLID: Part = { matchesEmpty: false, copies: 1 };
const EMPTY: Part = { matchesEmpty: true, copies: 1 };
const MOST_COPIES = 1000;
const DEEPEST = 500;

/** Checks an RE2 expression without running it. */
export function checkRegex(text: string): RegexCheck {
  const state: RegexState = { text, at: 0, depth: 0, quoted: false, groups: new Set() };
  const { matchesEmpty } = alternation(state);
  if (state.at < text.length) {
    fail(state, 'there is no opening parenthesis for this closing one', state.at);
  }
  // Prometheus puts `^(?:` and `)$` around it, and an open quotation would swallow the end.
  if (state.quoted) {
    fail(state, '"\\Q" is never closed', text.lastIndexOf('\\Q'), 'close it with "\\E"');
  }
  return state.problem === undefined ? { matchesEmpty } : { matchesEmpty: false, problem: state.problem };
}

function alternation(state: RegexState): Part {
  let { matchesEmpty, copies } = concatenation(state);
  while (state.text[state.at] === '|') {
    state.at += 1;
    const next = concatenation(state);
    matchesEmpty ||= next.matchesEmpty;
    copies = Math.max(copies, next.copies);
  }
  return { matchesEmpty, copies };
}

function concatenation(state: RegexState): Part {
  let { matchesEmpty, copies } = EMPTY;
  while (state.at < state.text.length && (state.quoted || !'|)'.includes(state.text.charAt(state.at)))) {
    const next = repetition(state);
    matchesEmpty &&= next.matchesEmpty;
    copies = Math.max(copies, next.copies);
  }
  return { matchesEmpty, copies };
}

interface Repeat {
  readonly least: number;
  readonly most: number;
}

const COUNTED = /\{(0|[1-9]\d*)(?:(,)(0|[1-9]\d*)?)?\}/y;

/** The repetition operator here, which is then passed; `x{,5}` and `x{a}` are literal text. */
function takeRepeat(state: RegexState): Repeat | undefined {
  const sign = state.text.charAt(state.at);
  if (sign !== '' && '*+?'.includes(sign)) {
    state.at += 1;
    return { least: sign === '+' ? 1 : 0, most: sign === '?' ? 1 : Number.POSITIVE_INFINITY };
  }
  COUNTED.lastIndex = state.at;
  const counted = COUNTED.exec(state.text);
  if (counted === null) {
    return undefined;
  }
  state.at = COUNTED.lastIndex;
  const least = Number(counted[1]);
  const open = counted[2] === undefined ? least : Number.POSITIVE_INFINITY;
  return { least, most: counted[3] === undefined ? open : Number(counted[3]) };
}

function repetition(state: RegexState): Part {
  const start = state.at;
  if (!state.quoted && takeRepeat(state) !== undefined) {
    fail(state, 'there is nothing to repeat', start);
    return EMPTY;
  }
  const part = atom(state);
  const repeat = state.quoted || isFlags(state, start) ? undefined : takeRepeat(state);
  return repeat === undefined ? part : repeated(state, part, repeat, start);
}

function isFlags(state: RegexState, start: number): boolean {
  return /^\(\?[a-zA-Z-]*\)$/.test(state.text.slice(start, state.at));
}

function repeated(state: RegexState, part: Part, { least, most }: Repeat, start: number): Part {
  const copies = part.copies * (Number.isFinite(most) ? most : Math.max(least, 1));
  if (least > most || least > MOST_COPIES || copies > MOST_COPIES) {
    fail(state, `a repeat count has to be between 0 and ${MOST_COPIES}, nested ones multiplied`, start);
  }
  if (state.text[state.at] === '?') {
    state.at += 1;
  }
  const again = state.at;
  if (takeRepeat(state) !== undefined) {
    fail(state, 'a repetition cannot be repeated', again, 'RE2 knows no possessive quantifiers; use (?:…) to nest');
  }
  return { matchesEmpty: part.matchesEmpty || least === 0, copies: Math.max(copies, 1) };
}

function atom(state: RegexState): Part {
  const { text, at } = state;
  if (state.quoted) {
    return quotedCharacter(state);
  }
  switch (text[at]) {
    case '(':
      return group(state);
    case '[':
      characterClass(state);
      return SOLID;
    case '^':
    case '$':
      state.at += 1;
      return EMPTY;
    case '\\':
      return escapeSequence(state);
    default:
      state.at += width(state);
      return SOLID;
  }
}

function quotedCharacter(state: RegexState): Part {
  if (state.text.startsWith('\\E', state.at)) {
    state.at += 2;
    state.quoted = false;
    return EMPTY;
  }
  state.at += width(state);
  // The end mark goes with the last character, so that a repetition behind it repeats that character.
  if (state.text.startsWith('\\E', state.at)) {
    state.at += 2;
    state.quoted = false;
  }
  return SOLID;
}

const FLAGS = /\(\?[imsU]*(?:-[imsU]+)?([:)])/y;
const NAMED = /\(\?P<(\w+)>/y;

function group(state: RegexState): Part {
  const start = state.at;
  FLAGS.lastIndex = start;
  NAMED.lastIndex = start;
  const flags = FLAGS.exec(state.text);
  const named = NAMED.exec(state.text);
  if (flags !== null) {
    state.at = FLAGS.lastIndex;
    if (flags[1] === ')') {
      return EMPTY;
    }
  } else if (named !== null) {
    state.at = NAMED.lastIndex;
    nameGroup(state, named[1] ?? '', start);
  } else if (state.text.startsWith('(?', start)) {
    refuseGroup(state, start);
  } else {
    state.at += 1;
  }
  return groupBody(state, start);
}

function groupBody(state: RegexState, start: number): Part {
  state.depth += 1;
  if (state.depth > DEEPEST) {
    fail(state, 'the groups are nested too deeply', start);
  }
  const part = alternation(state);
  state.depth -= 1;
  if (state.text[state.at] === ')') {
    state.at += 1;
  } else {
    fail(state, 'this parenthesis is never closed', start);
  }
  return part;
}

function nameGroup(state: RegexState, name: string, start: number): void {
  if (state.groups.has(name)) {
    fail(state, `there are two groups named "${name}"`, start);
  }
  state.groups.add(name);
}

function refuseGroup(state: RegexState, start: number): void {
  const isLookaround = /^\(\?<?[=!]/.test(state.text.slice(start, start + 4));
  const message = isLookaround ? 'RE2 knows no lookahead and no lookbehind' : 'RE2 does not know this kind of group';
  fail(
    state,
    message,
    start,
    isLookaround ? 'exclude values with a second matcher, label!~"…"' : 'a name is written (?P<name>…)',
  );
}

function escapeSequence(state: RegexState): Part {
  const letter = state.text.charAt(state.at + 1);
  if (letter === 'Q') {
    state.at += 2;
    state.quoted = true;
    return state.at < state.text.length ? quotedCharacter(state) : EMPTY;
  }
  if ('AzbB'.includes(letter) && letter !== '') {
    state.at += 2;
    // There is no word, so no boundary of one, in an empty text.
    return letter === 'b' ? SOLID : EMPTY;
  }
  if (!takeClassEscape(state)) {
    takeCharacterEscape(state);
  }
  return SOLID;
}
