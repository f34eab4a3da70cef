// A value of the model in, the text by which a reviewer knows it out.
import type { AlertSettings, BudgetSlo, ThresholdAlert, Tier, Topology, ZeroToleranceSlo } from '../model/slo.ts';
import { ratioToPercent } from '../model/units.ts';
import type { Expr, Matcher, Selector } from '../promql/ast.ts';
import { printDuration } from '../promql/duration.ts';
import { print } from '../promql/print.ts';
import { fillWindow } from '../promql/visit.ts';
import { isExpression, isRecord } from './leaves.ts';

/** Fields of the model that hold milliseconds. */
type LengthOfTime = Extract<
  keyof (AlertSettings & ThresholdAlert & Tier & Topology) | keyof BudgetSlo | keyof ZeroToleranceSlo,
  `${string}Ms`
>;

/** How numbers of the model read that are more than a number. The type checker asks for each new length of time. */
const NUMBERS: Readonly<Record<LengthOfTime | 'errorRatio' | 'objective', (value: number) => string>> = {
  errorRatio: ratioToPercent,
  forMs: printDuration,
  keepFiringForMs: printDuration,
  longMs: printDuration,
  minimumAgeMs: printDuration,
  objective: ratioToPercent,
  overMs: printDuration,
  periodMs: printDuration,
  queryOffsetMs: printDuration,
  scrapeIntervalMs: printDuration,
  shortMs: printDuration,
  windowMs: printDuration,
};

const NUMBER_WORDS: ReadonlyMap<string, (value: number) => string> = new Map(Object.entries(NUMBERS));

/** What the value of the field `name` reads like; `none` for what is not there. */
export function valueWords(name: string, value: unknown): string {
  if (value === undefined || value === '') return 'none';
  if (typeof value === 'number') return NUMBER_WORDS.get(name)?.(value) ?? String(value);
  if (isExpression(value)) return expressionWords(value as Expr);
  if (Array.isArray(value)) return listWords(name, value);
  return isRecord(value)
    ? JSON.stringify(value, (_key, inner) => (isExpression(inner) ? expressionWords(inner) : inner))
    : String(value);
}

function listWords(name: string, values: readonly unknown[]): string {
  if (values.length === 0) return 'none';
  if (name === 'matchers')
    return print({ kind: 'selector', matchers: values as readonly Matcher[] } satisfies Selector);
  const separator = values.every(isExpression) ? ' + ' : ', ';
  return values.map((value) => valueWords('', value)).join(separator);
}

/** A range that nobody writes, to stand for `$window`, which is filled in before anything is printed. */
const STAND_IN_MS = 987_654_321;

function expressionWords(expr: Expr): string {
  return print(fillWindow(expr, STAND_IN_MS)).replaceAll(printDuration(STAND_IN_MS), '$window');
}
