// Leaves that report, in scenarios above them: what leaves record is fed in.
import { leafSeries, SERIES } from '../../model/series-names.ts';
import type { Identity, Topology } from '../../model/slo.ts';
import { identityLabels } from '../../rules/names.ts';
import type { InputSeries, Scenario } from '../context/scenario.ts';
import { gauge } from '../context/series.ts';

/** The scenario with heartbeats of these leaves for as long as it lasts. */
export function whileReporting(
  scenario: Scenario,
  identity: Identity,
  { leafLabel }: Topology,
  leaves: readonly string[],
): Scenario {
  const steps = stepsOf(scenario);
  return {
    ...scenario,
    series: [...scenario.series, ...leaves.map((leaf) => heartbeat(identity, leafLabel, leaf, steps))],
  };
}

/** How many samples reach to the last moment at which something is expected. */
export function stepsOf({ checks, rendered, stepMs }: Scenario): number {
  return Math.ceil(Math.max(0, ...[...checks, ...rendered].map(({ atMs }) => atMs)) / stepMs) + 1;
}

/** A leaf that reports for so many steps. */
export function heartbeat(identity: Identity, leafLabel: string, leaf: string, steps: number): InputSeries {
  const labels = { ...identityLabels(identity), [leafLabel]: leaf };
  return { metric: leafSeries(SERIES.heartbeat), labels, values: gauge([[steps, 1]]) };
}
