// In: plain values and smaller trees. Out: PromQL trees, so that the compiler reads like the PromQL it emits.
// It checks nothing that the types do not: a wrong function name or label is the parser's and the printer's business.
import type {
  Aggregation,
  ArithmeticOperator,
  Binary,
  Call,
  ComparisonOperator,
  Expr,
  Matcher,
  Matching,
  MatrixSelector,
  NumberLiteral,
  RangeVector,
  RunVariable,
  Selector,
  SetOperator,
  StringLiteral,
  Subquery,
} from './ast.ts';

/** `metric{matchers}` */
export function selector(metric: string, matchers: readonly Matcher[] = []): Selector {
  return { kind: 'selector', metric, matchers };
}

/** `label="value"` */
export function eq(label: string, value: string): Matcher {
  return { label, op: '=', value };
}

/** `label!="value"` */
export function neq(label: string, value: string): Matcher {
  return { label, op: '!=', value };
}

/** `label=~"value"`; the value is an RE2 pattern, anchored at both ends by Prometheus. */
export function re(label: string, value: string): Matcher {
  return { label, op: '=~', value };
}

/** `label!~"value"`; the value is an RE2 pattern, anchored at both ends by Prometheus. */
export function nre(label: string, value: string): Matcher {
  return { label, op: '!~', value };
}

/** `selector[ms]`, the range in milliseconds. */
export function range(of: Selector, ms: number | RunVariable): MatrixSelector {
  return { kind: 'matrix', selector: of, range: ms };
}

/** `(expr)[rangeMs:stepMs]`, both in milliseconds; without a step Prometheus uses its evaluation interval. */
export function subquery(expr: Expr, rangeMs: number | RunVariable, stepMs?: number): Subquery {
  return { kind: 'subquery', expr, range: rangeMs, ...(stepMs === undefined ? {} : { step: stepMs }) };
}

/** `of offset ms`, in milliseconds; negative looks forward, 0 takes an offset away. */
export function offset<T extends Selector | Subquery>(of: T, ms: number): T {
  const { offset: _replaced, ...rest } = of;
  return (ms === 0 ? rest : { ...rest, offset: ms }) as T;
}

export function num(value: number): NumberLiteral {
  return { kind: 'number', value };
}

export function str(value: string): StringLiteral {
  return { kind: 'string', value };
}

/** `name(args)` */
export function call(name: string, ...args: readonly (Expr | RangeVector)[]): Call {
  return { kind: 'call', name, args };
}

/** Increase per second. */
export function rate(of: RangeVector): Call {
  return call('rate', of);
}

/** Increase over the whole range. */
export function increase(of: RangeVector): Call {
  return call('increase', of);
}

export function avgOverTime(of: RangeVector): Call {
  return call('avg_over_time', of);
}

/** One sample of value 1 if `of` yields nothing, else nothing. */
export function absent(of: Expr): Call {
  return call('absent', of);
}

/** The evaluation time in seconds since 1970, a scalar. */
export function time(): Call {
  return call('time');
}

/** The scalar as a vector of one sample without labels. */
export function vector(scalar: Expr): Call {
  return call('vector', scalar);
}

/** Raises every sample to at least `least`. */
export function clampMin(of: Expr, least: number): Call {
  return call('clamp_min', of, num(least));
}

/** Lowers every sample to at most `most`. */
export function clampMax(of: Expr, most: number): Call {
  return call('clamp_max', of, num(most));
}

/** Sets label `to` to `replacement` (with `$1` groups) where the label `from` matches `regex`. */
export function labelReplace(of: Expr, to: string, replacement: string, from: string, regex: string): Call {
  return call('label_replace', of, str(to), str(replacement), str(from), str(regex));
}

/** Share (ratio) of a native histogram's observations between two bounds. */
export function histogramFraction(lower: number, upper: number, of: Expr): Call {
  return call('histogram_fraction', num(lower), num(upper), of);
}

/** Number of a native histogram's observations. */
export function histogramCount(of: Expr): Call {
  return call('histogram_count', of);
}

