// What values an expression can have while its data is there, as far as its functions and the catalogue tell. Interval
// arithmetic: a comparison whose sides can only be one way round holds always or never.
import { findMetric } from '../../metrics/catalogue.ts';
import type { Aggregation, Binary, Call, ComparisonOperator, Expr, RangeVector, Selector } from '../../promql/ast.ts';

/** Bounds of a value, both inclusive. */
export type ValueRange = readonly [least: number, greatest: number];

const { POSITIVE_INFINITY: INFINITY } = Number;
const ANY: ValueRange = [-INFINITY, INFINITY];
const POSITIVE: ValueRange = [0, INFINITY];
const ONE: ValueRange = [1, 1];
/** What is counted at all is at least one. */
const COUNTED: ValueRange = [1, INFINITY];
const SWITCH: ValueRange = [0, 1];

/** The values that `tree` can have; of a range vector those of its samples. */
export function valueRange(tree: Expr | RangeVector): ValueRange {
  switch (tree.kind) {
    case 'number':
      return [tree.value, tree.value];
    case 'selector':
      return ofSelector(tree);
    case 'matrix':
      return ofSelector(tree.selector);
    case 'subquery':
      return valueRange(tree.expr);
    case 'unary':
      return tree.op === '-' ? negated(valueRange(tree.expr)) : valueRange(tree.expr);
    case 'call':
      return ofCall(tree);
    case 'aggregation':
      return ofAggregation(tree);
    case 'binary':
      return ofBinary(tree);
    default:
      return ANY;
  }
}

function ofSelector({ metric = '' }: Selector): ValueRange {
  const found = findMetric(metric);
  if (found?.metric.range) return found.metric.range;
  if (found)
    return found.metric.type === 'counter' || found.part === 'bucket' || found.part === 'count' ? POSITIVE : ANY;
  return /_(total|bucket|count)$/.test(metric) ? POSITIVE : ANY;
}

const NEVER_NEGATIVE: readonly string[] = ['rate', 'irate', 'increase', 'resets', 'changes', 'stddev_over_time', 'abs'];
const KEEPS_RANGE: readonly string[] = [
  'avg_over_time',
  'min_over_time',
  'max_over_time',
  'last_over_time',
  'label_replace',
  'label_join',
  'sort',
  'sort_desc',
];

function ofCall({ name, args }: Call): ValueRange {
  if (NEVER_NEGATIVE.includes(name)) return POSITIVE;
  if (name === 'count_over_time') return COUNTED;
  if (name === 'absent' || name === 'absent_over_time' || name === 'present_over_time') return ONE;
  const [first] = args;
  if (!first) return name === 'time' ? POSITIVE : ANY;
  if (name === 'clamp_min') return clampedTo(valueRange(first), args[1]);
  if (name === 'vector' || name === 'scalar' || KEEPS_RANGE.includes(name)) return valueRange(first);
  return name === 'sum_over_time' ? summed(valueRange(first)) : ANY;
}

/** The values of `clamp_min`, whose second argument is a number. */
function clampedTo([least, greatest]: ValueRange, bound: Call['args'][number] | undefined): ValueRange {
  const [to] = bound ? valueRange(bound) : ANY;
  return [Math.max(least, to), Math.max(greatest, to)];
}

function ofAggregation({ op, expr }: Aggregation): ValueRange {
  if (op === 'count' || op === 'count_values') return COUNTED;
  if (op === 'group') return ONE;
  if (op === 'sum') return summed(valueRange(expr));
  return op === 'stddev' || op === 'stdvar' ? POSITIVE : op === 'quantile' ? ANY : valueRange(expr);
}

/** A sum has at least one summand. */
function summed([least, greatest]: ValueRange): ValueRange {
  return [least >= 0 ? least : -INFINITY, greatest <= 0 ? greatest : INFINITY];
}

function negated([least, greatest]: ValueRange): ValueRange {
  return [-greatest, -least];
}

function ofBinary({ op, left, right, bool }: Binary): ValueRange {
  const [a, b] = [valueRange(left), valueRange(right)];
  switch (op) {
    case '+':
      return [a[0] + b[0], a[1] + b[1]];
    case '-':
      return [a[0] - b[1], a[1] - b[0]];
    case '*':
      return product(a, b);
    case '/':
      return a[0] >= 0 && b[0] >= 0 ? POSITIVE : ANY;
    case 'or':
      return [Math.min(a[0], b[0]), Math.max(a[1], b[1])];
    case 'and':
    case 'unless':
      return a;
    case '%':
    case '^':
    case 'atan2':
      return ANY;
    default:
      return bool ? SWITCH : a;
  }
}

function product(a: ValueRange, b: ValueRange): ValueRange {
  const corners = a.flatMap((x) => b.map((y) => (x === 0 || y === 0 ? 0 : x * y)));
  return [Math.min(...corners), Math.max(...corners)];
}

/** Whether `left op right` holds for all values that the sides can have, or for none; undefined where it depends. */
export function outcomeOf(op: ComparisonOperator, left: Expr, right: Expr): 'always' | 'never' | undefined {
  const [a, b] = [valueRange(left), valueRange(right)];
  if (op === '==' || op === '!=') return ofEquality(op, a, b);
  const [low, high] = op === '>' || op === '>=' ? [b, a] : [a, b];
  const isStrict = op === '>' || op === '<';
  if (isStrict ? low[1] < high[0] : low[1] <= high[0]) return 'always';
  return (isStrict ? low[0] >= high[1] : low[0] > high[1]) ? 'never' : undefined;
}

function ofEquality(op: '==' | '!=', a: ValueRange, b: ValueRange): 'always' | 'never' | undefined {
  const isApart = a[1] < b[0] || b[1] < a[0];
  const isSame = a[0] === a[1] && b[0] === b[1] && a[0] === b[0];
  if (!isApart && !isSame) return undefined;
  return (op === '==') === isSame ? 'always' : 'never';
}
