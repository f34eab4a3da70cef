// Every diagnostic code, for `slo explain CODE`, SARIF and the docs.

/** What a code means. `example` is a spec that shows it. */
export interface Code {
  readonly code: string;
  readonly title: string;
  readonly explanation: string;
  readonly example: string;
}

export const CODES: readonly Code[] = Object.freeze([]);
