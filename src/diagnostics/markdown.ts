// Diagnostics in, Markdown for a comment on a pull request out. Whatever messages hold stays text.
import { fenceOf } from '../text/backticks.ts';
import { printable } from '../text/printable.ts';
import { locationOf } from './position.ts';
import type { Diagnostic } from './report.ts';

/** All problems as a list; empty if there are none. */
export function renderMarkdown(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map((diagnostic) => `${entryOf(diagnostic)}\n`).join('');
}

function entryOf({ code, severity, message, span, related = [], help }: Diagnostic): string {
  const place = span ? ` in ${codeOf(locationOf(span))}` : '';
  return [
    `- **${severity}** ${codeOf(code)}${place}: ${escapeMarkdown(message)}`,
    ...(help === undefined ? [] : [`  - help: ${escapeMarkdown(help)}`]),
    ...related.map((note) => `  - ${escapeMarkdown(note.message)} (${codeOf(locationOf(note.span))})`),
  ].join('\n');
}

/** A code span of exactly this text, in one line: its fence is longer than any run of backticks in it. */
export function codeOf(text: string): string {
  const shown = printable(text);
  const fence = fenceOf(shown, 1);
  // Of a blank at both ends Markdown takes one away.
  const padding = /^`|`$|^ .* $|^$/.test(shown) ? ' ' : '';
  return `${fence}${padding}${shown}${padding}${fence}`;
}

/** Text in which no character means anything to Markdown, nor to HTML, nor names anybody. */
export function escapeMarkdown(text: string): string {
  return printable(text).replace(/[\\`*_{}[\]()#!|<>~&@]/g, (character) => ENTITIES.get(character) ?? `\\${character}`);
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['&', '&amp;'],
  ['@', '&#64;'],
]);
