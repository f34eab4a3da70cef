// The specs of a project and the scenarios beside them, read once and compiled together for each target.
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { compileTargets } from '../../compile-targets.ts';
import type { Compiled } from '../../compiled.ts';
import type { Report } from '../../diagnostics/report.ts';
import { outputFolders } from '../../model/folders.ts';
import type { Settings } from '../../model/settings.ts';
import type { Project } from '../../model/targets.ts';
import { type Artifact, originOf } from '../../output/artifact.ts';
import { folderOf, isBelow } from '../../output/locate.ts';
import { type Plan, planWrites } from '../../output/plan.ts';
import { didYouMean } from '../../text/suggest.ts';
import { BuildCache } from '../build/cache.ts';
import { type ProjectPlace, readProject, readScenarios, readSpecs } from './project.ts';

export interface CompiledProject {
  /** Never empty. */
  readonly targets: readonly Compiled[];
  /** The output folders of these targets, and in a build of all targets those of the project. */
  readonly folders: readonly string[];
  /** Whether these are all targets of the project. */
  readonly isWhole: boolean;
  /** How many files were read. */
  readonly sourceCount: number;
}

/** What of a project is wanted. */
export interface ProjectChoice {
  /** The name of the only target; without one, all targets. */
  readonly target?: string;
  readonly format?: Settings['rules']['format'];
  /** Leave aside what was learnt of metrics: the world itself is asked. */
  readonly ignoresLearnt?: boolean;
}

/** Compiles everything below the spec folder; nothing comes out when the report holds an error. */
export function compileProject(
  place: ProjectPlace,
  choice: ProjectChoice,
  report: Report,
  cache: BuildCache = new BuildCache(),
): CompiledProject {
  const project = chooseTargets(cache.project(readProject(place, report, choice.ignoresLearnt)), choice, report);
  const [first] = project.targets;
  // Also after a mistake in the project file: what is wrong with the specs is told in the same run.
  const specs = cache.sources(first ? readSpecs(place, first, report) : []);
  const scenarios = first ? readScenarios(place, first, report) : [];
  return {
    targets: compileTargets({ specs, scenarios }, project.targets, report),
    folders: project.folders,
    isWhole: choice.target === undefined,
    sourceCount: specs.length + scenarios.length,
  };
}

function chooseTargets({ targets, folders }: Project, { target, format }: ProjectChoice, report: Report): Project {
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

/** Where earlier versions kept tests unasked. What they generated there is removed, as any output that nobody asks for. */
const EARLIER_TESTS = 'test/promtool';

/** Their headers named no place. */
function isEarlierTest(path: string, content: string): boolean {
  const isTest = isBelow(path, EARLIER_TESTS) && /\.(?:rules|test)\.yaml$/.test(path);
  const origin = isTest ? originOf(path, content) : undefined;
  return origin !== undefined && origin.path === undefined;
}

/** What a build would write, and how that differs from what is there. */
export function planProject(root: string, { folders, isWhole }: CompiledProject, artifacts: readonly Artifact[]): Plan {
  const all = isWhole && isPlainFolder(root, EARLIER_TESTS) ? [...folders, EARLIER_TESTS] : folders;
  return planWrites(root, artifacts, all, isEarlierTest);
}

/** A link may lead anywhere, also to files of another project. */
function isPlainFolder(root: string, folder: string): boolean {
  const parts = folder.split('/').map((_, at, all) => join(root, ...all.slice(0, at + 1)));
  return parts.every((path) => lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true);
}

/** The tests of earlier versions that a build removes. */
export function earlierTests({ files }: Plan, { folders }: CompiledProject): readonly string[] {
  const paths = files.flatMap(({ kind, path }) => (kind === 'orphaned' ? [path] : []));
  return paths.filter((path) => isBelow(path, EARLIER_TESTS) && folderOf(path, folders) === undefined);
}
