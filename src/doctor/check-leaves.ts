// Whether each leaf of a topology reports to the server above, and in time.
import { labelValue } from '../exposition/exposition.ts';
import { printDuration } from '../promql/duration.ts';
import { distinct } from '../text/lists.ts';
import { MINUTE_MS } from '../text/time.ts';
import type { Belief, Leaves } from './belief.ts';
import { selected } from './check-selector.ts';
import type { Evidence, SeriesSet } from './evidence.ts';
import { type Finding, findingOf } from './finding.ts';
import { listed } from './near.ts';

/** The leaves of which nothing comes, and those of which it comes too late. */
export function checkLeaves(belief: Belief, leaves: Leaves, evidence: Evidence): Finding[] {
  const { metric, matchers } = belief.selector;
  const known = evidence.metrics.get(metric);
  const series = known ? selected(matchers, known, evidence) : [];
  const silent = leaves.names.filter((name) => series.every((set) => leafOf(set, leaves) !== name));
  return [
    ...(silent.length > 0 ? [silentFinding(belief, leaves, silent, series)] : []),
    ...series.flatMap((set) => lateFinding(belief, leaves, set) ?? []),
  ];
}

function leafOf({ labels }: SeriesSet, { label }: Leaves): string {
  return labelValue(labels, label);
}

function silentFinding(
  belief: Belief,
  leaves: Leaves,
  silent: readonly string[],
  series: readonly SeriesSet[],
): Finding {
  const there = distinct(series.map((set) => leafOf(set, leaves)));
  const others = there.filter((name) => name !== '' && !leaves.names.includes(name));
  const help = there.includes('')
    ? `its series have no label "${leaves.label}": give each leaf one in external_labels`
    : others.length > 0
      ? `there is ${listed(others, true)}: hold the leaves of "topology" against external_labels`
      : 'look whether the leaf evaluates its rules, and whether federation or remote write takes them here';
  return findingOf(belief, {
    code: 'leaf-silent',
    message: `no "${belief.selector.metric}" comes from ${listed(silent, true)}`,
    help,
    // The other leaves are counted on, and each text of an alert says which one is missing.
    severity: silent.length === leaves.names.length ? 'error' : 'warning',
  });
}

function lateFinding(belief: Belief, leaves: Leaves, set: SeriesSet): Finding | undefined {
  const { ageSeconds = 0 } = set;
  const ageMs = ageSeconds * 1_000;
  if (ageMs <= leaves.oldestMs || !leaves.names.includes(leafOf(set, leaves))) return undefined;
  const offsetMs = Math.ceil(ageMs / MINUTE_MS) * MINUTE_MS;
  return findingOf(belief, {
    code: 'leaf-late',
    severity: 'warning',
    message: `what "${leafOf(set, leaves)}" records arrives after ${printDuration(Math.round(ageSeconds) * 1_000)}`,
    help: `the rules above read it before it is there: set queryOffset: ${printDuration(offsetMs)} in "topology", or send it sooner`,
  });
}
