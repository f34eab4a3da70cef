// Paths of a command in, which specs of the compiled project they stand for out.
import { emitTexts } from '../../compile.ts';
import { Report } from '../../diagnostics/report.ts';
import { isBelow } from '../../output/locate.ts';
import { didYouMean } from '../../text/suggest.ts';
import type { CompiledProject } from './compile-project.ts';

/** Whether a spec was asked for, by its path; all were where none was named. Reports a path that stands for none. */
export function chooseSpecs(
  { targets }: CompiledProject,
  paths: readonly string[],
  report: Report,
): (source: string) => boolean {
  const specs = targets.flatMap(({ files }) => files.map(({ path }) => path));
  for (const path of report.hasErrors ? [] : paths) {
    if (specs.some((spec) => isBelow(spec, path))) continue;
    const guess = didYouMean(path, specs);
    report.add({
      code: 'unknown-name',
      severity: 'error',
      message: `the project has no spec ${JSON.stringify(path)}`,
      help: guess ? `did you mean "${guess}"?` : '`slo list` shows the SLOs with their specs',
    });
  }
  return (source) => paths.length === 0 || paths.some((path) => isBelow(source, path));
}

/** Paths of the files that follow from other specs alone. What several specs share, such as dashboards, is not among them. */
export function filesOfOthers({ targets }: CompiledProject, isChosen: (source: string) => boolean): Set<string> {
  const pathsOf = (isWanted: (source: string) => boolean) =>
    targets.flatMap((target) => {
      const files = target.files.filter(({ path }) => isWanted(path));
      const scenarios = target.scenarios.filter((scenario) => isWanted(scenario.target.spec));
      const artifacts = files.length === 0 ? [] : emitTexts(target.with({ files, scenarios }), new Report());
      return artifacts.map(({ path }) => path);
    });
  const others = new Set(pathsOf((source) => !isChosen(source)));
  if (others.size > 0) for (const path of pathsOf(isChosen)) others.delete(path);
  return others;
}
