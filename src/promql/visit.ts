// In: a PromQL tree. Out: what is in it, or the same tree with some parts replaced.
// It changes nothing in place, and knows of labels only what the syntax tells.
import { isDeepStrictEqual } from 'node:util';
import type {
  Aggregation,
  Binary,
  BinaryOperator,
  Call,
  Duration,
  Expr,
  RangeVector,
  Selector,
  StringLiteral,
  TimeShift,
} from './ast.ts';

export type Tree = Expr | RangeVector;

/** The trees directly inside, in the order in which they are written. */
export function partsOf(tree: Tree): readonly Tree[] {
  switch (tree.kind) {
    case 'selector':
    case 'number':
    case 'string':
      return [];
    case 'matrix':
      return [tree.selector];
    case 'subquery':
    case 'unary':
      return [tree.expr];
    case 'call':
      return tree.args;
    case 'aggregation':
      return tree.param === undefined ? [tree.expr] : [tree.param, tree.expr];
    case 'binary':
      return [tree.left, tree.right];
  }
}

/** All instant and range selectors in an expression, in the order in which they are written. */
export function selectorsOf(tree: Expr | RangeVector): readonly Selector[] {
  const selectors: Selector[] = [];
  eachSelector(tree, (selector) => selectors.push(selector));
  return selectors;
}

/** Calls `visit` with each of those selectors. */
export function eachSelector(tree: Expr | RangeVector, visit: (selector: Selector) => void): void {
  if (tree.kind === 'selector') visit(tree);
  else for (const part of partsOf(tree)) eachSelector(part, visit);
}

/** Whether the expression is put together of numbers alone. */
export function isConstant(tree: Tree): boolean {
  if (tree.kind === 'binary') return isConstant(tree.left) && isConstant(tree.right);
  return tree.kind === 'number' || (tree.kind === 'unary' && isConstant(tree.expr));
}

/** Whether the expression returns something where series are missing. */
export function isAbsence(tree: Tree): boolean {
  return tree.kind === 'call' && (tree.name === 'absent' || tree.name === 'absent_over_time');
}

/** Whether two expressions ask the same in the same way. */
export function isSameTree(left: Tree, right: Tree): boolean {
  return isDeepStrictEqual(left, right);
}

/** All operations with two sides, the outer ones first. */
export function binariesOf(tree: Tree): readonly Binary[] {
  return [...(tree.kind === 'binary' ? [tree] : []), ...partsOf(tree).flatMap(binariesOf)];
}

/** The selectors of ranges, in the order in which they are written. */
export function rangeSelectorsOf(tree: Expr | RangeVector): readonly Selector[] {
  return tree.kind === 'matrix' ? [tree.selector] : partsOf(tree).flatMap(rangeSelectorsOf);
}

/** What `map` makes of the parts that can differ. */
interface Mapping {
  readonly selector: (selector: Selector) => Selector;
  readonly duration: (duration: Duration) => Duration;
  readonly string: (literal: StringLiteral) => StringLiteral;
  readonly call: (call: Call) => Expr;
}

function mapExpr(expr: Expr, mapping: Mapping): Expr {
  switch (expr.kind) {
    case 'selector':
      return mapping.selector(mapShift(expr, mapping));
    case 'number':
      return expr;
    case 'string':
      return mapping.string(expr);
    case 'call':
      return mapping.call({ ...expr, args: expr.args.map((arg) => mapTree(arg, mapping)) });
    case 'aggregation': {
      const { param } = expr;
      const mapped = { ...expr, expr: mapExpr(expr.expr, mapping) };
      return param === undefined ? mapped : { ...mapped, param: mapExpr(param, mapping) };
    }
    case 'unary':
      return { ...expr, expr: mapExpr(expr.expr, mapping) };
    case 'binary':
      return { ...expr, left: mapExpr(expr.left, mapping), right: mapExpr(expr.right, mapping) };
  }
}

function mapTree(tree: Tree, mapping: Mapping): Tree {
  switch (tree.kind) {
    case 'matrix':
      return {
        ...tree,
        selector: mapping.selector(mapShift(tree.selector, mapping)),
        range: mapping.duration(tree.range),
      };
    case 'subquery': {
      const { step } = tree;
      const mapped = {
        ...mapShift(tree, mapping),
        expr: mapExpr(tree.expr, mapping),
        range: mapping.duration(tree.range),
      };
      return step === undefined ? mapped : { ...mapped, step: mapping.duration(step) };
    }
    default:
      return mapExpr(tree, mapping);
  }
}

function mapShift<T extends TimeShift>(shifted: T, { duration }: Mapping): T {
  return shifted.offset === undefined ? shifted : { ...shifted, offset: duration(shifted.offset) };
}

const UNCHANGED: Mapping = {
  selector: (selector) => selector,
  duration: (duration) => duration,
  string: (literal) => literal,
  call: (call) => call,
};

/** The expression with every selector, of ranges too, replaced by what `replace` returns for it. */
export function mapSelectors(expr: Expr, replace: (selector: Selector) => Selector): Expr {
  return mapExpr(expr, { ...UNCHANGED, selector: replace });
}

/** The same with the texts of string literals replaced, too. */
export function mapSelectorsAndStrings(
  expr: Expr,
  selector: (selector: Selector) => Selector,
  textOf: (text: string) => string,
): Expr {
  return mapExpr(expr, { ...UNCHANGED, selector, string: (literal) => ({ ...literal, value: textOf(literal.value) }) });
}