function aggregation(op: string, expr: Expr, by: readonly string[]): Aggregation {
  return { kind: 'aggregation', op, expr, ...(by.length === 0 ? {} : { grouping: { kind: 'by', labels: by } }) };
}

/** `sum by (labels) (expr)`; without labels there is no clause. */
export function sum(expr: Expr, by: readonly string[] = []): Aggregation {
  return aggregation('sum', expr, by);
}

/** `max by (labels) (expr)`; without labels there is no clause. */
export function max(expr: Expr, by: readonly string[] = []): Aggregation {
  return aggregation('max', expr, by);
}

/** `avg by (labels) (expr)`; without labels there is no clause. */
export function avg(expr: Expr, by: readonly string[] = []): Aggregation {
  return aggregation('avg', expr, by);
}

/** `min by (labels) (expr)`; without labels there is no clause. */
export function min(expr: Expr, by: readonly string[] = []): Aggregation {
  return aggregation('min', expr, by);
}

/** `count by (labels) (expr)`; without labels there is no clause. */
export function count(expr: Expr, by: readonly string[] = []): Aggregation {
  return aggregation('count', expr, by);
}

/** The `k` largest samples, with all their labels. */
export function topk(k: number, expr: Expr): Aggregation {
  return { kind: 'aggregation', op: 'topk', param: num(k), expr };
}

/** The `k` smallest samples, with all their labels. */
export function bottomk(k: number, expr: Expr): Aggregation {
  return { kind: 'aggregation', op: 'bottomk', param: num(k), expr };
}

/** `on (labels)`: the sides match if these labels are equal. */
export function on(...labels: readonly string[]): Matching {
  return { kind: 'on', labels };
}

/** `ignoring (labels)`: the sides match if all labels but these are equal. */
export function ignoring(...labels: readonly string[]): Matching {
  return { kind: 'ignoring', labels };
}

/** Many samples on the left per sample on the right, whose labels `include` are copied over. */
export function groupLeft(matching: Matching, ...include: readonly string[]): Matching {
  return { ...matching, group: { side: 'left', include } };
}

/** Many samples on the right per sample on the left, whose labels `include` are copied over. */
export function groupRight(matching: Matching, ...include: readonly string[]): Matching {
  return { ...matching, group: { side: 'right', include } };
}

/** How a comparison pairs its sides, and whether it returns 0 or 1 instead of filtering. */
interface ComparisonOptions {
  readonly bool?: boolean;
  readonly matching?: Matching;
}

type Operation = (left: Expr, right: Expr, matching?: Matching) => Binary;
type Comparison = (left: Expr, right: Expr, options?: ComparisonOptions) => Binary;

function operation(op: ArithmeticOperator | SetOperator): Operation {
  return (left, right, matching) => ({ kind: 'binary', op, left, right, ...(matching && { matching }) });
}

function comparison(op: ComparisonOperator): Comparison {
  return (left, right, { bool = false, matching } = {}) => ({
    kind: 'binary',
    op,
    left,
    right,
    ...(bool && { bool }),
    ...(matching && { matching }),
  });
}

/** `left + right` */
export const add: Operation = operation('+');
/** `left - right` */
export const sub: Operation = operation('-');
/** `left * right` */
export const mul: Operation = operation('*');
/** `left / right` */
export const div: Operation = operation('/');
/** `left % right` */
export const mod: Operation = operation('%');
/** `left and right`: the samples of the left that have a match on the right. */
export const and: Operation = operation('and');
/** `left or right`: the left, and of the right what has no match on the left. */
export const or: Operation = operation('or');
/** `left unless right`: the samples of the left that have no match on the right. */
export const unless: Operation = operation('unless');

/** `left > right` */
export const gt: Comparison = comparison('>');
/** `left < right` */
export const lt: Comparison = comparison('<');
/** `left >= right` */
export const gte: Comparison = comparison('>=');
/** `left <= right` */
export const lte: Comparison = comparison('<=');
/** `left == right` */
export const eqv: Comparison = comparison('==');
/** `left != right` */
export const neqv: Comparison = comparison('!=');
