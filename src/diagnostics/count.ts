// Diagnostics in, how many of which severity in how many files out, and those that a person is shown.
import type { Diagnostic } from './report.ts';

/** How many problems there are, and in how many files they lie (related places do not count). */
export interface ProblemCount {
  readonly errors: number;
  readonly warnings: number;
  readonly files: number;
}

/** Counts the problems of one run. */
export function countProblems(diagnostics: readonly Diagnostic[]): ProblemCount {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const files = new Set(diagnostics.flatMap(({ span }) => (span ? [span.source.path] : [])));
  return { errors, warnings: diagnostics.length - errors, files: files.size };
}

/** As many problems as anybody reads at once; a file of another tool by mistake has tens of thousands. */
const MOST_SHOWN = 100;

/** The problems that a person is shown, errors before warnings where there are too many, and how many are left out. */
export function shownOf(diagnostics: readonly Diagnostic[]): {
  readonly shown: readonly Diagnostic[];
  readonly rest: number;
} {
  if (diagnostics.length <= MOST_SHOWN) return { shown: diagnostics, rest: 0 };
  const ranked = (['error', 'warning'] as const).flatMap((rank) =>
    diagnostics.filter(({ severity }) => severity === rank),
  );
  return { shown: ranked.slice(0, MOST_SHOWN), rest: diagnostics.length - MOST_SHOWN };
}
