// The texts of a project in, what each of its targets is made of out: compiled rules and scenarios, and then their files.
// Pure, as compile.ts is, of which this is one call for each target. It does not know where texts come from or files go to.
import { stemOf } from './backends/backend.ts';
import { checkTestNames } from './backends/test-names.ts';
import { compileScenarios, compileSound, emit, emitDashboards } from './compile.ts';
import { Report, type SourceFile } from './diagnostics/report.ts';
import type { Settings } from './model/settings.ts';
import { checkObjectives, isOfTarget, targetObjective } from './model/targets.ts';
import type { Artifact } from './output/artifact.ts';
import { ResultCache } from './result-cache.ts';
import type { CompiledFile } from './rules/rule.ts';
import type { UserScenario } from './scenarios/scenario.ts';

/** The project as it is for one target. */
export interface CompiledTarget {
  readonly settings: Settings;
  readonly files: readonly CompiledFile[];
  /** The scenarios that users wrote. */
  readonly scenarios: readonly UserScenario[];
}

/** The same specs and scenarios for each target; without files when the report holds an error. */
export function compileTargets(
  specs: readonly SourceFile[],
  stories: readonly SourceFile[],
  targets: readonly Settings[],
  report: Report,
  cache: ResultCache = new ResultCache(),
): CompiledTarget[] {
  const reports = targets.map(() => new Report());
  const compiled = targets.map((settings, at) => compileTarget(specs, stories, settings, reports[at] ?? report, cache));
  mergeReports(reports, targets, report);
  return report.hasErrors ? targets.map((settings) => ({ settings, files: [], scenarios: [] })) : compiled;
}

function compileTarget(
  specs: readonly SourceFile[],
  stories: readonly SourceFile[],
  settings: Settings,
  report: Report,
  cache: ResultCache,
): CompiledTarget {
  const stems = specs.map(({ path }) => stemOf(path, settings));
  const isWanted = isOfTarget(stems, settings, report);
  const { files, isAll } = compileSound(
    specs.filter(({ path }) => isWanted(stemOf(path, settings))),
    settings,
    report,
    cache,
  );
  const identities = files.flatMap(({ services }) =>
    services.flatMap(({ slos }) => slos.map(({ slo }) => slo.identity)),
  );
  if (!report.hasErrors) checkObjectives(identities, settings, report);
  if (!report.hasErrors) for (const file of files) checkTestNames(file, report);
  const scenarios = compileScenarios(stories, files, report, isAll);
  return { settings, files, scenarios: scenarios.filter((scenario) => isAsWritten(scenario, settings)) };
}

/** Whether an SLO is what its spec says: a scenario is written for that, and another objective may make it untrue. */
function isAsWritten({ target: { identity } }: UserScenario, settings: Settings): boolean {
  const { slo } = identity;
  return slo === undefined || targetObjective({ ...identity, slo }, settings) === undefined;
}

/** What is wrong with a spec is wrong in each target and told once; what is wrong in some of them is told with their names.
 *  A scenario may speak of an SLO that not every target has. */
function mergeReports(reports: readonly Report[], targets: readonly Settings[], report: Report): void {
  const found = reports.map(({ diagnostics }) => diagnostics);
  const keys = found.map((diagnostics) => new Set(diagnostics.map(keyOf)));
  for (const [at, diagnostics] of found.entries()) {
    for (const diagnostic of diagnostics) {
      const key = keyOf(diagnostic);
      const isEverywhere = keys.every((ofTarget) => ofTarget.has(key));
      // The place in the project file says which target it is.
      const isPlain = isEverywhere || diagnostic.span?.source === targets[at]?.document?.source;
      if (isPlain) {
        report.add(diagnostic);
      } else if (diagnostic.code !== 'unknown-slo') {
        report.add({ ...diagnostic, message: `${diagnostic.message} (in the target "${targets[at]?.target}")` });
      }
    }
  }
}

function keyOf({ code, message, span }: Report['diagnostics'][number]): string {
  return JSON.stringify([code, message, span?.source.path, span?.start, span?.end]);
}

/** All that a build writes. The report is told of limits that are exceeded. */
export async function emitTargets(
  targets: readonly CompiledTarget[],
  report: Report,
  cache: ResultCache = new ResultCache(),
): Promise<Artifact[]> {
  const compiled = targets.flatMap(({ files, settings, scenarios }) => emit(files, settings, scenarios, report, cache));
  const dashboards = await Promise.all(targets.map(({ files, settings }) => emitDashboards(files, settings, report)));
  return [...compiled, ...dashboards.flat()];
}
