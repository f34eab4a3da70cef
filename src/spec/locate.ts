// Paths of the parsed value back to places in the YAML text: of a value, of a key, or of a part of a string.
import { isMap, isNode, isPair, isScalar, isSeq, type Node, type Pair, type Scalar } from 'yaml';
import type { SourceFile, Span } from '../diagnostics/report.ts';

/** Keys and indices that lead from a document's root to a value. */
export type Path = readonly PropertyKey[];

/** A value with the way back to the text that it was read from. */
export interface Located<T> {
  readonly value: T;
  readonly source: SourceFile;
  /** The place of the value at `path`, or of its key; for what is not there, that of the nearest thing around it. */
  spanOf(path: Path, part?: 'value' | 'key'): Span;
  /** The place of the characters `from` to `to` of the string at `path`, through quotes, escapes and folding. */
  spanInside(path: Path, from: number, to: number): Span;
}

interface Found {
  readonly node: Node | undefined;
  readonly pair: Pair | undefined;
  readonly complete: boolean;
}

/** Ties `value` to the YAML tree that it was made from. */
export function locate<T>(value: T, root: Node | null, source: SourceFile): Located<T> {
  const spanOf = (path: Path, part: 'value' | 'key' = 'value'): Span => {
    const found = walk(root ?? undefined, path);
    const node =
      found.complete && part === 'value' ? found.node : (keyOf(found.pair) ?? firstKey(found.node) ?? found.node);
    return toSpan(source, node ?? root ?? undefined);
  };
  return {
    value,
    source,
    spanOf,
    spanInside(path, from, to) {
      const { node, complete } = walk(root ?? undefined, path);
      const whole = spanOf(path);
      if (!complete || !isScalar(node) || typeof node.value !== 'string') return whole;
      const places = alignScalar(source.text, node, node.value);
      const start = places[Math.min(from, places.length - 1)] ?? whole.start;
      const last = places[Math.min(Math.max(to - 1, from), places.length - 1)] ?? start;
      return { source, start, end: Math.max(last + (to > from ? 1 : 0), start) };
    },
  };
}

function walk(root: Node | undefined, path: Path): Found {
  let found: Found = { node: root, pair: undefined, complete: true };
  for (const step of path) {
    const child = childOf(found.node, step);
    if (!child) return { ...found, complete: false };
    found = { ...child, complete: true };
  }
  return found;
}

function childOf(node: Node | undefined, step: PropertyKey): Omit<Found, 'complete'> | undefined {
  if (isMap(node)) {
    const pair = node.items.find((item) => keyText(item) === String(step));
    return pair && { pair, node: isNode(pair.value) ? pair.value : keyOf(pair) };
  }
  const item = isSeq(node) ? node.items[Number(step)] : undefined;
  return isNode(item) ? { pair: undefined, node: item } : undefined;
}

function keyText(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
}

function keyOf(pair: Pair | undefined): Node | undefined {
  return isScalar(pair?.key) ? pair.key : undefined;
}

function firstKey(node: Node | undefined): Node | undefined {
  const first = isMap(node) ? node.items[0] : undefined;
  return isPair(first) ? keyOf(first) : undefined;
}

function toSpan(source: SourceFile, node: Node | undefined): Span {
  const [start, end] = node?.range ?? [0, 0];
  const text = source.text.slice(start, end).trimEnd();
  return { source, start, end: start + text.length };
}

/** For each character of a scalar's value the offset in the text where it stands. Walks both side by side: what differs
 *  is a quote, an indentation, a fold (white space for one space or newline) or an escape. */
function alignScalar(text: string, node: Scalar, value: string): number[] {
  const [start = 0] = node.range ?? [];
  const isBlock = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED';
  const places: number[] = [];
  let at = isBlock ? text.indexOf('\n', start) + 1 : start + (node.type?.startsWith('QUOTE') ? 1 : 0);
  for (const char of value) {
    if (!isSpace(char)) at += matchLength(/\s*/y, text, at);
    for (let unit = 0; unit < char.length; unit++) places.push(at);
    at += writtenLength(text, at, char);
    if (char === "'" && node.type === 'QUOTE_SINGLE') at++;
  }
  return places;
}

/** How many characters of the text stand for one of the value: itself, a fold, or an escape sequence. */
function writtenLength(text: string, at: number, char: string): number {
  if (text.startsWith(char, at)) return char.length;
  return matchLength(isSpace(char) ? /\s+|\\./y : /\\(?:x..|u....|U.{8}|\r?\n\s*|.)/sy, text, at);
}

function matchLength(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}

function isSpace(char: string): boolean {
  return char === ' ' || char === '\n';
}
