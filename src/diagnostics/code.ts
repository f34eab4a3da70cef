// What the catalogue says of one diagnostic code.

/** What a code means. `example` is a spec that shows it. */
export interface Code<Name extends string = string> {
  readonly code: Name;
  /** One line. */
  readonly title: string;
  /** Why it is a mistake and what to do about it. */
  readonly explanation: string;
  /** A spec that is reported under this code; a first comment says so where it is something else. */
  readonly example: string;
}
