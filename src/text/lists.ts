// Lists of values.

/** Each value once, in the order in which it came first. */
export function distinct<Item>(items: readonly Item[]): Item[] {
  return [...new Set(items)];
}
