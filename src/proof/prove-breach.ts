// Proof of zero tolerance: the first event is seen although its counter is born with it, and nothing else is taken for one.

import type { ZeroToleranceSlo } from '../model/slo.ts';
import { fastIntervalMs } from '../model/windows.ts';
import type { Selector } from '../promql/ast.ts';
import { printDuration } from '../promql/duration.ts';
import { selectorsOf } from '../promql/visit.ts';
import type { AlertingRule, CompiledSlo } from '../rules/rule.ts';
import { allSilent, fires, isSilent } from './expect.ts';
import { evaluationAt, renderedFor } from './render.ts';
import type { Check, InputSeries, RenderedAlert, Scenario } from './scenario.ts';
import { counter, gauge } from './series.ts';
import { chooseLabels, type Labels, seriesName } from './synthesize.ts';

const MINUTE_MS = 60_000;

interface Play {
  readonly slo: ZeroToleranceSlo;
  readonly breach: AlertingRule;
  readonly target: Labels;
  /** Labels that tie counters to their target. */
  readonly tie: Labels;
  readonly group: Labels;
  /** Steps of one window. */
  readonly window: number;
}

export function proveBreach({ slo, groups }: CompiledSlo): Scenario[] {
  const rules = groups.flatMap((group) => group.rules).filter((rule) => rule.kind === 'alerting');
  const breach = rules.find(({ purpose }) => purpose.kind === 'breach');
  const absent = rules.find(({ purpose }) => purpose.kind === 'absent');
  if (slo.kind !== 'zero-tolerance') return [];
  const tie = Object.fromEntries(slo.matchOn.map((label) => [label, `${label}-1`]));
  // A counter and its target share what ties them together.
  const shared = slo.events.flatMap(({ matchers }) => matchers).filter(({ label }) => slo.matchOn.includes(label));
  const target = chooseLabels([...slo.target.matchers, ...shared], tie);
  const group = Object.fromEntries(slo.by.map((label) => [label, `${label}-a`]));
  if (!target) return [];
  const play = (rule: AlertingRule): Play => ({
    slo,
    breach: rule,
    target,
    tie: pick(target, slo.matchOn),
    group,
    window: slo.windowMs / slo.scrapeIntervalMs,
  });
  return [
    ...(breach ? slo.events.flatMap((event, at) => bornWithEvent(play(breach), event, at)) : []),
    ...(breach ? others(play(breach)) : []),
    ...(absent ? [targetGone(play(absent))] : []),
  ];
}

function pick(labels: Labels, names: readonly string[]): Labels {
  return Object.fromEntries(names.map((name) => [name, labels[name] ?? '']));
}

function scenario(
  { slo }: Play,
  name: string,
  series: readonly InputSeries[],
  checks: readonly Check[],
  rendered: readonly RenderedAlert[] = [],
): Scenario {
  const evaluationMs = fastIntervalMs(slo.scrapeIntervalMs);
  return { name, rules: 'raw', stepMs: slo.scrapeIntervalMs, evaluationMs, series, checks, rendered };
}

function eventSeries({ tie, group }: Play, event: Selector, values: string): InputSeries[] {
  const labels = chooseLabels(event.matchers, { ...tie, ...group });
  return labels ? [{ series: seriesName(event.metric ?? '', labels), values }] : [];
}

function targetSeries({ slo, target }: Play, values: string): InputSeries {
  return { series: seriesName(slo.target.metric ?? 'up', target), values };
}

function ageSeries({ slo, tie }: Play, values: string): InputSeries[] {
  const [age] = selectorsOf(slo.processAge);
  const labels = age && chooseLabels(age.matchers, tie);
  return age && labels ? [{ series: seriesName(age.metric ?? '', labels), values }] : [];
}

/** Values of the series behind `processAge` for a process that started `startedMs` before the scenario. */
function ageValues({ slo }: Play, startedMs: number, steps: number): string {
  // Either the age itself, which grows, or the moment of the start, which stays.
  const grows = slo.processAge.kind === 'selector';
  const step = slo.scrapeIntervalMs / 1_000;
  return grows ? `${startedMs / 1_000}+${step}x${steps}` : gauge([[steps + 1, -startedMs / 1_000]]);
}

const DAY_MS = 86_400_000;

/** Events as a number of steps: silence, one event with which the counter is born, and silence again. */
function bornWithEvent(play: Play, event: Selector, at: number): Scenario[] {
  const { breach, slo, group, window } = play;
  const quiet = window + 4;
  const steps = quiet + 2 * window + 8;
  const ms = (count: number) => count * slo.scrapeIntervalMs;
  const firesMs = ms(quiet + breach.forMs / slo.scrapeIntervalMs) + MINUTE_MS;
  const which = slo.events.length > 1 ? ` (selector ${at + 1})` : '';
  return [
    scenario(
      play,
      `the first event ever, with which its counter is born${which}: ${breach.alert} fires at once and clears ${printDuration(slo.windowMs)} later`,
      [
        targetSeries(play, gauge([[steps, 1]])),
        ...ageSeries(play, ageValues(play, DAY_MS, steps)),
        ...eventSeries(play, event, `_x${quiet} 1x${steps - quiet}`),
      ],
      [
        isSilent(ms(quiet - 1), breach),
        fires(firesMs, breach, [group]),
        fires(ms(quiet + window - 2), breach, [group]),
        isSilent(ms(quiet + window + 4) + breach.keepFiringForMs, breach),
      ],
      [renderedFor(breach, group, evaluationAt(firesMs, slo), { count: 1 })],
    ),
  ];
}

