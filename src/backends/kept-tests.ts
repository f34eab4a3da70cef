// The tests as files, for people to read and for promtool to run by hand: at most three for each SLO. promtool evaluates all
// tests of a file with the same rules, at one interval, and takes no series that a loaded rule records too. So those scenarios
// are kept whose input is scraped series, with all the rules that they read, at the intervals that most of them have.
import type { Compiled, ProvenPart } from '../compiled.ts';
import { memoized } from '../memoized.ts';
import type { Settings } from '../model/settings.ts';
import { type Artifact, headerOf } from '../output/artifact.ts';
import type { Scenario } from '../proof/context/scenario.ts';
import { specStem } from '../spec/file-names.ts';
import { narrow, type Suite, suitesOf } from './promtool-suites.ts';
import { below, suiteFiles } from './promtool-test.ts';

/** One file of rules, and a file of tests for each of so many intervals. */
const MOST_INTERVALS = 2;

/** The tests of the specs and the scenarios that users wrote, without those that are only made for a run. */
export function emitTests({ tested, settings }: Compiled): Artifact[] {
  return bySubject(tested).flatMap((parts) => {
    const [first, ...others] = parts;
    return first && others.length === 0 ? provenFiles(first, settings) : keptFiles(parts, settings);
  });
}

/** Of an SLO for which nobody wrote scenarios: those are read anew in each run. */
const provenFiles = memoized((part: ProvenPart, settings: Settings) => keptFiles([part], settings));

function keptFiles(parts: readonly ProvenPart[], settings: Settings): readonly Artifact[] {
  const suite = keptSuite(parts);
  const [{ spec } = { spec: '' }] = parts;
  if (suite.scenarios.length === 0) return [];
  const folder = [settings.folders.tests, specStem(spec, settings.specFolder)]
    .filter((part) => part !== undefined)
    .join('/');
  const sources = [...new Set([spec, ...parts.flatMap((part) => part.sources)])];
  const headerFor = (name: string) => [headerOf(sources, `${folder}/${name}`)];
  return below(folder, suiteFiles(suite, headerFor));
}

/** How many tests are kept, of how many. */
export interface KeptCount {
  readonly kept: number;
  readonly all: number;
}

/** How many of the tests of a build are kept as files. */
export function countKept({ tested }: Compiled): KeptCount {
  const kept = bySubject(tested).map((ofSubject) => keptSuite(ofSubject).scenarios.length);
  return {
    kept: kept.reduce((sum, count) => sum + count, 0),
    all: tested.reduce((sum, { proof }) => sum + proof.scenarios.length, 0),
  };
}

/** The proof of an SLO and the scenarios that users wrote for it, together. */
function bySubject(parts: readonly ProvenPart[]): ProvenPart[][] {
  const keyOf = ({ spec, proof }: ProvenPart) => `${spec} ${proof.name}`;
  return [...new Set(parts.map(keyOf))].map((key) => parts.filter((part) => keyOf(part) === key));
}

function keptSuite(parts: readonly ProvenPart[]): Suite {
  const suites = parts.flatMap(suitesOf).map((suite) => ({ ...suite, scenarios: suite.scenarios.filter(isScraped) }));
  const intervals = usualIntervals(suites.flatMap(({ scenarios }) => scenarios));
  const kept = suites.map((suite) => ({
    ...suite,
    scenarios: suite.scenarios.filter(({ evaluationMs }) => intervals.includes(evaluationMs)),
  }));
  const loaded = new Set(
    kept.flatMap((suite) => (suite.scenarios.length > 0 ? suite.loaded.flatMap(({ rules }) => rules) : [])),
  );
  const [first] = parts;
  return {
    name: first?.proof.name ?? '',
    loaded: narrow(first?.groups ?? [], (rule) => loaded.has(rule)),
    scenarios: kept.flatMap(({ scenarios }) => scenarios),
  };
}

/** Whether the input is what Prometheus scrapes, and nothing that rules record. */
function isScraped({ rules }: Scenario): boolean {
  return rules === 'raw' || rules === 'user';
}

/** The intervals of most scenarios; of equals the shorter. */
function usualIntervals(scenarios: readonly Scenario[]): number[] {
  const counts = new Map<number, number>();
  for (const { evaluationMs } of scenarios) counts.set(evaluationMs, (counts.get(evaluationMs) ?? 0) + 1);
  return [...counts]
    .sort(([intervalMs, count], [otherIntervalMs, otherCount]) => otherCount - count || intervalMs - otherIntervalMs)
    .slice(0, MOST_INTERVALS)
    .map(([intervalMs]) => intervalMs);
}
