// Edits that change nothing that a rule can say, as follows from the form of the rule alone. Each answer is a reason in words.
import { SERIES } from '../model/series-names.ts';
import type { Binary, Matcher } from '../promql/ast.ts';
import { isSameTree, isScalar, isSetOperator } from '../promql/visit.ts';
import type { Rule } from '../rules/rule.ts';
import { unseenByClock } from './clock.ts';
import { type Ancestor, type EditPath, editPath } from './edit-path.ts';
import { areAlike, hiddenEverywhere } from './hidden.ts';
import { demandedValue, labelsOf, matchesBy, passes, restricts } from './label-flow.ts';
import type { Edit } from './mutant.ts';
import type { Tree } from './places.ts';
import { otherAggregation, otherRate, RATES } from './presence.ts';

/** Why the edited rule says the same as the rule; undefined where that does not follow from their form, and from that of the
 *  rules which record what it reads: those of its SLO. */
export function knownEquivalence(
  original: Rule,
  operator: string,
  { rule }: Edit,
  rules: readonly Rule[],
): string | undefined {
  if (!rule) return undefined;
  if (operator === 'label-dropped') return droppedLabel(original, rule);
  if (original.expr === rule.expr) return undefined;
  const path = editPath(original.expr, rule.expr);
  return PROOFS[operator]?.(path, { rule: original, edited: rule, rules });
}

/** A rule, what the edit has made of it, and the rules of its SLO. */
interface EditedRule {
  readonly rule: Rule;
  readonly edited: Rule;
  readonly rules: readonly Rule[];
}

const PROOFS: Readonly<Record<string, (path: EditPath, edit: EditedRule) => string | undefined>> = {
  'matcher-dropped': widerSelector,
  'alternative-dropped': widerSelector,
  'call-unwrapped': unwrappedVector,
  'matcher-dropped-everywhere': (_path, { rule, edited }) => hiddenEverywhere(rule.expr, edited.expr),
  'aggregation-swapped': (path, { rule }) => otherAggregation(path, rule) ?? countedOnly(path) ?? timesZero(path),
  'function-swapped': (path, { rule }) => otherRate(path, rule),
  'side-dropped': neverMoreThanOne,
  'matching-dropped': sameMatching,
  'matching-label-dropped': sameOnBothSides,
  'range-changed': longerThanDivisor,
  'arithmetic-swapped': zeroByDivisor,
  'number-changed': unseenByClock,
  'comparison-boundary': (path) => unseenByClock(path) ?? dividedByZero(path),
  'comparison-dropped': dividedByZero,
};

/** The rule adds a label that the samples have already, with the same value. */
function droppedLabel(original: Rule, { labels }: Rule): string | undefined {
  const dropped = Object.entries(original.labels).find(([label]) => !(label in labels));
  if (!dropped) return undefined;
  const [label, value] = dropped;
  return restricts(original.expr, { label, op: '=', value })
    ? 'what the rule reads has the label already, with the same value, and keeps it'
    : undefined;
}

/** A selector takes more series than before, and what it takes besides finds no partner: the other side has the matcher still,
 *  or reads what is recorded with it. */
function widerSelector({ ancestors, before, after }: EditPath, { rules }: EditedRule): string | undefined {
  if (before.kind !== 'selector' || after.kind !== 'selector') return undefined;
  const changed = before.matchers.find((matcher) => !after.matchers.includes(matcher));
  const isWider = changed && (after.matchers.length < before.matchers.length || changed.op === '!~');
  if (!isWider) return undefined;
  for (const [depth, { node, at }] of [...ancestors.entries()].reverse()) {
    if (node.kind === 'binary' && isDecidedBy(node, at, changed, rules)) {
      return 'what the selector takes besides finds no partner: the other side has the matcher still';
    }
    if (node.kind === 'binary' && node.op === 'or' && at === 1 && isHidden(node, ancestors.slice(depth + 1), changed)) {
      return 'what the selector takes besides is on the left side of `or` already, with the same labels';
    }
    if (!passes(node, at, changed.label)) return undefined;
  }
  return undefined;
}

