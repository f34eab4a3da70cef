// Proof of the base layer above the leaves: each leaf counts once, whatever its replicas, and when all has arrived of it.
import { lowerIndicator } from '../../indicator/lower.ts';
import { leafSeries, SERIES } from '../../model/series-names.ts';
import { countsEvents, type Topology } from '../../model/slo.ts';
import { fastIntervalMs } from '../../model/windows.ts';
import { eq } from '../../promql/build.ts';
import { mapSelectors } from '../../promql/visit.ts';
import { identityLabels } from '../../rules/names.ts';
import type { TestContext } from '../context/context.ts';
import { distractors } from '../context/distractors.ts';
import { records } from '../context/expect.ts';
import type { Labels } from '../context/label-set.ts';
import type { Check, InputSeries, Scenario, ScenarioId } from '../context/scenario.ts';
import { gauge } from '../context/series.ts';
import { proveMissingLeaf } from './missing-leaf.ts';

/** Events per second in a leaf; undefined where the leaf does not know. */
interface Rates {
  readonly total: number;
  readonly bad?: number;
}

/** A stretch in which a leaf records the same. */
type Level = readonly [steps: number, rates: Rates];

/** What leaves record is fed in. */
export function proveLeaves(context: TestContext, topology: Topology): Scenario[] {
  const { missingBad } = lowerIndicator(context.slo);
  return [
    addedUp(context, topology),
    late(context, topology),
    ...(missingBad === 'unknown' && topology.leaves.length > 1 ? [unknownBad(context, topology)] : []),
    ...proveMissingLeaf(context, topology),
  ];
}

/** A label by which two servers of one leaf differ, and which is not that of the leaf. */
const replica = ({ leafLabel }: Topology, name: string): Labels => ({ [`${leafLabel}_replica`]: name });

function addedUp(context: TestContext, topology: Topology): Scenario {
  const [first = '', ...others] = topology.leaves;
  const steps = settledSteps(context, topology);
  const rates = new Map<string, Required<Rates>>([
    [first, { total: 12, bad: 2 }],
    ...others.map((leaf, at) => [leaf, { total: 30 + at, bad: 3 + at }] as const),
  ]);
  const series = [
    ...recordedIn(context, topology, first, [[steps, { total: 10, bad: 1 }]], replica(topology, 'a')),
    ...recordedIn(context, topology, first, [[steps, { total: 14, bad: 3 }]], replica(topology, 'b')),
    ...others.flatMap((leaf) => recordedIn(context, topology, leaf, [[steps, rates.get(leaf) ?? { total: 0 }]])),
    ...distractors(
      context.slo.identity,
      namesRead(context),
      { ...context.subject, [topology.leafLabel]: first },
      steps,
    ),
  ];
  return scenario(context, {
    id: { kind: 'leaves-added-up' },
    title: 'each leaf counts once, the replicas of one by their mean',
    series,
    checks: expected(context, topology, (steps - 1) * stepOf(context), rates),
  });
}

function late(context: TestContext, topology: Topology): Scenario {
  const [first = ''] = topology.leaves;
  const stepMs = stepOf(context);
  const steps = settledSteps(context, topology);
  const levels: Level[] = [
    [steps, { total: 10, bad: 1 }],
    [2 * steps, { total: 20, bad: 4 }],
  ];
  const changesMs = steps * stepMs + topology.queryOffsetMs;
  const at = (atMs: number, rates: Required<Rates>) => expected(context, topology, atMs, new Map([[first, rates]]));
  return scenario(context, {
    id: { kind: 'leaf-late' },
    title: 'what a leaf records is read when it has had the time to arrive',
    series: recordedIn(context, topology, first, levels),
    checks: [
      ...at(Math.ceil(changesMs / stepMs) * stepMs - stepMs, { total: 10, bad: 1 }),
      ...at(Math.ceil(changesMs / stepMs) * stepMs, { total: 20, bad: 4 }),
    ],
  });
}

