// What the scenarios of zero tolerance share: targets, counters and processes as they are scraped.

import type { ZeroToleranceSlo } from '../model/slo.ts';
import { fastIntervalMs } from '../model/windows.ts';
import type { Selector } from '../promql/ast.ts';
import { selectorsOf } from '../promql/visit.ts';
import type { AlertingRule } from '../rules/rule.ts';
import type { Labels } from './label-set.ts';
import type { Check, InputSeries, Scenario } from './scenario.ts';
import { gauge } from './series.ts';
import { chooseLabels } from './synthesize.ts';

export interface BreachPlay {
  readonly slo: ZeroToleranceSlo;
  readonly breach: AlertingRule;
  readonly target: Labels;
  /** Labels that tie counters to their target. */
  readonly tie: Labels;
  readonly group: Labels;
  /** Steps of one window. */
  readonly window: number;
}

export function pick(labels: Labels, names: readonly string[]): Labels {
  return Object.fromEntries(names.map((name) => [name, labels[name] ?? '']));
}

export function scenario(
  { slo }: BreachPlay,
  name: string,
  series: readonly InputSeries[],
  checks: readonly Check[],
): Scenario {
  const evaluationMs = fastIntervalMs(slo.scrapeIntervalMs);
  return { name, rules: 'raw', stepMs: slo.scrapeIntervalMs, evaluationMs, series, checks, rendered: [] };
}

/** A counter of the play's group and target; `further` labels are another monitor's. */
export function eventSeries(
  { tie, group }: BreachPlay,
  event: Selector,
  values: string,
  further: Labels = {},
): InputSeries[] {
  const labels = chooseLabels(event.matchers, { ...tie, ...group, ...further });
  return labels ? [{ metric: event.metric ?? '', labels, values }] : [];
}

export function targetSeries({ slo, target }: BreachPlay, values: string): InputSeries {
  return { metric: slo.target.metric ?? 'up', labels: target, values };
}

export function ageSeries({ slo, tie }: BreachPlay, values: string): InputSeries[] {
  const [age] = selectorsOf(slo.processAge);
  const labels = age && chooseLabels(age.matchers, tie);
  return age && labels ? [{ metric: age.metric ?? '', labels, values }] : [];
}

/** Values of the series behind `processAge` for a process that started `startedMs` before the scenario. */
export function ageValues({ slo }: BreachPlay, startedMs: number, steps: number): string {
  // Either the age itself, which grows, or the moment of the start, which stays.
  const grows = slo.processAge.kind === 'selector';
  const step = slo.scrapeIntervalMs / 1_000;
  return grows ? `${startedMs / 1_000}+${step}x${steps}` : gauge([[steps + 1, -startedMs / 1_000]]);
}

/** Older than any window. */
export const DAY_MS = 86_400_000;

export function at({ slo }: BreachPlay, steps: number): number {
  return steps * slo.scrapeIntervalMs;
}

/** When the alert fires at the latest on an event that is scraped at a step: the next evaluation sees it, and another one
 *  finds the wait over. */
export function firesBy(play: BreachPlay, steps: number): number {
  return at(play, steps) + evaluationsIn(play, play.breach.forMs);
}

/** When it has cleared at the latest, once its condition no longer holds from a step on. */
export function clearsBy(play: BreachPlay, steps: number): number {
  return at(play, steps) + evaluationsIn(play, play.breach.keepFiringForMs);
}

function evaluationsIn({ slo }: BreachPlay, ms: number): number {
  const intervalMs = fastIntervalMs(slo.scrapeIntervalMs);
  return intervalMs + Math.ceil(ms / intervalMs) * intervalMs;
}

/** The target has been up, and its process old, for the whole scenario. */
export function targetSince(play: BreachPlay, steps: number): InputSeries[] {
  return [targetSeries(play, gauge([[steps, 1]])), ...ageSeries(play, ageValues(play, DAY_MS, steps))];
}

/** The age of a process that starts with step `at`. */
export function restartedAge({ slo }: BreachPlay, at: number, steps: number): string {
  const step = slo.scrapeIntervalMs / 1_000;
  return slo.processAge.kind === 'selector' ? `1+${step}x${steps}` : gauge([[steps + 1, at * step]]);
}

/** The same play on another target; undefined where the selectors allow no other. */
export function onTarget(play: BreachPlay, name: string): BreachPlay | undefined {
  const { slo } = play;
  if (slo.matchOn.length === 0) return undefined;
  const [last = ''] = slo.matchOn.slice(-1);
  const tie = { ...play.tie, [last]: `${last}-${name}` };
  const matchers = [...slo.target.matchers, ...slo.events.flatMap((event) => event.matchers)];
  const target = chooseLabels([...slo.target.matchers, ...matchers.filter(({ label }) => label === last)], tie);
  return target && slo.matchOn.every((label) => target[label] === tie[label]) ? { ...play, target, tie } : undefined;
}
