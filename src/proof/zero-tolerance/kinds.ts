// Proof of who is counted for zero tolerance: each target and each kind of event for itself, once, and only when its
// absence before means something; and a young process until it is no longer young.
import { ownLabelsOf } from '../../metrics/catalogue.ts';
import { SERIES } from '../../model/series-names.ts';
import type { Selector } from '../../promql/ast.ts';
import { identityLabels } from '../../rules/names.ts';
import { fires, records } from '../context/expect.ts';
import { distinctBy, type Labels, labelsKey } from '../context/label-set.ts';
import type { Check, InputSeries, Scenario } from '../context/scenario.ts';
import { counter, gauge } from '../context/series.ts';
import { distractorLabels } from '../context/synthesize.ts';
import {
  ageSeries,
  ageValues,
  at,
  type BreachTiming,
  eventSeries,
  firesBy,
  groupOf,
  oldMs,
  onTarget,
  scenario,
  targetSeries,
  targetSince,
} from './timing.ts';
import { proveYoungProcess } from './young-process.ts';

export function proveBreachKinds(timing: BreachTiming): Scenario[] {
  const [event] = timing.slo.events;
  return event ? [...eachOnce(timing, event), ...proveYoungProcess(timing, event)] : [];
}

/** The label of a second monitor of the same target. */
const monitor = (name: string): Labels => ({ monitor: name });

/** Six targets, of which two have an event. */
function eachOnce(timing: BreachTiming, event: Selector): Scenario[] {
  const names = ['new', 'moves', 'old', 'unseen', 'renamed', 'young'] as const;
  const timings = names.flatMap((name) => onTarget(timing, name) ?? []);
  const [born, moves, old, unseen, renamed, young] = timings;
  if (!born || !moves || !old || !unseen || !renamed || !young) return [];
  const { window, breach } = timing;
  const quiet = window + 4;
  const steps = quiet + 12;
  const newborn = (target: BreachTiming, value: number) =>
    eventSeries(target, event, `_x${quiet} ${value}x${steps - quiet}`);
  // The events are two scrapes old when they are counted, or an evaluation.
  const atMs = Math.max(at(timing, quiet + 2), at(timing, quiet) + timing.evaluationMs);
  const other = otherGroup(born);
  const counted: readonly Counted[] = [
    ...[born, moves].map(({ group }) => ({ group, events: 1 })),
    ...[old, unseen, ...(isCatalogued(event) ? [renamed] : [])].map(({ group }) => ({ group, events: 0 })),
    ...(other ? [{ group: other, events: 0 }] : []),
  ];
  return [
    scenario(
      timing,
      {
        id: { kind: 'each-once' },
        title:
          'events of several targets, old counters beside new ones, and targets seen through two monitors: each event counts once',
      },
      [
        ...[born, moves, old, renamed].flatMap((target) => targetSince(target, steps)),
        ...newborn(born, 1),
        ...(other ? eventSeries({ ...born, group: other }, event, `7x${steps}`) : []),
        ...eventSeries(old, event, `7x${steps}`),
        ...foundLate(unseen, quiet, steps),
        // A new process without events says nothing of those of others.
        ...ageSeries(young, ageValues(young, 0, steps)),
        ...newborn(unseen, 5),
        ...(isCatalogued(event)
          ? throughTwoMonitors(moves, renamed, event, quiet, steps)
          : movesOnce(moves, event, quiet)),
      ],
      [
        counts(timing, atMs, counted),
        fires(firesBy(timing, quiet), breach, distinctBy([born.group, moves.group], labelsKey)),
      ],
    ),
  ];
}

/** An old process that Prometheus finds only after so many steps, beside similar series of its target. */
function foundLate(timing: BreachTiming, quiet: number, steps: number): InputSeries[] {
  const up = gauge([
    [quiet, undefined],
    [steps - quiet, 1],
  ]);
  return [
    targetSeries(timing, up),
    ...ageSeries(timing, ageValues(timing, oldMs(timing), steps)),
    ...similarSeries(timing, steps),
  ];
}

/** Whether its own labels are known, so that the same counter is recognised through another monitor. */
function isCatalogued({ metric }: Selector): boolean {
  return ownLabelsOf(metric) !== undefined;
}

/** One more event of a known counter. */
function movesOnce(target: BreachTiming, event: Selector, quiet: number, further: Labels = {}): InputSeries[] {
  const values = counter([
    { samples: quiet, increment: 0 },
    { samples: 1, increment: 1 },
    { samples: 11, increment: 0 },
  ]);
  return eventSeries(target, event, values, further);
}

/** A counter that two monitors see and a third does not see move, and one whose only monitor was renamed. */
function throughTwoMonitors(moves: BreachTiming, renamed: BreachTiming, event: Selector, quiet: number, steps: number) {
  return [
    ...movesOnce(moves, event, quiet, monitor('first')),
    ...movesOnce(moves, event, quiet, monitor('second')),
    ...eventSeries(moves, event, `0x${steps}`, monitor('late')),
    ...eventSeries(renamed, event, `5x${quiet - 1} stale`, monitor('before')),
    ...eventSeries(renamed, event, `_x${quiet} 5x${steps - quiet}`, monitor('after')),
  ];
}

/** Another group of counters on the same target, where the SLO has groups and its selectors allow for one. */
function otherGroup({ slo, tie, group }: BreachTiming): Labels | undefined {
  const other = groupOf(slo, tie, 'b');
  return other && labelsKey(other) !== labelsKey(group) ? other : undefined;
}

/** Targets of another kind at the same address, which have been up all the time. */
function similarSeries({ slo, target }: BreachTiming, steps: number): InputSeries[] {
  return distractorLabels(slo.target, target, slo.matchOn).map((labels) => ({
    metric: slo.target.metric ?? 'up',
    labels,
    values: gauge([[steps, 1]]),
  }));
}

/** `increase` stretches an event to the whole of its window, by up to a scrape. */
const STRETCH = 0.1;

interface Counted {
  readonly group: Labels;
  readonly events: number;
}

/** So many events in each group. */
function counts({ slo }: BreachTiming, atMs: number, counted: readonly Counted[]): Check {
  const groups = distinctBy(
    counted.map(({ group }) => group),
    labelsKey,
  );
  const eventsIn = (group: Labels) =>
    counted.filter((input) => labelsKey(input.group) === labelsKey(group)).reduce((sum, { events }) => sum + events, 0);
  const most = Math.max(...groups.map(eventsIn));
  const busy = groups.filter((group) => eventsIn(group) === most);
  const check = records(atMs, SERIES.breachEvents, slo.identity, most, busy, STRETCH);
  const none = groups.filter((group) => eventsIn(group) === 0);
  const labelsOf = (group: Labels) => ({ ...identityLabels(slo.identity), ...group });
  return { ...check, samples: [...check.samples, ...none.map((group) => ({ labels: labelsOf(group), value: 0 }))] };
}
