// What every output format is: compiled files in, artifacts out.
import type { Report } from '../diagnostics/report.ts';
import type { Settings } from '../model/settings.ts';
import type { Artifact } from '../output/artifact.ts';
import type { CompiledFile } from '../rules/rule.ts';
import type { RuleFormat } from '../spec/rule-format.ts';

/** An output format. `emit` is pure: the same input gives the same bytes. */
export interface Backend {
  readonly name: RuleFormat;
  /** What breaks a limit of the system that the rules are for is told to the report. */
  emit(files: readonly CompiledFile[], settings: Settings, report: Report): Artifact[];
}

/** A name for what is made of a spec file, of the letters that Kubernetes takes. File names of specs hold no dot, so a dot
 *  in the place of a slash cannot make two names one. */
export function objectName(stem: string): string {
  return `slo-${stem.replaceAll('/', '.')}`;
}
