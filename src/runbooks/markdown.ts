// Markdown from parts, for GitHub and for what else renders CommonMark with tables. What comes from users is text here, and
// never markup.
import { fenceOf } from '../text/backticks.ts';
import { printable } from '../text/printable.ts';

/** A user's text as it stands, in one line; only what they set between backticks is set as code. */
export function plain(text: string): string {
  const line = printable(text.replaceAll(/\s+/g, ' ').trim());
  return line
    .split(CODE_SPAN)
    .map((part, at) => (at % 2 === 1 ? part : part.replaceAll(/[\\`*_[\]<>|&~$]/g, '\\$&')))
    .join('')
    .replace(/^(?:[-+#=]|\d+(?=[.)](?:\s|$)))/, escapeStart);
}

// In a code span nothing but its end means anything.
const CODE_SPAN = /(?<!`)(`[^`]+`)(?!`)/;

/** At the start of a line these begin a list or a heading. */
function escapeStart(start: string): string {
  return /^\d/.test(start) ? `${start}\\` : `\\${start}`;
}

/** A block of code. Its fence is longer than any run of backticks in it. */
export function code(language: string, text: string): string {
  const fence = fenceOf(text, 3);
  return `${fence}${language}\n${text}\n${fence}`;
}

export function link(text: string, address: string): string {
  return `[${text}](${address.replaceAll(/[()<>\\\s]/g, (mark) => encodeURIComponent(mark).replace(/^[()]$/, parenthesis))})`;
}

/** encodeURIComponent leaves them as they are. */
function parenthesis(mark: string): string {
  return mark === '(' ? '%28' : '%29';
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Paragraphs and blocks, a blank line between them; empty ones are left out. */
export function blocks(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}
