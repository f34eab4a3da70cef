// Where an edit has changed an expression: the nodes above it, and the node before and after. Edits share what they leave as it is.
import { placesIn, type Tree } from './places.ts';

/** A node above the edit, and which of its parts holds the edit. */
export interface Ancestor {
  readonly node: Tree;
  readonly at: number;
}

export interface EditPath {
  /** From the root down. */
  readonly ancestors: readonly Ancestor[];
  readonly before: Tree;
  readonly after: Tree;
}

/** The way from the root to the innermost node that holds every difference. */
export function editPath(before: Tree, after: Tree, ancestors: readonly Ancestor[] = []): EditPath {
  const [parts, others] = [before, after].map((tree) => placesIn(tree).map(({ part }) => part));
  const changed = before.kind === after.kind && parts?.length === others?.length ? differing(parts, others) : [];
  const [at] = changed;
  const [part, other] = [parts?.[at ?? 0], others?.[at ?? 0]];
  if (changed.length !== 1 || at === undefined || !part || !other) return { ancestors, before, after };
  return editPath(part, other, [...ancestors, { node: before, at }]);
}

function differing(parts: readonly Tree[] = [], others: readonly Tree[] = []): number[] {
  return parts.flatMap((part, at) => (part === others[at] ? [] : [at]));
}
