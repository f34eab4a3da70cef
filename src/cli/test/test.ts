// `slo test`: whether the files on the disk are what the specs say, and whether promtool finds that their rules do what
// they promise.
import { type TestFile, testFilesOf } from '../../backends/promtool-test.ts';
import { emitTargets } from '../../compile-targets.ts';
import { Report } from '../../diagnostics/report.ts';
import { obtainPromtool, type Promtool, type PromtoolOptions } from '../../promtool/find.ts';
import type { FileOutcome } from '../../promtool/outcome.ts';
import { proveGroups } from '../../promtool/prove.ts';
import { reasonsFor } from '../../promtool/why.ts';
import { groupByShape, type ShapeGroup } from '../../shapes/group.ts';
import { showProgress } from '../progress.ts';
import { type CompiledProject, earlierTests, type ProjectChoice, planProject } from '../project/compile-project.ts';
import { EXIT, type Exit, type Terminal } from '../terminal.ts';
import { type ChosenTests, chooseTests } from './choice.ts';
import { type KeepOption, keepTests } from './keep.ts';
import { testNotifications } from './notifications.ts';
import {
  countScenarios,
  reportGap,
  reportOutcome,
  reportShared,
  reportSkipped,
  reportStale,
  type Tally,
  tellNoPromtool,
  verdict,
} from './report.ts';
import { shapesSince } from './since.ts';
import { type StaleFile, staleFiles } from './stale.ts';

export interface TestOptions extends Pick<ProjectChoice, 'target'>, PromtoolOptions {
  readonly verbose?: boolean;
  readonly keep?: KeepOption;
  /** Every test is run, not one of each shape. */
  readonly all?: boolean;
  /** A commit: tests that its specs have, too, are not run. */
  readonly since?: string;
}

const NO_SHAPES: ReadonlySet<string> = new Set();

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

async function testChosen(root: string, chosen: ChosenTests, options: TestOptions, terminal: Terminal): Promise<Exit> {
  const { project, isChosen, isAll } = chosen;
  const { verbose = false, keep, since } = options;
  const proven = since === undefined ? NO_SHAPES : shapesSince(root, since, options, terminal);
  if (proven === 'unknown') return EXIT.usage;
  if (keep !== undefined) {
    const kept = await keepTests(root, project, keep, terminal);
    if (kept !== EXIT.fine) return kept;
  }
  const promtool = await obtainPromtool(root, options, terminal.note);
  if ('version' in promtool) terminal.out(`promtool ${promtool.version} (${promtool.path})\n`);
  reportGaps(project, isChosen, terminal);
  const artifacts = await emitTargets(project.targets, new Report());
  const plan = planProject(root, project, artifacts);
  const stale = staleFiles(plan, earlierTests(plan, project)).filter(({ sources }) => isAll || sources.some(isChosen));
  reportStale(stale, verbose, terminal);
  const tests = project.targets.flatMap(testFilesOf).filter(({ sources }) => sources.some(isChosen));
  const groups = options.all
    ? tests.map((file) => ({ files: [file] as const, shape: undefined }))
    : groupByShape(tests);
  const isProven = ({ shape }: ShapeGroup) => shape !== undefined && proven.has(shape);
  const changed = groups.filter((group) => !isProven(group));
  const unchanged = groups.filter(isProven);
  if ('reason' in promtool) {
    tellNoPromtool(promtool, terminal);
    const left = changed.flatMap(({ files }) => files);
    if (left.length > 0) reportSkipped(left, 'without a promtool nothing is proven', terminal);
    return verdict(count(stale, [], left, unchanged), terminal);
  }
  const outcomes = await proveChanged(promtool, changed, terminal);
  const reasons = await reasonsFor(promtool, outcomes);
  for (const outcome of outcomes) reportOutcome(outcome, reasons, verbose, terminal);
  const notified = await testNotifications(root, promtool, chosen, terminal);
  return verdict(plus(count(stale, outcomes, [], unchanged), notified), terminal);
}

async function proveChanged(
  promtool: Promtool,
  groups: readonly ShapeGroup[],
  terminal: Terminal,
): Promise<readonly FileOutcome[]> {
  const files = groups.flatMap((group) => group.files);
  const progress = showProgress(files.length, 'test files');
  const { outcomes, run } = await proveGroups(promtool, groups, (count) => progress.step(count));
  progress.end();
  reportShared(run, files, terminal);
  return outcomes;
}

/** Those of an SLO are the same in all targets. */
function reportGaps({ targets }: CompiledProject, isChosen: (source: string) => boolean, terminal: Terminal): void {
  const chosen = targets.flatMap(({ proven }) => proven).filter(({ spec }) => isChosen(spec));
  const proofs = new Map(chosen.map(({ proof }) => [proof.name, proof]));
  for (const proof of proofs.values()) reportGap(proof, terminal);
}

/** Scenarios, and each file that is not what the specs say as a failure of its own. */
function count(
  stale: readonly StaleFile[],
  outcomes: readonly FileOutcome[],
  skipped: readonly TestFile[],
  unchanged: readonly ShapeGroup[],
): Tally {
  const failures = outcomes.flatMap(({ failures: ofFile, broken }) =>
    ofFile.map((words) => words.length + broken.length),
  );
  const failed = failures.filter((words) => words > 0).length;
  return {
    passed: failures.length - failed,
    failed: failed + stale.length,
    skipped: countScenarios(skipped),
    unchanged: countScenarios(unchanged.flatMap(({ files }) => files)),
  };
}

function plus(tally: Tally, { passed, failed, skipped }: Tally): Tally {
  return {
    ...tally,
    passed: tally.passed + passed,
    failed: tally.failed + failed,
    skipped: tally.skipped + skipped,
  };
}
