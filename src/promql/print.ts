// In: a PromQL tree. Out: the text of it in Prometheus' own spelling, on one line (`print`) or laid out (`pretty`).
// It does not check types or functions; a tree that cannot be written at all is a bug and throws.
import { memoized } from '../memoized.ts';
import type { Aggregation, Binary, Duration, Expr, Matcher, Selector, Subquery, TimeShift, Unary } from './ast.ts';
import { printDuration } from './duration.ts';
import { printNumber, printString } from './literals.ts';
import { isBareMetricName, isGroupingLabel, isLabelName } from './names.ts';
import { COMPARISON_STRENGTH, POWER_STRENGTH, SIGN_STRENGTH, STRENGTH } from './precedence.ts';
import type { Tree } from './visit.ts';
import { isConstant } from './visit.ts';

/** Writes an expression on one line, as Prometheus does; parentheses only where precedence asks for them. */
export function print(tree: Tree): string {
  return lineOf(tree, print);
}

/** A tree on one line, made of what `line` returns for the trees inside it. */
function lineOf(tree: Tree, line: (inner: Tree) => string): string {
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

function parenthesized(line: string, needed: boolean): string {
  return needed ? `(${line})` : line;
}

function isOperation(expr: Expr): boolean {
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

function leftNeedsParentheses({ op, left }: Binary): boolean {
  const strengthOfOp = STRENGTH[op];
  return strength(left) < strengthOfOp || (op === '^' && strength(left) === strengthOfOp);
}

function rightNeedsParentheses({ op, right }: Binary): boolean {
  const strengthOfOp = STRENGTH[op];
  return !isSigned(right) && (strength(right) < strengthOfOp || (op !== '^' && strength(right) === strengthOfOp));
}

// A bare `-1` is a number, so the minus sign of the number 1 has to keep its distance.
function unaryNeedsParentheses({ expr }: Unary): boolean {
  return expr.kind === 'number' || (expr.kind === 'binary' && STRENGTH[expr.op] < POWER_STRENGTH);
}

function operator({ op, bool, matching }: Binary): string {
  let text: string = bool === true ? `${op} bool` : op;
  if (matching !== undefined) {
    text += ` ${matching.kind} ${labelList(matching.labels)}`;
    if (matching.group !== undefined) {
      text += ` group_${matching.group.side} ${labelList(matching.group.include)}`;
    }
  }
  return text;
}

function aggregationHead({ op, grouping }: Aggregation): string {
  // `by ()` says what no clause says.
  const needed = grouping !== undefined && (grouping.kind === 'without' || grouping.labels.length > 0);
  return needed ? `${op} ${grouping.kind} ${labelList(grouping.labels)} ` : op;
}

function aggregationArguments({ param, expr }: Aggregation): readonly Expr[] {
  return param === undefined ? [expr] : [param, expr];
}

function labelList(labels: readonly string[]): string {
  const wrong = labels.find((label) => !isGroupingLabel(label));
  if (wrong !== undefined) {
    throw new Error(`not a label name: ${JSON.stringify(wrong)}`);
  }
  return `(${labels.join(', ')})`;
}

function head(selector: Selector): string {
  const { name, matchers } = headParts(selector);
  return matchers.length === 0 && name !== '' ? name : name + inBraces(matchers);
}

const inBraces = memoized((matchers: readonly string[]) => `{${matchers.join(',')}}`);

function headParts({ metric, matchers }: Selector): { readonly name: string; readonly matchers: readonly string[] } {
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

function subqueryTail(subquery: Subquery): string {
  const step = subquery.step === undefined ? '' : duration(subquery.step);
  return `[${duration(subquery.range)}:${step}]${shift(subquery)}`;
}

function shift({ at, offset }: TimeShift): string {
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

function duration(value: Duration): string {
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

// From here on: the layout. Prometheus' own formatter indents the operands of a broken operation, which makes the first
// line of a rule start with spaces (and YAML then wants an indentation indicator). Here every broken operation inside
// another is put in parentheses instead, as monitoring mixins write it: the same tree, and plain to see.
const WIDTH = 100;
const INDENT = 2;

/**
 * Writes an expression for people: on one line if it fits in 100 characters, else over several lines, each operator and
 * each argument on a line of its own. Parses to the same tree as `print`.
 */
export function pretty(expr: Expr): string {
  return new Layout().laidOut(expr, 0, 0);
}

class Layout {
  /** Each tree is measured again at each level around it, and printed once. */
  readonly #lines = new Map<Tree, string>();

  /** `taken` characters of the line are used up by what stands around the expression. */
  laidOut(expr: Tree, indent: number, taken: number): string {
    const line = this.#line(expr);
    return indent + taken + line.length <= WIDTH ? line : this.#broken(expr, indent);
  }

  readonly #line = (tree: Tree): string => {
    const known = this.#lines.get(tree);
    if (known !== undefined) return known;
    const line = lineOf(tree, this.#line);
    this.#lines.set(tree, line);
    return line;
  };

  #broken(expr: Tree, indent: number): string {
    switch (expr.kind) {
      case 'selector':
        return brokenHead(expr, indent) + shift(expr);
      case 'matrix':
        return `${brokenHead(expr.selector, indent)}[${duration(expr.range)}]${shift(expr.selector)}`;
      case 'subquery':
        return this.#operand(expr.expr, isOperation(expr.expr), indent, 0) + subqueryTail(expr);
      case 'number':
      case 'string':
        return this.#line(expr);
      case 'call':
        return expr.name + this.#brokenArguments(expr.args, indent, expr.name.length);
      case 'aggregation': {
        const start = aggregationHead(expr);
        return start + this.#brokenArguments(aggregationArguments(expr), indent, start.length);
      }
      case 'unary':
        return expr.op + this.#operand(expr.expr, unaryNeedsParentheses(expr), indent, 1);
      case 'binary':
        return this.#brokenChain(expr, indent);
    }
  }

  #brokenArguments(args: readonly Tree[], indent: number, taken: number): string {
    const [only] = args;
    // `rate(` and its one selector stay together: the braces already open a block.
    if (only === undefined || (args.length === 1 && (only.kind === 'matrix' || only.kind === 'selector'))) {
      return `(${args.map((arg) => this.laidOut(arg, indent, taken + 2)).join('')})`;
    }
    const lines = args.map((arg) => this.laidOut(arg, indent + INDENT, 1));
    return block('(', lines, ')', indent);
  }

  #operand(expr: Expr, parentheses: boolean, indent: number, taken: number): string {
    const line = parenthesized(this.#line(expr), parentheses);
    if (indent + taken + line.length <= WIDTH) {
      return line;
    }
    const nested = parentheses || expr.kind === 'binary';
    return nested ? block('(', [this.#broken(expr, indent + INDENT)], ')', indent) : this.#broken(expr, indent);
  }

  #brokenChain(expr: Binary, indent: number): string {
    const newline = `\n${' '.repeat(indent)}`;
    const { left, right } = expr;
    const first = continues(left, expr)
      ? this.#brokenChain(left, indent)
      : this.#operand(left, leftNeedsParentheses(expr) || mixesSets(left, expr), indent, 0);
    const sign = operator(expr);
    // A constant, as in `> 14.4 * 0.001` and `0 * total`, reads better on the line of its operator.
    const start = isConstant(left)
      ? `${first} ${sign} `
      : `${first}${newline}${sign}${isConstant(right) ? ' ' : newline}`;
    const taken = isConstant(left) ? first.length + sign.length + 2 : 0;
    return start + this.#operand(right, rightNeedsParentheses(expr) || mixesSets(right, expr), indent, taken);
  }
}

function brokenHead(selector: Selector, indent: number): string {
  const { name, matchers } = headParts(selector);
  return matchers.length < 2 ? head(selector) : block(`${name}{`, matchers, '}', indent);
}

function block(open: string, lines: readonly string[], close: string, indent: number): string {
  const inner = `\n${' '.repeat(indent + INDENT)}`;
  return `${open}${inner}${lines.join(`,${inner}`)}\n${' '.repeat(indent)}${close}`;
}

/** Whether `left` is the head of a chain such as `a + b - c` or `a and b and c`, to be written without nesting. */
function continues(left: Expr, { op, matching }: Binary): left is Binary {
  if (
    left.kind !== 'binary' ||
    STRENGTH[left.op] !== STRENGTH[op] ||
    op === '^' ||
    STRENGTH[op] === COMPARISON_STRENGTH
  ) {
    return false;
  }
  return (left.op === op || STRENGTH[op] > COMPARISON_STRENGTH) && sameMatching(left, matching);
}

function sameMatching(left: Binary, matching: Binary['matching']): boolean {
  return JSON.stringify(left.matching) === JSON.stringify(matching);
}

/** Few know which of `and`, `or` and `unless` binds first. */
function mixesSets(inner: Expr, outer: Binary): boolean {
  return (
    inner.kind === 'binary' && STRENGTH[inner.op] < COMPARISON_STRENGTH && STRENGTH[outer.op] < COMPARISON_STRENGTH
  );
}
