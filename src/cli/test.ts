// `slo test`: whether the files on the disk are what the specs say, and whether promtool finds that their rules do what
// they promise.
import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { provenParts, type TestFile, testFilesOf } from '../backends/promtool-test.ts';
import { emit } from '../compile.ts';
import { Report } from '../diagnostics/report.ts';
import type { Settings } from '../model/settings.ts';
import { type CompiledProject, compileProject, planProject } from './compile-project.ts';
import { readProject } from './project.ts';
import { findPromtool, type Promtool } from './promtool-find.ts';
import { runPromtool } from './promtool-run.ts';
import { EXIT, type Exit, type Terminal } from './terminal.ts';
import { type FileOutcome, judge } from './test-outcome.ts';
import { showProgress } from './test-progress.ts';
import { reportGap, reportOutcome, reportSkipped, reportStale, type Tally, verdict } from './test-report.ts';
import { type StaleFile, staleFiles } from './test-stale.ts';

export interface TestOptions {
  readonly promtool?: string;
  readonly verbose?: boolean;
}

export async function test(
  root: string,
  paths: readonly string[],
  options: TestOptions,
  terminal: Terminal,
): Promise<Exit> {
  const report = new Report();
  const settings = readProject(root, report);
  const project = compileProject(root, settings, report);
  terminal.tell(report.diagnostics);
  if (report.hasErrors) return verdict({ passed: 0, failed: 1, skipped: 0 }, terminal);
  const chosen = choose(paths, project, settings);
  if ('unknown' in chosen) {
    terminal.note(`error: no spec and no file of scenarios is called ${JSON.stringify(chosen.unknown)}`);
    return EXIT.wrong;
  }
  return await testChosen({ root, settings, project, terminal }, chosen, options);
}

/** A project whose specs are sound. */
interface Sound {
  readonly root: string;
  readonly settings: Settings;
  readonly project: CompiledProject;
  readonly terminal: Terminal;
}

/** What is to be tested; `isChosen` tells of a source file whether it was asked for. */
interface Chosen {
  readonly files: readonly TestFile[];
  readonly isChosen: (source: string) => boolean;
  readonly isAll: boolean;
}

function choose(
  paths: readonly string[],
  { files, scenarios }: CompiledProject,
  settings: Settings,
): Chosen | { readonly unknown: string } {
  const wanted = paths.map((path) => posix.normalize(path).replace(/\/$/, ''));
  const isBelow = (source: string, path: string) => path === '.' || source === path || source.startsWith(`${path}/`);
  const isChosen = (source: string) => wanted.length === 0 || wanted.some((path) => isBelow(source, path));
  const sources = [...files.map(({ path }) => path), ...scenarios.map(({ source }) => source)];
  const unknown = wanted.find((path) => !sources.some((source) => isBelow(source, path)));
  if (unknown !== undefined) return { unknown };
  const all = testFilesOf(files, scenarios, settings);
  return { files: all.filter((file) => file.sources.some(isChosen)), isChosen, isAll: wanted.length === 0 };
}

async function testChosen(
  { root, settings, project, terminal }: Sound,
  chosen: Chosen,
  { promtool: named, verbose = false }: TestOptions,
): Promise<Exit> {
  const promtool = findPromtool(root, named);
  if ('version' in promtool) terminal.out(`promtool ${promtool.version} (${promtool.path})\n`);
  const proofs = project.files.filter(({ path }) => chosen.isChosen(path)).flatMap(provenParts);
  for (const { proof } of proofs) reportGap(proof, terminal);
  const artifacts = emit(project.files, settings, project.scenarios);
  const stale = staleFiles(planProject(root, settings, artifacts)).filter(
    ({ sources }) => chosen.isAll || sources.some(chosen.isChosen),
  );
  reportStale(stale, verbose, terminal);
  const { outcomes, skipped } = await run(root, chosen.files, promtool, terminal);
  const tally = count(stale, outcomes, skipped);
  for (const outcome of outcomes) reportOutcome(outcome, verbose, terminal);
  return verdict(tally, terminal);
}

interface Outcomes {
  readonly outcomes: readonly FileOutcome[];
  readonly skipped: readonly TestFile[];
}

async function run(
  root: string,
  files: readonly TestFile[],
  promtool: ReturnType<typeof findPromtool>,
  terminal: Terminal,
): Promise<Outcomes> {
  if ('reason' in promtool) {
    terminal.note(`error: ${promtool.reason}\n${promtool.help}`);
    if (files.length > 0) reportSkipped(files, 'without a promtool nothing is proven', terminal);
    return { outcomes: [], skipped: files };
  }
  const missing = files.filter(({ path }) => !existsSync(join(root, path)));
  for (const file of missing) reportSkipped([file], `${file.path} is missing`, terminal);
  const present = files.filter((file) => !missing.includes(file));
  return { outcomes: await runAll(root, present, promtool), skipped: missing };
}

async function runAll(root: string, files: readonly TestFile[], promtool: Promtool): Promise<FileOutcome[]> {
  // The dearest first, so that no core waits for the last of them.
  const queue = [...files].sort((a, b) => costOf(b) - costOf(a));
  const progress = showProgress(files.length, 'test files');
  const paths = queue.map(({ path }) => path);
  const runs = await runPromtool(promtool, root, paths, () => progress.step());
  progress.end();
  const outcomes = queue.flatMap((file, at) => {
    const done = runs[at];
    return done ? [judge(file, done)] : [];
  });
  return files.flatMap((file) => outcomes.find((outcome) => outcome.file === file) ?? []);
}

/** How often rules are evaluated; those of the period take many times as long as the others. */
function costOf({ scenarios }: TestFile): number {
  return scenarios.reduce((sum, { checks, rendered, evaluationMs, rules }) => {
    const endMs = Math.max(0, ...[...checks, ...rendered].map(({ atMs }) => atMs));
    return sum + (endMs / evaluationMs) * (rules === 'budget' ? 10 : 1);
  }, 0);
}

/** Scenarios, and each file that is not what the specs say as a failure of its own. */
function count(stale: readonly StaleFile[], outcomes: readonly FileOutcome[], skipped: readonly TestFile[]): Tally {
  const failures = outcomes.flatMap(({ failures: own, broken }) => own.map((words) => words.length + broken.length));
  const failed = failures.filter((words) => words > 0).length;
  return {
    passed: failures.length - failed,
    failed: failed + stale.length,
    skipped: skipped.reduce((sum, { scenarios }) => sum + scenarios.length, 0),
  };
}
