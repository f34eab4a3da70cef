// A function of objects in, the same function out, which is called once for the same objects: for what is asked again and again,
// and for processes that compile again and again.

/** A map from each object to the map of the next one, and from the last one to the result. */
type Level = WeakMap<object, { level?: Level; result?: { readonly value: unknown } }>;

/**
 * Keeps each result for as long as all of its inputs live. `compute` must be pure, and nobody may change its inputs or results
 * afterwards; it has no optional inputs. Inputs are the same when they are the same objects, not when they are equal.
 */
export function memoized<Inputs extends readonly [object, ...object[]], Result>(
  compute: (...inputs: Inputs) => Result,
): (...inputs: Inputs) => Result {
  const first: Level = new WeakMap();
  return (...all) => {
    // `map` hands over a place and the whole array too.
    const inputs = all.slice(0, compute.length) as [...Inputs];
    let level = first;
    let entry = entryOf(level, inputs[0]);
    for (const input of inputs.slice(1)) {
      entry.level ??= new WeakMap();
      level = entry.level;
      entry = entryOf(level, input);
    }
    entry.result ??= { value: compute(...inputs) };
    // An entry holds a result of this very function.
    return entry.result.value as Result;
  };
}

function entryOf(level: Level, input: object): NonNullable<ReturnType<Level['get']>> {
  const known = level.get(input);
  if (known) return known;
  const entry = {};
  level.set(input, entry);
  return entry;
}
