// Jest's results in, the verdict as the last line of the run out: `N passed, N failed`, and what was skipped with its
// reasons, since a skipped test proves nothing and is easily taken for a passed one.
import { relative } from 'node:path';
import { stdout } from 'node:process';

const NOT_RUN = new Set(['pending', 'skipped', 'todo', 'disabled']);

// promtool.ts writes the word, with the reason, into the name of what it skips.
function reasonFor({ ancestorTitles, title, fullName }, isWholeFile) {
  const stated = [...ancestorTitles, title].find((one) => one.includes('SKIPPED'));
  return stated ?? (isWholeFile ? 'the whole file' : fullName);
}

/** One line for each reason, however many tests it stopped. */
function skippedLines(results) {
  const counts = new Map();
  for (const { testFilePath, testResults } of results.testResults) {
    const skipped = testResults.filter(({ status }) => NOT_RUN.has(status));
    for (const test of skipped) {
      const line = `${relative('', testFilePath)}: ${reasonFor(test, skipped.length === testResults.length)}`;
      counts.set(line, (counts.get(line) ?? 0) + 1);
    }
  }
  return [...counts].map(([line, count]) => `${count} skipped in ${line}`);
}

function verdict(results) {
  // A file that does not even load has no failed tests to count.
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  const skipped = results.numPendingTests + results.numTodoTests;
  return `${results.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

// biome-ignore lint/style/noDefaultExport: jest takes reporters as default exports only.
export default class VerdictReporter {
  #lines = [];
  #listsSkipped;

  constructor(globalConfig) {
    // With a name pattern everything else is skipped, by wish.
    this.#listsSkipped = !globalConfig.testNamePattern;
    // Jest puts its own summary after all other reporters, so only the end of the process is late enough.
    process.once('exit', () => stdout.write(this.#lines.map((line) => `${line}\n`).join('')));
  }

  onRunComplete(_contexts, results) {
    this.#lines = [...(this.#listsSkipped ? skippedLines(results) : []), verdict(results)];
  }
}
