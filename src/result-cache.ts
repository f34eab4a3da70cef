// Results of pure functions, for a process that compiles again and again: a function is not called twice for the same objects.

type Results = WeakMap<object, WeakMap<object, unknown>>;

/** Caches the results of pure functions of two objects. A result lives as long as both of its objects. */
export class ResultCache {
  readonly #resultsOf = new WeakMap<object, Results>();

  /** What `compute` returns for these two objects; called once for each pair. `compute` must be the same function each time. */
  of<Source extends object, Context extends object, Result>(
    compute: (source: Source, context: Context) => Result,
    source: Source,
    context: Context,
  ): Result {
    const ofFunction = entry(this.#resultsOf, compute, (): Results => new WeakMap());
    const ofSource = entry(ofFunction, source, () => new WeakMap<object, unknown>());
    // What is kept under a function is a result of it.
    return entry(ofSource, context, () => compute(source, context)) as Result;
  }
}

function entry<Key extends object, Value>(map: WeakMap<Key, Value>, key: Key, create: () => Value): Value {
  if (!map.has(key)) map.set(key, create());
  return map.get(key) as Value;
}
