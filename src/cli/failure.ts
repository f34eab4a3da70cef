// How a command ends that could not do what it was asked for.
import type { Report } from '../diagnostics/report.ts';
import { EXIT, type Exit, type Terminal } from './terminal.ts';

/** Shows what is in the way. */
export function fail({ diagnostics }: Report, terminal: Terminal): Exit {
  terminal.report(diagnostics);
  return diagnostics.some(({ code }) => code === 'wrong-usage') ? EXIT.usage : EXIT.wrong;
}
