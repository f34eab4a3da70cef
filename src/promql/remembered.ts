// A function of an object in, the same function out, which looks at each object once. For what is asked of one object again
// and again; what it is asked of must not change.

/** Keeps each result for as long as its argument lives. */
export function remembered<Argument extends object, Result>(
  make: (argument: Argument) => Result,
): (argument: Argument) => Result {
  const known = new WeakMap<Argument, Result>();
  return (argument) => {
    const earlier = known.get(argument);
    if (earlier !== undefined) return earlier;
    const result = make(argument);
    known.set(argument, result);
    return result;
  };
}
