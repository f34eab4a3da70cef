// Inside a regular expression: its escapes and its character classes, passed over and held against RE2's rules.
// The structure around them (groups, repetitions) is the business of regex.ts.
import { fail, type PatternState, width } from './pattern-state.ts';

const CLASS_LETTERS = 'dDsSwW';

const UNICODE_CLASS = /\\[pP](?:\{\^?([^}]*)\}|(.))/suy;
const CATEGORY = /^(?:Any|C[cfos]?|L[lmotu]?|M[cen]?|N[dlo]?|P[cdefios]?|S[ckmo]?|Z[lps]?)$/;

/** Passes `\d` and `\p{Greek}` and their like; false if something else is here. */
export function takeClassEscape(state: PatternState): boolean {
  const letter = state.text.charAt(state.at + 1);
  if (letter !== '' && CLASS_LETTERS.includes(letter)) {
    state.at += 2;
    return true;
  }
  if (letter !== 'p' && letter !== 'P') {
    return false;
  }
  UNICODE_CLASS.lastIndex = state.at;
  const match = UNICODE_CLASS.exec(state.text);
  const name = match?.[1] ?? match?.[2] ?? '';
  if (CATEGORY.test(name) || isScript(name)) {
    state.at = UNICODE_CLASS.lastIndex;
  } else {
    fail(state, `"${name}" is no Unicode class`, state.at);
  }
  return true;
}

function isScript(name: string): boolean {
  try {
    return /^\w+$/.test(name) && new RegExp(`\\p{Script=${name}}`, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

const CODED = /\\(?:([0-7]{2,3}|0)|x([0-9a-fA-F]{2})|x\{([0-9a-fA-F]+)\})/y;
const CONTROLS: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };
const LAST_CODE_POINT = 0x10ffff;

/** Passes `\n`, `\x41`, `\.` and their like; returns the code point. */
export function takeCharacterEscape(state: PatternState): number {
  CODED.lastIndex = state.at;
  const coded = CODED.exec(state.text);
  if (coded !== null) {
    return takeCodePoint(state, coded);
  }
  const letter = state.text.charAt(state.at + 1);
  const literal = CONTROLS[letter] ?? (letter === '' ? Number.NaN : letter.charCodeAt(0));
  if (/^[0-9a-zA-Z]?$/.test(letter) ? CONTROLS[letter] === undefined : literal > 0x7f) {
    refuseEscape(state);
    return 0;
  }
  state.at += 2;
  return literal;
}

function takeCodePoint(state: PatternState, [all, octal, short, long]: RegExpExecArray): number {
  const codePoint = octal === undefined ? Number.parseInt(short ?? long ?? '', 16) : Number.parseInt(octal, 8);
  if (codePoint > LAST_CODE_POINT) {
    fail(state, 'there is no such character', state.at);
    return 0;
  }
  state.at += all.length;
  return codePoint;
}

function refuseEscape(state: PatternState): void {
  const letter = state.text.slice(state.at + 1, state.at + 1 + width({ ...state, at: state.at + 1 }));
  if (/[1-9]/.test(letter)) {
    fail(state, 'RE2 knows no back-references', state.at);
  } else {
    fail(
      state,
      letter === '' ? 'a backslash at the end escapes nothing' : `RE2 knows no escape "\\${letter}"`,
      state.at,
    );
  }
}

const POSIX_CLASS = /\[:\^?([a-z]*):\]/y;
const POSIX_NAMES = 'alnum alpha ascii blank cntrl digit graph lower print punct space upper word xdigit'.split(' ');

/** Passes `[…]`. */
export function characterClass(state: PatternState): void {
  const start = state.at;
  state.at += state.text[start + 1] === '^' ? 2 : 1;
  let isFirst = true;
  while (state.at < state.text.length && (isFirst || state.text[state.at] !== ']')) {
    isFirst = false;
    if (!takePosixClass(state) && !(state.text[state.at] === '\\' && takeClassEscape(state))) {
      classRange(state);
    }
  }
  if (state.at < state.text.length) {
    state.at += 1;
  } else {
    fail(state, 'this bracket is never closed', start);
  }
}

function takePosixClass(state: PatternState): boolean {
  POSIX_CLASS.lastIndex = state.at;
  const match = POSIX_CLASS.exec(state.text);
  if (match === null) {
    return false;
  }
  if (POSIX_NAMES.includes(match[1] ?? '')) {
    state.at = POSIX_CLASS.lastIndex;
  } else {
    fail(state, `"${match[0]}" is no character class`, state.at);
  }
  return true;
}

function classRange(state: PatternState): void {
  const start = state.at;
  const low = classCharacter(state);
  const isRange = state.text[state.at] === '-' && state.at + 1 < state.text.length && state.text[state.at + 1] !== ']';
  if (!isRange) {
    return;
  }
  state.at += 1;
  if (classCharacter(state) < low) {
    fail(state, 'the range of characters runs backwards', start);
  }
}

function classCharacter(state: PatternState): number {
  if (state.text[state.at] === '\\') {
    return takeCharacterEscape(state);
  }
  const codePoint = state.text.codePointAt(state.at) ?? 0;
  state.at += width(state);
  return codePoint;
}
