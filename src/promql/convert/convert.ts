// In: lezer's tree of a text without syntax errors. Out: the typed AST, and all that is wrong with types, functions,
// labels and regular expressions. What belongs together is in the convert-*.ts files; here are calls and literals.

import type { Aggregation, Expr } from '../ast.ts';
import { AGGREGATIONS, FUNCTIONS, NEWER, type Signature, type ValueType } from '../functions.ts';
import { isLabelName } from '../names.ts';
import type { PromqlProblem } from '../problem.ts';
import { readLabels } from './binary.ts';
import {
  addNewer,
  addProblem,
  type Conversion,
  childrenOf,
  nameOf,
  type Place,
  quoted,
  type SyntaxNode,
  type Typed,
  typed,
  unusable,
} from './conversion.ts';
import { MODIFIERS } from './modifier.ts';
import { convertOperation } from './operators.ts';
import { checkPattern, convertSelector } from './selector.ts';
import { unquote } from './unquote.ts';

/** Converts the tree whose top node is given; `text` is what the user wrote, as long as what lezer read. */
export function convertTree(
  top: SyntaxNode,
  text: string,
): { readonly result: Typed; readonly problems: PromqlProblem[] } {
  const problems: PromqlProblem[] = [];
  const conversion: Conversion = { text, problems, convert };
  const expr = top.firstChild;
  return { result: expr === null ? unusable(top) : convert(expr, conversion), problems };
}

const OPERATIONS: ReadonlySet<string> = new Set(['BinaryExpr', 'UnaryExpr', 'NumberDurationLiteral', ...MODIFIERS]);

function convert(node: SyntaxNode, conversion: Conversion): Typed {
  if (OPERATIONS.has(node.name)) {
    return convertOperation(node, conversion);
  }
  switch (node.name) {
    case 'VectorSelector':
      return convertSelector(node, conversion);
    case 'ParenExpr':
      return convertParentheses(node, conversion);
    case 'StringLiteral':
      return convertString(node, conversion);
    case 'FunctionCall':
      return convertCall(node, conversion);
    case 'AggregateExpr':
      return convertAggregation(node, conversion);
    default:
      throw new Error(`lezer has a kind of expression that is not known here: ${node.name}`);
  }
}

function convertParentheses(node: SyntaxNode, conversion: Conversion): Typed {
  const [inner] = childrenOf(node);
  const { from, to } = node;
  return inner === undefined ? unusable(node) : { ...convert(inner, conversion), parenthesized: true, from, to };
}

function convertString(node: SyntaxNode, conversion: Conversion): Typed {
  const { value } = unquote(conversion.text.slice(node.from, node.to), node.from);
  return typed({ kind: 'string', value }, 'string', node);
}

function convertArguments(node: SyntaxNode, conversion: Conversion): readonly Typed[] {
  const body = node.getChild('FunctionCallBody');
  return body === null ? [] : childrenOf(body).map((arg) => convert(arg, conversion));
}

function convertCall(node: SyntaxNode, conversion: Conversion): Typed {
  const identifier = node.getChild('FunctionIdentifier') ?? node;
  const name = conversion.text.slice(identifier.from, identifier.to);
  const args = convertArguments(node, conversion);
  const signature = FUNCTIONS.get(name);
  if (signature === undefined) {
    throw new Error(`the function "${name}" should have been refused before`);
  }
  if (!checkArguments(node, signature, args, conversion)) {
    return unusable(node);
  }
  if (name === 'label_replace') {
    checkLabelReplace(args, conversion);
  }
  return typed({ kind: 'call', name, args: args.map(({ tree }) => tree) }, signature.returns, node);
}

function checkArguments(node: Place, signature: Signature, args: readonly Typed[], conversion: Conversion): boolean {
  if (!checkCount(node, signature, args.length, conversion)) {
    return false;
  }
  const { name, args: wanted } = signature;
  return args.map((arg, index) => checkArgument(name, wanted[index] ?? wanted.at(-1), arg, conversion)).every(Boolean);
}

