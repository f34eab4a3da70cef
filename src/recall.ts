// Results of earlier runs, for a process that compiles again and again: what was made of the same objects is not made again.
// Only for pure functions; what nobody holds any more is forgotten.

export class Recall {
  readonly #results = new WeakMap<object, WeakMap<object, unknown>>();

  /** What `make` has made of these two objects, now or earlier. One pair of objects stands for one kind of result. */
  of<T>(source: object, context: object, make: () => T): T {
    const results = this.#results.get(source) ?? new WeakMap<object, unknown>();
    this.#results.set(source, results);
    if (!results.has(context)) results.set(context, make());
    // The pair stands for one kind of result, so it is of this type.
    return results.get(context) as T;
  }
}
