// How long promtool will take for a test file, more or less: what is run side by side is divided by it.
import type { TestFile } from '../backends/promtool-test.ts';
import type { RulesUnderTest, Scenario } from '../proof/context/scenario.ts';

/** For each scenario a storage is made and removed. */
const SCENARIO_MS = 7;
const FILE_MS = 5;

/** One evaluation of the rules that are loaded, in milliseconds: the period and its texts are dear, and so are rules of raw
 *  series, since most of them are loaded at once. */
const EVALUATION_MS: Readonly<Record<RulesUnderTest, number>> = {
  raw: 1,
  watched: 0.3,
  tiles: 0.7,
  'missed-evaluations': 0.7,
  hangs: 0.3,
  alerts: 0.3,
  fast: 0.5,
  slow: 0.5,
  budget: 2,
  leaves: 2,
  user: 1,
  'user-fed': 1,
};

/** The cost of a test file on an ordinary core, in milliseconds. */
export function costOf({ scenarios }: TestFile): number {
  return scenarios.reduce(
    (sum, scenario) => sum + SCENARIO_MS + evaluationsOf(scenario) * EVALUATION_MS[scenario.rules],
    FILE_MS,
  );
}

/** How often promtool evaluates the rules of a scenario: until the last moment that it looks at. */
export function evaluationsOf({ checks, rendered, evaluationMs }: Scenario): number {
  const endMs = Math.max(0, ...[...checks, ...rendered].map(({ atMs }) => atMs));
  return endMs / evaluationMs;
}