/** Whether only samples count that the other side accepts, too. */
function isDecidedBy(node: Binary, at: number, matcher: Matcher, rules: readonly Rule[]): boolean {
  if (node.op === 'or' || (node.op === 'unless' && at === 0)) return false;
  const other = at === 0 ? node.right : node.left;
  return !isScalar(other) && matchesBy(node, matcher.label) && restricts(other, matcher, rules);
}

/** Whether the left side of an `or` reads, in the same way, all series that a matcher of the right side leaves out. */
function isHidden({ left, right, matching }: Binary, below: readonly Ancestor[], dropped: Matcher): boolean {
  return !matching && below.every(({ node }) => READ_AS_ONE.includes(node.kind)) && areAlike(left, right, dropped);
}

const READ_AS_ONE: readonly string[] = ['matrix', 'call'];

function unwrappedVector({ ancestors, before, after }: EditPath): string | undefined {
  return ancestors.length === 0 && before.kind === 'call' && before.name === 'vector' && isScalar(after)
    ? 'a scalar is recorded as the vector of one element that vector() makes of it'
    : undefined;
}

/** Of labels that `on` does not name, the two sides have those alone of which each has one and the same value. */
function sameMatching({ before }: EditPath, { rules }: EditedRule): string | undefined {
  if (before.kind !== 'binary' || before.matching?.kind !== 'on') return undefined;
  const { left, right, matching } = before;
  const labels = [left, right].map((side) => labelsOf(side, rules));
  if (labels.includes(undefined) || (matching.group?.include.length ?? 0) > 0) return undefined;
  const others = labels.flatMap((ofSide) => ofSide ?? []).filter((label) => !matching.labels.includes(label));
  // One to one, what is worked out of two sides has no labels but those that they match by.
  const isKept = others.length === 0 || matching.group !== undefined || isSetOperator(before.op);
  const isSame = (label: string) => {
    const value = demandedValue(left, label);
    return value !== undefined && value === demandedValue(right, label);
  };
  return isKept && others.every(isSame)
    ? 'both sides have no other labels than those that they match by, or all of them have the same'
    : undefined;
}

/** `vector(1) and on () present_over_time(…)`, where the rule itself gives the sample all labels that it can have: 1 either way. */
function neverMoreThanOne({ ancestors, before, after }: EditPath, { rule, rules }: EditedRule): string | undefined {
  if (ancestors.length > 0 || before.kind !== 'binary' || before.op !== 'and' || after !== before.right)
    return undefined;
  const isOfAny = before.matching?.kind === 'on' && before.matching.labels.length === 0;
  const isOne = before.left.kind === 'call' && before.left.name === 'vector' && isNumber(before.left.args[0], 1);
  const isPresence = after.kind === 'call' && after.name === 'present_over_time';
  const isGiven = labelsOf(after, rules)?.every(
    (label) => label in rule.labels && demandedValue(after, label) !== undefined,
  );
  return isOfAny && isOne && isPresence && isGiven
    ? 'each side is one sample of the value 1, and the rule gives it all its labels'
    : undefined;
}

function isNumber(tree: Tree | undefined, value: number): boolean {
  return tree?.kind === 'number' && tree.value === value;
}

/** Both sides have the label, with one and the same value. */
function sameOnBothSides({ before, after }: EditPath): string | undefined {
  if (before.kind !== 'binary' || after.kind !== 'binary' || before.matching?.kind !== 'on') return undefined;
  const { left, right } = before;
  const dropped = before.matching.labels.find((label) => !after.matching?.labels.includes(label));
  const value = dropped && demandedValue(left, dropped);
  return value !== undefined && value === demandedValue(right, dropped ?? '')
    ? 'every sample of both sides has the label with the same value'
    : undefined;
}

/** `count` reads no value, and one aggregation has as many samples as another. */
function countedOnly({ ancestors, before, after }: EditPath): string | undefined {
  const outer = ancestors.at(-1)?.node;
  const isSwapped = before.kind === 'aggregation' && after.kind === 'aggregation' && before.param === undefined;
  return outer?.kind === 'aggregation' && outer.op === 'count' && isSwapped
    ? 'only the number of samples is read, which is the same'
    : undefined;
}

