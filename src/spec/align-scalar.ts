// A YAML scalar in, where each character of its value stands in the text out. Walks both side by side: what differs is a
// quote, an indentation, a fold (white space for one space or newline) or an escape.
import type { Scalar } from 'yaml';

/** For each UTF-16 unit of a value where it is written in the text: `starts` inclusive, `ends` exclusive. `starts` has
 *  one entry more, for the place behind the last unit. */
export interface Alignment {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Whether the scalar is written under a `|` or `>`. */
export function isBlockScalar({ type }: Scalar): boolean {
  return type === 'BLOCK_LITERAL' || type === 'BLOCK_FOLDED';
}

// A scalar may have as many problems as it has characters.
const aligned = new WeakMap<Scalar, Alignment>();

/** Ties the value of a string scalar to `text`, which it was read from. */
export function alignScalar(text: string, node: Scalar): Alignment {
  const known = aligned.get(node) ?? align(text, node);
  aligned.set(node, known);
  return known;
}

function align(text: string, node: Scalar): Alignment {
  const value = String(node.value);
  const skipped = SKIPPED[node.type === 'QUOTE_DOUBLE' ? 'double' : 'plain'];
  const starts: number[] = [];
  const ends: number[] = [];
  let at = contentStart(text, node);
  for (let index = 0; index < value.length; index++) {
    const unit = value.charAt(index);
    at += matchLength(isBlank(unit) ? skipped.beforeBlank : skipped.beforeOther, text, at);
    starts.push(at);
    at += writtenLength(text, at, unit, node);
    ends.push(at);
  }
  return { starts: [...starts, at], ends };
}

/** What stands in the text for nothing in the value. A `\` at the end of a line joins the lines without a space. */
const SKIPPED = {
  plain: { beforeBlank: /(?:)/y, beforeOther: /[ \t\r\n]*/y },
  double: { beforeBlank: /(?:\\\r?\n[ \t]*)*/y, beforeOther: /(?:[ \t\r\n]|\\\r?\n)*/y },
} as const;

function contentStart(text: string, node: Scalar): number {
  const [start = 0] = node.range ?? [];
  if (isBlockScalar(node)) return text.indexOf('\n', start) + 1;
  return node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE' ? start + 1 : start;
}

/** How many characters of the text stand for one unit of the value. */
function writtenLength(text: string, at: number, unit: string, { type }: Scalar): number {
  if (type === 'QUOTE_DOUBLE' && text[at] === '\\') {
    return matchLength(/\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|.)/suy, text, at);
  }
  if (type === 'QUOTE_SINGLE' && unit === "'") return 2;
  if (text[at] === unit) return 1;
  // The second half of a pair of surrogates that one escape stood for has nothing of its own.
  if (!isBlank(unit)) return 0;
  // In double quotes an escaped blank may begin the next line, so its indentation belongs to the line break.
  return matchLength(type === 'QUOTE_DOUBLE' ? /\r?\n[ \t]*|[ \t]/y : /\r?\n|[ \t]/y, text, at);
}

function isBlank(unit: string): boolean {
  return unit === ' ' || unit === '\n' || unit === '\t';
}

function matchLength(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}
