// The texts of a project in, what each of its targets is made of out: compiled rules and scenarios, and then their files.
// Pure, as compile.ts is, of which this is one call for each target. It does not know where texts come from or files go to.
import { stemOf } from './backends/backend.ts';
import { checkTestNames } from './backends/test-names.ts';
import { compile, emit, type Sources } from './compile.ts';
import type { Compiled } from './compiled.ts';
import { Report } from './diagnostics/report.ts';
import type { Settings } from './model/settings.ts';
import { checkObjectives, isOfTarget, targetObjective } from './model/targets.ts';
import type { Artifact } from './output/artifact.ts';
import type { UserScenario } from './scenarios/scenario.ts';

/** The same specs and scenarios for each target; without files when the report holds an error. */
export function compileTargets(sources: Required<Sources>, targets: readonly Settings[], report: Report): Compiled[] {
  const reports = targets.map(() => new Report());
  const compiled = targets.map((settings, at) => compileTarget(sources, settings, reports[at] ?? report));
  mergeReports(reports, targets, report);
  return report.hasErrors ? compiled.map((target) => target.with({ files: [], scenarios: [] })) : compiled;
}

function compileTarget({ specs, scenarios }: Required<Sources>, settings: Settings, report: Report): Compiled {
  const stems = specs.map(({ path }) => stemOf(path, settings));
  const isWanted = isOfTarget(stems, settings, report);
  const ofTarget = specs.filter(({ path }) => isWanted(stemOf(path, settings)));
  const compiled = compile({ specs: ofTarget, scenarios }, settings, report);
  const identities = compiled.files.flatMap(({ services }) =>
    services.flatMap(({ slos }) => slos.map(({ slo }) => slo.identity)),
  );
  if (!report.hasErrors) checkObjectives(identities, settings, report);
  if (!report.hasErrors) for (const file of compiled.files) checkTestNames(file, report);
  return compiled.with({ scenarios: compiled.scenarios.filter((scenario) => isAsWritten(scenario, settings)) });
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
export async function emitTargets(targets: readonly Compiled[], report: Report): Promise<Artifact[]> {
  const artifacts = await Promise.all(targets.map((target) => emit(target, report)));
  return artifacts.flat();
}
