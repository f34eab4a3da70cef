// What promtool said of one test file, as the outcome of each scenario in it. Only promtool's own word that all went well
// counts as success; silence, nonsense and rules that were never loaded do not.
import type { TestFile } from '../backends/promtool-test.ts';
import type { Check, Scenario } from '../proof/context/scenario.ts';
import { alertWords, queryWords } from './failure-words.ts';
import { type Failure, type PrintedLabels, readFailures } from './output.ts';
import type { PromtoolRun } from './run.ts';

export interface FileOutcome {
  readonly file: TestFile;
  /** For each scenario what failed of it, in words; nothing for one that has passed. */
  readonly failures: readonly (readonly string[])[];
  /** For each scenario the checks that failed. */
  readonly failedChecks: readonly (readonly FailedCheck[])[];
  /** What failed of the file as a whole: its scenarios prove nothing then, except those that failed themselves. */
  readonly broken: readonly string[];
  /** promtool's own text. */
  readonly text: string;
}

/** A check that failed, and what promtool returned in place of the expected samples. */
export interface FailedCheck {
  readonly check: Check;
  readonly got: readonly PrintedLabels[];
}

/** promtool only warns when a test file loads no rules, and then calls everything that should be silent a success. */
const LOADED_NOTHING = /no file match pattern (.*)/;

const MOST_LINES = 5;

/** Whether promtool says that all went well. */
export function hasPassed(run: PromtoolRun): boolean {
  const isNamed = /^ {2}SUCCESS$/m.test(run.stdout) && !hasFailed(run);
  return run.status === 0 && isNamed && hasLoadedAll(run);
}

/** Whether promtool has found all rule files. */
export function hasLoadedAll({ stdout, stderr }: PromtoolRun): boolean {
  return !LOADED_NOTHING.test(`${stdout}${stderr}`);
}

/** Whether promtool says that something failed. */
export function hasFailed({ stderr }: PromtoolRun): boolean {
  return /^ {2}FAILED:$/m.test(stderr);
}

/** The outcome of a test file, from what promtool printed and how it ended. */
export function judge(file: TestFile, run: PromtoolRun): FileOutcome {
  const text = `${run.stdout}${run.stderr}`.replaceAll(/\n{2,}/g, '\n').trim();
  const none = file.scenarios.map((): readonly string[] => []);
  const brokenBy = (...broken: readonly string[]): FileOutcome => ({
    file,
    failures: none,
    failedChecks: [],
    broken,
    text,
  });
  if (run.broken !== undefined) return brokenBy(`promtool did not end: ${run.broken}`);
  const [, pattern] = LOADED_NOTHING.exec(text) ?? [];
  if (pattern !== undefined) return brokenBy(`its rules are missing: ${pattern}`);
  if (hasPassed(run)) return brokenBy();
  const failures = run.status === 0 ? [] : readFailures(run.stderr);
  if (failures.length === 0) {
    const printed = text === '' ? ['it printed nothing'] : text.split('\n').slice(0, MOST_LINES);
    return brokenBy(`promtool ended with status ${run.status} and no verdict:`, ...printed);
  }
  return { ...attribute(file, failures), text };
}

function attribute(file: TestFile, failures: readonly Failure[]): Omit<FileOutcome, 'text'> {
  const byScenario = file.scenarios.map((): string[] => []);
  const failedChecks = file.scenarios.map((): FailedCheck[] => []);
  const broken: string[] = [];
  for (const failure of failures) {
    const place = scenarioOf(failure, file);
    const { words, failedCheck } = understand(failure, file.scenarios[place]);
    (byScenario[place] ?? broken).push(...words);
    if (failedCheck) failedChecks[place]?.push(failedCheck);
  }
  return { file, failures: byScenario, failedChecks, broken: broken.slice(0, MOST_LINES) };
}

/** Which scenario of the file failed; -1 when promtool does not tell. */
function scenarioOf(failure: Failure, { scenarios }: TestFile): number {
  if (failure.kind === 'query') return (failure.mark?.scenario ?? 0) - 1;
  return failure.kind === 'alert' ? scenarios.findIndex(({ title }) => title === failure.scenario) : -1;
}

/** A failure in words, and the check of the scenario that failed by it, if it is a query. */
function understand(failure: Failure, scenario: Scenario | undefined) {
  if (failure.kind === 'other') return { words: [failure.text] };
  if (failure.kind === 'alert') return { words: alertWords(failure) };
  const check = scenario?.checks[(failure.mark?.check ?? 0) - 1];
  return { words: [queryWords(failure, check?.claim)], ...(check && { failedCheck: { check, got: failure.got } }) };
}
