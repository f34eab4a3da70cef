// What the scenarios of zero tolerance share: targets, counters and processes as they are scraped.
import type { ZeroToleranceSlo } from '../../model/slo.ts';
import { fastIntervalMs } from '../../model/windows.ts';
import type { Selector } from '../../promql/ast.ts';
import { selectorsOf } from '../../promql/visit.ts';
import type { AlertingRule } from '../../rules/rule.ts';
import { DAY_MS } from '../../text/time.ts';
import { type Labels, pick } from '../context/label-set.ts';
import type { Check, InputSeries, Scenario } from '../context/scenario.ts';
import { gauge } from '../context/series.ts';
import { chooseLabels } from '../context/synthesize.ts';

export interface BreachTiming {
  readonly slo: ZeroToleranceSlo;
  readonly breach: AlertingRule;
  readonly target: Labels;
  /** Labels that tie counters to their target. */
  readonly tie: Labels;
  readonly group: Labels;
  /** Time between the samples of a series, and between evaluations, in milliseconds. */
  readonly stepMs: number;
  readonly evaluationMs: number;
  /** Steps of one window. */
  readonly window: number;
}

/** More samples in a window take promtool too long, or are more than it reads. */
const MOST_SAMPLES = 250;

/** Samples of a window that is longer: few, but enough for the moments of the scenarios to lie in it. */
const COARSE_SAMPLES = { most: 96, least: 24 } as const;

/** How often the series of a window's scenarios are scraped and its rules evaluated: as in the field, or at each of as many
 *  whole seconds as divide a window that is too long for that. Undefined where none do. */
export function timingOf({
  windowMs,
  scrapeIntervalMs,
}: ZeroToleranceSlo): Pick<BreachTiming, 'stepMs' | 'evaluationMs' | 'window'> | undefined {
  const samples = Math.ceil(windowMs / scrapeIntervalMs);
  if (samples <= MOST_SAMPLES)
    return { stepMs: scrapeIntervalMs, evaluationMs: fastIntervalMs(scrapeIntervalMs), window: samples };
  for (let window: number = COARSE_SAMPLES.most; window >= COARSE_SAMPLES.least; window--) {
    const stepMs = windowMs / window;
    if (stepMs % 1_000 === 0) return { stepMs, evaluationMs: stepMs, window };
  }
  return undefined;
}

/** A scenario of raw series, at the steps and evaluations of the timing. */
export function scenario(
  { stepMs, evaluationMs }: BreachTiming,
  named: Pick<Scenario, 'id' | 'title'>,
  series: readonly InputSeries[],
  checks: readonly Check[],
): Scenario {
  return { ...named, rules: 'raw', stepMs, evaluationMs, series, checks, rendered: [] };
}

/** A counter of the timing's group and target; `further` labels are another monitor's. */
export function eventSeries(
  { tie, group }: BreachTiming,
  event: Selector,
  values: string,
  further: Labels = {},
): InputSeries[] {
  const labels = chooseLabels(event.matchers, { ...tie, ...group, ...further });
  return labels ? [{ metric: event.metric ?? '', labels, values }] : [];
}

/** The series that tells that the target is up. */
export function targetSeries({ slo, target }: BreachTiming, values: string): InputSeries {
  return { metric: slo.target.metric ?? 'up', labels: target, values };
}

/** The series that tells how old the process is; none where its age is not read from one. */
export function ageSeries({ slo, tie }: BreachTiming, values: string): InputSeries[] {
  const [age] = selectorsOf(slo.processAge);
  const labels = age && chooseLabels(age.matchers, tie);
  return age && labels ? [{ metric: age.metric ?? '', labels, values }] : [];
}

/** Values of the series behind `processAge` for a process that started `startedMs` before the scenario. */
export function ageValues({ slo, stepMs }: BreachTiming, startedMs: number, steps: number): string {
  // Either the age itself, which grows, or the moment of the start, which stays.
  const grows = slo.processAge.kind === 'selector';
  const step = stepMs / 1_000;
  return grows ? `${startedMs / 1_000}+${step}x${steps}` : gauge([[steps + 1, -startedMs / 1_000]]);
}

