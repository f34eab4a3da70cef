// The specs of a project and the scenarios beside them, read and compiled together.
import { compile, compileScenarios } from '../compile.ts';
import type { Report } from '../diagnostics/report.ts';
import type { Settings } from '../model/settings.ts';
import type { Artifact } from '../output/artifact.ts';
import { type Plan, planWrites } from '../output/plan.ts';
import type { UserScenario } from '../proof/user-scenario.ts';
import type { CompiledFile } from '../rules/rule.ts';
import { type ProjectPlace, readScenarios, readSpecs } from './project.ts';

export interface CompiledProject {
  readonly files: readonly CompiledFile[];
  /** The scenarios that users wrote. */
  readonly scenarios: readonly UserScenario[];
  /** How many files were read. */
  readonly sourceCount: number;
}

/** Compiles everything below the spec folder; nothing comes out when the report holds an error. */
export function compileProject(place: ProjectPlace, settings: Settings, report: Report): CompiledProject {
  const sources = report.hasErrors ? [] : readSpecs(place, settings, report);
  const stories = report.hasErrors ? [] : readScenarios(place, settings, report);
  const files = compile(sources, settings, report);
  return {
    files,
    scenarios: compileScenarios(stories, files, report),
    sourceCount: sources.length + stories.length,
  };
}

/** What a build would write, and how that differs from what is there. */
export function planProject(root: string, settings: Settings, artifacts: readonly Artifact[]): Plan {
  const { rulesFolder, testsFolder, dashboardsFolder, runbooksFolder } = settings;
  const folders = [rulesFolder, testsFolder, dashboardsFolder, runbooksFolder].filter((folder) => folder !== undefined);
  return planWrites(root, artifacts, folders, () => false);
}
