// Untrusted text in, text that a terminal shows as it stands out, and how many columns it takes there. A spec may come
// from a stranger's pull request: no escape sequence or direction mark in it may reach the reviewer's terminal.

/** One character as a reader sees it. */
export interface Cell {
  /** Where it lies in the text that was split: offsets in UTF-16 units, `end` exclusive. */
  readonly start: number;
  readonly end: number;
  /** What to print for it. */
  readonly text: string;
  /** Terminal columns. */
  readonly width: number;
}

// Controls, invisible format characters, line and paragraph separators, lone surrogates. The two joiners stay: emoji
// and some scripts need them.
const UNSAFE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const SHORT_ESCAPES: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' };

const PRINTABLE_ASCII = /^[ -~]*$/;
// Unicode's East Asian Wide and Fullwidth blocks (UAX 11), without the emoji that follow by their own property.
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6b\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18cff}\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]/u;
// An emoji, or a character that U+FE0F asks to be shown as one.
const EMOJI = /\p{Emoji_Presentation}|\ufe0f/u;
// Marks over the character before, joiners, and the vowels and finals of decomposed Hangul.
const WIDTHLESS = /[\p{M}\u200c\u1160-\u11ff]|\u200d/u;

const TAB = '    ';

/** `text` with everything that a terminal would obey or hide written as an escape such as `\x1b` or `\u{202e}`. */
export function printable(text: string): string {
  return text.replace(UNSAFE, (character) => SHORT_ESCAPES[character] ?? escaped(character));
}

// What `paint.ts` writes: bold, dim and colours, and their ends. Nothing that moves the cursor or hides text.
const COLOR = '\u001b\\[(?:[12]|22|[39][0-79])m';
const COLOR_OR_UNSAFE = new RegExp(`(${COLOR})|${UNSAFE.source}`, 'gu');

/** A whole text for a terminal or a page: as `printable`, but for line breaks and tabs, and for colours where they are wanted. */
export function printableText(text: string, { color }: { readonly color: boolean }): string {
  return text.replace(COLOR_OR_UNSAFE, (found: string, painted: string | undefined) => {
    const stays = found === '\n' || found === '\t' || (color && painted !== undefined);
    return stays ? found : printable(found);
  });
}

/** `text` without what the runner of a pipeline would obey: `##[` anywhere in a line, `::` where one begins. */
export function inert(text: string): string {
  return text.replaceAll(/##(?=\[|vso\[)/g, '#\\#').replaceAll(/^([^\S\n]*):(?=:)/gm, '$1\\:');
}

/** Splits one line into what a reader sees as characters; a tab takes four columns wherever it stands. */
export function cellsOf(line: string): readonly Cell[] {
  if (PRINTABLE_ASCII.test(line)) return Array.from(line, (text, start) => ({ start, end: start + 1, text, width: 1 }));
  // Made here because it takes longer to make than most runs have left, and most never see such a line.
  const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
  return Array.from(graphemes.segment(line), ({ segment, index }) => cellOf(segment, index));
}

function cellOf(segment: string, start: number): Cell {
  const end = start + segment.length;
  if (PRINTABLE_ASCII.test(segment)) return { start, end, text: segment, width: 1 };
  const text = segment === '\t' ? TAB : printable(segment);
  return { start, end, text, width: segment === text && EMOJI.test(text) ? 2 : columnsOf(text) };
}

function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) {
    if (WIDTHLESS.test(character)) continue;
    columns += WIDE.test(character) || EMOJI.test(character) ? 2 : 1;
  }
  return columns;
}

function escaped(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length > 2 ? `\\u{${hex}}` : `\\x${hex.padStart(2, '0')}`;
}
