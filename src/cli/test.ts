// `slo test`: whether the files on the disk are what the specs say, and whether promtool finds that their rules do what
// they promise.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { provenParts, type TestFile } from '../backends/promtool-test.ts';
import { emitTargets } from '../compile-targets.ts';
import { Report } from '../diagnostics/report.ts';
import { runPromtool } from '../promtool/batches.ts';
import { costOf } from '../promtool/cost.ts';
import { findPromtool, type Promtool } from '../promtool/find.ts';
import { type FileOutcome, judge } from '../promtool/outcome.ts';
import { type CompiledProject, planProject, type Wanted } from './compile-project.ts';
import { EXIT, type Exit, type Terminal } from './terminal.ts';
import { type ChosenTests, chooseTests } from './test-choice.ts';
import { withTests } from './test-place.ts';
import { showProgress } from './test-progress.ts';
import { reportGap, reportOutcome, reportSkipped, reportStale, type Tally, verdict } from './test-report.ts';
import { type StaleFile, staleFiles } from './test-stale.ts';

export interface TestOptions extends Pick<Wanted, 'target'> {
  readonly promtool?: string;
  readonly verbose?: boolean;
}

export async function test(
  root: string,
  paths: readonly string[],
  options: TestOptions,
  terminal: Terminal,
): Promise<Exit> {
  const chosen = chooseTests(root, paths, options, terminal);
  if (chosen === 'unsound') return verdict({ passed: 0, failed: 1, skipped: 0 }, terminal);
  return chosen === 'unknown' ? EXIT.wrong : await testChosen(root, chosen, options, terminal);
}

async function testChosen(
  root: string,
  { project, isChosen, isAll }: ChosenTests,
  { promtool: named, verbose = false }: TestOptions,
  terminal: Terminal,
): Promise<Exit> {
  const promtool = findPromtool(root, named);
  if ('version' in promtool) terminal.out(`promtool ${promtool.version} (${promtool.path})\n`);
  reportGaps(project, isChosen, terminal);
  const artifacts = await emitTargets(project.targets, new Report());
  const stale = staleFiles(planProject(root, project, artifacts)).filter(
    ({ sources }) => isAll || sources.some(isChosen),
  );
  reportStale(stale, verbose, terminal);
  const { outcomes, skipped } = await withTests(root, project, (tests) =>
    run(
      tests.root,
      tests.files.filter((file) => file.sources.some(isChosen)),
      promtool,
      terminal,
    ),
  );
  const tally = count(stale, outcomes, skipped);
  for (const outcome of outcomes) reportOutcome(outcome, verbose, terminal);
  return verdict(tally, terminal);
}

/** Those of an SLO are the same in all targets. */
function reportGaps({ targets }: CompiledProject, isChosen: (source: string) => boolean, terminal: Terminal): void {
  const told = new Set<string>();
  for (const { files } of targets) {
    for (const { proof } of files.filter(({ path }) => isChosen(path)).flatMap(provenParts)) {
      if (!told.has(proof.name)) reportGap(proof, terminal);
      told.add(proof.name);
    }
  }
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
  const progress = showProgress(files.length, 'test files');
  const costed = files.map((file) => ({ path: file.path, costMs: costOf(file) }));
  const runs = await runPromtool(promtool, root, costed, () => progress.step());
  progress.end();
  return files.flatMap((file, at) => {
    const run = runs[at];
    return run ? [judge(file, run)] : [];
  });
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
