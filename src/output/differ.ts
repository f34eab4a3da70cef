// A plan in, the text that tells a person what it would do out. Pure: the plan already holds both texts of a changed file.
import { counted } from '../text/numbers.ts';
import { diffLines } from './line-diff.ts';
import type { Plan, PlannedFile, Refusal } from './plan.ts';

const MAX_DIFF_LINES = 200;
/** A new version of this tool may change every file of a large project in the same way: to compare hundreds of them line by line
 *  took ten times as long as to build them, and nobody reads that. */
const MOST_DIFFS = 20;
const LONGEST_KIND = 'conflict'.length;

/** What a piece of the text is, for whoever gives it a colour. */
export type PlanPart = PlannedFile['kind'] | Refusal['kind'] | 'file' | 'place' | 'deleted' | 'inserted';

/** Gives a piece of the text a colour. */
export type PlanPaint = (part: PlanPart, text: string) => string;

/**
 * One line for each file that is not as it should be, such as `changed  rules/x.yaml`, then a unified diff of each of the first
 * changed files (cut after 200 lines). Ends with a line break; empty if the disk is up to date and nothing was refused.
 */
export function describePlan({ files, refusals }: Plan, paint: PlanPaint = (_part, text) => text): string {
  const labelled = (kind: PlanPart, text: string) => `${paint(kind, kind.padEnd(LONGEST_KIND))} ${printable(text)}`;
  const changed = files.filter((file) => file.kind === 'changed');
  const lines = [
    ...refusals.map(({ kind, path, message }) => labelled(kind, `${path}: ${message}`)),
    ...files.flatMap(({ kind, path }) => (kind === 'unchanged' ? [] : [labelled(kind, path)])),
    ...changed.slice(0, MOST_DIFFS).flatMap((file) => ['', ...diffOf(file.path, file.before, file.after, paint)]),
    ...(changed.length > MOST_DIFFS ? ['', `… and in ${counted(changed.length - MOST_DIFFS, 'more file')}`] : []),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** What a line of a unified diff is, by its first character; a line that both texts have is not among them. */
const PART_OF_SIGN: ReadonlyMap<string, PlanPart> = new Map([
  ['@', 'place'],
  ['-', 'deleted'],
  ['+', 'inserted'],
] as const);

function diffOf(path: string, before: string, after: string, paint: PlanPaint): readonly string[] {
  const lines = diffLines(before, after);
  const more = lines.length - MAX_DIFF_LINES;
  return [
    ...['---', '+++'].map((sign) => paint('file', printable(`${sign} ${path}`))),
    ...lines.slice(0, MAX_DIFF_LINES).map((line) => {
      const part = PART_OF_SIGN.get(line.charAt(0));
      return part === undefined ? printable(line) : paint(part, printable(line));
    }),
    ...(more > 0 ? [`… ${more} more line${more === 1 ? '' : 's'}`] : []),
  ];
}

/** What is on the disk may be anything: no escape sequence or direction mark in it may reach the terminal. */
function printable(line: string): string {
  return line.replace(/(?![\t\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}
