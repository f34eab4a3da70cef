// The committed rules of two states in, what of their change no spec explains out: an upgrade of the compiler, an edit by
// hand, a build that was forgotten.
import { diffLines, type LineEdit, lineEdits } from '../output/line-diff.ts';
import { isOfRules, type State } from './subject.ts';

/** A committed file of rules that is not, or was not, what this compiler makes of the specs beside it. */
export interface Drift {
  readonly path: string;
  /**
   * `other-compiler`: it is what the specs say now, and was something else before. `not-rebuilt`: its specs have changed and
   * the file has not. `edited`: the file has changed to what no spec says.
   */
  readonly cause: 'other-compiler' | 'not-rebuilt' | 'edited';
  /** A unified diff of what the specs do not explain, without the lines that name the files. */
  readonly lines: readonly string[];
  /** The lines of it that differ. */
  readonly edits: readonly LineEdit[];
}

/** What is told of each committed file of rules; nothing of states whose rules are not committed. */
export function driftBetween(before: State, after: State): Drift[] {
  const [wasMade, isMade] = [madeRules(before), madeRules(after)];
  const [was, is] = [before.committed ?? new Map<string, string>(), after.committed ?? new Map<string, string>()];
  if (is.size === 0) return [];
  // Rules that were not committed before cannot have drifted.
  const old = was.size === 0 ? wasMade : was;
  const paths = [...new Set([...isMade.keys(), ...is.keys()])].sort();
  return paths.flatMap((path) => {
    const states = { was: old.get(path), wasMade: wasMade.get(path), is: is.get(path), isMade: isMade.get(path) };
    return driftOf(path, states) ?? [];
  });
}

/** The text of one file: as committed and as made from the specs, before and after; undefined where there is none. */
interface FileStates {
  readonly was: string | undefined;
  readonly wasMade: string | undefined;
  readonly is: string | undefined;
  readonly isMade: string | undefined;
}

function driftOf(path: string, { was, wasMade, is, isMade }: FileStates): Drift | undefined {
  const drift = (cause: Drift['cause'], from = '', to = ''): Drift => ({
    path,
    cause,
    lines: diffLines(from, to),
    edits: lineEdits(from, to),
  });
  if (is === isMade) return was === wasMade || was === undefined ? undefined : drift('other-compiler', was, wasMade);
  if (is !== was) return drift('edited', isMade, is);
  return wasMade === isMade ? undefined : drift('not-rebuilt', is, isMade);
}

function madeRules(state: State): ReadonlyMap<string, string> {
  const rules = state.artifacts.filter(({ path }) => isOfRules(path, state));
  return new Map(rules.map(({ path, content }) => [path, content]));
}
