// Lists of values.

/** Each value once, in the order in which it came first. */
export function distinct<Item>(items: readonly Item[]): Item[] {
  return [...new Set(items)];
}

/** The items by a key, groups and their items in the order in which they came first. */
export function groupBy<Key, Item>(items: Iterable<Item>, keyOf: (item: Item) => Key): Map<Key, [Item, ...Item[]]> {
  const groups = new Map<Key, [Item, ...Item[]]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** The order of texts by their code units, which depends on no language. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
