// Edits that change nothing that a rule can say, as follows from the form of the rule alone. Each answer is a reason in words.
import type { Binary, Matcher } from '../promql/ast.ts';
import { SERIES } from '../rules/names.ts';
import type { Rule } from '../rules/rule.ts';
import { unseenByClock } from './clock.ts';
import { type Ancestor, type EditPath, editPath } from './edit-path.ts';
import { areAlike, hiddenEverywhere } from './hidden.ts';
import { demandedValue, isScalar, labelsOf, matchesBy, passes, restricts } from './label-flow.ts';
import type { Edit } from './mutant.ts';
import type { Tree } from './places.ts';

/** Why the edited rule says the same as the rule; undefined where that does not follow from their form. */
export function knownEquivalence(original: Rule, operator: string, { rule }: Edit): string | undefined {
  if (!rule) return undefined;
  if (operator === 'label-dropped') return droppedLabel(original, rule);
  if (original.expr === rule.expr) return undefined;
  const path = editPath(original.expr, rule.expr);
  return PROOFS[operator]?.(path, original, rule);
}

const PROOFS: Readonly<Record<string, (path: EditPath, rule: Rule, edited: Rule) => string | undefined>> = {
  'matcher-dropped': widerSelector,
  'alternative-dropped': widerSelector,
  'call-unwrapped': unwrappedVector,
  'matcher-dropped-everywhere': (_path, { expr }, edited) => hiddenEverywhere(expr, edited.expr),
  'aggregation-swapped': (path) => unreadValue(path) ?? countedOnly(path) ?? timesZero(path),
  'function-swapped': otherRate,
  'matching-dropped': sameMatching,
  'matching-label-dropped': sameOnBothSides,
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

/** A selector takes more series than before, and what it takes besides finds no partner: the other side has the matcher still. */
function widerSelector({ ancestors, before, after }: EditPath): string | undefined {
  if (before.kind !== 'selector' || after.kind !== 'selector') return undefined;
  const changed = before.matchers.find((matcher) => !after.matchers.includes(matcher));
  const isWider = changed && (after.matchers.length < before.matchers.length || changed.op === '!~');
  if (!isWider) return undefined;
  for (const [depth, { node, at }] of [...ancestors.entries()].reverse()) {
    if (node.kind === 'binary' && isDecidedBy(node, at, changed)) {
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
function isDecidedBy(node: Binary, at: number, matcher: Matcher): boolean {
  if (node.op === 'or' || (node.op === 'unless' && at === 0)) return false;
  const other = at === 0 ? node.right : node.left;
  return !isScalar(other) && matchesBy(node, matcher.label) && restricts(other, matcher);
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

/** `on` names all the labels that the two sides can have. */
function sameMatching({ before }: EditPath): string | undefined {
  if (before.kind !== 'binary' || before.matching?.kind !== 'on' || before.matching.group) return undefined;
  const { labels } = before.matching;
  const isAll = [before.left, before.right].every((side) => labelsOf(side)?.every((label) => labels.includes(label)));
  return isAll ? 'both sides have no other labels than those that they match by' : undefined;
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
  const isZero = other?.kind === 'number' && other.value === 0;
  return isZero && before.kind === 'aggregation' && isOfRates(before.expr)
    ? 'only zero times the value is read'
    : undefined;
}

/** Rates of counters, recorded ones too, whatever is added up or chosen of them. */
function isOfRates(tree: Tree): boolean {
  if (tree.kind === 'aggregation') return isOfRates(tree.expr);
  if (tree.kind === 'binary') return (tree.op === '+' || tree.op === 'or') && [tree.left, tree.right].every(isOfRates);
  return isRate(tree) || (tree.kind === 'call' && RATES.includes(tree.name));
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

/** Functions that have a result where the others have one. */
const RATES: readonly string[] = ['rate', 'increase', 'irate', 'delta'];

/** On the right side of `and` or `unless` it only matters that there is a sample. */
function unreadValue({ ancestors }: EditPath): string | undefined {
  for (const { node, at } of [...ancestors].reverse()) {
    if (node.kind === 'binary' && (node.op === 'and' || node.op === 'unless') && at === 1) {
      return 'only whether there is a sample is read, and there is one in the same cases';
    }
    if (node.kind !== 'aggregation' && !(node.kind === 'call' && node.name === 'label_replace')) return undefined;
  }
  return undefined;
}

function otherRate(path: EditPath): string | undefined {
  const { before, after } = path;
  const isRate =
    before.kind === 'call' && after.kind === 'call' && [before, after].every(({ name }) => RATES.includes(name));
  return isRate ? unreadValue(path) : undefined;
}
