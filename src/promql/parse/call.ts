// In: a function or an aggregation with its arguments. Out: the tree of it, held against Prometheus' rules for the number and
// the types of arguments.
import type { Aggregation, Expr } from '../ast.ts';
import { AGGREGATIONS, FUNCTIONS, type Signature, type ValueType } from '../functions.ts';
import { isLabelName } from '../names.ts';
import { addProblem, type Place, quoted, type Reader } from './reader.ts';
import { checkPattern } from './selector.ts';
import { nameOf, type Typed, typed, unusable } from './typed.ts';

/** The call of a function of FUNCTIONS. */
export function call(name: string, args: readonly Typed[], place: Place, reader: Reader): Typed {
  const signature = FUNCTIONS.get(name);
  if (signature === undefined || !checkArguments(place, signature, args, reader)) return unusable(place);
  if (name === 'label_replace') checkLabelReplace(args, reader);
  return typed({ kind: 'call', name, args: args.map(({ tree }) => tree) }, signature.returns, place);
}

/** An aggregation of AGGREGATIONS. `by ()` is the same as no clause at all; `without ()` is not. */
export function aggregation(
  op: string,
  args: readonly Typed[],
  clause: Aggregation['grouping'],
  place: Place,
  reader: Reader,
): Typed {
  const paramType = AGGREGATIONS.get(op);
  const expected: readonly ValueType[] = paramType === undefined ? ['vector'] : [paramType, 'vector'];
  const count = expected.length;
  const signature: Signature = { name: op, args: expected, least: count, most: count, returns: 'vector' };
  const isFit = checkArguments(place, signature, args, reader);
  const trees = args.map(({ tree }) => tree as Expr);
  const expr = trees.at(-1);
  if (!isFit || expr === undefined) return unusable(place);
  const [param] = paramType === undefined ? [] : trees;
  const grouping = clause?.kind === 'by' && clause.labels.length === 0 ? undefined : clause;
  return typed(
    { kind: 'aggregation', op, expr, ...(param && { param }), ...(grouping && { grouping }) },
    'vector',
    place,
  );
}

function checkArguments(node: Place, signature: Signature, args: readonly Typed[], reader: Reader): boolean {
  if (!checkCount(node, signature, args.length, reader)) {
    return false;
  }
  const { name, args: expected } = signature;
  return args.map((arg, index) => checkArgument(name, expected[index] ?? expected.at(-1), arg, reader)).every(Boolean);
}

function checkCount(node: Place, { name, args, least, most }: Signature, given: number, reader: Reader): boolean {
  if (given >= least && given <= most) {
    return true;
  }
  const count = given < least ? least : most;
  const bound = given < least ? 'at least ' : 'at most ';
  const needed = `${least === most ? '' : bound}${count} ${count === 1 ? 'argument' : 'arguments'}`;
  const types = args.map(nameOf).join(', ');
  const help = args.length === 0 ? undefined : `${name} takes ${types}`;
  addProblem(reader, node, `"${name}" needs ${needed}, but has ${given}`, help);
  return false;
}

/** Adds a problem if the argument has another type than expected; without an expected type every type will do. */
function checkArgument(name: string, expected: ValueType | undefined, arg: Typed, reader: Reader): boolean {
  if (expected === undefined || arg.type === 'unknown' || arg.type === expected) {
    return arg.type !== 'unknown';
  }
  const message = `"${name}" needs ${nameOf(expected)}, but ${quoted(reader, arg)} is ${nameOf(arg.type)}`;
  addProblem(reader, arg, message, helpFor(expected, arg, reader));
  return false;
}

function helpFor(expected: ValueType, arg: Typed, reader: Reader): string | undefined {
  switch (`${arg.type} for ${expected}`) {
    case 'vector for range':
      return arg.tree.kind === 'selector' && !arg.parenthesized
        ? `give it a range, as in ${reader.text.slice(arg.from, arg.to)}[5m]`
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
function checkLabelReplace([, to, , , regex]: readonly Typed[], reader: Reader): void {
  if (to?.tree.kind === 'string' && !isLabelName(to.tree.value)) {
    addProblem(
      reader,
      to,
      `"${to.tree.value}" is not a label name`,
      'letters, digits and _, not starting with a digit',
    );
  }
  if (regex?.tree.kind === 'string' && !regex.parenthesized) {
    checkPattern(regex.tree.value, regex, reader);
  }
}
