// Proof that a leaf that does not report is told: as a series, by an alert, and by a budget that is not stated without it.
import { lowerIndicator } from '../../indicator/lower.ts';
import { leafSeries, SERIES } from '../../model/series-names.ts';
import type { Slo, Topology } from '../../model/slo.ts';
import { identityLabels } from '../../rules/names.ts';
import type { AlertingRule } from '../../rules/rule.ts';
import { HOUR_MS, MINUTE_MS } from '../../text/time.ts';
import { ruleFor, type TestContext } from '../context/context.ts';
import { distractors } from '../context/distractors.ts';
import { fires, isSilent, records, recordsNothing } from '../context/expect.ts';
import { renderedFor } from '../context/render.ts';
import type { InputSeries, Scenario } from '../context/scenario.ts';
import { gauge } from '../context/series.ts';
import { heartbeat } from './reporting.ts';

const STEP_MS = MINUTE_MS;
const EACH_MINUTE = { rules: 'leaves', stepMs: STEP_MS, evaluationMs: STEP_MS } as const;

/** Steps in which all is well, before and after. */
const WELL = 30;

export function proveMissingLeaf(context: TestContext, topology: Topology): Scenario[] {
  return [
    ...proveLeavesNamed(context.slo, ruleFor(context, 'leaf-missing'), topology),
    budgetWithout(context, topology),
  ];
}

/** That leaves are named which do not report, whatever else is recorded of the SLO. */
export function proveLeavesNamed(slo: Slo, alert: AlertingRule | undefined, topology: Topology): Scenario[] {
  return [allSilent(slo, topology), silentLeaf(slo, alert, topology)];
}

/** The leaves of other SLOs alone report. */
function allSilent(slo: Slo, { leafLabel, leaves }: Topology): Scenario {
  return {
    id: { kind: 'leaves-missing' },
    title: 'no leaf reports: each of them is named',
    ...EACH_MINUTE,
    about: 'leaf-missing',
    series: leaves.flatMap((leaf) =>
      distractors(slo.identity, [leafSeries(SERIES.heartbeat)], { [leafLabel]: leaf }, WELL),
    ),
    checks: [
      records(
        STEP_MS,
        SERIES.leafMissing,
        slo.identity,
        1,
        leaves.map((leaf) => ({ [leafLabel]: leaf })),
      ),
    ],
    rendered: [],
  };
}

/** The last leaf is silent for longer than the alert waits. Leaves that are not listed, and those of other SLOs, go on. */
function silentLeaf(slo: Slo, rule: AlertingRule | undefined, topology: Topology): Scenario {
  const { leafLabel, leaves } = topology;
  const gone = leaves.at(-1) ?? '';
  const hold = Math.ceil((rule?.forMs ?? 0) / STEP_MS) + 3;
  const steps = 2 * WELL + hold;
  const goneMs = WELL * STEP_MS;
  const firesMs = goneMs + (rule?.forMs ?? 0);
  const lastMs = (WELL + hold - 1) * STEP_MS;
  const backMs = (WELL + hold + 1) * STEP_MS;
  const missing = { [leafLabel]: gone };
  return {
    id: { kind: 'leaf-missing' },
    title: 'a leaf does not report: it is named, the alert fires after its hold, and clears when the leaf is back',
    ...EACH_MINUTE,
    about: 'leaf-missing',
    series: [
      ...leaves.slice(0, -1).map((leaf) => heartbeat(slo.identity, leafLabel, leaf, steps)),
      interrupted(slo, topology, gone, hold, WELL),
      heartbeat(slo.identity, leafLabel, `${gone}-x`, steps),
      ...distractors(slo.identity, [leafSeries(SERIES.heartbeat), SERIES.leafMissing], missing, steps),
    ],
    checks: [
      recordsNothing(goneMs - STEP_MS, SERIES.leafMissing, slo.identity),
      records(lastMs, SERIES.leafMissing, slo.identity, 1, [missing]),
      ...(rule
        ? [
            isSilent(goneMs - STEP_MS, rule),
            isSilent(firesMs - STEP_MS, rule),
            fires(lastMs, rule, [missing]),
            isSilent(backMs + rule.keepFiringForMs, rule),
          ]
        : []),
    ],
    rendered: rule ? [renderedFor(rule, missing, lastMs)] : [],
  };
}

/** Long enough for an hour to pass in which nothing came. */
const SILENT = HOUR_MS / STEP_MS + 10;

/** All events are good; the budget is stated for an hour without the leaf, and again when it is back. */
function budgetWithout(context: TestContext, topology: Topology): Scenario {
  const { leafLabel, leaves } = topology;
  const { slo, subject } = context;
  const gone = leaves.at(-1) ?? '';
  const isGrouped = slo.by.includes(leafLabel);
  const counting = isGrouped ? (leaves[0] ?? '') : `${gone}-x`;
  const groups = [{ ...subject, ...(isGrouped && { [leafLabel]: counting }) }];
  const labels = { ...identityLabels(slo.identity), ...subject, [leafLabel]: counting };
  const steps = WELL + SILENT + WELL;
  const events = (series: string, value: number): InputSeries => ({
    metric: leafSeries(series),
    labels,
    values: gauge([[steps, value]]),
  });
  const { outcomes } = lowerIndicator(slo);
  return {
    id: { kind: 'leaf-missing-budget' },
    title: 'a leaf does not report for an hour: what is left of the budget is not known until it is back',
    ...EACH_MINUTE,
    about: 'leaf-missing-budget',
    series: [
      ...leaves.slice(0, -1).map((leaf) => heartbeat(slo.identity, leafLabel, leaf, steps)),
      interrupted(slo, topology, gone, SILENT, WELL),
      // Replicas of a leaf are one.
      ...leaves
        .slice(0, 1)
        .map((leaf) => asReplica(heartbeat(slo.identity, leafLabel, leaf, leaf === gone ? WELL : steps))),
      // Neither a leaf that is not listed nor the same leaf of another SLO stands for it.
      heartbeat(slo.identity, leafLabel, `${gone}-x`, steps),
      ...distractors(slo.identity, [leafSeries(SERIES.heartbeat)], { [leafLabel]: gone }, steps),
      events(SERIES.totalRate, 1),
      ...(outcomes ? [] : [events(SERIES.badRate, 0)]),
    ],
    checks: [
      records((WELL - 1) * STEP_MS, SERIES.budgetRemaining, slo.identity, 1, groups),
      records((WELL + 50) * STEP_MS, SERIES.budgetRemaining, slo.identity, 1, groups),
      recordsNothing((WELL + SILENT - 1) * STEP_MS, SERIES.budgetRemaining, slo.identity),
      records((steps - 1) * STEP_MS, SERIES.budgetRemaining, slo.identity, 1, groups),
    ],
    rendered: [],
  };
}

function asReplica(series: InputSeries): InputSeries {
  return { ...series, labels: { ...series.labels, replica: 'b' } };
}

/** A leaf that reports, ends, and reports again. */
function interrupted(slo: Slo, { leafLabel }: Topology, leaf: string, silent: number, after: number): InputSeries {
  const labels = { ...identityLabels(slo.identity), [leafLabel]: leaf };
  const values = `${gauge([[WELL, 1]])} stale _x${silent - 1} ${gauge([[after + 10, 1]])}`;
  return { metric: leafSeries(SERIES.heartbeat), labels, values };
}
