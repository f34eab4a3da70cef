// Lists of values.

/** Each value once, in the order in which it came first. */
export function distinct<Item>(items: readonly Item[]): Item[] {
  return [...new Set(items)];
}

/** The order of texts by their code units, which depends on no language. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
