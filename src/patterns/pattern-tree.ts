// In: the regular expression of a matcher. Out: its tree, from which the texts that it matches can be derived letter by
// letter, or undefined for what is rare in selectors: flags, Unicode classes, boundaries of words, anchors inside.
import { compareText } from '../text/lists.ts';
import { checkRegex } from './check-regex.ts';

/** Code points from `low` to `high`. */
export type Range = readonly [low: number, high: number];

/** The texts that a part of an expression matches. `key` is equal for equal trees. */
export type PatternTree =
  | { readonly kind: 'nothing' | 'empty'; readonly key: string }
  | { readonly kind: 'letter'; readonly key: string; readonly ranges: readonly Range[] }
  | { readonly kind: 'sequence'; readonly key: string; readonly first: PatternTree; readonly rest: PatternTree }
  | { readonly kind: 'choice'; readonly key: string; readonly options: readonly PatternTree[] }
  | { readonly kind: 'repeat'; readonly key: string; readonly part: PatternTree };

/** Matches no text at all. */
export const NOTHING: PatternTree = { kind: 'nothing', key: '∅' };
/** Matches the empty text. */
export const EMPTY: PatternTree = { kind: 'empty', key: 'ε' };

const LAST = 0x10ffff;
const ANY: readonly Range[] = [[0, LAST]];

function letter(ranges: readonly Range[]): PatternTree {
  return { kind: 'letter', key: `[${ranges.map((range) => range.join('-')).join()}]`, ranges };
}

/** Matches a text of the first followed by a text of the rest. */
export function sequence(first: PatternTree, rest: PatternTree): PatternTree {
  if (first === NOTHING || rest === NOTHING) return NOTHING;
  if (first === EMPTY) return rest;
  if (rest === EMPTY) return first;
  return { kind: 'sequence', key: `(${first.key}${rest.key})`, first, rest };
}

/** Matches what any of the parts matches. */
export function choice(parts: readonly PatternTree[]): PatternTree {
  const flat = parts.flatMap((part) => (part.kind === 'choice' ? part.options : part === NOTHING ? [] : [part]));
  const options = [...new Map(flat.map((part) => [part.key, part])).values()].sort((a, b) => compareText(a.key, b.key));
  const [only, second] = options;
  if (only === undefined) return NOTHING;
  if (second === undefined) return only;
  return { kind: 'choice', key: `(${options.map(({ key }) => key).join('|')})`, options };
}

/** Matches any number of texts of the part, none too. */
export function repeat(part: PatternTree): PatternTree {
  if (part === NOTHING || part === EMPTY) return EMPTY;
  return part.kind === 'repeat' ? part : { kind: 'repeat', key: `${part.key}*`, part };
}

/** The tree that matches `text` and nothing else; undefined for one that is too long to derive from. */
export function literalTree(text: string): PatternTree | undefined {
  return text.length > HEAVIEST_TREE ? undefined : lettersOf(text);
}

function lettersOf(text: string): PatternTree {
  return [...text].reduceRight<PatternTree>((rest, char) => {
    const point = char.codePointAt(0) ?? 0;
    return sequence(letter([[point, point]]), rest);
  }, EMPTY);
}

/** Where the parser stands. */
interface Cursor {
  readonly text: string;
  at: number;
  depth: number;
}

/** Heavier patterns, and longer texts, have trees that take too long to derive from. */
const HEAVIEST_TREE = 1_500;

/** The tree of an RE2 expression that has been found to be one. */
export function patternTree(text: string): PatternTree | undefined {
  if (checkRegex(text).weight > HEAVIEST_TREE) return undefined;
  const cursor: Cursor = { text, at: 0, depth: 0 };
  const tree = readChoice(cursor);
  return cursor.at === text.length ? tree : undefined;
}

function readChoice(cursor: Cursor): PatternTree | undefined {
  const options = [readSequence(cursor)];
  while (cursor.text[cursor.at] === '|') {
    cursor.at += 1;
    options.push(readSequence(cursor));
  }
  return options.some((option) => option === undefined)
    ? undefined
    : choice(options.filter((option) => option !== undefined));
}

function readSequence(cursor: Cursor): PatternTree | undefined {
  const parts: PatternTree[] = [];
  if (cursor.depth === 0 && cursor.text[cursor.at] === '^') cursor.at += 1;
  while (cursor.at < cursor.text.length && !'|)'.includes(cursor.text.charAt(cursor.at))) {
    if (isEnd(cursor)) {
      cursor.at += 1;
      break;
    }
    const part = readRepeat(cursor);
    if (!part) return undefined;
    parts.push(part);
  }
  return parts.reduceRight((rest, part) => sequence(part, rest), EMPTY);
}

/** Prometheus anchors the expression itself, so an anchor at the end of a branch says nothing. */
function isEnd({ text, at, depth }: Cursor): boolean {
  return depth === 0 && text[at] === '$' && (at + 1 === text.length || text[at + 1] === '|');
}

const COUNTED = /\{(\d+)(,?)(\d*)\}/y;
/** Counted repetitions are written out. */
const MOST_COPIES = 50;

