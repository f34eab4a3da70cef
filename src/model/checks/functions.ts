// Functions of PromQL, held against what they are given: rates of gauges, counters read as they stand, quantiles over 1,
// buckets without their bounds.
import { findMetric } from '../../metrics/catalogue.ts';
import type { Call, Expr, RangeVector, Selector } from '../../promql/ast.ts';
import { isBucketName } from '../../promql/bucket.ts';
import { labelsKeptBy, partsOf, selectorsOf, type Tree } from '../../promql/visit.ts';
import type { Place } from '../place.ts';
import type { TextPlaces } from '../promql-places.ts';

/** An expression as it was written. */
export interface WrittenExpression {
  readonly places: TextPlaces;
  readonly place: Place;
}

const OF_COUNTERS: readonly string[] = ['rate', 'irate', 'increase', 'resets'];
const OF_GAUGES: readonly string[] = [
  'avg_over_time',
  'max_over_time',
  'min_over_time',
  'sum_over_time',
  'quantile_over_time',
  'stddev_over_time',
  'predict_linear',
  'deriv',
  'delta',
  'idelta',
];

/** Reports functions that are given the wrong kind of metric, anywhere in the expression. */
export function checkFunctions(tree: Tree, place: WrittenExpression): void {
  if (tree.kind === 'call') checkCall(tree, place);
  if (tree.kind === 'aggregation' && tree.op === 'quantile') checkQuantile(tree.param, place);
  for (const part of partsOf(tree)) checkFunctions(part, place);
}

function checkCall(call: Call, place: WrittenExpression): void {
  const { name, args } = call;
  for (const arg of args) {
    if (arg.kind !== 'matrix') continue;
    if (OF_COUNTERS.includes(name)) checkIsNoGauge(arg.selector, name, place);
    if (OF_GAUGES.includes(name)) checkIsNoCounter(arg.selector, `${name}() of it`, place);
  }
  if (name === 'histogram_quantile') checkHistogramQuantile(call, place);
  if (name === 'quantile_over_time') checkQuantile(args[0], place);
}

function checkIsNoGauge({ metric = '' }: Selector, name: string, { places, place }: WrittenExpression): void {
  if (findMetric(metric)?.metric.type !== 'gauge') return;
  place.reportAt(places.metric(metric), {
    code: 'not-a-counter',
    message: `"${metric}" is a gauge, and ${name}() takes each fall of it for a restart`,
    help: 'read a gauge with avg_over_time or delta, or as a threshold indicator',
  });
}

/** Reports a counter whose value since its start is read as if it meant something. */
function checkIsNoCounter({ metric = '' }: Selector, use: string, { places, place }: WrittenExpression): void {
  const found = findMetric(metric);
  const isCounter = found ? found.metric.type !== 'gauge' && found.part !== 'base' : undefined;
  const counts = found?.metric.type === 'counter' || isCounter;
  if (!counts && (found || !/_total$/.test(metric))) return;
  place.reportAt(places.metric(metric), {
    code: 'not-a-gauge',
    severity: counts ? 'error' : 'warning',
    message: `"${metric}" ${counts ? 'is a counter' : 'is a counter by its name'}, and ${use} tells how long its process runs`,
    help: 'take its rate(…) or increase(…) over a window',
  });
}

function checkQuantile(arg: Expr | RangeVector | undefined, { place }: WrittenExpression): void {
  if (arg?.kind !== 'number' || (arg.value >= 0 && arg.value <= 1)) return;
  place.report({
    code: 'quantile-out-of-range',
    message: `a quantile goes from 0 to 1, and ${arg.value} yields infinity only`,
    help: arg.value <= 100 && arg.value > 1 ? `write ${arg.value / 100}` : 'write 0.99 for the 99th percentile',
  });
}

function checkHistogramQuantile({ args: [quantile, source] }: Call, written: WrittenExpression): void {
  checkQuantile(quantile, written);
  if (!source || !selectorsOf(source).some(({ metric }) => isBucketName(metric))) return;
  const kept = labelsKeptBy(source);
  if (!kept || kept.includes('le')) return;
  written.place.report({
    code: 'bucket-without-bound',
    message: 'histogram_quantile finds no buckets: the aggregation inside drops the label "le"',
    help: `write sum by (${['le', ...kept].join(', ')}) (…)`,
  });
}

/** Functions and aggregations that look at the existence or the changes of series and not at their values. */
const BLIND_TO_VALUES: readonly string[] = [
  'absent',
  'absent_over_time',
  'present_over_time',
  'timestamp',
  'count',
  'group',
  'count_values',
];

/** Reports counters of which `expr` reads the value since their start, as a gauge is read. */
export function checkReadsNoCounter(expr: Tree, place: WrittenExpression): void {
  switch (expr.kind) {
    case 'selector':
      checkIsNoCounter(expr, 'its value', place);
      return;
    case 'call':
      if (!BLIND_TO_VALUES.includes(expr.name)) for (const arg of expr.args) checkReadsNoCounter(arg, place);
      return;
    case 'aggregation':
      if (!BLIND_TO_VALUES.includes(expr.op)) checkReadsNoCounter(expr.expr, place);
      return;
    case 'unary':
      checkReadsNoCounter(expr.expr, place);
      return;
    case 'binary':
      checkOperands(expr, place);
      return;
    default:
  }
}

/** What `and` and `unless` have on their right is asked for its existence only, and a difference or a quotient of counters
 *  has its meaning. */
function checkOperands({ op, left, right }: Extract<Expr, { kind: 'binary' }>, place: WrittenExpression): void {
  const isRelation = (op === '-' || op === '/') && [left, right].every((side) => selectorsOf(side).length > 0);
  if (isRelation) return;
  checkReadsNoCounter(left, place);
  if (op !== 'and' && op !== 'unless') checkReadsNoCounter(right, place);
}