/** The age of a process that is older than the window, in milliseconds. */
export function oldMs({ slo: { windowMs } }: BreachTiming): number {
  return Math.max(DAY_MS, 2 * windowMs);
}

/** The moment of a step, in milliseconds from the start of the scenario. */
export function at({ stepMs }: BreachTiming, steps: number): number {
  return steps * stepMs;
}

/** How long the alert fires on without an event in the window, in milliseconds: whole evaluations, since between two of them, at
 *  coarse steps, nothing is found. */
export function keptMs({ breach: { keepFiringForMs }, evaluationMs }: BreachTiming): number {
  return Math.floor(keepFiringForMs / evaluationMs) * evaluationMs;
}

/** When the alert fires at the latest on an event that is scraped at a step: the next evaluation sees it, and another one
 *  finds the wait over. */
export function firesBy(timing: BreachTiming, steps: number): number {
  return at(timing, steps) + evaluationsIn(timing, timing.breach.forMs);
}

/** When it has cleared at the latest, once its condition no longer holds from a step on. */
export function clearsBy(timing: BreachTiming, steps: number): number {
  return at(timing, steps) + evaluationsIn(timing, timing.breach.keepFiringForMs);
}

function evaluationsIn({ evaluationMs }: BreachTiming, ms: number): number {
  return evaluationMs + Math.ceil(ms / evaluationMs) * evaluationMs;
}

/** The last evaluation up to a moment, in milliseconds: texts are rendered then. */
export function evaluationBefore({ evaluationMs }: BreachTiming, atMs: number): number {
  return Math.floor(atMs / evaluationMs) * evaluationMs;
}

/** The target has been up, and its process old, for the whole scenario. */
export function targetSince(timing: BreachTiming, steps: number): InputSeries[] {
  return [targetSeries(timing, gauge([[steps, 1]])), ...ageSeries(timing, ageValues(timing, oldMs(timing), steps))];
}

/** The age of a process that starts with step `at`. */
export function restartedAge({ slo, stepMs }: BreachTiming, at: number, steps: number): string {
  const step = stepMs / 1_000;
  return slo.processAge.kind === 'selector' ? `1+${step}x${steps}` : gauge([[steps + 1, at * step]]);
}

/** The same timing on another target; undefined where the selectors allow no other. */
export function onTarget(timing: BreachTiming, name: string): BreachTiming | undefined {
  const { slo } = timing;
  if (slo.matchOn.length === 0) return undefined;
  const [last = ''] = slo.matchOn.slice(-1);
  const tie = { ...timing.tie, [last]: `${last}-${name}` };
  const matchers = [...slo.target.matchers, ...slo.events.flatMap((event) => event.matchers)];
  const target = chooseLabels([...slo.target.matchers, ...matchers.filter(({ label }) => label === last)], tie);
  if (!target || !slo.matchOn.every((label) => target[label] === tie[label])) return undefined;
  return {
    ...timing,
    target,
    tie,
    group: {
      ...timing.group,
      ...pick(
        tie,
        slo.by.filter((label) => label in tie),
      ),
    },
  };
}

/** Values of the group labels that the selectors of all events accept, `suffix` in them where they accept any; what ties a
 *  counter to its target may be one of them. Undefined where there are none. */
export function groupOf({ events, by }: ZeroToleranceSlo, tie: Labels, suffix: string): Labels | undefined {
  const preferred = { ...Object.fromEntries(by.map((label) => [label, `${label}-${suffix}`])), ...tie };
  const labels = chooseLabels(
    events.flatMap(({ matchers }) => matchers.filter(({ label }) => by.includes(label))),
    preferred,
  );
  const group = labels && pick(labels, by);
  return group && by.every((label) => group[label] !== '' && group[label] === (tie[label] ?? group[label]))
    ? group
    : undefined;
}
