// How far the check of a regular expression has come: shared by what reads its structure and what reads its characters.

export interface PatternState {
  readonly text: string;
  at: number;
  depth: number;
  quoted: boolean;
  readonly groups: Set<string>;
  problem?: { readonly message: string; readonly at: number; readonly help?: string };
}

/** Notes the first problem, and moves to the end so that every loop stops. */
export function fail(state: PatternState, message: string, at: number, help?: string): void {
  state.problem ??= { message, at, ...(help === undefined ? {} : { help }) };
  state.at = state.text.length;
}

/** How many UTF-16 units the character here takes. */
export function width(state: PatternState): number {
  return (state.text.codePointAt(state.at) ?? 0) > 0xffff ? 2 : 1;
}
