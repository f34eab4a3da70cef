// The form in which this folder reports a user's mistake; who shows it, and how, is decided elsewhere.

/** One mistake in a PromQL text. `from` and `to` are UTF-16 offsets into that text; `to` is exclusive. */
export interface PromqlProblem {
  /** One line without a final period. */
  readonly message: string;
  readonly from: number;
  readonly to: number;
  /** What to do, one line. */
  readonly help?: string;
}
