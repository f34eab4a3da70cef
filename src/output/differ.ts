// A plan in, the text that tells a person what it would do out. Pure: the plan already holds both texts of a changed file.
import { diffLines } from './line-diff.ts';
import type { Plan } from './plan.ts';

const MAX_DIFF_LINES = 200;
const LONGEST_KIND = 'conflict'.length;

/**
 * One line for each file that is not as it should be, such as `changed  rules/x.yaml`, then a unified diff of each changed
 * file (cut after 200 lines). Ends with a line break; empty if the disk is up to date and nothing was refused.
 */
export function describePlan({ files, refusals }: Plan): string {
  const lines = [
    ...refusals.map(({ kind, path, message }) => `${labelled(kind, path)}: ${message}`),
    ...files.flatMap(({ kind, path }) => (kind === 'unchanged' ? [] : [labelled(kind, path)])),
    ...files.flatMap((file) => (file.kind === 'changed' ? ['', ...diffOf(file.path, file.before, file.after)] : [])),
  ];
  return lines.map((line) => `${printable(line)}\n`).join('');
}

function labelled(kind: string, path: string): string {
  return `${kind.padEnd(LONGEST_KIND)} ${path}`;
}

function diffOf(path: string, before: string, after: string): readonly string[] {
  const lines = diffLines(before, after);
  const more = lines.length - MAX_DIFF_LINES;
  return [
    `--- ${path}`,
    `+++ ${path}`,
    ...lines.slice(0, MAX_DIFF_LINES),
    ...(more > 0 ? [`… ${more} more line${more === 1 ? '' : 's'}`] : []),
  ];
}

/** What is on the disk may be anything: no escape sequence or direction mark in it may reach the terminal. */
function printable(line: string): string {
  return line.replace(/(?![\t\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}
