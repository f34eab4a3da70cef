// What a user's own expression asks of one selector, for the forms that made-up series can meet and miss: `absent`, and a
// comparison of a gauge, of a number of series or of a counter's rate with a number. Anything else is none of them.
import type { Aggregation, Call, ComparisonOperator, Expr, RangeVector, Selector } from '../../promql/ast.ts';
import { compares, isComparison, mirroredComparison, VALUE_OF_ONE } from '../../promql/comparison.ts';
import { printNumber } from '../../promql/literals.ts';

/** The series of the selector are gone; with `missed`, or show that value instead of `present`. */
export interface AbsentCondition {
  readonly kind: 'absent';
  readonly selector: Selector;
  readonly present: number;
  readonly missed?: number;
}

/** Values next to a bound: the comparison holds at `bad` and not at `good`. `worst` and `best` are like them, and far away
 *  where they may be. */
interface Values {
  readonly good: number;
  readonly bad: number;
  readonly worst: number;
  readonly best: number;
}

/** The value of a gauge is compared, or the number of its series. */
export interface LevelCondition extends Values {
  readonly kind: 'level' | 'count';
  readonly selector: Selector;
  readonly aggregations: readonly Aggregation[];
}

/** A counter grows too fast (`rises`), too slowly (`falls`), or not at all (`stops`). */
export interface CounterCondition {
  readonly kind: 'counter';
  readonly trend: 'rises' | 'falls' | 'stops';
  readonly selector: Selector;
  readonly rangeMs: number;
  /** The bound as growth in one millisecond. */
  readonly boundPerMs: number;
  readonly aggregations: readonly Aggregation[];
}

export type OwnCondition = AbsentCondition | LevelCondition | CounterCondition;

export function ownConditionOf(expr: Expr): OwnCondition | undefined {
  if (expr.kind === 'call' && expr.name === 'absent') return absentCondition(expr);
  const comparison = comparisonOf(expr);
  return comparison && comparedCondition(comparison);
}

/** `vector op bound`, with the number on the right wherever it stood. */
interface Comparison {
  readonly vector: Expr;
  readonly op: ComparisonOperator;
  readonly bound: number;
}

function comparisonOf(expr: Expr): Comparison | undefined {
  if (expr.kind !== 'binary' || expr.bool || !isComparison(expr.op)) return undefined;
  const [left, right] = [constantOf(expr.left), constantOf(expr.right)];
  if (left === undefined && right !== undefined) return { vector: expr.left, op: expr.op, bound: right };
  if (right === undefined && left !== undefined) {
    return { vector: expr.right, op: mirroredComparison(expr.op), bound: left };
  }
  return undefined;
}

const ARITHMETIC: Readonly<Record<string, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '^': (left, right) => left ** right,
};

/** The value of a number, or of arithmetic with numbers such as `14 * 86400`. */
function constantOf(expr: Expr): number | undefined {
  if (expr.kind === 'number') return Number.isFinite(expr.value) ? expr.value : undefined;
  if (expr.kind === 'unary') {
    const value = constantOf(expr.expr);
    return value !== undefined && expr.op === '-' ? -value : value;
  }
  if (expr.kind !== 'binary') return undefined;
  const [left, right] = [constantOf(expr.left), constantOf(expr.right)];
  const value = left === undefined || right === undefined ? undefined : ARITHMETIC[expr.op]?.(left, right);
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}

function absentCondition({ args: [of] }: Call): AbsentCondition | undefined {
  if (!of || of.kind === 'matrix' || of.kind === 'subquery') return undefined;
  const selector = plainSelector(of);
  if (selector) return { kind: 'absent', selector, present: 1 };
  const comparison = comparisonOf(of);
  const compared = comparison && plainSelector(comparison.vector);
  const values = comparison && valuesFor(comparison);
  return compared && values && { kind: 'absent', selector: compared, present: values.bad, missed: values.good };
}

