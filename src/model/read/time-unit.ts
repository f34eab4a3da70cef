// In: the expression of a value. Out: the unit of time that its values have, as far as metrics and operations tell.
import { findMetric } from '../../metrics/catalogue.ts';
import type { Binary, Call, Selector } from '../../promql/ast.ts';
import { isComparison } from '../../promql/comparison.ts';
import { selectorsOf, type Tree } from '../../promql/visit.ts';

export type TimeUnit = 'seconds' | 'milliseconds';

/** `timestamp` is Unix time in seconds, `number` a constant. */
type Unit = TimeUnit | 'timestamp' | 'number';

/** The unit of a duration, or undefined where the value is none, or is not known to be one. */
export function timeUnitOf(value: Tree): TimeUnit | undefined {
  const unit = unitOf(value);
  return unit === 'seconds' || unit === 'milliseconds' ? unit : undefined;
}

function unitOf(tree: Tree): Unit | undefined {
  switch (tree.kind) {
    case 'number':
      return 'number';
    case 'string':
      return undefined;
    case 'selector':
      return unitOfSelector(tree);
    case 'matrix':
      return unitOf(tree.selector);
    case 'subquery':
    case 'unary':
      return unitOf(tree.expr);
    case 'aggregation':
      return COUNTING.has(tree.op) ? undefined : unitOf(tree.expr);
    case 'call':
      return unitOfCall(tree);
    case 'binary':
      return unitOfBinary(tree);
  }
}

const COUNTING: ReadonlySet<string> = new Set(['count', 'count_values', 'group', 'stdvar']);

function unitOfSelector({ metric = '' }: Selector): Unit | undefined {
  const found = findMetric(metric);
  if (found?.part === 'count') return undefined;
  const { unit } = found?.metric ?? {};
  if (unit === 'timestamp-seconds') return 'timestamp';
  if (unit !== undefined) return unit === 'seconds' || unit === 'milliseconds' ? unit : undefined;
  if (/_timestamp_seconds$/.test(metric)) return 'timestamp';
  return timeUnitOfName(metric.replace(/_(bucket|sum)$/, ''));
}

/** The unit of time that the name of a metric tells. */
export function timeUnitOfName(name: string): TimeUnit | undefined {
  if (/_seconds$/.test(name)) return 'seconds';
  return /_(milliseconds|ms)$/.test(name) ? 'milliseconds' : undefined;
}

/** Units in names, in which no bound of a latency is written. */
const OTHER_UNIT = /_(us|usec|usecs|micros|microseconds|ns|nanos|nanoseconds|minutes|hours|days|bytes)$/;

/** The unit that the name of a histogram ends in, where a latency indicator has none such. A spec that names a unit is believed. */
export function otherUnitOfName(name: string): string | undefined {
  return OTHER_UNIT.exec(name)?.[1];
}

/** Functions whose results are in the unit of their first vector. */
const KEEPING: ReadonlySet<string> = new Set(
  [
    'abs ceil clamp clamp_max clamp_min delta floor histogram_quantile idelta increase label_join label_replace predict_linear',
    'round scalar sort sort_desc vector avg_over_time last_over_time max_over_time min_over_time quantile_over_time',
    'stddev_over_time sum_over_time',
  ].flatMap((names) => names.split(' ')),
);

function unitOfCall({ name, args }: Call): Unit | undefined {
  if (name === 'time' || name === 'timestamp') return 'timestamp';
  if (!KEEPING.has(name)) return undefined;
  // A quantile of buckets is in their unit, at whatever rate they grow.
  const units = args.map((arg) => (name === 'histogram_quantile' ? commonUnit(arg) : unitOf(arg)));
  return units.find((unit) => unit !== 'number' && unit !== undefined) ?? units[0];
}

function commonUnit(tree: Tree): Unit | undefined {
  const [unit, ...others] = new Set(selectorsOf(tree).map(unitOfSelector));
  return others.length === 0 ? unit : undefined;
}

function unitOfBinary({ op, left, right, bool }: Binary): Unit | undefined {
  if (op === '/') return unitOfMean(left, right);
  const [ofLeft, ofRight] = [unitOf(left), unitOf(right)];
  if (op === '+' || op === '-') return unitOfSum(ofLeft, ofRight);
  if (op === 'and' || op === 'unless') return ofLeft;
  if (op === 'or') return ofLeft === ofRight ? ofLeft : besideNumber(ofLeft, ofRight);
  // A comparison filters the side that is no number.
  if (!isComparison(op) || bool === true) return undefined;
  return ofLeft === 'number' ? ofRight : ofLeft;
}

function unitOfSum(left: Unit | undefined, right: Unit | undefined): Unit | undefined {
  if (left === right) return left === 'timestamp' ? 'seconds' : left;
  // Names such as process_start_time_seconds do not tell whether they are a time or a duration.
  const isOfSeconds = [left, right].every((unit) => unit === 'seconds' || unit === 'timestamp');
  return isOfSeconds ? 'seconds' : besideNumber(left, right);
}

/** The unit of the side that is no constant, if the other side is. */
function besideNumber(left: Unit | undefined, right: Unit | undefined): Unit | undefined {
  if (left === 'number') return right;
  return right === 'number' ? left : undefined;
}

/** The sum of a histogram or summary divided by its count is in its unit; no other division is. */
function unitOfMean(sum: Tree, count: Tree): Unit | undefined {
  const [sums, counts] = [sum, count].map((side) => selectorsOf(side).map(({ metric = '' }) => metric));
  const [family] = sums?.map((name) => /^(.+)_sum$/.exec(name)?.[1]) ?? [];
  const isMean =
    family !== undefined &&
    sums?.every((name) => name === `${family}_sum`) === true &&
    counts?.length !== 0 &&
    counts?.every((name) => name === `${family}_count`) === true;
  return isMean ? commonUnit(sum) : undefined;
}
