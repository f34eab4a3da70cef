// Proof of an alert that a user wrote: silent while its condition is missed, fires after its hold, clears. For the forms of
// own-condition.ts; of another expression nothing can be foretold.
import type { Aggregation, Selector } from '../../promql/ast.ts';
import { labelsOfAbsent } from '../context/absent-labels.ts';
import { type Labels, labelsKey, pick } from '../context/label-set.ts';
import type { InputSeries, Scenario } from '../context/scenario.ts';
import { counter } from '../context/series.ts';
import { distractorLabels } from '../context/synthesize.ts';
import {
  type AlertTiming,
  atOnce,
  atStep,
  duringIncident,
  type FiringTimes,
  feed,
  firesAndClears,
  firesAt,
  type Incident,
  incidentOf,
  labelsOf,
  scenarioOf,
  silentAt,
  similarSeries,
  steady,
  texts,
  whileSeen,
} from '../presets/timing.ts';
import type { AbsentCondition, CounterCondition, LevelCondition, OwnCondition } from './condition.ts';

/** No scenarios where the selector does not allow the series that they need. */
export function proveOwnAlert(timing: AlertTiming, condition: OwnCondition): Scenario[] {
  switch (condition.kind) {
    case 'absent':
      return proveAbsent(timing, condition);
    case 'level':
      return proveLevel(timing, condition);
    case 'count':
      return proveCount(timing, condition);
    case 'counter':
      return proveCounter(timing, condition);
  }
}

/** Labels of the series of one group: for each label that is grouped by a value of its own, and one to tell series of a
 *  group apart. */
function wantedLabels(
  { matchers }: Selector,
  aggregations: readonly Aggregation[],
  suffix: string,
  member: string | number = 'a',
): Labels {
  const grouped = aggregations.flatMap(({ grouping }) => (grouping?.kind === 'by' ? grouping.labels : []));
  const taken = [...grouped, ...matchers.map(({ label }) => label)];
  const free = ['instance', 'pod', 'id'].find((label) => !taken.includes(label));
  return {
    ...(free !== undefined && { [free]: `${free}-${member}` }),
    ...Object.fromEntries(grouped.map((label) => [label, `${label}-${suffix}`])),
  };
}

/** The labels of a series that are left after the aggregations, the outermost first. */
function resultLabels(labels: Labels, aggregations: readonly Aggregation[]): Labels {
  return aggregations.reduceRight<Labels>((left, { grouping }) => {
    if (!grouping) return {};
    if (grouping.kind === 'by') return pick(left, grouping.labels);
    return Object.fromEntries(Object.entries(left).filter(([label]) => !grouping.labels.includes(label)));
  }, labels);
}

/** Labels of the series in which things happen, and of the group that it belongs to. */
function subjectOf({ selector, aggregations }: Grouped) {
  const target = wantedLabels(selector, aggregations, 'a');
  return { target, group: resultLabels(labelsOf(selector, target), aggregations) };
}

type Grouped = Pick<LevelCondition, 'selector' | 'aggregations'>;

/** Series that must not matter, and would if a matcher were lost. Those in the group of the subject are good and bad, for
 *  either may show, as the aggregation goes; those in a group of their own are bad. */
function distractorSeries({ selector, aggregations }: Grouped, good: string, bad: string): InputSeries[] {
  const { group } = subjectOf({ selector, aggregations });
  const series = (member: string, values: string, isWanted: (isOwnGroup: boolean) => boolean) =>
    distractorLabels(selector, wantedLabels(selector, aggregations, 'a', member))
      .filter((labels) => isWanted(labelsKey(resultLabels(labels, aggregations)) === labelsKey(group)))
      .map((labels) => ({ metric: selector.metric ?? '', labels, values }));
  return [...series('bad', bad, () => true), ...series('good', good, (isOwnGroup) => isOwnGroup)];
}

function proveLevel(timing: AlertTiming, condition: LevelCondition): Scenario[] {
  const { selector, good, bad, worst, best, aggregations } = condition;
  const incident = incidentOf(timing);
  const { target, group } = subjectOf(condition);
  return scenarioOf(timing, {
    id: { kind: 'level' },
    title: `the value goes from ${good} to ${bad}, and on to ${best}`,
    series: [feed(selector, target, duringIncident(incident, good, bad, best))],
    beside: [
      feed(selector, wantedLabels(selector, aggregations, 'b'), steady(incident, good)),
      ...distractorSeries(condition, steady(incident, good), steady(incident, worst)),
    ],
    checks: firesAndClears(timing, atOnce(incident), [group]),
    rendered: texts(timing, incident.until - 1, [{ labels: group, value: bad }]),
  });
}

