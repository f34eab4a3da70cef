// The building blocks of scenarios for alerts that stand on their own: trouble that begins and ends at known steps, the
// series that show it, and when the alert must fire and clear. It knows no preset.
import type { Selector } from '../../promql/ast.ts';
import { apartPhrase } from '../../rules/alert-name.ts';
import type { AlertingRule } from '../../rules/rule.ts';
import { MINUTE_MS } from '../../text/time.ts';
import { fires, isSilent, labelsOfRule } from '../context/expect.ts';
import { renderTexts } from '../context/go-template.ts';
import { type Labels, seriesKey } from '../context/label-set.ts';
import type { Check, InputSeries, RenderedAlert, Scenario, ScenarioId } from '../context/scenario.ts';
import { gauge } from '../context/series.ts';
import { acceptsAll, chooseLabels, distractorLabels } from '../context/synthesize.ts';

/** An alert under test, with its times in steps. */
export interface AlertTiming {
  readonly rule: AlertingRule;
  /** Time between the samples of a series, and between evaluations. */
  readonly stepMs: number;
  /** Evaluations for which the condition must have held when it fires, after the first. */
  readonly hold: number;
  /** Evaluations that it outlives its condition. */
  readonly keep: number;
}

/** Coarse steps for long holds, which would be dear to evaluate each minute. */
const STEPS_MS: readonly number[] = [1, 5, 15, 60].map((minutes) => minutes * MINUTE_MS);
const MOST_STEPS = 120;

/** For a condition without a window: the step follows from the hold. */
export function timingOf(rule: AlertingRule): AlertTiming {
  const timeMs = rule.forMs + rule.keepFiringForMs;
  const stepMs = STEPS_MS.find((step) => timeMs <= MOST_STEPS * step) ?? 60 * MINUTE_MS;
  return atStep({ rule }, stepMs);
}

/** The same alert at another step, such as one that suits its window. */
export function atStep<T extends Pick<AlertTiming, 'rule'>>(timing: T, stepMs: number): T & AlertTiming {
  const { forMs, keepFiringForMs } = timing.rule;
  return { ...timing, stepMs, hold: Math.ceil(forMs / stepMs), keep: Math.ceil(keepFiringForMs / stepMs) };
}

/** When there is trouble: from step `from` on until before step `until`; at `end` the scenario ends. */
export interface Incident {
  readonly from: number;
  readonly until: number;
  readonly end: number;
}

/** Trouble for long enough to fire. `window` is the steps after which an expression has forgotten what was before. */
export function incidentOf({ hold, keep }: AlertTiming, window = 0, from = 3): Incident {
  const until = from + window + hold + 3;
  return { from, until, end: until + window + keep + 3 };
}

/** What a series shows: a number, or nothing because its target is gone. */
export type Level = number | 'gone';

/** The values of a gauge that shows each level for so many steps. */
export function levels(stretches: readonly (readonly [steps: number, level: Level])[]): string {
  const texts = stretches.map(([steps, level], at) => {
    if (level !== 'gone') return gauge([[steps, level]]);
    const wasThere = at > 0 && stretches[at - 1]?.[1] !== 'gone';
    return wasThere ? ['stale', gauge([[steps - 1, undefined]])].filter((text) => text !== '').join(' ') : `_x${steps}`;
  });
  return texts.join(' ');
}

/** The values of a gauge over an incident: good, bad while there is trouble, and then as `after` says. */
export function duringIncident({ from, until, end }: Incident, good: Level, bad: Level, after: Level = good): string {
  return levels([
    [from, good],
    [until - from, bad],
    [end - until, after],
  ]);
}

/** The same value at every step of the incident. */
export function steady({ end }: Incident, level: number): string {
  return gauge([[end, level]]);
}

/** The steps at which the condition holds for the first time, and does not for the first time; both as a range, since
 *  ranges are closed on the left in Prometheus 2 and open in 3. */
export interface FiringTimes {
  readonly onset: readonly [earliest: number, latest: number];
  readonly clear: readonly [earliest: number, latest: number];
}

/** The condition reads present values only. */
export function atOnce({ from, until }: Incident): FiringTimes {
  return { onset: [from, from], clear: [until, until] };
}

/** The condition holds with the first bad increment and until the last one has left the window, in steps and not always a
 *  whole number of them. The increment to the sample of step `until - 1` is seen up to step `until + window - 2`, or one
 *  less where the range is open. */
