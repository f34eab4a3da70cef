import type { DiagnosticCode } from '../../src/diagnostics/catalogue/catalogue.ts';

/** A code that the catalogue does not have, for tests of how any text is shown. */
export function madeUpCode(text: string): DiagnosticCode {
  return text as DiagnosticCode;
}
