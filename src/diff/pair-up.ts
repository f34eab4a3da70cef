// Things of two states in, the pairs that are one thing out. Does not know what the things are.
import { groupBy } from '../text/lists.ts';

/** The same thing before and after; what is new has no `before`, what is gone no `after`. */
export interface Pair<T> {
  readonly before?: T;
  readonly after?: T;
}

/**
 * Pairs things by the first of `likenesses` in which they agree; of several that agree, the first with the first. Things of
 * the after state keep their order, those that are gone come last.
 */
export function pairUp<T>(
  before: readonly T[],
  after: readonly T[],
  likenesses: readonly ((thing: T) => string)[],
): Pair<T>[] {
  const partners = new Map<T, T>();
  let gone = before;
  for (const likeness of likenesses) {
    if (gone.length === 0) break;
    const waiting = groupBy(gone, likeness);
    for (const thing of after) {
      const partner = partners.has(thing) ? undefined : waiting.get(likeness(thing))?.shift();
      if (partner !== undefined) partners.set(thing, partner);
    }
    const taken = new Set(partners.values());
    gone = before.filter((thing) => !taken.has(thing));
  }
  const paired = after.map((thing) => {
    const partner = partners.get(thing);
    return partner === undefined ? { after: thing } : { before: partner, after: thing };
  });
  return [...paired, ...gone.map((thing) => ({ before: thing }))];
}