export function whileSeen({ from, until }: Incident, window: number): FiringTimes {
  return { onset: [from, from], clear: [until + Math.ceil(window) - 2, until + Math.floor(window) - 1] };
}

/** The alert fires after its hold and not one evaluation before, goes on until the end, and clears. When the condition
 *  ends before the hold does, it must be silent. */
export function firesAndClears(timing: AlertTiming, { onset, clear }: FiringTimes, groups: readonly Labels[]): Check[] {
  const { hold, keep } = timing;
  const [first, last] = [onset[1] + hold, clear[0] - 1];
  if (onset[0] + hold >= clear[1]) return [silentAt(timing, last)];
  if (first > last) return [silentAt(timing, onset[0] + hold - 1)];
  return [
    silentAt(timing, onset[0] + hold - 1),
    firesAt(timing, first, groups),
    ...(last + keep > first ? [firesAt(timing, last + keep, groups)] : []),
    silentAt(timing, clear[1] + keep),
  ];
}

/** The alert fires at this step in each of `groups`, which are the labels of the expression's result. */
export function firesAt(timing: AlertTiming, step: number, groups: readonly Labels[]): Check {
  const { rule, stepMs } = timing;
  return fires(
    step * stepMs,
    rule,
    groups.map((group) => notOverwritten(rule, group)),
  );
}

export function silentAt(timing: AlertTiming, step: number): Check {
  return isSilent(step * timing.stepMs, timing.rule);
}

/** The labels that a rule sets win over those of the expression. */
function notOverwritten({ labels }: AlertingRule, group: Labels): Labels {
  return Object.fromEntries(Object.entries(group).filter(([label]) => !(label in labels)));
}

/** A firing alert as a person reads it; nothing where a text cannot be foretold. promtool compares all alerts of one name,
 *  so nothing either for one of two. */
export function texts(
  { rule, stepMs }: AlertTiming,
  step: number,
  instances: readonly { readonly labels: Labels; readonly value?: number }[],
): RenderedAlert[] {
  if (rule.apart.length > 0) return [];
  return instances.flatMap(({ labels, value }) => {
    const annotations = renderTexts(rule.annotations, { labels, value, atMs: step * stepMs });
    if (!annotations) return [];
    const all = { ...labelsOfRule(rule), ...notOverwritten(rule, labels) };
    const shown = Object.fromEntries(Object.entries(all).filter(([, text]) => text !== ''));
    return [{ atMs: step * stepMs, alert: rule.alert, labels: shown, annotations }];
  });
}

/** A scenario before it is known whether its series can be told apart. */
export interface ScenarioParts {
  /** Of the alert. */
  readonly id: Omit<ScenarioId, 'alert'>;
  /** What happens and what must follow. */
  readonly title: string;
  /** Without any of these there is no scenario. */
  readonly series: readonly InputSeries[];
  /** What must not matter; left out where it would be one of the series. */
  readonly beside?: readonly InputSeries[];
  readonly checks: readonly Check[];
  readonly rendered?: readonly RenderedAlert[];
}

/** The scenario, or none where the selectors allow fewer series than it needs: what cannot exist needs no proof. */
export function scenarioOf(
  { rule, stepMs }: AlertTiming,
  { id, title, series, beside = [], checks, rendered = [] }: ScenarioParts,
): Scenario[] {
  const names = series.map(seriesKey);
  if (new Set(names).size < names.length) return [];
  const all = [...series, ...beside];
  const distinct = all.filter((input, at) => all.findIndex((other) => seriesKey(other) === seriesKey(input)) === at);
  return [
    {
      id: { ...id, alert: rule.alert },
      title: `${apartPhrase(rule)}: ${title}`,
      rules: 'raw',
      about: rule.alert,
      stepMs,
      evaluationMs: stepMs,
      series: distinct,
      checks,
      rendered,
    },
  ];
}

/** Labels of a series of the selector, as near to `preferred` as it allows. */
export function labelsOf({ matchers }: Selector, preferred: Labels): Labels {
  return chooseLabels(matchers, preferred) ?? preferred;
}

/** A series of the selector. */
export function feed(from: Selector, preferred: Labels, values: string): InputSeries {
  return { metric: from.metric ?? '', labels: labelsOf(from, preferred), values };
}

/** For each matcher of the selector a series that only this one keeps out. */
export function similarSeries(from: Selector, preferred: Labels, values: string): InputSeries[] {
  return distractorLabels(from, preferred)
    .filter((labels) => !acceptsAll(from.matchers, labels))
    .map((labels) => ({ metric: from.metric ?? '', labels, values }));
}
