// The specs of a project and the scenarios beside them, read once and compiled together for each target.
import { type CompiledTarget, compileTargets } from '../compile-targets.ts';
import type { Report } from '../diagnostics/report.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { outputFolders, type Settings } from '../model/settings.ts';
import type { Project } from '../model/targets.ts';
import type { Artifact } from '../output/artifact.ts';
import { type Plan, planWrites } from '../output/plan.ts';
import { BuildMemory } from './build-memory.ts';
import { type ProjectPlace, readProject, readScenarios, readSpecs } from './project.ts';

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
  // Also after a mistake in the project file: what is wrong with the specs is told in the same run.
  const specs = memory.sources(first ? readSpecs(place, first, report) : []);
  const stories = first ? readScenarios(place, first, report) : [];
  return {
    targets: compileTargets(specs, stories, project.targets, report, memory.recall),
    folders: project.folders,
    sourceCount: specs.length + stories.length,
  };
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

/** What a build would write, and how that differs from what is there. */
export function planProject(root: string, { folders }: CompiledProject, artifacts: readonly Artifact[]): Plan {
  return planWrites(root, artifacts, folders, () => false);
}
