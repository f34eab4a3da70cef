// Two texts in, a unified diff of their lines out.
import { structuredPatch } from 'diff';

const CONTEXT_LINES = 3;
/** Time and memory grow with the number of edits; texts that differ in more lines are shown as replaced, since nobody reads
 *  such a diff. */
const MAX_EDITS = 1000;

/** The lines of a unified diff, without the two lines that name the files; empty if the texts are equal. */
export function diffLines(before: string, after: string): readonly string[] {
  const patch = structuredPatch('', '', before, after, '', '', { context: CONTEXT_LINES, maxEditLength: MAX_EDITS });
  if (patch === undefined) return replaced(linesOf(before), linesOf(after));
  return patch.hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    `@@ -${startOf(oldStart, oldLines)},${oldLines} +${startOf(newStart, newLines)},${newLines} @@`,
    ...lines,
  ]);
}

function replaced(before: readonly string[], after: readonly string[]): readonly string[] {
  return [
    `@@ -1,${before.length} +1,${after.length} @@`,
    ...before.map((line) => `-${line}`),
    ...after.map((line) => `+${line}`),
  ];
}

/** An empty range is named after the line before it. */
function startOf(start: number, lines: number): number {
  return lines === 0 ? start - 1 : start;
}

function linesOf(text: string): readonly string[] {
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}