function comparedCondition({ vector, op, bound }: Comparison): OwnCondition | undefined {
  const aggregations: Aggregation[] = [];
  let inner = vector;
  while (inner.kind === 'aggregation' && !inner.param) {
    aggregations.push(inner);
    inner = inner.expr;
  }
  const isCount = aggregations.at(-1)?.op === 'count';
  const outer = isCount ? aggregations.slice(0, -1) : aggregations;
  if (!outer.every(({ op }) => VALUE_OF_ONE.includes(op))) return undefined;
  const selector = plainSelector(inner);
  if (selector) {
    const values = isCount ? countsFor({ vector, op, bound }) : valuesFor({ vector, op, bound });
    return values && { kind: isCount ? 'count' : 'level', selector, ...values, aggregations };
  }
  const counter = isCount ? undefined : counterOf(inner);
  const trend = trendOf(op, bound);
  if (!counter || !trend) return undefined;
  const { rangeMs, unitMs } = counter;
  return { kind: 'counter', trend, selector: counter.selector, rangeMs, boundPerMs: bound / unitMs, aggregations };
}

function plainSelector(expr: Expr | RangeVector): Selector | undefined {
  const isPlain = expr.kind === 'selector' && expr.metric !== undefined && !expr.offset && expr.at === undefined;
  return isPlain ? expr : undefined;
}

/** A rate, whose unit is a second, or an increase, whose unit is its range. */
function counterOf(expr: Expr): { selector: Selector; rangeMs: number; unitMs: number } | undefined {
  if (expr.kind !== 'call' || (expr.name !== 'rate' && expr.name !== 'increase')) return undefined;
  const [of] = expr.args;
  if (of?.kind !== 'matrix' || typeof of.range !== 'number') return undefined;
  const selector = plainSelector(of.selector);
  return selector && { selector, rangeMs: of.range, unitMs: expr.name === 'rate' ? 1_000 : of.range };
}

type Trends = Readonly<Partial<Record<ComparisonOperator, CounterCondition['trend']>>>;

const TRENDS_AT_ZERO: Trends = { '>': 'rises', '!=': 'rises', '==': 'stops', '<=': 'stops' };

const TRENDS: Trends = { '>': 'rises', '>=': 'rises', '<': 'falls', '<=': 'falls' };

/** Undefined for comparisons that always or never hold, and for equality with a rate, which no float can promise. */
function trendOf(op: ComparisonOperator, bound: number): CounterCondition['trend'] | undefined {
  if (bound === 0) return TRENDS_AT_ZERO[op];
  return bound < 0 ? undefined : TRENDS[op];
}

/** The bound itself and its neighbours: one for which the comparison holds, and one for which it does not. */
function valuesFor({ op, bound }: Comparison): Values | undefined {
  const distance = Number.isInteger(bound) ? 1 : Math.abs(bound) / 10;
  return firstOf(
    [bound, bound + distance, bound - distance].map((value) => Number(printNumber(value))),
    op,
    bound,
  );
}

const MOST_SERIES = 20;

/** Of nothing there is no count, so a count can be good at 0 but never bad. */
function countsFor({ op, bound }: Comparison): Values | undefined {
  const near = [0, 1, -1].map((distance) => Math.floor(bound) + distance);
  const values = firstOf(
    near.filter((count) => count >= 0 && count <= MOST_SERIES),
    op,
    bound,
  );
  return values?.bad === 0 ? undefined : values;
}

function firstOf(values: readonly number[], op: ComparisonOperator, bound: number): Values | undefined {
  const holds = (value: number) => compares(op, value, bound);
  const bad = values.find(holds);
  const good = values.find((value) => !holds(value));
  if (bad === undefined || good === undefined) return undefined;
  const far = (value: number, other: number) => Number(printNumber(value + 9 * (value - other)));
  const [worst, best] = [far(bad, good), far(good, bad)];
  return { good, bad, worst: holds(worst) ? worst : bad, best: holds(best) ? good : best };
}
