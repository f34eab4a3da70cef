// In: mutants and a seed. Out: some of them, the same ones each time, from every operator.
import type { Mutant } from './mutant.ts';

/** At most `size` mutants in their own order: each operator gives one in turn, picked by chance, until there are enough. */
export function sampleOf(mutants: readonly Mutant[], size: number, seed: number): Mutant[] {
  const random = randomFrom(seed);
  const operators = [...new Set(mutants.map(({ operator }) => operator))];
  const shuffled = operators.map((name) =>
    shuffle(
      mutants.filter(({ operator }) => operator === name),
      random,
    ),
  );
  const longest = Math.max(0, ...shuffled.map(({ length }) => length));
  const turns = Array.from({ length: longest }, (_, turn) => shuffled.flatMap((ofOperator) => ofOperator[turn] ?? []));
  const chosen = new Set(turns.flat().slice(0, size));
  return mutants.filter((mutant) => chosen.has(mutant));
}

/** Fisher and Yates'. */
function shuffle<T>(items: readonly T[], random: () => number): T[] {
  const shuffled = [...items];
  for (let at = shuffled.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    const [a, b] = [shuffled[at], shuffled[other]];
    if (a !== undefined && b !== undefined) [shuffled[at], shuffled[other]] = [b, a];
  }
  return shuffled;
}

/** Numbers from 0 to 1 (mulberry32): the same ones for the same seed, on every machine. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
