// A text that a label pattern matches. Covers what people write in selectors; whatever it makes is held against the
// pattern before it is used, so an exotic pattern yields nothing rather than something wrong.

import { toRegExp, withoutFlags } from '../promql/matches.ts';

/** Candidate texts for an RE2 pattern, simplest first; all of them match it from end to end. */
export function samplesOf(pattern: string): string[] {
  const matches = toRegExp(pattern);
  return matches ? [...new Set(alternatives(withoutFlags(pattern)))].filter((text) => matches.test(text)) : [];
}

/** One text for each branch of the outermost alternation, and for optional parts both without and with them. */
function alternatives(pattern: string): string[] {
  return branches(pattern).flatMap((branch) => [expand(branch, 0), expand(branch, 1)]);
}

/** The branches of the outermost alternation of a pattern, as they are written. */
export function branches(pattern: string): string[] {
  const found: string[] = [];
  let [depth, start] = [0, 0];
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at];
    if (char === '\\') at++;
    else if (char === '(' || char === '[') depth++;
    else if (char === ')' || char === ']') depth--;
    else if (char === '|' && depth === 0) {
      found.push(pattern.slice(start, at));
      start = at + 1;
    }
  }
  return [...found, pattern.slice(start)];
}

const ATOM =
  /^(?:\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\((?:\?:|\?P?<\w+>)?(?:\\.|\[(?:\\.|[^\]\\])*\]|[^()\\]|\([^()]*\))*\)|.)/su;
const QUANTIFIER = /^(?:[*+?]|\{(\d+)(?:,\d*)?\})\??/;

/** Writes each part of a branch once, or `optional` times where it may be left out. */
function expand(branch: string, optional: 0 | 1): string {
  let [text, rest] = ['', branch];
  while (rest.length > 0) {
    const atom = ATOM.exec(rest)?.[0] ?? rest;
    rest = rest.slice(atom.length);
    const quantifier = QUANTIFIER.exec(rest);
    rest = rest.slice(quantifier?.[0].length ?? 0);
    text += written(atom, optional).repeat(times(quantifier, optional));
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

function written(atom: string, optional: 0 | 1): string {
  if (atom === '^' || atom === '$') return '';
  if (atom === '.') return '0';
  if (atom.startsWith('\\')) return CLASSES[atom[1] ?? ''] ?? atom.slice(1);
  if (atom.startsWith('('))
    return expand(branches(atom.slice(1, -1).replace(/^\?(?::|P?<\w+>)/, ''))[0] ?? '', optional);
  if (!atom.startsWith('[')) return atom;
  const matches = toRegExp(atom);
  return [...USUAL_CHARACTERS, ...atom].find((char) => matches?.test(char)) ?? '';
}
