// In: a converted expression and what stands behind it: `[5m]`, `[1h:1m]`, `offset 5m`, `@ 123`. Out: the two as one.

import type { Expr, MatrixSelector, RangeVector, Selector, Subquery, TimeShift } from '../ast.ts';
import { readNumber } from '../number.ts';
import {
  addNewer,
  addProblem,
  type Conversion,
  nameOf,
  type Place,
  quoted,
  type SyntaxNode,
  type Typed,
  typed,
  unusable,
} from './conversion.ts';
import { convertDuration, convertOffset } from './selector.ts';

/** The nodes that modify the expression which is their first child. */
export const MODIFIERS: ReadonlySet<string> = new Set([
  'MatrixSelector',
  'SubqueryExpr',
  'OffsetExpr',
  'StepInvariantExpr',
  'AnchoredExpr',
  'SmoothedExpr',
]);

/** Applies the modifier, one of MODIFIERS, to what it stands behind. */
export function modify(target: Typed, node: SyntaxNode, conversion: Conversion): Typed {
  const place = { from: target.from, to: node.to };
  if (target.type === 'unknown') {
    return unusable(place);
  }
  const tree = modified(target, node, conversion);
  if (tree === undefined) {
    return unusable(place);
  }
  return typed(tree, tree.kind === 'selector' ? 'vector' : 'range', place);
}

function modified(target: Typed, node: SyntaxNode, conversion: Conversion): Selector | RangeVector | undefined {
  switch (node.name) {
    case 'MatrixSelector':
      return withRange(target, node, conversion);
    case 'SubqueryExpr':
      return asSubquery(target, node, conversion);
    case 'OffsetExpr':
      return withOffset(target, node, conversion);
    case 'StepInvariantExpr':
      return withTime(target, node, conversion);
    default:
      addNewer(
        conversion,
        placeBehind(target, node, conversion),
        node.name === 'AnchoredExpr' ? '"anchored"' : '"smoothed"',
        '3.7',
      );
      return undefined;
  }
}

function placeBehind(target: Place, node: Place, { text }: Conversion): Place {
  const blank = /^\s*/.exec(text.slice(target.to, node.to))?.[0] ?? '';
  return { from: target.to + blank.length, to: node.to };
}

function withRange(target: Typed, node: SyntaxNode, conversion: Conversion): MatrixSelector | undefined {
  const { tree } = target;
  const length = node.getChild('DurationExpr');
  const range = length === null ? undefined : convertDuration(length, conversion);
  if (tree.kind !== 'selector' || target.parenthesized) {
    const place = placeBehind(target, node, conversion);
    const written = conversion.text.slice(place.from, place.to);
    const help = `a subquery, ${written.replace(']', ':]')}, takes a range of any expression`;
    addProblem(conversion, place, 'a range can stand only behind a plain selector', help);
    return undefined;
  }
  if (tree.offset !== undefined || tree.at !== undefined) {
    addProblem(conversion, target, 'a range has to stand before "offset" and "@"', 'as in metric[5m] offset 1h');
    return undefined;
  }
  return range === undefined ? undefined : { kind: 'matrix', selector: tree, range };
}

function asSubquery(target: Typed, node: SyntaxNode, conversion: Conversion): Subquery | undefined {
  const [length, pace] = node.getChildren('DurationExpr');
  const range = length === undefined ? undefined : convertDuration(length, conversion);
  const step = pace === undefined ? undefined : convertDuration(pace, conversion);
  if (target.type !== 'vector' && target.type !== 'unknown') {
    addProblem(conversion, target, `a subquery needs an instant vector, but this is ${nameOf(target.type)}`);
    return undefined;
  }
  if (range === undefined || (pace !== undefined && step === undefined)) {
    return undefined;
  }
  return { kind: 'subquery', expr: target.tree as Expr, range, ...(step === undefined ? {} : { step }) };
}

function withOffset(target: Typed, node: SyntaxNode, conversion: Conversion): Selector | RangeVector | undefined {
  const length = node.getChild('OffsetDurationExpr');
  const offset = length === null ? undefined : convertOffset(length, conversion);
  const place = placeBehind(target, node, conversion);
  return offset === undefined ? undefined : shifted(target, 'offset', { offset }, place, conversion);
}

function withTime(target: Typed, node: SyntaxNode, conversion: Conversion): Selector | RangeVector | undefined {
  const place = placeBehind(target, node, conversion);
  const edge = node.getChild('AtModifierPreprocessors');
  if (edge !== null) {
    const at = conversion.text.slice(edge.from, edge.to).toLowerCase() === 'start' ? 'start' : 'end';
    return shifted(target, '@', { at }, place, conversion);
  }
  const literal = node.getChild('NumberDurationLiteral');
  const at = literal === null ? undefined : readTime(conversion.text.slice(literal.from, literal.to));
  if (at === undefined) {
    addProblem(
      conversion,
      place,
      `${quoted(conversion, literal ?? place)} is not a time`,
      '@ takes Unix seconds, start() or end()',
    );
    return undefined;
  }
  return shifted(target, '@', { at }, place, conversion);
}

// Prometheus keeps whole milliseconds in 64 bits; beyond what JavaScript counts exactly there is no time anyway.
const LATEST = Number.MAX_SAFE_INTEGER / 1000;

function readTime(text: string): number | undefined {
  const seconds = readNumber(text.replace(/^[-+](?:\s|#[^\r\n]*)*/, ''));
  if (seconds === undefined || !(seconds <= LATEST)) {
    return undefined;
  }
  return Math.round(text.startsWith('-') ? -seconds * 1000 : seconds * 1000) / 1000;
}

function shifted(
  target: Typed,
  word: string,
  shift: TimeShift,
  place: Place,
  conversion: Conversion,
): Selector | RangeVector | undefined {
  const { tree } = target;
  const isShiftable = tree.kind === 'selector' || tree.kind === 'matrix' || tree.kind === 'subquery';
  if (!isShiftable || target.parenthesized) {
    const help = 'put it behind each selector inside';
    addProblem(conversion, place, `"${word}" can stand only behind a selector, a range or a subquery`, help);
    return undefined;
  }
  const current: TimeShift = tree.kind === 'matrix' ? tree.selector : tree;
  if ((shift.offset === undefined ? current.at : current.offset) !== undefined) {
    addProblem(conversion, place, `"${word}" is given twice`);
    return undefined;
  }
  return tree.kind === 'matrix' ? { ...tree, selector: { ...tree.selector, ...shift } } : { ...tree, ...shift };
}