function checkCount(
  node: Place,
  { name, args, least, most }: Signature,
  given: number,
  conversion: Conversion,
): boolean {
  if (given >= least && given <= most) {
    return true;
  }
  const wanted =
    least === most ? `${least}` : `${given < least ? 'at least' : 'at most'} ${given < least ? least : most}`;
  const noun = wanted === '1' || wanted.endsWith(' 1') ? 'argument' : 'arguments';
  const types = args.map(nameOf).join(', ');
  const help = args.length === 0 ? undefined : `${name} takes ${types}`;
  addProblem(conversion, node, `"${name}" needs ${wanted} ${noun}, but has ${given}`, help);
  return false;
}

/** Adds a problem if the argument has another type than wanted; without a wanted type every type will do. */
function checkArgument(name: string, wanted: ValueType | undefined, arg: Typed, conversion: Conversion): boolean {
  if (wanted === undefined || arg.type === 'unknown' || arg.type === wanted) {
    return arg.type !== 'unknown';
  }
  const message = `"${name}" needs ${nameOf(wanted)}, but ${quoted(conversion, arg)} is ${nameOf(arg.type)}`;
  addProblem(conversion, arg, message, helpFor(wanted, arg, conversion));
  return false;
}

function helpFor(wanted: ValueType, arg: Typed, conversion: Conversion): string | undefined {
  switch (`${arg.type} for ${wanted}`) {
    case 'vector for range':
      return arg.tree.kind === 'selector' && !arg.parenthesized
        ? `give it a range, as in ${conversion.text.slice(arg.from, arg.to)}[5m]`
        : 'take a range of it with a subquery, as in (…)[1h:1m]';
    case 'range for vector':
      return 'a function such as rate or avg_over_time makes an instant vector of it';
    case 'scalar for vector':
      return 'vector(…) makes a vector of a number';
    case 'vector for scalar':
      return 'scalar(…) makes a number of a vector with one series';
    default:
      return undefined;
  }
}

/** Prometheus finds these mistakes only when it evaluates a rule. */
function checkLabelReplace([, to, , , regex]: readonly Typed[], conversion: Conversion): void {
  if (to?.tree.kind === 'string' && !isLabelName(to.tree.value)) {
    addProblem(
      conversion,
      to,
      `"${to.tree.value}" is not a label name`,
      'letters, digits and _, not starting with a digit',
    );
  }
  if (regex?.tree.kind === 'string' && !regex.parenthesized) {
    checkPattern(regex.tree.value, regex, conversion);
  }
}

function convertAggregation(node: SyntaxNode, conversion: Conversion): Typed {
  const identifier = node.getChild('AggregateOp') ?? node;
  const op = conversion.text.slice(identifier.from, identifier.to).toLowerCase();
  const args = convertArguments(node, conversion);
  const grouping = convertGrouping(node.getChild('AggregateModifier'), conversion);
  if (!AGGREGATIONS.has(op)) {
    addNewer(conversion, identifier, `"${op}"`, NEWER.get(op) ?? '3.0');
    return unusable(node);
  }
  const paramType = AGGREGATIONS.get(op);
  const wanted: readonly ValueType[] = paramType === undefined ? ['vector'] : [paramType, 'vector'];
  const count = wanted.length;
  const signature: Signature = { name: op, args: wanted, least: count, most: count, returns: 'vector' };
  const isFit = checkArguments(node, signature, args, conversion);
  const trees = args.map(({ tree }) => tree as Expr);
  const expr = trees.at(-1);
  if (!isFit || expr === undefined) {
    return unusable(node);
  }
  const [param] = paramType === undefined ? [] : trees;
  return typed(
    { kind: 'aggregation', op, expr, ...(param && { param }), ...(grouping && { grouping }) },
    'vector',
    node,
  );
}

/** `by ()` is the same as no clause at all; `without ()` is not. */
function convertGrouping(node: SyntaxNode | null, conversion: Conversion): Aggregation['grouping'] {
  if (node === null) {
    return undefined;
  }
  const kind = node.getChild('By') === null ? 'without' : 'by';
  const labels = readLabels(node.getChild('GroupingLabels'), conversion);
  return kind === 'by' && labels.length === 0 ? undefined : { kind, labels };
}
