// Two texts in, a unified diff of their lines out. Myers' greedy algorithm ("An O(ND) Difference Algorithm and Its
// Variations", 1986); texts that differ in very many lines are shown as replaced, since nobody reads such a diff.

/** One line kept, deleted or inserted. */
interface Edit {
  readonly sign: ' ' | '-' | '+';
  readonly line: string;
}

/** A deletion or insertion after the first `kept` lines of the old text, and the steps before it. */
interface Step extends Edit {
  readonly kept: number;
  readonly earlier: Step | undefined;
}

/** How far a path of edits gets: `x` lines of the old text are done. */
interface Path {
  readonly x: number;
  readonly last: Step | undefined;
}

const CONTEXT = 3;
// Time and memory grow with the square of the number of edits.
const MAX_EDITS = 1000;
const NO_FINAL_BREAK = '\n\\ No newline at end of file';

/** The lines of a unified diff, without the two lines that name the files; empty if the texts are equal. */
export function diffLines(before: string, after: string): readonly string[] {
  return hunksOf(editsBetween(linesOf(before), linesOf(after))).flatMap((line) => line.split('\n'));
}

function linesOf(text: string): readonly string[] {
  const lines = text.split('\n');
  const last = lines.pop() ?? '';
  // As a part of the line, the note makes it differ from the same line with a break, and is printed below it.
  return last === '' ? lines : [...lines, last + NO_FINAL_BREAK];
}

function editsBetween(before: readonly string[], after: readonly string[]): readonly Edit[] {
  const limit = Math.min(before.length, after.length);
  let head = 0;
  while (head < limit && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < limit - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  return [
    ...marked(' ', before.slice(0, head)),
    ...shortestEdits(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...marked(' ', before.slice(before.length - tail)),
  ];
}

function marked(sign: Edit['sign'], lines: readonly string[]): readonly Edit[] {
  return lines.map((line) => ({ sign, line }));
}

function shortestEdits(before: readonly string[], after: readonly string[]): readonly Edit[] {
  const path = shortestPath(before, after);
  if (!path) return [...marked('-', before), ...marked('+', after)];
  const steps: Step[] = [];
  for (let step = path.last; step; step = step.earlier) steps.push(step);
  let done = 0;
  const edits = steps.reverse().flatMap((step) => {
    const kept = marked(' ', before.slice(done, step.kept));
    done = step.kept + Number(step.sign === '-');
    return [...kept, step];
  });
  return [...edits, ...marked(' ', before.slice(done))];
}

/** The path with the fewest edits, or undefined if that takes too many. A diagonal is all places with the same x - y. */
function shortestPath(before: readonly string[], after: readonly string[]): Path | undefined {
  const furthest = new Map<number, Path>();
  for (let count = 0; count <= MAX_EDITS; count++) {
    for (let diagonal = -count; diagonal <= count; diagonal += 2) {
      const { x: start, last } = oneMore(before, after, diagonal, furthest);
      let x = start;
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x++;
      furthest.set(diagonal, { x, last });
      if (x >= before.length && x - diagonal >= after.length) return { x, last };
    }
  }
  return undefined;
}

/** The better of one deletion from the diagonal below and one insertion from the one above. */
function oneMore(
  before: readonly string[],
  after: readonly string[],
  diagonal: number,
  furthest: ReadonlyMap<number, Path>,
): Path {
  const below = furthest.get(diagonal - 1);
  const above = furthest.get(diagonal + 1);
  if (above && (!below || below.x < above.x)) {
    const line = after[above.x - diagonal - 1] ?? '';
    return { x: above.x, last: { sign: '+', line, kept: above.x, earlier: above.last } };
  }
  if (!below) return { x: 0, last: undefined };
  return { x: below.x + 1, last: { sign: '-', line: before[below.x] ?? '', kept: below.x, earlier: below.last } };
}

function hunksOf(edits: readonly Edit[]): readonly string[] {
  let done = 0;
  let [oldLine, newLine] = [1, 1];
  return hunkRanges(edits).flatMap(([from, to]) => {
    const [oldSkipped, newSkipped] = sizesOf(edits.slice(done, from));
    const [oldSize, newSize] = sizesOf(edits.slice(from, to));
    const oldStart = oldLine + oldSkipped;
    const newStart = newLine + newSkipped;
    done = to;
    [oldLine, newLine] = [oldStart + oldSize, newStart + newSize];
    return [
      `@@ -${rangeOf(oldStart, oldSize)} +${rangeOf(newStart, newSize)} @@`,
      ...edits.slice(from, to).map(({ sign, line }) => sign + line),
    ];
  });
}

/** Where hunks begin and end: all changes with their context, together where contexts touch. */
function hunkRanges(edits: readonly Edit[]): readonly (readonly [number, number])[] {
  const ranges: [number, number][] = [];
  for (const [index, { sign }] of edits.entries()) {
    if (sign === ' ') continue;
    const last = ranges.at(-1);
    if (last && index - CONTEXT <= last[1]) last[1] = index + CONTEXT + 1;
    else ranges.push([Math.max(0, index - CONTEXT), index + CONTEXT + 1]);
  }
  return ranges;
}

/** How many lines of the old and of the new text the edits cover. */
function sizesOf(edits: readonly Edit[]): readonly [number, number] {
  const inserted = edits.filter(({ sign }) => sign === '+').length;
  const deleted = edits.filter(({ sign }) => sign === '-').length;
  return [edits.length - inserted, edits.length - deleted];
}

/** An empty range is named after the line before it. */
function rangeOf(start: number, size: number): string {
  return `${size === 0 ? start - 1 : start},${size}`;
}
