// Diagnostics in, how many of which severity in how many files out.
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
