// The compiled files of the one target that a command is about.
import type { Compiled } from '../../compiled.ts';
import type { Report } from '../../diagnostics/report.ts';
import { compileProject } from './compile-project.ts';
import type { ProjectPlace } from './project.ts';
import { chooseFiles } from './slo-choice.ts';

/** Which target and SLOs of a project; all SLOs without names. */
interface Choice {
  readonly names: readonly string[];
  readonly target?: string | undefined;
  readonly toProject: (path: string) => string;
}

/** The target with the files of the chosen SLOs; reports that there are several, and what keeps it from being compiled. */
export function compileOneTarget(
  place: ProjectPlace,
  { names, target, toProject }: Choice,
  report: Report,
): Compiled | undefined {
  const { targets } = compileProject(place, target === undefined ? {} : { target }, report);
  const [first, second] = targets;
  if (second) {
    const help = `targets: ${targets.flatMap(({ settings }) => settings.target ?? []).join(', ')}`;
    report.add({
      code: 'wrong-usage',
      severity: 'error',
      message: 'this command works on one target: name it with --target',
      help,
    });
  }
  if (!first || report.hasErrors) return undefined;
  const files = chooseFiles(first.files, names, toProject, report);
  return report.hasErrors ? undefined : first.with({ files });
}