/** The expression with every call replaced by what `replace` returns for it, the inner ones first. */
export function mapCalls(expr: Expr, replace: (call: Call) => Expr): Expr {
  return mapExpr(expr, { ...UNCHANGED, call: replace });
}

/** The expression with every `$window` replaced by a length in milliseconds. */
export function fillWindow(expr: Expr, ms: number): Expr {
  return mapExpr(expr, { ...UNCHANGED, duration: (duration) => (duration === 'window' ? ms : duration) });
}

/** Whether `$window` stands anywhere in the expression. */
export function usesWindow(tree: Expr | RangeVector): boolean {
  return ownDurations(tree).includes('window') || partsOf(tree).some(usesWindow);
}

function ownDurations(tree: Tree): readonly (Duration | undefined)[] {
  switch (tree.kind) {
    case 'selector':
      return [tree.offset];
    case 'matrix':
      return [tree.range];
    case 'subquery':
      return [tree.range, tree.step, tree.offset];
    default:
      return [];
  }
}

const SCALAR_FUNCTIONS: readonly string[] = ['scalar', 'time', 'pi'];
// They keep every label of the series that they choose.
const CHOOSING_AGGREGATIONS: readonly string[] = ['topk', 'bottomk'];
const BUCKET_FUNCTIONS: readonly string[] = ['histogram_quantile', 'histogram_fraction'];
const SET_OPERATORS: readonly BinaryOperator[] = ['and', 'or', 'unless'];

/**
 * The labels that the result can have, if the syntax alone tells: those of the outermost aggregation, as far as what is
 * around it keeps them. Scalars have none; of a selector's labels nothing is known, so the answer is undefined.
 */
export function labelsKeptBy(tree: Expr | RangeVector): readonly string[] | undefined {
  switch (tree.kind) {
    case 'selector':
    case 'matrix':
      return undefined;
    case 'number':
    case 'string':
      return [];
    case 'subquery':
    case 'unary':
      return labelsKeptBy(tree.expr);
    case 'call':
      return labelsOfCall(tree);
    case 'aggregation':
      return labelsOfAggregation(tree);
    case 'binary':
      return labelsOfBinary(tree);
  }
}

function labelsOfCall({ name, args }: Call): readonly string[] | undefined {
  const source = args.find((arg) => arg.kind !== 'string' && !isScalar(arg));
  if (source === undefined || name === 'vector' || SCALAR_FUNCTIONS.includes(name)) {
    return [];
  }
  // The result takes its labels from the matchers of the selector.
  if (name === 'absent' || name === 'absent_over_time') {
    return undefined;
  }
  const kept = labelsKeptBy(source);
  const [, to] = args;
  if ((name === 'label_replace' || name === 'label_join') && to?.kind === 'string') {
    return kept && [...new Set([...kept, to.value])];
  }
  return BUCKET_FUNCTIONS.includes(name) ? kept?.filter((label) => label !== 'le') : kept;
}

function labelsOfAggregation({ op, expr, param, grouping }: Aggregation): readonly string[] | undefined {
  const inner = labelsKeptBy(expr);
  if (CHOOSING_AGGREGATIONS.includes(op)) {
    return inner;
  }
  const added = op === 'count_values' && param?.kind === 'string' ? [param.value] : [];
  if (grouping?.kind === 'without') {
    const rest = inner?.filter((label) => !grouping.labels.includes(label));
    return rest && [...rest, ...added];
  }
  return [...intersection(grouping?.labels ?? [], inner), ...added];
}

function labelsOfBinary({ op, left, right, matching }: Binary): readonly string[] | undefined {
  if (isScalar(left) || isScalar(right)) {
    return labelsKeptBy(isScalar(left) ? right : left);
  }
  const ofLeft = labelsKeptBy(left);
  const ofRight = labelsKeptBy(right);
  if (isSetOperator(op)) {
    return op !== 'or' || sameLabels(ofLeft, ofRight) ? ofLeft : undefined;
  }
  if (matching?.group !== undefined) {
    const many = matching.group.side === 'left' ? ofLeft : ofRight;
    return many && [...new Set([...many, ...matching.group.include])];
  }
  if (matching?.kind === 'on') {
    return intersection(matching.labels, ofLeft);
  }
  const common = ofLeft === undefined ? ofRight : intersection(ofLeft, ofRight);
  return matching === undefined ? common : ofLeft?.filter((label) => !matching.labels.includes(label));
}

function intersection(labels: readonly string[], others: readonly string[] | undefined): readonly string[] {
  return others === undefined ? labels : labels.filter((label) => others.includes(label));
}

function sameLabels(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  return a !== undefined && b !== undefined && a.length === b.length && a.every((label) => b.includes(label));
}

/** Whether an operator chooses series by whether there are others. */
export function isSetOperator(op: BinaryOperator): boolean {
  return SET_OPERATORS.includes(op);
}

/** Whether an expression is one number without labels. */
export function isScalar(tree: Tree): boolean {
  switch (tree.kind) {
    case 'number':
      return true;
    case 'unary':
      return isScalar(tree.expr);
    case 'binary':
      return isScalar(tree.left) && isScalar(tree.right);
    case 'call':
      return SCALAR_FUNCTIONS.includes(tree.name);
    default:
      return false;
  }
}
