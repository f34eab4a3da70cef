// A text that a label pattern matches. Covers what people write in selectors; whatever it makes is held against the
// pattern before it is used, so an exotic pattern yields nothing rather than something wrong.
import { matchesPattern } from './pattern.ts';

/** Flags at the start of a pattern, such as `(?i)`. */
const FLAGS = /^\(\?[imsU]+\)/;

/** Candidate texts for an RE2 pattern, simplest first; all of them match it from end to end. */
export function samplesOf(pattern: string): string[] {
  const flags = FLAGS.exec(pattern)?.[0] ?? '';
  const texts = branches(pattern.slice(flags.length)).flatMap((branch) => [expand(branch, 0), expand(branch, 1)]);
  return [...new Set(texts)].filter((text) => matchesPattern(pattern, text) === true);
}

/** The branches of the outermost alternation of a pattern, as they are written. */
export function branches(pattern: string): string[] {
  const found: string[] = [];
  let start = 0;
  for (let at = 0; at < pattern.length; at = endOfAtom(pattern, at)) {
    if (pattern[at] !== '|') continue;
    found.push(pattern.slice(start, at));
    start = at + 1;
  }
  return [...found, pattern.slice(start)];
}

/** Where the atom that begins at `at` ends: an escape, a class, a group, or a single character. Reads each once. */
function endOfAtom(pattern: string, at: number): number {
  const char = pattern[at];
  if (char === '\\') return at + 2;
  if (char === '[') return endOfClass(pattern, at);
  if (char === '(') return endOfGroup(pattern, at);
  return at + ((pattern.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);
}

function endOfClass(pattern: string, start: number): number {
  let at = start + (pattern[start + 1] === '^' ? 2 : 1);
  // A bracket that comes first is a character of the class.
  for (let isFirst = true; at < pattern.length && (isFirst || pattern[at] !== ']'); isFirst = false) {
    const named = pattern.startsWith('[:', at) ? pattern.indexOf(':]', at) + 2 : 0;
    at = named > 1 ? named : at + (pattern[at] === '\\' ? 2 : 1);
  }
  return at + 1;
}

function endOfGroup(pattern: string, start: number): number {
  let [at, depth] = [start, 0];
  while (at < pattern.length) {
    const char = pattern[at];
    if (char === '(') depth++;
    if (char === ')') depth--;
    at = char === '(' || char === ')' ? at + 1 : endOfAtom(pattern, at);
    if (depth === 0) break;
  }
  return at;
}

const QUANTIFIER = /(?:[*+?]|\{(\d+)(?:,\d*)?\})\??/y;

/** Longer texts are not judged, so nobody needs them. */
const LONGEST = 250;

/** Writes each part of a branch once, or `optional` times where it may be left out. */
function expand(branch: string, optional: 0 | 1): string {
  let [text, at] = ['', 0];
  while (at < branch.length && text.length <= LONGEST) {
    const end = endOfAtom(branch, at);
    QUANTIFIER.lastIndex = end;
    const quantifier = QUANTIFIER.exec(branch);
    text += written(branch.slice(at, end), optional).repeat(times(quantifier, optional));
    at = end + (quantifier?.[0].length ?? 0);
  }
  return text;
}

function times(quantifier: RegExpExecArray | null, optional: 0 | 1): number {
  if (!quantifier) return 1;
  if (quantifier[1] !== undefined) return Number(quantifier[1]);
  return quantifier[0].startsWith('+') ? 1 : optional;
}

const CLASSES: Readonly<Record<string, string>> = { d: '0', w: 'a', s: ' ', D: 'a', W: '-', S: 'a' };

/** Tried for a character class before the characters that it names. */
const USUAL_CHARACTERS = '0aA_-. /x1z';

/** Of a class with more characters the first ones are tried. */
const MOST_CHARACTERS = 100;

function written(atom: string, optional: 0 | 1): string {
  if (atom === '^' || atom === '$') return '';
  if (atom === '.') return '0';
  if (atom.startsWith('\\')) return CLASSES[atom[1] ?? ''] ?? atom.slice(1);
  if (atom.startsWith('('))
    return expand(branches(atom.slice(1, -1).replace(/^\?(?::|P?<\w+>)/, ''))[0] ?? '', optional);
  if (!atom.startsWith('[')) return atom;
  const characters = [...USUAL_CHARACTERS, ...atom.slice(0, MOST_CHARACTERS)];
  return characters.find((char) => matchesPattern(atom, char) === true) ?? '';
}