/** Whatever is taken of several rates, times zero it is zero. Of values that may be no number it is not. */
function timesZero({ ancestors, before }: EditPath): string | undefined {
  const { node, at } = ancestors.at(-1) ?? {};
  const other = node?.kind === 'binary' && node.op === '*' ? [node.right, node.left][at ?? 0] : undefined;
  return isNumber(other, 0) && before.kind === 'aggregation' && isOfRates(before.expr)
    ? 'only zero times the value is read'
    : undefined;
}

/** Rates of counters, recorded ones too, whatever is added up or chosen of them. */
function isOfRates(tree: Tree): boolean {
  if (tree.kind === 'aggregation') return isOfRates(tree.expr);
  if (tree.kind === 'binary') return (tree.op === '+' || tree.op === 'or') && [tree.left, tree.right].every(isOfRates);
  return isRate(tree) || (tree.kind === 'call' && RATES.includes(tree.name));
}

/** `(x or 0 * y) / (y > 0)`: a zero over a longer time is there where the divisor is, and elsewhere it divides by nothing. */
function longerThanDivisor({ ancestors, before, after }: EditPath): string | undefined {
  const mean = ancestors.at(-1)?.node;
  const divisor = divisorBeside(ancestors.slice(0, -1));
  return mean && divisor && isSameTree(mean, compared(divisor)) && isLonger(before, after)
    ? 'the zero is there wherever the divisor is'
    : undefined;
}

/** `(x or 0 / y) / (y > 0)`: where the divisor is, zero by it is zero. */
function zeroByDivisor({ ancestors, before, after }: EditPath): string | undefined {
  if (before.kind !== 'binary' || after.kind !== 'binary' || after.op !== '/') return undefined;
  const divisor = divisorBeside([...ancestors, { node: before, at: 1 }]);
  const isPositive = divisor?.kind === 'binary' && divisor.op === '>' && isNumber(divisor.right, 0);
  return isPositive && isSameTree(before.right, divisor.left)
    ? 'zero by what is above zero is zero, and elsewhere there is no divisor'
    : undefined;
}

/** The divisor of a quotient whose dividend is padded with the zero in which the ancestors end. */
function divisorBeside(ancestors: readonly Ancestor[]): Tree | undefined {
  const [divided, alternative, product] = ancestors.slice(-3).map(({ node }) => node);
  const isZero = product?.kind === 'binary' && product.op === '*' && isNumber(product.left, 0);
  const isPadding = alternative?.kind === 'binary' && alternative.op === 'or' && alternative.right === product;
  const isDivided = divided?.kind === 'binary' && divided.op === '/' && divided.left === alternative;
  return isZero && isPadding && isDivided && !divided.matching ? divided.right : undefined;
}

/** What a comparison compares. */
function compared(tree: Tree): Tree {
  return tree.kind === 'binary' && tree.op === '>' ? tree.left : tree;
}

function isLonger(before: Tree, after: Tree): boolean {
  const isRange =
    (before.kind === 'matrix' && after.kind === 'matrix') || (before.kind === 'subquery' && after.kind === 'subquery');
  return isRange && Number(after.range) > Number(before.range);
}

/** `x / (y > 0) <= limit`: without the comparison, x by zero is infinite or no number, and neither is at most the limit. */
function dividedByZero({ ancestors, before, after }: EditPath): string | undefined {
  const [limited, divided] = ancestors.slice(-2);
  if (limited?.node.kind !== 'binary' || divided?.node.kind !== 'binary' || before.kind !== 'binary') return undefined;
  const isLimited = (limited.node.op === '<=' || limited.node.op === '<') && limited.at === 0;
  const isDivisor = divided.node.op === '/' && divided.at === 1 && isRate(divided.node.left) && isRate(before.left);
  const isAboveZero = before.op === '>' && before.right.kind === 'number' && before.right.value === 0;
  const isWider = after === before.left || (after.kind === 'binary' && after.op === '>=');
  return isLimited && isDivisor && isAboveZero && isWider
    ? 'by zero the quotient is infinite or no number, and neither of them is below the limit'
    : undefined;
}

/** A recorded rate, or the mean of one: never negative. */
function isRate(tree: Tree): boolean {
  const [arg] = tree.kind === 'call' && tree.name === 'avg_over_time' ? tree.args : [];
  const selector = arg?.kind === 'matrix' ? arg.selector : tree;
  return selector.kind === 'selector' && (selector.metric === SERIES.badRate || selector.metric === SERIES.totalRate);
}
