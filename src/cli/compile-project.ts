// The specs of a project and the scenarios beside them, read once and compiled together for each target.
import { stemOf } from '../backends/backend.ts';
import { compile, compileScenarios, emit, emitDashboards } from '../compile.ts';
import { Report, type SourceFile } from '../diagnostics/report.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { outputFolders, type Settings } from '../model/settings.ts';
import { checkObjectives, isOfTarget, type Project, targetObjective } from '../model/targets.ts';
import type { Artifact } from '../output/artifact.ts';
import { type Plan, planWrites } from '../output/plan.ts';
import type { UserScenario } from '../proof/user-scenario.ts';
import { Recall } from '../recall.ts';
import type { CompiledFile } from '../rules/rule.ts';
import { BuildMemory } from './build-memory.ts';
import { type ProjectPlace, readProject, readScenarios, readSpecs } from './project.ts';

/** The project as it is for one target. */
export interface CompiledTarget {
  readonly settings: Settings;
  readonly files: readonly CompiledFile[];
  /** The scenarios that users wrote. */
  readonly scenarios: readonly UserScenario[];
}

export interface CompiledProject {
  /** Never empty. */
  readonly targets: readonly CompiledTarget[];
  /** The output folders of these targets, and in a build of all targets those of the project. */
  readonly folders: readonly string[];
  /** How many files were read. */
  readonly sourceCount: number;
}

/** What of a project is wanted. */
export interface Wanted {
  /** The name of the only target; without one, all targets. */
  readonly target?: string;
  readonly format?: Settings['rules']['format'];
}

/** Compiles everything below the spec folder; nothing comes out when the report holds an error. */
export function compileProject(
  place: ProjectPlace,
  wanted: Wanted,
  report: Report,
  memory: BuildMemory = new BuildMemory(),
): CompiledProject {
  const project = chooseTargets(memory.project(readProject(place, report)), wanted, report);
  const [first] = project.targets;
  const isSound = first !== undefined && !report.hasErrors;
  const specs = memory.sources(isSound ? readSpecs(place, first, report) : []);
  const stories = isSound ? readScenarios(place, first, report) : [];
  return {
    targets: compileTargets(specs, stories, project.targets, report, memory.recall),
    folders: project.folders,
    sourceCount: specs.length + stories.length,
  };
}

/** The same specs and scenarios for each target; without files when the report holds an error. */
export function compileTargets(
  specs: readonly SourceFile[],
  stories: readonly SourceFile[],
  targets: readonly Settings[],
  report: Report,
  recall: Recall = new Recall(),
): CompiledTarget[] {
  const reports = targets.map(() => new Report());
  const compiled = targets.map((settings, at) =>
    compileTarget(specs, stories, settings, reports[at] ?? report, recall),
  );
  mergeReports(reports, targets, report);
  return report.hasErrors ? targets.map((settings) => ({ settings, files: [], scenarios: [] })) : compiled;
}

function chooseTargets({ targets, folders }: Project, { target, format }: Wanted, report: Report): Project {
  const formatted = format
    ? targets.map((settings) => ({ ...settings, rules: { ...settings.rules, format } }))
    : targets;
  if (target === undefined) return { targets: formatted, folders };
  const chosen = formatted.filter((settings) => settings.target === target);
  if (chosen.length > 0) return { targets: chosen, folders: chosen.flatMap(outputFolders) };
  const names = targets.flatMap((settings) => settings.target ?? []);
  const guess = didYouMean(target, names);
  report.add({
    code: 'unknown-target',
    severity: 'error',
    message: `slo.config.yaml has no target ${JSON.stringify(target)}`,
    help: guess ? `did you mean "${guess}"?` : `targets: ${names.join(', ') || 'none'}`,
  });
  return { targets: formatted, folders };
}

function compileTarget(
  specs: readonly SourceFile[],
  stories: readonly SourceFile[],
  settings: Settings,
  report: Report,
  recall: Recall,
): CompiledTarget {
  const stems = specs.map(({ path }) => stemOf(path, settings));
  const isWanted = isOfTarget(stems, settings, report);
  const files = compile(
    specs.filter(({ path }) => isWanted(stemOf(path, settings))),
    settings,
    report,
    recall,
  );
  const identities = files.flatMap(({ services }) =>
    services.flatMap(({ slos }) => slos.map(({ slo }) => slo.identity)),
  );
  if (!report.hasErrors) checkObjectives(identities, settings, report);
  const scenarios = compileScenarios(stories, files, report);
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
  const isIn = (key: string, at: number) => found[at]?.some((diagnostic) => keyOf(diagnostic) === key) ?? false;
  for (const [at, diagnostics] of found.entries()) {
    for (const diagnostic of diagnostics) {
      const key = keyOf(diagnostic);
      const isEverywhere = targets.every((_target, other) => isIn(key, other));
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
export async function emitProject(
  { targets }: CompiledProject,
  report: Report,
  recall: Recall = new Recall(),
): Promise<Artifact[]> {
  const compiled = targets.flatMap(({ files, settings, scenarios }) =>
    emit(files, settings, scenarios, report, recall),
  );
  const dashboards = await Promise.all(targets.map(({ files, settings }) => emitDashboards(files, settings, report)));
  return [...compiled, ...dashboards.flat()];
}

/** What a build would write, and how that differs from what is there. */
export function planProject(root: string, { folders }: CompiledProject, artifacts: readonly Artifact[]): Plan {
  return planWrites(root, artifacts, folders, () => false);
}
