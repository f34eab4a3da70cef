// A project on disk, or in a commit: its configuration, and the texts of its specs. Whatever is wrong with a file is told as
// data, so that one bad file does not hide what is wrong with the others.
import type { DiagnosticCode } from '../../diagnostics/catalogue/catalogue.ts';
import { Report, type SourceFile } from '../../diagnostics/report.ts';
import type { Settings } from '../../model/settings.ts';
import { type Project, readTargets } from '../../model/targets.ts';
import { hasGeneratedMarker } from '../../output/artifact.ts';
import { CONFIG_FILE, checkSpecNames, SCENARIO_FILE, SPEC_NAME } from '../../spec/file-names.ts';
import { parseConfig, parseMetrics } from '../../spec/parse.ts';
import { diskFiles, faultOf, type ProjectFiles } from './files.ts';
import { findFiles } from './find-files.ts';
import { warnOfLeftOut, warnOfOtherConfig } from './left-out.ts';

/** A folder on disk, by its path, or files from elsewhere. */
export type ProjectPlace = string | ProjectFiles;

/** A thousand SLOs fit in a megabyte; what is far larger is no spec, and would keep the parser busy for minutes. */
const LARGEST_SPEC_BYTES = 4 * 1024 * 1024;

/** Reads the configuration of the project; without one, every setting has its default. What was learnt of metrics is a part of
 *  it, unless it is left aside. */
export function readProject(place: ProjectPlace, report: Report, ignoresLearnt = false): Project {
  const files = filesOf(place);
  // A link to nothing is there, too: without its configuration a project would be built with other settings.
  if (typeof place === 'string') warnOfOtherConfig(files, CONFIG_FILE, report);
  const source = files.has(CONFIG_FILE) ? readSpec(files, CONFIG_FILE, report) : undefined;
  const project = readTargets(source && parseConfig(source, report), report);
  return ignoresLearnt ? project : { ...project, targets: withMetrics(files, project.targets, report) };
}

/** The settings with what was learnt of metrics, where there is such a file. */
function withMetrics(files: ProjectFiles, targets: readonly Settings[], report: Report): readonly Settings[] {
  const [first] = targets;
  if (!first) return targets;
  const { path, isNamed } = first.metricsFile;
  if (isNamed && !files.has(path)) {
    const message = `slo.config.yaml names ${JSON.stringify(path)} under "metrics", and there is no such file`;
    const help = `\`slo doctor --save ${path}\` writes it`;
    report.add({ code: 'file-unreadable', severity: 'warning', message, help });
  }
  const source = files.has(path) ? readSpec(files, path, report) : undefined;
  const metrics = source && parseMetrics(source, report);
  return metrics ? targets.map((settings) => ({ ...settings, metrics })) : targets;
}

function filesOf(place: ProjectPlace): ProjectFiles {
  return typeof place === 'string' ? diskFiles(place) : place;
}

/** Reads every spec below the spec folder, sorted by path. */
export function readSpecs(place: ProjectPlace, { specFolder }: Settings, report: Report): SourceFile[] {
  const files = filesOf(place);
  const paths = findFiles(files, specFolder, SPEC_NAME, report);
  if (typeof place === 'string') warnOfLeftOut(files, specFolder, report);
  if (paths.length === 0 && !report.hasErrors) {
    const what = files.has(specFolder) ? 'there are no *.slo.yaml files in' : 'there is no folder';
    problem(report, 'no-specs', `${what} ${specFolder}/`, '`slo init` writes an example; -C names another project');
  }
  const specs = paths.flatMap((path) => readSpec(files, path, report) ?? []);
  checkSpecNames(specs, specFolder, report);
  return specs;
}

/** Whether a build reads a file of this name, given its path in the project. */
export function isProjectFile(path: string): boolean {
  return path === CONFIG_FILE || SPEC_NAME.test(path) || SCENARIO_FILE.test(path);
}

/** Reads every file of scenarios below the spec folder, sorted by path. */
export function readScenarios(place: ProjectPlace, { specFolder }: Settings, report: Report): SourceFile[] {
  const files = filesOf(place);
  return findFiles(files, specFolder, SCENARIO_FILE, report).flatMap((path) => readSpec(files, path, report) ?? []);
}

