// A plan of what `slo build` would write, as what is wrong with the files on the disk: tests that pass prove nothing of
// rules that are not those of the specs.
import { originOf } from '../../output/artifact.ts';
import { diffLines } from '../../output/line-diff.ts';
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

function differences(before: string, after: string) {
  const edits = numbered(diffLines(before, after)).filter(({ sign }) => sign !== ' ');
  const count = (sign: string) => edits.filter((edit) => edit.sign === sign).length;
  const shown = edits.slice(0, MOST_DETAILS).map(({ sign, line, text }, at) => {
    // Of a line that was changed, the number stands before its old text.
    const place = sign === '+' && edits[at - 1]?.next === line ? '' : `line ${line}:`;
    return `${place.padEnd(`line ${line}:`.length)} ${sign} ${text.trim()}`;
  });
  const more = edits.length - shown.length;
  return {
    count: Math.max(count('-'), count('+')),
    details: [...shown, ...(more > 0 ? [`… ${more} more`] : [])],
  };
}

/** A line of a diff: its number in the old text, and that of the line after it. */
interface NumberedEdit {
  readonly sign: string;
  readonly text: string;
  readonly line: number;
  readonly next: number;
}

function numbered(diff: readonly string[]): NumberedEdit[] {
  let next = 0;
  return diff.flatMap((edit) => {
    const [, start] = /^@@ -(\d+)/.exec(edit) ?? [];
    if (start !== undefined) {
      next = Number(start);
      return [];
    }
    const line = next;
    if (!edit.startsWith('+')) next++;
    return [{ sign: edit.charAt(0), text: edit.slice(1), line, next }];
  });
}
