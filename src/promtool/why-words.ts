// What promtool answered about a failed check, in words for a person.
import type { Expr } from '../promql/ast.ts';
import { compares } from '../promql/comparison.ts';
import { alertPhrase } from '../rules/alert-name.ts';
import type { AlertingRule } from '../rules/rule.ts';
import { durationWords } from '../text/numbers.ts';
import { type Condition, conditionText, shortText } from './conditions.ts';
import { groupWords } from './failure-words.ts';
import type { PrintedLabels } from './output.ts';
import type { Sample } from './probe.ts';

export type AlertState = 'firing' | 'pending' | 'inactive';

/** A condition with what its sides returned. */
interface EvaluatedCondition {
  readonly condition: Condition;
  readonly left: readonly Sample[];
  /** Of a threshold one sample without labels. */
  readonly right: readonly Sample[];
}

interface Moment {
  readonly atMs: number;
  readonly state: AlertState;
}

/** More groups say nothing new. */
const MOST_GROUPS = 3;
const MOST_PERIODS = 3;

/** What the conditions of an alert were worth at a moment, and when the alert fired. */
export function alertReasons(
  rule: AlertingRule,
  atMs: number,
  conditions: readonly EvaluatedCondition[],
  moments: readonly Moment[],
): string[] {
  return [
    `why: ${titleOf(rule)} at ${timeOf(atMs)}`,
    ...conditions.flatMap(conditionLines),
    ...holdLines(rule, moments.findLast((moment) => moment.atMs <= atMs)?.state),
    periodLine(moments),
  ];
}

/** The value that was recorded in place of the expected one. */
export function valueReasons(expr: Expr, atMs: number, samples: readonly Sample[]): string[] {
  const values = samples.slice(0, MOST_GROUPS).map(({ labels, value }) => `${numberOf(value)}${groupOf(labels)}`);
  return [
    `why: at ${timeOf(atMs)} ${shortText(expr)} ${values.length > 0 ? `is ${values.join(', ')}` : 'has no value'}`,
  ];
}

function conditionLines({ condition, left, right }: EvaluatedCondition): string[] {
  const text = conditionText(condition);
  if (left.length === 0) return [`  ${text}: does not hold, there is no value`];
  const { comparison } = condition;
  if (comparison === undefined) return [`  ${text}: holds${groupsOf(left)}`];
  return left.slice(0, MOST_GROUPS).map(({ labels, value }) => {
    const limit =
      right.find((sample) => isOfGroup(sample.labels, labels)) ?? right.find((sample) => hasNoLabels(sample.labels));
    if (limit === undefined) return `  ${text}: does not hold${groupOf(labels)}, its right side has no value`;
    const verdict = compares(comparison.op, value, limit.value) ? 'holds' : 'does not hold';
    return `  ${text}: ${verdict}${groupOf(labels)}, the value is ${numberOf(value)} and the threshold ${numberOf(limit.value)}`;
  });
}

/** How long a condition must hold before the alert fires, and how long the alert fires after that. */
function holdLines({ forMs, keepFiringForMs }: AlertingRule, state: AlertState | undefined): string[] {
  return [
    ...(forMs > 0 && state !== 'firing'
      ? [
          `  all of that must hold for ${durationWords(forMs)}: the alert is ${state === 'pending' ? 'pending' : 'inactive'}`,
        ]
      : []),
    ...(keepFiringForMs > 0 && state === 'firing'
      ? [`  once it has fired, the alert keeps firing for ${durationWords(keepFiringForMs)} after that`]
      : []),
  ];
}

/** `it fires from 54 min to 1 h 10 min` */
function periodLine(moments: readonly Moment[]): string {
  const periods = firingPeriods(moments);
  const end = timeOf(moments.at(-1)?.atMs ?? 0);
  if (periods.length === 0) return `  it does not fire at any moment up to the end of the series, at ${end}`;
  const words = periods.slice(0, MOST_PERIODS).map(({ from, to }) => `from ${timeOf(from)} to ${timeOf(to)}`);
  const more = periods.length > words.length ? ', and later again' : '';
  return `  it fires ${words.join(', and ')}${more} (the series end at ${end})`;
}

/** The first and the last evaluation of each period in which the alert fires. */
function firingPeriods(moments: readonly Moment[]): { readonly from: number; readonly to: number }[] {
  const periods: { from: number; to: number }[] = [];
  for (const [at, { atMs, state }] of moments.entries()) {
    if (state !== 'firing') continue;
    const last = periods.at(-1);
    if (last && moments[at - 1]?.state === 'firing') last.to = atMs;
    else periods.push({ from: atMs, to: atMs });
  }
  return periods;
}

function groupsOf(samples: readonly Sample[]): string {
  return samples
    .slice(0, MOST_GROUPS)
    .map(({ labels }) => groupOf(labels))
    .filter((words) => words !== '')
    .join(' and');
}

function groupOf(labels: PrintedLabels): string {
  const words = groupWords(labels);
  return words === '' ? '' : ` for ${words}`;
}

function isOfGroup(labels: PrintedLabels, other: PrintedLabels): boolean {
  return groupWords(labels) === groupWords(other) && !hasNoLabels(labels);
}

function hasNoLabels(labels: PrintedLabels): boolean {
  return Object.keys(labels).length === 0;
}

function titleOf({ alert, purpose }: AlertingRule): string {
  return alertPhrase(alert, purpose.kind === 'burn-rate' ? purpose.tier.tier : '');
}

function timeOf(ms: number): string {
  return ms === 0 ? 'the start' : durationWords(ms);
}

/** Four digits tell a value from its threshold. */
function numberOf(value: number): string {
  return String(Number(value.toPrecision(4)));
}