/** What is no first event: each a scenario of its own. */
function others(play: Play): Scenario[] {
  const [event] = play.slo.events;
  return event
    ? [unmoved(play, event), laterEvent(play, event), restarted(play, event), prometheusAway(play, event)]
    : [];
}

function at({ slo }: Play, steps: number): number {
  return steps * slo.scrapeIntervalMs;
}

function unmoved(play: Play, event: Selector): Scenario {
  const { breach, window } = play;
  const steps = 3 * window;
  return scenario(
    play,
    'an old counter that does not move: no event',
    [...targetSince(play, steps), ...eventSeries(play, event, `7x${steps}`)],
    [isSilent(at(play, 4), breach), isSilent(at(play, 2 * window), breach)],
  );
}

/** The target has been up, and its process old, for the whole scenario. */
function targetSince(play: Play, steps: number): InputSeries[] {
  return [targetSeries(play, gauge([[steps, 1]])), ...ageSeries(play, ageValues(play, DAY_MS, steps))];
}

function laterEvent(play: Play, event: Selector): Scenario {
  const { breach, group, window } = play;
  const known = 2 * window;
  const values = counter([
    { samples: known, increment: 0 },
    { samples: 1, increment: 1 },
    { samples: 8, increment: 0 },
  ]);
  return scenario(
    play,
    'a later event of a counter that is known: it fires',
    [...targetSince(play, 3 * window), ...eventSeries(play, event, values)],
    [isSilent(at(play, known - 1), breach), fires(at(play, known + 3) + breach.forMs, breach, [group])],
  );
}

function restarted(play: Play, event: Selector): Scenario {
  const { breach, group, window } = play;
  const known = 2 * window;
  const up = gauge([
    [known, 1],
    [4, undefined],
    [window, 1],
  ]);
  return scenario(
    play,
    'the process restarts and counts an event anew: it fires',
    [
      targetSeries(play, up),
      ...ageSeries(play, `${ageValues(play, DAY_MS, known - 1)} _x4 ${restartedAge(play, known + 4, window)}`),
      ...eventSeries(play, event, `3x${known - 1} stale _x3 1x${window}`),
    ],
    [isSilent(at(play, known - 1), breach), fires(at(play, known + 8) + breach.forMs, breach, [group])],
  );
}

function prometheusAway(play: Play, event: Selector): Scenario {
  const { breach, window } = play;
  const away = window + 12;
  const up = gauge([
    [4, 1],
    [away, undefined],
    [window, 1],
  ]);
  return scenario(
    play,
    'Prometheus was away for longer than the window and finds an old counter again: no event',
    [
      targetSeries(play, up),
      ...ageSeries(play, `${ageValues(play, DAY_MS, 3)} _x${away} ${ageValues(play, DAY_MS * 2, window)}`),
      ...eventSeries(play, event, `_x${away + 4} 5x${window}`),
    ],
    [isSilent(at(play, away + 8), breach), isSilent(at(play, away + 18), breach)],
  );
}

/** The age of a process that starts with step `at`. */
function restartedAge({ slo }: Play, at: number, steps: number): string {
  const step = slo.scrapeIntervalMs / 1_000;
  return slo.processAge.kind === 'selector' ? `1+${step}x${steps}` : gauge([[steps + 1, at * step]]);
}

function targetGone(play: Play): Scenario {
  const { breach: absent, slo } = play;
  const before = 20;
  const steps = before + (absent.forMs + 5 * MINUTE_MS) / slo.scrapeIntervalMs;
  const goneMs = before * slo.scrapeIntervalMs;
  return scenario(
    play,
    'the targets vanish: the absence alert fires after its hold',
    [targetSeries(play, `${gauge([[before, 1]])} stale _x${Math.ceil(steps - before)}`)],
    [
      allSilent(goneMs - slo.scrapeIntervalMs, slo.identity),
      isSilent(goneMs + absent.forMs - MINUTE_MS, absent),
      ...firesForTarget(goneMs + absent.forMs + 2 * MINUTE_MS, play),
    ],
  );
}

function firesForTarget(atMs: number, { breach: absent, slo }: Play): Check[] {
  const told = slo.target.matchers.filter(({ op }) => op === '=').map(({ label, value }) => [label, value] as const);
  return [fires(atMs, absent, [{ ...Object.fromEntries(told), slo_missing: slo.target.metric ?? '' }])];
}
