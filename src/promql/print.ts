// In: a PromQL tree. Out: the text of it in Prometheus' own spelling, on one line; pretty.ts lays it out over several.
// It does not check types or functions; a tree that cannot be written at all is a bug and throws.
import { memoized } from '../memoized.ts';
import type { Aggregation, Binary, Duration, Expr, Matcher, Selector, Subquery, TimeShift, Unary } from './ast.ts';
import { printDuration } from './duration.ts';
import { printNumber, printString } from './literals.ts';
import { isBareMetricName, isGroupingLabel, isLabelName } from './names.ts';
import { POWER_STRENGTH, SIGN_STRENGTH, STRENGTH } from './precedence.ts';
import type { Tree } from './visit.ts';

/** Writes an expression on one line, as Prometheus does; parentheses only where precedence asks for them. */
export function print(tree: Tree): string {
  return lineOf(tree, print);
}

/** A tree on one line, made of what `line` returns for the trees inside it. */
export function lineOf(tree: Tree, line: (inner: Tree) => string): string {
  switch (tree.kind) {
    case 'selector':
      return head(tree) + shift(tree);
    case 'matrix':
      return `${head(tree.selector)}[${duration(tree.range)}]${shift(tree.selector)}`;
    case 'subquery':
      return parenthesized(line(tree.expr), isOperation(tree.expr)) + subqueryTail(tree);
    case 'number':
      return printNumber(tree.value);
    case 'string':
      return printString(tree.value);
    case 'call':
      return `${tree.name}(${tree.args.map(line).join(', ')})`;
    case 'aggregation':
      return `${aggregationHead(tree)}(${aggregationArguments(tree).map(line).join(', ')})`;
    case 'unary':
      return tree.op + parenthesized(line(tree.expr), unaryNeedsParentheses(tree));
    case 'binary': {
      const left = parenthesized(line(tree.left), leftNeedsParentheses(tree));
      return `${left} ${operator(tree)} ${parenthesized(line(tree.right), rightNeedsParentheses(tree))}`;
    }
  }
}

/** The line, in parentheses where it needs them. */
export function parenthesized(line: string, needed: boolean): string {
  return needed ? `(${line})` : line;
}

/** Whether an expression is printed with an operator or a sign, which binds its parts more or less strongly. */
export function isOperation(expr: Expr): boolean {
  return expr.kind === 'binary' || isSigned(expr);
}

function isSigned(expr: Expr): boolean {
  return expr.kind === 'unary' || (expr.kind === 'number' && expr.value < 0);
}

function strength(expr: Expr): number {
  if (expr.kind === 'binary') {
    return STRENGTH[expr.op];
  }
  return isSigned(expr) ? SIGN_STRENGTH : Number.POSITIVE_INFINITY;
}

/** Whether the left side would be read otherwise without parentheses. */
export function leftNeedsParentheses({ op, left }: Binary): boolean {
  const strengthOfOp = STRENGTH[op];
  return strength(left) < strengthOfOp || (op === '^' && strength(left) === strengthOfOp);
}

/** Whether the right side would be read otherwise without parentheses. */
export function rightNeedsParentheses({ op, right }: Binary): boolean {
  const strengthOfOp = STRENGTH[op];
  return !isSigned(right) && (strength(right) < strengthOfOp || (op !== '^' && strength(right) === strengthOfOp));
}

// A bare `-1` is a number, so the minus sign of the number 1 has to keep its distance.
export function unaryNeedsParentheses({ expr }: Unary): boolean {
  return expr.kind === 'number' || (expr.kind === 'binary' && STRENGTH[expr.op] < POWER_STRENGTH);
}

/** An operator with its `bool`, its matching and its grouping: `/ on (job) group_left ()`. */
export function operator({ op, bool, matching }: Binary): string {
  let text: string = bool === true ? `${op} bool` : op;
  if (matching !== undefined) {
    text += ` ${matching.kind} ${labelList(matching.labels)}`;
    if (matching.group !== undefined) {
      text += ` group_${matching.group.side} ${labelList(matching.group.include)}`;
    }
  }
  return text;
}

/** What stands before the parentheses of an aggregation: `sum by (job) `. */
export function aggregationHead({ op, grouping }: Aggregation): string {
  // `by ()` says what no clause says.
  const needed = grouping !== undefined && (grouping.kind === 'without' || grouping.labels.length > 0);
  return needed ? `${op} ${grouping.kind} ${labelList(grouping.labels)} ` : op;
}

/** What stands in the parentheses of an aggregation, in the order in which it is written. */
export function aggregationArguments({ param, expr }: Aggregation): readonly Expr[] {
  return param === undefined ? [expr] : [param, expr];
}

function labelList(labels: readonly string[]): string {
  const wrong = labels.find((label) => !isGroupingLabel(label));
  if (wrong !== undefined) {
    throw new Error(`not a label name: ${JSON.stringify(wrong)}`);
  }
  return `(${labels.join(', ')})`;
}

/** A selector without its range and its shift: `metric{label="value"}`. */
export function head(selector: Selector): string {
  const { name, matchers } = headParts(selector);
  return matchers.length === 0 && name !== '' ? name : name + inBraces(matchers);
}

const inBraces = memoized((matchers: readonly string[]) => `{${matchers.join(',')}}`);

/** The name of a selector, empty where it stands among the matchers, and the matchers as they are printed. */
export function headParts({ metric, matchers }: Selector): {
  readonly name: string;
  readonly matchers: readonly string[];
} {
  const printed = printMatchers(matchers);
  // Prometheus takes a name before the braces and a second one inside for a mistake, but not two inside.
  const bare = metric !== undefined && isBareMetricName(metric) && !matchers.some(({ label }) => label === '__name__');
  if (metric === undefined || bare) {
    return { name: metric ?? '', matchers: printed };
  }
  return { name: '', matchers: [`__name__=${printString(metric)}`, ...printed] };
}

// The rules of an SLO select by its identity dozens of times.
const printMatchers = memoized((matchers: readonly Matcher[]) => matchers.map(printMatcher));

function printMatcher({ label, op, value }: Matcher): string {
  if (!isLabelName(label)) {
    throw new Error(`not a label name: ${JSON.stringify(label)}`);
  }
  return label + op + printString(value);
}

/** What stands behind the expression of a subquery: `[1h:5m] offset 1m`. */
export function subqueryTail(subquery: Subquery): string {
  const step = subquery.step === undefined ? '' : duration(subquery.step);
  return `[${duration(subquery.range)}:${step}]${shift(subquery)}`;
}

/** `@` and `offset` as they stand behind a selector or a subquery; empty without them. */
export function shift({ at, offset }: TimeShift): string {
  let text = '';
  if (at !== undefined) {
    text += typeof at === 'number' ? ` @ ${at.toFixed(3)}` : ` @ ${at}()`;
  }
  if (offset === 'window') {
    text += ' offset $window';
  } else if (typeof offset === 'string') {
    text += ` offset ${offset}`;
  } else if (offset !== undefined && offset !== 0) {
    text += ` offset ${offset < 0 ? '-' : ''}${printDuration(Math.abs(offset))}`;
  }
  return text;
}

/** A length of time as it stands in a range, or the variable in its place. */
export function duration(value: Duration): string {
  if (value === 'window') {
    return '$window';
  }
  if (typeof value === 'string') {
    return value;
  }
  if (value === 0) {
    throw new RangeError('a range or a step has to be longer than zero');
  }
  return printDuration(value);
}
