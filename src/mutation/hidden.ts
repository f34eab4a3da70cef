// What a wider selector adds on the right side of `or`, where the left side has it already with the same labels: there it is hidden.
import type { Expr, Matcher, Selector } from '../promql/ast.ts';
import { isSameMatcher, OPPOSITE } from '../promql/matches.ts';
import { isScalar, isSetOperator, selectorsOf } from '../promql/visit.ts';
import { placesIn, type Tree } from './places.ts';

/** Whether one of two matchers takes what the other leaves. */
function areOpposite(left: Matcher, right: Matcher): boolean {
  return isSameMatcher(left, { ...right, op: OPPOSITE[right.op] });
}

/** A matcher is dropped from several selectors, all of them on the right side of an `or` whose left side has what they add. */
export function hiddenEverywhere(before: Expr, after: Expr): string | undefined {
  const edited = selectorsOf(after);
  const dropped = selectorsOf(before).flatMap(({ matchers }, at) =>
    matchers.filter((matcher) => !edited[at]?.matchers.some((other) => isSameMatcher(matcher, other))),
  );
  const [matcher] = dropped;
  return matcher && isHiddenIn(before, matcher)
    ? 'what the selectors take besides is on the left side of `or` already, with the same labels'
    : undefined;
}

function isHiddenIn(tree: Tree, dropped: Matcher): boolean {
  if (tree.kind === 'selector') return !tree.matchers.some((matcher) => isSameMatcher(matcher, dropped));
  if (tree.kind === 'binary' && tree.op === 'or' && !tree.matching && areAlike(tree.left, tree.right, dropped)) {
    return isHiddenIn(tree.left, dropped);
  }
  return placesIn(tree).every(({ part }) => isHiddenIn(part, dropped));
}

/** Whether both sides do the same with each series by itself, the left one with all series that `dropped` leaves out on the right. */
export function areAlike(left: Tree, right: Tree, dropped: Matcher): boolean {
  if (withoutParts(left) !== withoutParts(right)) return false;
  if (left.kind === 'selector' && right.kind === 'selector') return takesAll(left, right, dropped);
  if (left.kind === 'number') return true;
  const others = placesIn(right).map(({ part }) => part);
  return (
    isBySeries(left) &&
    placesIn(left).every(({ part }, at) => {
      const other = others[at];
      return other !== undefined && areAlike(part, other, dropped);
    })
  );
}

const PARTS: readonly string[] = ['matchers', 'selector', 'expr', 'args', 'left', 'right', 'param'];

/** A node without what it is made of: of a selector its metric and its offset. */
function withoutParts(tree: Tree): string {
  return JSON.stringify(Object.entries(tree).filter(([field]) => !PARTS.includes(field)));
}

/** Whether what a node makes of one series does not depend on others. */
function isBySeries(tree: Tree): boolean {
  if (tree.kind === 'binary')
    return isScalar(tree.right) || (isSetOperator(tree.op) && tree.op !== 'or' && !tree.matching);
  return tree.kind === 'matrix' || (tree.kind === 'call' && tree.args.length === 1);
}

function takesAll(left: Selector, right: Selector, dropped: Matcher): boolean {
  return (
    left.matchers.some((matcher) => areOpposite(matcher, dropped)) &&
    left.matchers.every(
      (matcher) => areOpposite(matcher, dropped) || right.matchers.some((other) => isSameMatcher(other, matcher)),
    )
  );
}
