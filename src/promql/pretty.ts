// In: a PromQL tree. Out: its text laid out for people, over several lines where one would be too long. Prometheus' own formatter
// indents the operands of a broken operation, which makes the first line of a rule start with spaces (and YAML then wants an
// indentation indicator). Here every broken operation inside another is put in parentheses instead, as monitoring mixins write
// it: the same tree, and plain to see.
import type { Binary, Expr, Selector } from './ast.ts';
import { COMPARISON_STRENGTH, STRENGTH } from './precedence.ts';
import {
  aggregationArguments,
  aggregationHead,
  duration,
  head,
  headParts,
  isOperation,
  leftNeedsParentheses,
  lineOf,
  operator,
  parenthesized,
  rightNeedsParentheses,
  shift,
  subqueryTail,
  unaryNeedsParentheses,
} from './print.ts';
import type { Tree } from './visit.ts';
import { isConstant } from './visit.ts';

const WIDTH = 100;
const INDENT = 2;

/** A line that was measured: what stands around it takes `taken` characters, and it was printed as one line if it fitted. */
export interface MeasuredLine {
  readonly line: string;
  readonly taken: number;
}

/** Whether a line of so many characters, with what stands around it, is not broken. */
export function fitsLine(length: number): boolean {
  return length <= WIDTH;
}

/**
 * Writes an expression for people: on one line if it fits in 100 characters, else over several lines, each operator and
 * each argument on a line of its own. Parses to the same tree as `print`. The layout depends on the measured lines alone.
 */
export function pretty(expr: Expr, onMeasured?: (measured: MeasuredLine) => void): string {
  return new Layout(onMeasured).laidOut(expr, 0, 0);
}

class Layout {
  /** Each tree is measured again at each level around it, and printed once. */
  readonly #lines = new Map<Tree, string>();
  readonly #onMeasured: ((measured: MeasuredLine) => void) | undefined;

  constructor(onMeasured?: (measured: MeasuredLine) => void) {
    this.#onMeasured = onMeasured;
  }

  /** `taken` characters of the line are used up by what stands around the expression. */
  laidOut(expr: Tree, indent: number, taken: number): string {
    const line = this.#line(expr);
    return this.#fits(line, indent + taken) ? line : this.#broken(expr, indent);
  }

  #fits(line: string, taken: number): boolean {
    this.#onMeasured?.({ line, taken });
    return fitsLine(taken + line.length);
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
    if (this.#fits(line, indent + taken)) return line;
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
