// A project on disk: where it is, its configuration, and the texts of its specs. Whatever is wrong with a file is told as
// data, so that one bad file does not hide what is wrong with the others.
import { type Dirent, lstatSync, readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Report, SourceFile } from '../diagnostics/report.ts';
import { readSettings, type Settings } from '../model/settings.ts';
import { codeOf, reasonOf } from '../output/file-error.ts';
import { parseConfig } from '../spec/parse.ts';

const CONFIG_FILE = 'slo.config.yaml';

/** A thousand SLOs fit in a megabyte; what is far larger is no spec, and would keep the parser busy for minutes. */
const LARGEST_SPEC_BYTES = 4 * 1024 * 1024;

const SPEC_NAME = /\.slo\.ya?ml$/;

const SCENARIOS_NAME = /\.slo-test\.ya?ml$/;

/** What a spec file or a folder of them may be called: it becomes the name of a Kubernetes object. */
const SAFE_NAME = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

/** prometheus-operator makes a ConfigMap key of namespace, name and uid, of 253 characters at most; a namespace may take 63. */
const LONGEST_STEM = 140;

/** Reads the configuration of the project in `root`; without one, every setting has its default. */
export function readProject(root: string, report: Report): Settings {
  // A link to nothing is there, too: without its configuration a project would be built with other settings.
  const exists = lstatSync(join(root, CONFIG_FILE), { throwIfNoEntry: false }) !== undefined;
  const source = exists ? readSpec(root, CONFIG_FILE, report) : undefined;
  return readSettings(source && parseConfig(source, report), report);
}

/** Reads every spec below the spec folder, sorted by path. */
export function readSpecs(root: string, { specFolder }: Settings, report: Report): SourceFile[] {
  const paths = findSpecs(root, specFolder, report);
  if (paths.length === 0 && !report.hasErrors) {
    problem(report, 'no-specs', `there are no *.slo.yaml files in ${specFolder}/`, '`slo init` writes an example');
  }
  return paths.flatMap((path) => readSpec(root, path, report) ?? []);
}

/** Whether the name is that of a file of scenarios. */
export function isScenarioFile(path: string): boolean {
  return SCENARIOS_NAME.test(path);
}

/** Reads every file of scenarios below the spec folder, sorted by path. */
export function readScenarios(root: string, { specFolder }: Settings, report: Report): SourceFile[] {
  return findFiles(root, specFolder, SCENARIOS_NAME, report).flatMap((path) => readSpec(root, path, report) ?? []);
}

const MUTANTS_FILE = 'slo.mutants.yaml';

/** Reads the list of equivalent mutants; only one that is named must be there. */
export function readMutants(root: string, named: string | undefined, report: Report): SourceFile | undefined {
  if (named !== undefined) return readSpec(root, named, report);
  const exists = lstatSync(join(root, MUTANTS_FILE), { throwIfNoEntry: false }) !== undefined;
  return exists ? readSpec(root, MUTANTS_FILE, report) : undefined;
}

/** Reads specs named one by one; a folder stands for those below it. */
export function readNamedSpecs(root: string, paths: readonly string[], report: Report): SourceFile[] {
  const found = paths.flatMap((path) =>
    isFolder(join(root, path)) && !SPEC_NAME.test(path) ? findSpecs(root, path, report) : [path],
  );
  return [...new Set(found)].flatMap((path) => readSpec(root, path, report) ?? []);
}

function findSpecs(root: string, folder: string, report: Report): string[] {
  const found = findFiles(root, folder, SPEC_NAME, report);
  checkNames(found, folder, report);
  return found;
}

function findFiles(root: string, folder: string, name: RegExp, report: Report): string[] {
  const found: string[] = [];
  const visit = (directory: string): void => {
    for (const entry of entriesOf(root, directory, report)) {
      const path = `${directory}/${entry.name}`;
      if (name.test(entry.name)) found.push(path);
      else if (isFolder(join(root, path)) && !entry.isSymbolicLink() && !/^\.|^node_modules$/.test(entry.name))
        visit(path);
    }
  };
  visit(folder.replace(/\/+$/, ''));
  return found.sort();
}

function entriesOf(root: string, directory: string, report: Report): Dirent[] {
  try {
    return readdirSync(join(root, directory), { withFileTypes: true });
  } catch (error) {
    if (codeOf(error) !== 'ENOENT')
      problem(report, 'file-unreadable', `${directory} cannot be read: ${reasonOf(error)}`);
    return [];
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // Links to nothing and in a circle are told about where they are read.
    return false;
  }
}

function checkNames(paths: readonly string[], folder: string, report: Report): void {
  const first = new Map<string, string>();
  for (const path of paths) {
    const stem = path.slice(folder.length + 1).replace(SPEC_NAME, '');
    if (stem.length > LONGEST_STEM || !stem.split('/').every((part) => SAFE_NAME.test(part))) {
      problem(
        report,
        'invalid-file-name',
        `the file name ${JSON.stringify(path)} cannot become the name of a Kubernetes object`,
        `use lower-case letters, digits and hyphens, at most ${LONGEST_STEM}, as in checkout-api.slo.yaml`,
      );
    }
    const earlier = first.get(stem);
    if (earlier !== undefined) {
      problem(
        report,
        'duplicate-output',
        `${earlier} and ${path} would be compiled into one file`,
        'rename one of them',
      );
    }
    first.set(stem, path);
  }
}

function readSpec(root: string, path: string, report: Report): SourceFile | undefined {
  let stats: Stats;
  try {
    stats = statSync(join(root, path));
  } catch (error) {
    return problem(report, 'file-unreadable', `${path} cannot be read: ${reasonOf(error)}`);
  }
  if (stats.isDirectory()) {
    return problem(report, 'not-a-file', `${path} is a folder, not a file`, 'rename the folder, or move what is in it');
  }
  // Asked before reading: reading a pipe would wait for ever.
  if (!stats.isFile()) return problem(report, 'not-a-file', `${path} is neither a file nor a folder`);
  if (stats.size > LARGEST_SPEC_BYTES) {
    const megabytes = (stats.size / 1024 / 1024).toFixed(0);
    return problem(
      report,
      'file-too-large',
      `${path} has ${megabytes} MB, but at most 4 are read`,
      'split it by service',
    );
  }
  return readText(root, path, report);
}

function readText(root: string, path: string, report: Report): SourceFile | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(join(root, path)));
    if (!text.includes('\0')) return { path, text };
    return problem(report, 'file-not-text', `${path} is a binary file, not a spec`);
  } catch (error) {
    if (error instanceof TypeError) {
      return problem(report, 'file-not-text', `${path} is not UTF-8 text`, 'save it as UTF-8');
    }
    return problem(report, 'file-unreadable', `${path} cannot be read: ${reasonOf(error)}`);
  }
}

function problem(report: Report, code: string, message: string, help?: string): undefined {
  report.add({ code, severity: 'error', message, ...(help && { help }) });
  return undefined;
}
