// Edits of conditions of the clock, such as `time() % 1800 < bool 900`: whether the clock ever shows the difference.
import type { Binary, BinaryOperator, Subquery } from '../promql/ast.ts';
import { DAY_MS, SECOND_MS } from '../text/time.ts';
import type { Ancestor, EditPath } from './edit-path.ts';
import { placesIn, type Tree } from './places.ts';

/** In seconds: what comes back within a day is looked at over a day. */
const DAY = DAY_MS / SECOND_MS;

/** Why an edit of a condition of the clock changes nothing that is read. */
export function unseenByClock(path: EditPath): string | undefined {
  const { ancestors, before, after } = outermostClock(path);
  if (!isOfClock(before) || !isOfClock(after) || ![before, after].every(comesBackDaily)) return undefined;
  const isChanged = (second: number) => valueAt(before, second) !== valueAt(after, second);
  const subquery = ancestors.findLast(({ node }) => node.kind === 'subquery')?.node;
  if (subquery?.kind === 'subquery') {
    return momentsOf(subquery, DAY, 2 * DAY)?.every((moment) => !isChanged(moment))
      ? 'a subquery is evaluated at whole multiples of its step, and at none of them the clock shows a difference'
      : undefined;
  }
  const sum = otherFactor(ancestors);
  const seconds = Array.from({ length: DAY }, (_, second) => DAY + second).filter(isChanged);
  return sum && hasWholeNumbers([before, after]) && seconds.every((second) => isZero(sum, second))
    ? 'whenever the clock shows a difference, the other factor is zero'
    : undefined;
}

/** The edit as one of the largest part of the expression that reads the clock alone. */
function outermostClock(path: EditPath): EditPath {
  const last = path.ancestors.at(-1);
  if (!last || !isOfClock(last.node)) return path;
  const after = placesIn(last.node)[last.at]?.put(path.after);
  return after ? outermostClock({ ancestors: path.ancestors.slice(0, -1), before: last.node, after }) : path;
}

function isOfClock(tree: Tree): boolean {
  return valueAt(tree, 0) !== undefined;
}

/** What an expression of numbers and the clock is at a second; undefined where it reads anything else. */
function valueAt(tree: Tree, second: number): number | undefined {
  if (tree.kind === 'number') return tree.value;
  if (tree.kind === 'call' && tree.name === 'time') return second;
  if (tree.kind !== 'binary') return undefined;
  const [left, right] = [valueAt(tree.left, second), valueAt(tree.right, second)];
  const operation = OPERATIONS[tree.op];
  return left === undefined || right === undefined || !operation ? undefined : operation(left, right);
}

/** Comparisons are those with `bool`: between numbers there are no others. */
const OPERATIONS: Readonly<Partial<Record<BinaryOperator, (left: number, right: number) => number>>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '%': (left, right) => left % right,
  '<': (left, right) => Number(left < right),
  '<=': (left, right) => Number(left <= right),
  '>': (left, right) => Number(left > right),
  '>=': (left, right) => Number(left >= right),
};

/** Whether the clock is read in remainders alone, each of which is the same a day later. */
function comesBackDaily(tree: Tree): boolean {
  if (tree.kind === 'call') return false;
  if (tree.kind !== 'binary') return true;
  if (tree.op === '%') return tree.right.kind === 'number' && DAY % tree.right.value === 0;
  return comesBackDaily(tree.left) && comesBackDaily(tree.right);
}

/** Between two whole seconds a condition of whole numbers does not change. */
function hasWholeNumbers(trees: readonly Tree[]): boolean {
  return trees.every((tree) =>
    tree.kind === 'number' ? Number.isInteger(tree.value) : hasWholeNumbers(placesIn(tree).map(({ part }) => part)),
  );
}

/** The seconds between two others at which a subquery is evaluated. */
function momentsOf({ step, offset, at }: Subquery, from: number, to: number): number[] | undefined {
  const seconds = typeof step === 'number' ? step / 1_000 : 0;
  if (offset !== undefined || at !== undefined || seconds < 1 || DAY % seconds !== 0) return undefined;
  const first = Math.ceil(from / seconds);
  return Array.from({ length: Math.floor(to / seconds) - first + 1 }, (_, index) => (first + index) * seconds);
}

/** What the condition is multiplied by. */
function otherFactor(ancestors: readonly Ancestor[]): Tree | undefined {
  const { node, at } = ancestors.at(-1) ?? {};
  if (node?.kind !== 'binary' || node.op !== '*') return undefined;
  return at === 0 ? node.right : node.left;
}

/** Whether a sum of products is zero at a second, as a condition of the clock in it is at each moment that is added up. */
function isZero(tree: Tree, second: number): boolean {
  const [subquery] = tree.kind === 'call' && tree.name === 'sum_over_time' ? tree.args : [];
  if (subquery?.kind !== 'subquery' || typeof subquery.range !== 'number') return false;
  const { expr, range } = subquery;
  const condition = expr.kind === 'binary' && expr.op === '*' ? clockIn(expr) : undefined;
  if (!condition || !comesBackDaily(condition)) return false;
  const held = momentsOf(subquery, second - range / 1_000, second);
  return held?.every((moment) => valueAt(condition, moment) === 0) ?? false;
}

function clockIn({ left, right }: Binary): Tree | undefined {
  return [left, right].find(isOfClock);
}
