// In: the regular expression of a `=~` or `!~` matcher. Out: whether RE2, the engine of Prometheus, takes it, and
// whether it matches the empty text. The rules are those of Go's regexp/syntax; it never runs an expression.
import { characterClass, takeCharacterEscape, takeClassEscape } from './pattern-class.ts';
import { fail, type PatternState, width } from './pattern-state.ts';

export interface PatternCheck {
  /** Why RE2 would refuse it; absent if it would not. */
  readonly problem?: { readonly message: string; readonly at: number; readonly help?: string };
  /** Prometheus anchors the expression at both ends, so this is about the whole of it. */
  readonly matchesEmpty: boolean;
  /** How much work it is to match: its characters with all counted repetitions written out, and `LOOSE` more for each part
   *  that may be left out or repeated, since an automaton stands before and behind such a part at once. */
  readonly weight: number;
}

/** The weight up to which a pattern is taken; also that of all patterns of a spec file together (pattern-budget.ts). */
export const HEAVIEST_PATTERN = 50_000;

const LOOSE = 25;

/** A part of an expression: can it match nothing, and how often do counted repetitions copy it at most. */
interface Part {
  readonly matchesEmpty: boolean;
  readonly copies: number;
  readonly weight: number;
}

const SOLID: Part = { matchesEmpty: false, copies: 1, weight: 1 };
const EMPTY: Part = { matchesEmpty: true, copies: 1, weight: 1 };
const MOST_COPIES = 1000;
const DEEPEST = 500;

/** Checks an RE2 expression without running it. */
export function checkRegex(text: string): PatternCheck {
  const state: PatternState = { text, at: 0, depth: 0, quoted: false, groups: new Set() };
  const { matchesEmpty, weight } = alternation(state);
  if (state.at < text.length) {
    fail(state, 'there is no opening parenthesis for this closing one', state.at);
  }
  // Prometheus puts `^(?:` and `)$` around it, and an open quotation would swallow the end.
  if (state.quoted) {
    fail(state, '"\\Q" is never closed', text.lastIndexOf('\\Q'), 'close it with "\\E"');
  }
  if (weight > HEAVIEST_PATTERN) refuseWeight(state, weight);
  return state.problem === undefined
    ? { matchesEmpty, weight }
    : { matchesEmpty: false, weight, problem: state.problem };
}

function refuseWeight(state: PatternState, weight: number): void {
  const message = `with its repetitions written out it has a weight of ${weight}, and at most ${HEAVIEST_PATTERN} are matched`;
  fail(state, message, 0, 'split it over several SLOs, or match a label with fewer values');
}

function alternation(state: PatternState): Part {
  let { matchesEmpty, copies, weight } = concatenation(state);
  while (state.text[state.at] === '|') {
    state.at += 1;
    const next = concatenation(state);
    matchesEmpty ||= next.matchesEmpty;
    copies = Math.max(copies, next.copies);
    weight += next.weight;
  }
  return { matchesEmpty, copies, weight };
}

function concatenation(state: PatternState): Part {
  let { matchesEmpty, copies, weight } = EMPTY;
  while (state.at < state.text.length && (state.quoted || !'|)'.includes(state.text.charAt(state.at)))) {
    const next = repetition(state);
    matchesEmpty &&= next.matchesEmpty;
    copies = Math.max(copies, next.copies);
    weight += next.weight;
  }
  return { matchesEmpty, copies, weight };
}

interface Repeat {
  readonly least: number;
  readonly most: number;
}

const COUNTED = /\{(0|[1-9]\d*)(?:(,)(0|[1-9]\d*)?)?\}/y;

/** The repetition operator here, which is then passed; `x{,5}` and `x{a}` are literal text. */
function takeRepeat(state: PatternState): Repeat | undefined {
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

function repetition(state: PatternState): Part {
  const start = state.at;
  if (!state.quoted && takeRepeat(state) !== undefined) {
    fail(state, 'there is nothing to repeat', start);
    return EMPTY;
  }
  const part = atom(state);
  const repeat = state.quoted || isFlags(state, start) ? undefined : takeRepeat(state);
  return repeat === undefined ? part : repeated(state, part, repeat, start);
}

function isFlags(state: PatternState, start: number): boolean {
  return /^\(\?[a-zA-Z-]*\)$/.test(state.text.slice(start, state.at));
}

function repeated(state: PatternState, part: Part, { least, most }: Repeat, start: number): Part {
  const times = Number.isFinite(most) ? most : Math.max(least, 1);
  const copies = part.copies * times;
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
  return {
    matchesEmpty: part.matchesEmpty || least === 0,
    copies: Math.max(copies, 1),
    weight: times * (part.weight + (least === most ? 0 : LOOSE)),
  };
}

function atom(state: PatternState): Part {
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

function quotedCharacter(state: PatternState): Part {
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

function group(state: PatternState): Part {
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

function groupBody(state: PatternState, start: number): Part {
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

function nameGroup(state: PatternState, name: string, start: number): void {
  if (state.groups.has(name)) {
    fail(state, `there are two groups named "${name}"`, start);
  }
  state.groups.add(name);
}

function refuseGroup(state: PatternState, start: number): void {
  const isLookaround = /^\(\?<?[=!]/.test(state.text.slice(start, start + 4));
  const message = isLookaround ? 'RE2 knows no lookahead and no lookbehind' : 'RE2 does not know this kind of group';
  fail(
    state,
    message,
    start,
    isLookaround ? 'exclude values with a second matcher, label!~"…"' : 'a name is written (?P<name>…)',
  );
}

function escapeSequence(state: PatternState): Part {
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
