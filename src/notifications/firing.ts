// Which alerts fire in a scenario, and when: promtool evaluates the rules, and is asked at each evaluation.
import { suitesOf } from '../backends/promtool-suites.ts';
import type { ProvenPart } from '../compiled.ts';
import { eq, selector } from '../promql/build.ts';
import { probe } from '../promtool/probe.ts';
import type { RunFiles } from '../promtool/run.ts';
import type { Labels } from '../proof/context/label-set.ts';
import type { Check, Scenario } from '../proof/context/scenario.ts';

/** The alerts that fire from a moment on, until the next change. */
export interface FiringChange {
  /** Milliseconds from the start of the scenario. */
  readonly atMs: number;
  /** The labels of each alert. */
  readonly alerts: readonly Labels[];
}

/** The changes up to the last moment at which the scenario expects a notification, or none. */
export async function firingChanges(
  { proof, groups }: ProvenPart,
  scenario: Scenario,
  around: { readonly folder: string; readonly run: RunFiles },
): Promise<FiringChange[]> {
  const untilMs = Math.max(0, ...(scenario.notifications ?? []).map(({ atMs }) => atMs));
  const moments = Array.from(
    { length: Math.floor(untilMs / scenario.evaluationMs) + 1 },
    (_, at) => at * scenario.evaluationMs,
  );
  const questions = moments.map((atMs) => ({ ...FIRING, atMs }));
  // Every alert of the SLO counts, and not only those that the scenario names.
  const [suite] = suitesOf({ proof: { ...proof, scenarios: [{ ...scenario, checks: questions }] }, groups });
  if (suite === undefined) return [];
  const answers = await probe({ suite, scenario }, questions, around);
  const states = answers.map((samples, at) => ({
    atMs: moments[at] ?? 0,
    alerts: samples.map(({ labels: { alertstate: _firing, __name__: _alerts, ...labels } }) => labels),
  }));
  return states.filter(({ alerts }, at) => keyOf(alerts) !== keyOf(states[at - 1]?.alerts ?? []));
}

const FIRING: Omit<Check, 'atMs'> = {
  what: '',
  expr: selector('ALERTS', [eq('alertstate', 'firing')]),
  samples: [],
};

/** The same for the same alerts in any order. */
function keyOf(alerts: readonly Labels[]): string {
  return JSON.stringify(alerts.map((labels) => JSON.stringify(Object.entries(labels).sort())).sort());
}
