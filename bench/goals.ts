// What the rules are meant to reach, held against what was measured: the worst figure of each kind, and whether it will do.
import { figure, table } from './report.ts';
import { EVALUATION_SECONDS, type RuleSet } from './rule-sets.ts';
import type { Findings, Measured } from './rules-report.ts';

interface Goal {
  readonly goal: string;
  readonly measured: string;
  readonly isMet: boolean;
}

/** Shares of Sloth's samples per minute, by raw series. */
const SAMPLES = [
  { rawSeries: 20, most: 0.005 },
  { rawSeries: 200, most: 0.001 },
];
const MOST_ERROR = 0.005;
/** What four scrapes at 30 s make (docs/rules.md). */
const BASE_WINDOW_SECONDS = 120;

/** A table of goals; those that need a peer which is not here are left out. */
export function goalsTable(findings: Findings): string {
  const goals = [...sampleGoals(findings), ...accuracyGoals(findings), ...delayGoals(findings)];
  const rows = goals.map(({ goal, measured, isMet }) => [goal, measured, isMet ? 'reached' : '**missed**']);
  return table(['goal', 'measured', ''], rows);
}

const percent = (ratio: number) => `${figure(100 * ratio)} %`;
const setOf = ({ sets }: Findings, name: RuleSet['name']) => sets.find((set) => set.name === name);

function sampleGoals(findings: Findings): Goal[] {
  const [own, sloth] = [setOf(findings, 'slo'), setOf(findings, 'Sloth')];
  if (own === undefined || sloth === undefined) return [];
  return SAMPLES.flatMap(({ rawSeries, most }) => {
    const shares = findings.measured
      .filter(({ service }) => service.rawSeries === rawSeries)
      .map(({ costs }) => (costs.get(own)?.samples ?? Number.NaN) / (costs.get(sloth)?.samples ?? Number.NaN));
    if (shares.length === 0) return [];
    const worst = Math.max(...shares);
    const goal = `at most ${percent(most)} of Sloth's samples at ${rawSeries} raw series`;
    return [{ goal, measured: percent(worst), isMet: worst <= most }];
  });
}

function accuracyGoals(findings: Findings): Goal[] {
  const own = setOf(findings, 'slo');
  if (own === undefined) return [];
  const errorOf = ({ accuracies }: Measured) => Math.abs(accuracies.get(own)?.median ?? Number.NaN);
  const missed = findings.measured.filter((figure) => !(errorOf(figure) <= MOST_ERROR));
  const worst = findings.measured.toSorted((a, b) => errorOf(b) - errorOf(a))[0];
  const names = missed.map((figure) => `${figure.service.scenario.title}: ${percent(errorOf(figure))}`).join('; ');
  const without = findings.measured.reduce((sum, { accuracies }) => sum + (accuracies.get(own)?.without ?? 0), 0);
  return [
    {
      goal: `the period within ${percent(MOST_ERROR)} of exact counts (median) in every scenario`,
      measured: names || (worst === undefined ? '' : `at most ${percent(errorOf(worst))}`),
      isMet: missed.length === 0,
    },
    { goal: 'the period never NaN', measured: without === 0 ? 'never' : `${without} times`, isMet: without === 0 },
  ];
}

// Sloth's rules read raw series over the same windows with the same thresholds.
function delayGoals({ sets, delays }: Findings): Goal[] {
  const [own, sloth] = ['slo', 'Sloth'].map((name) => sets.findIndex((set) => set.name === name));
  if (own === undefined || own < 0 || sloth === undefined || sloth < 0) return [];
  const most = BASE_WINDOW_SECONDS / 2 + EVALUATION_SECONDS;
  const later = Math.max(
    ...delays.map(({ seconds }) => (seconds[own] ?? Number.POSITIVE_INFINITY) - (seconds[sloth] ?? 0)),
  );
  const goal = `a page at most ${most} s later than raw windows bring it`;
  return [{ goal, measured: `${figure(later)} s`, isMet: later <= most }];
}