function readRepeat(cursor: Cursor): PatternTree | undefined {
  const part = readAtom(cursor);
  if (!part) return undefined;
  const sign = cursor.text.charAt(cursor.at);
  COUNTED.lastIndex = cursor.at;
  const counted = COUNTED.exec(cursor.text);
  if (!counted && !(sign !== '' && '*+?'.includes(sign))) return part;
  cursor.at += counted ? counted[0].length : 1;
  if (cursor.text[cursor.at] === '?') cursor.at += 1;
  if (counted) return writtenOut(part, counted);
  return sign === '?' ? choice([EMPTY, part]) : sign === '*' ? repeat(part) : atLeastOne(part);
}

function writtenOut(part: PatternTree, [, fewest, comma, highest = '']: RegExpExecArray): PatternTree | undefined {
  const least = Number(fewest);
  const most = highest === '' ? least : Number(highest);
  if (most > MOST_COPIES) return undefined;
  const tail = comma !== '' && highest === '' ? repeat(part) : EMPTY;
  const optional = Array.from({ length: most - least }, () => choice([EMPTY, part]));
  return [...Array.from({ length: least }, () => part), ...optional].reduceRight(
    (rest, part) => sequence(part, rest),
    tail,
  );
}

function atLeastOne(part: PatternTree): PatternTree {
  return sequence(part, repeat(part));
}

const GROUP = /\((?!\?)|\(\?:|\(\?P<\w+>/y;

function readAtom(cursor: Cursor): PatternTree | undefined {
  const { text, at } = cursor;
  const char = String.fromCodePoint(text.codePointAt(at) ?? 0);
  GROUP.lastIndex = at;
  const group = GROUP.exec(text);
  if (group) return readGroup(cursor, group[0].length);
  if (char === '[') return readClass(cursor);
  if (char === '\\') {
    const ranges = readEscape(cursor);
    return ranges && letter(ranges);
  }
  if ('(^$'.includes(char)) return undefined;
  cursor.at += char.length;
  return char === '.' ? letter(ANY) : lettersOf(char);
}

function readGroup(cursor: Cursor, length: number): PatternTree | undefined {
  cursor.at += length;
  cursor.depth += 1;
  const tree = readChoice(cursor);
  cursor.depth -= 1;
  if (cursor.text[cursor.at] !== ')') return undefined;
  cursor.at += 1;
  return tree;
}

const DIGITS: readonly Range[] = [[0x30, 0x39]];
const WORDS: readonly Range[] = [...DIGITS, [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a]];
const SPACES: readonly Range[] = [
  [0x09, 0x0a],
  [0x0c, 0x0d],
  [0x20, 0x20],
];
const ESCAPES: Readonly<Record<string, readonly Range[]>> = {
  d: DIGITS,
  w: WORDS,
  s: SPACES,
  D: complement(DIGITS),
  W: complement(WORDS),
  S: complement(SPACES),
};

function readEscape(cursor: Cursor): readonly Range[] | undefined {
  const char = cursor.text.charAt(cursor.at + 1);
  cursor.at += 2;
  if (ESCAPES[char]) return ESCAPES[char];
  const point = char.charCodeAt(0);
  return /^[^A-Za-z0-9]$/.test(char) ? [[point, point]] : undefined;
}

function readClass(cursor: Cursor): PatternTree | undefined {
  const isNegated = cursor.text[cursor.at + 1] === '^';
  cursor.at += isNegated ? 2 : 1;
  const ranges: Range[] = [];
  for (let first = true; first || cursor.text[cursor.at] !== ']'; first = false) {
    const found = cursor.at < cursor.text.length ? readClassPart(cursor) : undefined;
    if (!found) return undefined;
    ranges.push(...found);
  }
  cursor.at += 1;
  const sorted = [...ranges].sort(([a], [b]) => a - b);
  return letter(isNegated ? complement(sorted) : sorted);
}

function readClassPart(cursor: Cursor): readonly Range[] | undefined {
  if (cursor.text.startsWith('[:', cursor.at)) return undefined;
  const low = readClassLetter(cursor);
  const [point] = low ?? [];
  const isRange = cursor.text[cursor.at] === '-' && cursor.text[cursor.at + 1] !== ']';
  if (!isRange || !point || low?.length !== 1 || point[0] !== point[1]) return low;
  cursor.at += 1;
  const high = readClassLetter(cursor)?.[0];
  return high && [[point[0], high[1]]];
}

function readClassLetter(cursor: Cursor): readonly Range[] | undefined {
  if (cursor.text[cursor.at] === '\\') return readEscape(cursor);
  const point = cursor.text.codePointAt(cursor.at) ?? 0;
  cursor.at += String.fromCodePoint(point).length;
  return [[point, point]];
}

function complement(sorted: readonly Range[]): Range[] {
  const gaps: Range[] = [];
  let next = 0;
  for (const [low, high] of sorted) {
    if (low > next) gaps.push([next, low - 1]);
    next = Math.max(next, high + 1);
  }
  return next <= LAST ? [...gaps, [next, LAST]] : gaps;
}
