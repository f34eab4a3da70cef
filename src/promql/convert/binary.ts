// In: two converted sides and the operator between them. Out: the operation, held against Prometheus' rules for types,
// `bool` and the matching of vectors.

import type { BinaryOperator, Expr, Matching } from '../ast.ts';
import { isGroupingLabel } from '../names.ts';
import { COMPARISON_STRENGTH, STRENGTH } from '../precedence.ts';
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

/** An operator with its modifiers, and its place in the text. */
export interface Operator extends Place {
  readonly op: BinaryOperator;
  readonly bool: boolean;
  readonly matching?: Matching;
}

/** Reads what stands between the two sides of lezer's BinaryExpr. */
export function readOperator(node: SyntaxNode, conversion: Conversion): Operator {
  const sign = node.firstChild?.nextSibling ?? node;
  const clause = node.getChild('MatchingModifierClause');
  const fill = node.getChild('FillModifier');
  if (fill !== null) {
    addNewer(conversion, fill, '"fill"', '3.10');
  }
  const written = conversion.text.slice(sign.from, sign.to).toLowerCase();
  const isKnown = Object.hasOwn(STRENGTH, written);
  if (!isKnown) {
    addNewer(conversion, sign, `the operator "${written}"`, '3.10');
  }
  return {
    op: isKnown ? (written as BinaryOperator) : '<',
    bool: node.getChild('BoolModifier') !== null,
    ...(clause === null ? {} : { matching: readMatching(clause, conversion) }),
    from: sign.from,
    to: sign.to,
  };
}

function readMatching(clause: SyntaxNode, conversion: Conversion): Matching {
  const kind = clause.getChild('On') === null ? 'ignoring' : 'on';
  const isLeft = clause.getChild('GroupLeft') !== null;
  const hasGroup = isLeft || clause.getChild('GroupRight') !== null;
  const [labels, include] = clause.getChildren('GroupingLabels');
  return {
    kind,
    labels: readLabels(labels, conversion),
    ...(hasGroup && { group: { side: isLeft ? 'left' : 'right', include: readLabels(include, conversion) } }),
  };
}

/** Reads the labels of `by (…)`, `on (…)` and their like. */
export function readLabels(node: SyntaxNode | null | undefined, conversion: Conversion): readonly string[] {
  const labels: string[] = [];
  for (let child = node?.firstChild ?? null; child !== null; child = child.nextSibling) {
    const label = conversion.text.slice(child.from, child.to);
    if (child.name !== 'LabelName') {
      addNewer(conversion, child, 'a label in quotation marks', '3.0');
    } else if (!isGroupingLabel(label)) {
      addProblem(
        conversion,
        child,
        `PromQL does not take "${label}" for a label here`,
        'rename it with label_replace first',
      );
    }
    labels.push(label);
  }
  return labels;
}

/** Puts the operation together. */
export function binary(left: Typed, operator: Operator, right: Typed, conversion: Conversion): Typed {
  const place = { from: left.from, to: right.to };
  const sides = [left, right];
  const wrong = sides.filter((side) => !checkSide(side, operator, conversion));
  if (wrong.length > 0 || sides.some(({ type }) => type === 'unknown')) {
    return unusable(place);
  }
  const isScalar = sides.every(({ type }) => type === 'scalar');
  checkBool(operator, isScalar, conversion);
  checkMatching(operator, sides, conversion);
  const { op, bool, matching } = operator;
  return typed(
    {
      kind: 'binary',
      op,
      left: left.tree as Expr,
      right: right.tree as Expr,
      ...(bool && { bool }),
      ...(matching && { matching }),
    },
    isScalar ? 'scalar' : 'vector',
    place,
  );
}

function isSet(op: BinaryOperator): boolean {
  return STRENGTH[op] < COMPARISON_STRENGTH;
}

function isComparison(op: BinaryOperator): boolean {
  return STRENGTH[op] === COMPARISON_STRENGTH;
}

function checkSide(side: Typed, { op }: Operator, conversion: Conversion): boolean {
  const { type } = side;
  if (type === 'range' || type === 'string') {
    const help =
      type === 'range' ? 'a function such as rate or avg_over_time makes an instant vector of it' : undefined;
    addProblem(conversion, side, `"${op}" cannot take ${nameOf(type)}, ${quoted(conversion, side)}`, help);
    return false;
  }
  if (type === 'scalar' && isSet(op)) {
    const help = 'vector(…) makes a vector of a number';
    addProblem(conversion, side, `"${op}" needs instant vectors, but ${quoted(conversion, side)} is a scalar`, help);
    return false;
  }
  return true;
}

function checkBool(operator: Operator, isScalar: boolean, conversion: Conversion): void {
  const { op, bool } = operator;
  if (bool && !isComparison(op)) {
    addProblem(conversion, operator, `"bool" can follow only a comparison, not "${op}"`);
  } else if (!bool && isScalar && isComparison(op)) {
    addProblem(conversion, operator, 'a comparison of two scalars needs "bool"', `write ${op} bool`);
  }
}

function checkMatching(operator: Operator, sides: readonly Typed[], conversion: Conversion): void {
  const { op, matching } = operator;
  if (matching === undefined) {
    return;
  }
  const { kind, labels, group } = matching;
  if (sides.some(({ type }) => type === 'scalar')) {
    addProblem(conversion, operator, `"${kind}" can match only instant vectors, and one side is a scalar`);
  } else if (group !== undefined && isSet(op)) {
    addProblem(conversion, operator, `"${op}" cannot take group_${group.side}`, 'it matches many to many anyway');
  }
  const twice = kind === 'on' ? group?.include.find((label) => labels.includes(label)) : undefined;
  if (twice !== undefined) {
    addProblem(
      conversion,
      operator,
      `the label "${twice}" is both in "on" and in "group_${group?.side}"`,
      'it is kept anyway',
    );
  }
}
