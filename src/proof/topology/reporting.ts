// Leaves that report, in scenarios above them: what leaves record is fed in.
import type { Identity, Topology } from '../../model/slo.ts';
import { identityLabels, leafSeries, SERIES } from '../../rules/names.ts';
import type { InputSeries, Scenario } from '../context/scenario.ts';
import { gauge } from '../context/series.ts';

/** The scenario with heartbeats of these leaves for as long as it lasts. */
export function whileReporting(
  scenario: Scenario,
  identity: Identity,
  { leafLabel }: Topology,
  leaves: readonly string[],
): Scenario {
  const moments = [...scenario.checks, ...scenario.rendered].map(({ atMs }) => atMs);
  const steps = Math.ceil(Math.max(0, ...moments) / scenario.stepMs) + 1;
  return {
    ...scenario,
    series: [...scenario.series, ...leaves.map((leaf) => heartbeat(identity, leafLabel, leaf, steps))],
  };
}

/** A leaf that reports for so many steps. */
export function heartbeat(identity: Identity, leafLabel: string, leaf: string, steps: number): InputSeries {
  const labels = { ...identityLabels(identity), [leafLabel]: leaf };
  return { metric: leafSeries(SERIES.heartbeat), labels, values: gauge([[steps, 1]]) };
}
