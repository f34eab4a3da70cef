// A word that nobody knows and the words that are known; out comes the known word that was probably meant. Knows
// nothing of fields, metrics or where the words come from.

// Longer words are pasted text, not typing slips; the limit also keeps the quadratic comparison cheap.
const LONGEST_WORD = 100;

/** Of more candidates, such as all SLOs of a company, only those that begin and end most like the word are compared with it:
 *  thousands of misspelled words must not be compared letter by letter with thousands of others each. */
const MOST_CANDIDATES = 200;
const MOST_COMPARED = 10;

/** Letters at each end by which likely candidates are told. */
const LONGEST_END = 16;

/**
 * The candidate that `word` is most likely a misspelling of, or undefined if none is close: at most one slip (a letter
 * missing, added, changed, or two neighbours swapped) for every three letters. Letter case is free, but decides between
 * equally close candidates; after that the first one given wins.
 */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > LONGEST_WORD) return undefined;
  let best: { readonly candidate: string; readonly slips: number; readonly exactSlips: number } | undefined;
  for (const candidate of likely(word, candidates)) {
    if (candidate === word || candidate.length > LONGEST_WORD) continue;
    const most = Math.min(Math.max(word.length, candidate.length) / 3, best?.slips ?? Number.POSITIVE_INFINITY);
    // Each letter that one of them has more is a slip.
    if (Math.abs(word.length - candidate.length) > most) continue;
    const slips = slipsBetween(word.toLowerCase(), candidate.toLowerCase());
    if (slips > most) continue;
    const exactSlips = slipsBetween(word, candidate);
    if (!best || slips < best.slips || exactSlips < best.exactSlips) best = { candidate, slips, exactSlips };
  }
  return best?.candidate;
}

/** The candidates that are worth a comparison, in the order in which they came if there are few. */
function likely(word: string, candidates: Iterable<string>): readonly string[] {
  const all = Array.isArray(candidates) ? (candidates as readonly string[]) : [...candidates];
  if (all.length <= MOST_CANDIDATES) return all;
  const byShared = Array.from({ length: 2 * LONGEST_END + 1 }, (): string[] => []);
  for (const candidate of all) {
    const alike = byShared[sharedEnds(word, candidate)];
    if (alike && alike.length < MOST_COMPARED) alike.push(candidate);
  }
  const found: string[] = [];
  for (let shared = 2 * LONGEST_END; shared > 0 && found.length < MOST_COMPARED; shared--)
    found.push(...(byShared[shared] ?? []).slice(0, MOST_COMPARED - found.length));
  return found;
}

/** How many letters at the start and at the end are the same, counted to a limit. */
function sharedEnds(word: string, other: string): number {
  const most = Math.min(word.length, other.length, LONGEST_END);
  let [start, end] = [0, 0];
  while (start < most && word.charCodeAt(start) === other.charCodeAt(start)) start++;
  while (end < most && word.charCodeAt(word.length - 1 - end) === other.charCodeAt(other.length - 1 - end)) end++;
  return start + end;
}

/** Whether the words differ by one slip: a letter missing, added or changed, or two neighbours swapped. */
export function isOneSlip(word: string, other: string): boolean {
  if (word === other || Math.abs(word.length - other.length) > 1) return false;
  const shorter = Math.min(word.length, other.length);
  let [start, end] = [0, 0];
  while (start < shorter && word[start] === other[start]) start++;
  while (end < shorter - start && word.at(-1 - end) === other.at(-1 - end)) end++;
  const [left, right] = [word, other].map((text) => text.slice(start, text.length - end)) as [string, string];
  return Math.max(left.length, right.length) <= 1 || (left.length === 2 && left === `${right[1]}${right[0]}`);
}

/** Damerau-Levenshtein distance in its optimal string alignment form: no letter takes part in two slips. */
function slipsBetween(a: string, b: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const changed = at(last, column - 1) + Number(a[row - 1] !== b[column - 1]);
      const swapped =
        a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1] ? at(beforeLast, column - 2) + 1 : changed;
      current.push(Math.min(at(last, column) + 1, at(current, column - 1) + 1, changed, swapped));
    }
    beforeLast = last;
    last = current;
  }
  return at(last, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