function unknownBad(context: TestContext, topology: Topology): Scenario {
  const [first = '', second = ''] = topology.leaves;
  const stepMs = stepOf(context);
  const steps = settledSteps(context, topology);
  const [known, late] = [
    { total: 10, bad: 1 },
    { total: 30, bad: 3 },
  ];
  const knownMs = Math.ceil((steps * stepMs + topology.queryOffsetMs) / stepMs) * stepMs;
  return scenario(context, {
    id: { kind: 'leaf-bad-unknown' },
    title: 'a leaf counts from the moment on at which it knows its bad events',
    series: [
      ...recordedIn(context, topology, first, [[3 * steps, known]]),
      ...recordedIn(context, topology, second, [
        [steps, { total: late.total }],
        [2 * steps, late],
      ]),
    ],
    checks: [
      ...expected(context, topology, knownMs - stepMs, new Map([[first, known]])),
      ...expected(
        context,
        topology,
        knownMs,
        new Map([
          [first, known],
          [second, late],
        ]),
      ),
    ],
  });
}

function stepOf({ slo }: TestContext): number {
  return fastIntervalMs(slo.scrapeIntervalMs);
}

/** Steps until what was recorded first is read above. */
function settledSteps(context: TestContext, { queryOffsetMs }: Topology): number {
  return Math.ceil(queryOffsetMs / stepOf(context)) + 2;
}

interface Parts {
  readonly id: ScenarioId;
  readonly title: string;
  readonly series: readonly InputSeries[];
  readonly checks: readonly Check[];
}

function scenario(context: TestContext, parts: Parts): Scenario {
  const stepMs = stepOf(context);
  return { rules: 'leaves', stepMs, evaluationMs: stepMs, rendered: [], ...parts };
}

/** The labels by which bad events are told apart, with a value each. */
function outcomeOf({ slo }: TestContext): Labels | undefined {
  const { outcomes } = lowerIndicator(slo);
  return outcomes && Object.fromEntries(outcomes.labels.map((label) => [label, `${label}-a`]));
}

function badSeries(context: TestContext): string {
  return leafSeries(outcomeOf(context) ? SERIES.badByOutcome : SERIES.badRate);
}

function namesRead(context: TestContext): string[] {
  return [leafSeries(SERIES.totalRate), badSeries(context)];
}

/** What a leaf, or one of its replicas, records of the subject's group. */
function recordedIn(
  context: TestContext,
  { leafLabel }: Topology,
  leaf: string,
  levels: readonly Level[],
  further: Labels = {},
): InputSeries[] {
  const labels = { ...identityLabels(context.slo.identity), ...context.subject, [leafLabel]: leaf, ...further };
  const values = (of: keyof Rates) => gauge(levels.map(([steps, rates]) => [steps, rates[of]] as const));
  return [
    { metric: leafSeries(SERIES.totalRate), labels, values: values('total') },
    { metric: badSeries(context), labels: { ...labels, ...outcomeOf(context) }, values: values('bad') },
  ];
}

/** The rates that are recorded of these leaves: of all together, or by leaf where the SLO is grouped so. */
function expected(
  context: TestContext,
  topology: Topology,
  atMs: number,
  leaves: ReadonlyMap<string, Required<Rates>>,
): Check[] {
  const { slo, subject } = context;
  const { leafLabel } = topology;
  const outcome = outcomeOf(context);
  const series = [
    [SERIES.totalRate, 'total', {}],
    [SERIES.badRate, 'bad', {}],
    ...(outcome ? [[SERIES.badByOutcome, 'bad', outcome] as const] : []),
  ] as const;
  return series.flatMap(([name, of, further]) => {
    if (slo.by.includes(leafLabel)) {
      return [...leaves].map(([leaf, rates]) =>
        ofLeafAlone(
          records(atMs, name, slo.identity, rates[of], [{ ...subject, ...further, [leafLabel]: leaf }]),
          leafLabel,
          leaf,
        ),
      );
    }
    const sum = [...leaves.values()].reduce((all, rates) => all + rates[of], 0);
    const value = countsEvents(slo.indicator) ? sum : sum / leaves.size;
    return [records(atMs, name, slo.identity, value, [{ ...subject, ...further }])];
  });
}

function ofLeafAlone(check: Check, leafLabel: string, leaf: string): Check {
  const matcher = eq(leafLabel, leaf);
  const expr = mapSelectors(check.expr, (selector) => ({ ...selector, matchers: [...selector.matchers, matcher] }));
  return { ...check, what: `${check.what} in ${leaf}`, expr };
}
