// Two texts in, what differs between their lines out: as data, and as a unified diff.
import { type StructuredPatchHunk, structuredPatch } from 'diff';

const CONTEXT_LINES = 3;
/** Time and memory grow with the number of edits; texts that differ in more lines are shown as replaced, since nobody reads
 *  such a diff. */
const MAX_EDITS = 1000;

/** A line that only one of the texts has. */
export interface LineEdit {
  readonly kind: 'deleted' | 'inserted';
  readonly text: string;
  /** The number of the line in the old text, from 1; of an inserted line, that of the line before which it stands. */
  readonly oldLine: number;
}

/** The lines that differ, in the order of a unified diff; empty if the texts are equal. */
export function lineEdits(before: string, after: string): LineEdit[] {
  return hunksOf(before, after).flatMap(({ oldStart, lines }) => {
    let oldLine = oldStart;
    return lines.flatMap((line): LineEdit[] => {
      const [sign, text] = [line.charAt(0), line.slice(1)];
      if (sign === '+') return [{ kind: 'inserted', text, oldLine }];
      if (sign === '-') return [{ kind: 'deleted', text, oldLine: oldLine++ }];
      if (sign === ' ') oldLine++;
      return [];
    });
  });
}

/** The lines of a unified diff, without the two lines that name the files; empty if the texts are equal. */
export function diffLines(before: string, after: string): readonly string[] {
  return hunksOf(before, after).flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    `@@ -${startOf(oldStart, oldLines)},${oldLines} +${startOf(newStart, newLines)},${newLines} @@`,
    ...lines,
  ]);
}

function hunksOf(before: string, after: string): readonly StructuredPatchHunk[] {
  const patch = structuredPatch('', '', before, after, '', '', { context: CONTEXT_LINES, maxEditLength: MAX_EDITS });
  return patch?.hunks ?? [replaced(linesOf(before), linesOf(after))];
}

function replaced(before: readonly string[], after: readonly string[]): StructuredPatchHunk {
  return {
    oldStart: 1,
    oldLines: before.length,
    newStart: 1,
    newLines: after.length,
    lines: [...before.map((line) => `-${line}`), ...after.map((line) => `+${line}`)],
  };
}

/** An empty range is named after the line before it. */
function startOf(start: number, lines: number): number {
  return lines === 0 ? start - 1 : start;
}

function linesOf(text: string): readonly string[] {
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}