function proveCount(timing: AlertTiming, condition: LevelCondition): Scenario[] {
  const { selector, good, bad, aggregations } = condition;
  const incident = incidentOf(timing);
  const { group } = subjectOf(condition);
  const [always, passing] = [
    steady(incident, 7),
    good > bad ? duringIncident(incident, 7, 'gone') : duringIncident(incident, 'gone', 7),
  ];
  const members = (suffix: string, count: number) =>
    Array.from({ length: count }, (_, at) =>
      feed(selector, wantedLabels(selector, aggregations, suffix, at + 1), at < Math.min(good, bad) ? always : passing),
    );
  return scenarioOf(timing, {
    id: { kind: 'count' },
    title: `the number of series goes from ${good} to ${bad} and back`,
    series: members('a', Math.max(good, bad)),
    beside: [
      ...members('b', good).map((member) => ({ ...member, values: always })),
      ...distractorSeries(condition, always, always),
    ],
    checks: firesAndClears(timing, atOnce(incident), [group]),
    rendered: texts(timing, incident.until - 1, [{ labels: group, value: bad }]),
  });
}

function proveAbsent(timing: AlertTiming, { selector, present, missed }: AbsentCondition): Scenario[] {
  const incident = incidentOf(timing);
  const target = wantedLabels(selector, [], 'a');
  const group = missed === undefined ? labelsOfAbsent(selector.matchers) : {};
  if (!group) return [];
  const parts = (kind: string, title: string, values: string) =>
    scenarioOf(timing, {
      id: { kind },
      title,
      series: [feed(selector, target, values)],
      beside: similarSeries(selector, target, steady(incident, present)),
      checks: firesAndClears(timing, atOnce(incident), [group]),
      rendered: texts(timing, incident.until - 1, [{ labels: group, value: 1 }]),
    });
  return [
    ...parts('gone', 'the series is gone and comes back', duringIncident(incident, present, 'gone')),
    ...(missed === undefined
      ? []
      : parts('missed', `the value is ${missed} for a while`, duringIncident(incident, present, missed))),
  ];
}

/** Four samples fit into the range with any of these. */
const STEPS_MS: readonly number[] = [3_600, 900, 300, 60, 15, 5, 1].map((seconds) => seconds * 1_000);

/** More would take promtool longer than the proof is worth. */
const MOST_STEPS = 3_000;

function proveCounter(base: AlertTiming, condition: CounterCondition): Scenario[] {
  const { selector, aggregations, rangeMs, boundPerMs, trend } = condition;
  const stepMs = STEPS_MS.find((step) => 4 * step <= rangeMs);
  if (stepMs === undefined) return [];
  const timing = atStep(base, stepMs);
  const window = Math.floor(rangeMs / stepMs);
  const growth = growthOf(trend, boundPerMs * stepMs, window);
  // While the first window fills up, the growth is too small.
  const incident = incidentOf(timing, window, trend === 'falls' ? window + timing.keep + 3 : 3);
  if (incident.end > MOST_STEPS) return [];
  const { from, until, end } = incident;
  const always = (increment: number) => counter([{ samples: end, increment }]);
  const { target, group } = subjectOf(condition);
  const beside = [
    feed(selector, wantedLabels(selector, aggregations, 'b'), always(growth.good)),
    ...distractorSeries(condition, always(growth.good), always(growth.bad)),
  ];
  const values = counter([
    { samples: from, increment: growth.good },
    { samples: until - from, increment: growth.bad },
    { samples: end - until, increment: growth.good },
  ]);
  return [
    ...scenarioOf(timing, {
      id: { kind: 'growth' },
      title: `the counter grows by ${growth.good} a step, then by ${growth.bad}, then as before`,
      series: [feed(selector, target, values)],
      beside,
      checks: firesAndClears(timing, firingTimesOf(trend, incident, window), [group]),
      rendered: texts(timing, until - 1, [{ labels: group }]),
    }),
    ...(growth.justBad === undefined
      ? []
      : justBad(timing, window, group, beside, [feed(selector, target, always(growth.justBad))])),
  ];
}

/** Growth in one step: `bad` shows at once, within one step of a window, and `justBad` after a whole one. */
function growthOf(trend: CounterCondition['trend'], bound: number, window: number) {
  const round = (value: number) => Number(value.toPrecision(6));
  if (trend === 'stops') return { good: 1, bad: 0 };
  if (trend === 'falls') return { good: round(bound * (1 + 0.5 / window)), bad: 0, justBad: round(bound * 0.98) };
  if (bound === 0) return { good: 0, bad: 1 };
  return { good: round(bound * 0.98), bad: round(bound * 2 * window), justBad: round(bound * 1.02) };
}

/** A counter that stops is at rest only when its last increment has left the window, and moves again at once. */
function firingTimesOf(trend: CounterCondition['trend'], incident: Incident, window: number): FiringTimes {
  const { from, until } = incident;
  if (trend !== 'stops') return whileSeen(incident, window);
  return { onset: [from + window - 2, from + window - 1], clear: [until, until] };
}

function justBad(
  timing: AlertTiming,
  window: number,
  group: Labels,
  beside: readonly InputSeries[],
  series: readonly InputSeries[],
): Scenario[] {
  const late = window + timing.hold + 2;
  return scenarioOf(timing, {
    id: { kind: 'just-beyond' },
    title: 'the counter is 2 % beyond the bound all the time',
    series,
    beside,
    checks: [...(timing.hold > 0 ? [silentAt(timing, timing.hold - 1)] : []), firesAt(timing, late, [group])],
  });
}
