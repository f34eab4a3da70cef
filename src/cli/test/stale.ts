// A plan of what `slo build` would write, as what is wrong with the files on the disk: tests that pass prove nothing of
// rules that are not those of the specs.
import { originOf } from '../../output/artifact.ts';
import { type LineEdit, lineEdits } from '../../output/line-diff.ts';
import type { Plan, PlannedFile } from '../../output/plan.ts';
import { counted } from '../../text/numbers.ts';

/** An output file that is not what the specs say. */
export interface StaleFile {
  readonly path: string;
  /** The files that it follows from; empty for one that follows from none. */
  readonly sources: readonly string[];
  readonly message: string;
  /** What differs, line by line. */
  readonly details: readonly string[];
}

const REMEDY = 'run `slo build`';

const MOST_DETAILS = 8;

/** Everything that `slo build` would change, in the order of the paths. The tests of an earlier version count as one. */
export function staleFiles({ files, refusals }: Plan, earlier: readonly string[]): StaleFile[] {
  const stale = [
    ...describeEarlier(earlier),
    ...refusals.map(({ path, message }) => ({ path, sources: [], message: `${path}: ${message}`, details: [] })),
    ...files.filter(({ path }) => !earlier.includes(path)).flatMap(describe),
  ];
  return stale.sort((a, b) => (a.path < b.path ? -1 : Number(a.path > b.path)));
}

function describeEarlier([path, ...others]: readonly string[]): StaleFile[] {
  if (path === undefined) return [];
  const more = others.length > 0 ? ` and ${counted(others.length, 'other file')}` : '';
  const message = `${path}${more}: tests that an earlier version of slo generated; ${REMEDY}, which removes them`;
  return [{ path, sources: [], message, details: [] }];
}

function describe(file: PlannedFile): StaleFile[] {
  const { kind, path } = file;
  if (kind === 'unchanged') return [];
  if (kind === 'orphaned') {
    return [{ path, sources: [], message: `${path} follows from no spec any more; ${REMEDY}`, details: [] }];
  }
  const sources = originOf(path, file.after)?.sources ?? [];
  if (kind === 'created') return [{ path, sources, message: `${path} is missing; ${REMEDY}`, details: [] }];
  const { count, details } = differences(file.before, file.after);
  const lines = count === 1 ? '1 line differs' : `${count} lines differ`;
  const specsSay = sources.length === 1 ? `${sources[0]} says` : `${sources.join(' and ') || 'the specs'} say`;
  const message = `${path} is not what ${specsSay}: ${lines}; ${REMEDY}`;
  return [{ path, sources, message, details }];
}

/** How many lines differ, counting a changed line once, and the first of them with their numbers. */
function differences(before: string, after: string) {
  const edits = lineEdits(before, after);
  const count = (kind: LineEdit['kind']) => edits.filter((edit) => edit.kind === kind).length;
  const shown = edits.slice(0, MOST_DETAILS).map(({ kind, text, oldLine }, at) => {
    // The number stands before the first line of a place alone: before the old text of a line that was changed.
    const previous = edits[at - 1];
    const isSamePlace =
      kind === 'inserted' && previous && previous.oldLine + Number(previous.kind === 'deleted') === oldLine;
    const number = `line ${oldLine}:`;
    return `${(isSamePlace ? '' : number).padEnd(number.length)} ${kind === 'deleted' ? '-' : '+'} ${text.trim()}`;
  });
  const more = edits.length - shown.length;
  return {
    count: Math.max(count('deleted'), count('inserted')),
    details: [...shown, ...(more > 0 ? [`… ${more} more`] : [])],
  };
}