/** The generated files below a folder, by their paths. What cannot be read is left out: it is no output of ours. */
export function readGenerated(place: ProjectPlace, folder: string): ReadonlyMap<string, string> {
  const files = filesOf(place);
  const unread = new Report();
  const texts = findFiles(files, folder, /\.ya?ml$/, unread).flatMap((path) => readSpec(files, path, unread) ?? []);
  return new Map(texts.filter(({ text }) => hasGeneratedMarker(text)).map(({ path, text }) => [path, text]));
}

const MUTANTS_FILE = 'slo.mutants.yaml';

/** Reads the list of equivalent mutants; only one that is named must be there. */
export function readMutants(root: string, named: string | undefined, report: Report): SourceFile | undefined {
  const files = diskFiles(root);
  if (named !== undefined) return readSpec(files, named, report);
  return files.has(MUTANTS_FILE) ? readSpec(files, MUTANTS_FILE, report) : undefined;
}

/** Reads specs named one by one; a folder stands for those below it. A name that stands for nothing is an error. */
export function readNamedSpecs(root: string, paths: readonly string[], report: Report): SourceFile[] {
  const files = diskFiles(root);
  const found = paths.flatMap((path) => findNamed(files, path, report));
  const specs = [...new Set(found)].flatMap((path) => readSpec(files, path, report) ?? []);
  for (const folder of paths) {
    const below = specs.filter(({ path }) => path.startsWith(`${folder}/`));
    checkSpecNames(below, folder, report);
  }
  return specs;
}

function findNamed(files: ProjectFiles, path: string, report: Report): readonly string[] {
  if (!files.has(path)) {
    return problem(report, 'file-unreadable', `there is no file or folder ${JSON.stringify(path)}`) ?? [];
  }
  if (!isFolder(files, path) || SPEC_NAME.test(path)) return [path];
  const specs = findFiles(files, path, SPEC_NAME, report);
  if (specs.length > 0) return specs;
  return problem(report, 'no-specs', `there are no *.slo.yaml files in ${JSON.stringify(path)}`) ?? [];
}

/** A spec that comes from elsewhere than a file of the project, such as the standard input; no larger than one. */
export function readTextOf(
  read: (mostBytes: number) => Uint8Array,
  path: string,
  report: Report,
): SourceFile | undefined {
  return decode(() => read(LARGEST_SPEC_BYTES), path, report);
}

function isFolder(files: ProjectFiles, path: string): boolean {
  try {
    return files.kindOf(path).kind === 'folder';
  } catch {
    // Links to nothing and in a circle are told about where they are read.
    return false;
  }
}

function readSpec(files: ProjectFiles, path: string, report: Report): SourceFile | undefined {
  let found: ReturnType<ProjectFiles['kindOf']>;
  try {
    found = files.kindOf(path);
  } catch (error) {
    return problem(report, 'file-unreadable', `${path} cannot be read: ${faultOf(error)}`);
  }
  if (found.kind === 'folder') {
    return problem(report, 'not-a-file', `${path} is a folder, not a file`, 'rename the folder, or move what is in it');
  }
  // Asked before reading: reading a pipe would wait for ever.
  if (found.kind !== 'file') return problem(report, 'not-a-file', `${path} is neither a file nor a folder`);
  if (found.bytes > LARGEST_SPEC_BYTES) {
    const megabytes = (found.bytes / 1024 / 1024).toFixed(0);
    return problem(
      report,
      'file-too-large',
      `${path} has ${megabytes} MB, but at most 4 are read`,
      'split it by service',
    );
  }
  return decode(() => files.read(path), path, report);
}

function decode(read: () => Uint8Array, path: string, report: Report): SourceFile | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(read());
    if (!text.includes('\0')) return { path, text };
    return problem(report, 'file-not-text', `${path} is a binary file, not a spec`);
  } catch (error) {
    if (error instanceof TypeError) {
      return problem(report, 'file-not-text', `${path} is not UTF-8 text`, 'save it as UTF-8');
    }
    return problem(report, 'file-unreadable', `${path} cannot be read: ${faultOf(error)}`);
  }
}

function problem(report: Report, code: DiagnosticCode, message: string, help?: string): undefined {
  report.add({ code, severity: 'error', message, ...(help && { help }) });
  return undefined;
}
