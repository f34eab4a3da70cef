// In: a name that is not known, and those that are. Out: the known one that was probably meant.

/** The candidate nearest to the name, if it is near enough to be a slip of the finger. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const lower = name.toLowerCase();
  let best: string | undefined;
  let least = Math.floor(lower.length / 3) + 1;
  for (const candidate of candidates) {
    const steps = Math.abs(candidate.length - lower.length) < least ? distance(lower, candidate) : least;
    if (steps < least) {
      best = candidate;
      least = steps;
    }
  }
  return best;
}

/** Edit distance in which two letters that changed places count once, not twice (Damerau). */
function distance(a: string, b: string): number {
  let before: readonly number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_value, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwapped ? (before[j - 2] ?? 0) + 1 : replaced;
      next.push(Math.min(replaced, swapped, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
