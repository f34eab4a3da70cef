// Which labels an expression has: through which nodes a label passes, and which values of it an expression can have at all.
import type { Binary, Call, Expr, Matcher, Selector } from '../promql/ast.ts';
import { isSameMatcher } from '../promql/matches.ts';
import { isScalar, isSetOperator, selectorsOf } from '../promql/visit.ts';
import type { Rule } from '../rules/rule.ts';
import type { Tree } from './places.ts';

/** Functions whose result has no labels, or others than their argument. */
const WITHOUT_LABELS: readonly string[] = [
  'absent',
  'absent_over_time',
  'scalar',
  'time',
  'vector',
  'histogram_quantile',
];

/** Whether two sides find each other by a label, among others. */
export function matchesBy({ matching }: Binary, label: string): boolean {
  if (!matching) return true;
  return matching.kind === 'on' ? matching.labels.includes(label) : !matching.labels.includes(label);
}

/** Whether every sample of the expression has the label, with a value that the matcher accepts; of a recorded series, as all of
 *  `rules` that record it make it. */
export function restricts(expr: Tree, matcher: Matcher, rules: readonly Rule[] = []): boolean {
  switch (expr.kind) {
    case 'selector':
      return expr.matchers.some((selected) => isSameMatcher(selected, matcher)) || isRecordedWith(expr, matcher, rules);
    case 'matrix':
      return restricts(expr.selector, matcher, rules);
    case 'subquery':
    case 'unary':
      return restricts(expr.expr, matcher, rules);
    case 'call':
      return passesCall(expr, matcher.label) && expr.args.some((arg) => restricts(arg, matcher, rules));
    case 'aggregation':
      return passesAggregation(expr, matcher.label) && restricts(expr.expr, matcher, rules);
    case 'binary':
      return restrictsBinary(expr, matcher, rules);
    default:
      return false;
  }
}

function restrictsBinary(expr: Binary, matcher: Matcher, rules: readonly Rule[]): boolean {
  const [left, right] = [expr.left, expr.right].map((side) => restricts(side, matcher, rules));
  if (expr.op === 'or') return left === true && right === true;
  if (expr.op === 'unless') return left === true;
  if (isScalar(expr.left) || isScalar(expr.right)) return left === true || right === true;
  const kept = keptSide(expr, matcher.label);
  if (kept !== undefined && (kept === 0 ? left : right) === true) return true;
  const isMatched = matchesBy(expr, matcher.label);
  if (expr.op === 'and') return left === true || (isMatched && right === true);
  return isMatched && (left === true || right === true);
}

/** Of the rule itself nothing is known where it reads its own series. */
function isRecordedWith({ metric }: Selector, matcher: Matcher, rules: readonly Rule[]): boolean {
  const recording = rules.filter((rule) => rule.kind === 'recording' && rule.record === metric);
  const others = rules.filter((rule) => !recording.includes(rule));
  return (
    recording.length > 0 &&
    recording.every((rule) => !(matcher.label in rule.labels) && restricts(rule.expr, matcher, others))
  );
}

/** The value that every sample of the expression has of a label, where a matcher demands one. */
export function demandedValue(expr: Tree, label: string): string | undefined {
  const matchers = selectorsOf(expr).flatMap((selector) => selector.matchers);
  return matchers.find((matcher) => matcher.label === label && matcher.op === '=' && restricts(expr, matcher))?.value;
}

/** Of many samples that match one: the side whose labels the result has, but for those that it takes from the other. */
function keptSide({ matching }: Binary, label: string): 0 | 1 | undefined {
  if (!matching?.group || matching.group.include.includes(label)) return undefined;
  return matching.group.side === 'left' ? 0 : 1;
}

/** The labels that samples of the expression can have at the most, where that follows from how they are grouped; of a recorded
 *  series from the rules that record it. */
export function labelsOf(tree: Tree, rules: readonly Rule[] = []): readonly string[] | undefined {
  switch (tree.kind) {
    case 'selector':
      return recordedLabels(tree, rules);
    case 'matrix':
      return labelsOf(tree.selector, rules);
    case 'subquery':
    case 'unary':
      return labelsOf(tree.expr, rules);
    case 'aggregation':
      return tree.grouping?.kind === 'by' && tree.param === undefined ? tree.grouping.labels : ungrouped(tree);
    case 'call':
      return labelsOfCall(tree, rules);
    case 'binary':
      return labelsOfBinary(tree, rules);
    default:
      return [];
  }
}

function ungrouped({ grouping, param }: Extract<Expr, { kind: 'aggregation' }>): readonly string[] | undefined {
  return grouping || param ? undefined : [];
}

/** Of the rule itself nothing is known where it reads its own series. */
function recordedLabels({ metric }: Selector, rules: readonly Rule[]): readonly string[] | undefined {
  const recording = rules.filter((rule) => rule.kind === 'recording' && rule.record === metric);
  const others = rules.filter((rule) => !recording.includes(rule));
  const labels = recording.map((rule) => {
    const read = labelsOf(rule.expr, others);
    return read && [...read, ...Object.keys(rule.labels)];
  });
  return labels.length === 0 ? undefined : unionOf(labels);
}

function labelsOfCall({ name, args }: Call, rules: readonly Rule[]): readonly string[] | undefined {
  if (name.startsWith('absent') || name === 'label_replace' || name === 'label_join') return undefined;
  return name === 'vector' || name === 'scalar' ? [] : unionOf(args.map((arg) => labelsOf(arg, rules)));
}

function labelsOfBinary(expr: Binary, rules: readonly Rule[]): readonly string[] | undefined {
  const [left, right] = [expr.left, expr.right].map((side) => (isScalar(side) ? [] : labelsOf(side, rules)));
  if (expr.matching?.group) return undefined;
  return expr.op === 'and' || expr.op === 'unless' ? left : unionOf([left, right]);
}

function unionOf(labels: readonly (readonly string[] | undefined)[]): readonly string[] | undefined {
  return labels.includes(undefined) ? undefined : [...new Set(labels.flatMap((some) => some ?? []))];
}

/** Whether the label passes from the part of a node into its result. Of `or`, only where both sides match by all labels. */
export function passes(node: Tree, at: number, label: string): boolean {
  if (node.kind === 'call') return passesCall(node, label);
  if (node.kind === 'aggregation') return passesAggregation(node, label);
  if (node.kind !== 'binary') return true;
  if (node.op === 'or') return !node.matching;
  if (isSetOperator(node.op)) return at === 0;
  if (keptSide(node, label) === at) return true;
  const sides = [node.left, node.right];
  return isScalar(sides[1 - at] ?? node) || (matchesBy(node, label) && !node.matching?.group);
}

function passesCall({ name, args }: Call, label: string): boolean {
  if (WITHOUT_LABELS.includes(name)) return false;
  const [, target] = args;
  return !(name === 'label_replace' || name === 'label_join') || !(target?.kind === 'string' && target.value === label);
}

function passesAggregation({ grouping }: Extract<Expr, { kind: 'aggregation' }>, label: string): boolean {
  if (!grouping) return false;
  return grouping.kind === 'by' ? grouping.labels.includes(label) : !grouping.labels.includes(label);
}
