// Edits that change nothing that a rule can say, as follows from the form of the rule alone. Each answer is a reason in words.
import type { Binary, Matcher, Selector } from '../promql/ast.ts';
import type { Rule } from '../rules/rule.ts';
import { type Ancestor, type EditPath, editPath } from './edit-path.ts';
import { isScalar, labelsOf, matchesBy, passes, restricts } from './label-flow.ts';
import type { Edit } from './mutant.ts';

/** Why the edited rule says the same as the rule; undefined where that does not follow from their form. */
export function knownEquivalence(original: Rule, operator: string, { rule }: Edit): string | undefined {
  if (!rule) return undefined;
  if (operator === 'label-dropped') return droppedLabel(original, rule);
  if (original.expr === rule.expr) return undefined;
  const path = editPath(original.expr, rule.expr);
  return PROOFS[operator]?.(path, original);
}

const PROOFS: Readonly<Record<string, (path: EditPath, rule: Rule) => string | undefined>> = {
  'matcher-dropped': widerSelector,
  'alternative-dropped': widerSelector,
  'call-unwrapped': unwrappedVector,
  'aggregation-swapped': (path) => unreadValue(path),
  'function-swapped': (path) => otherRate(path),
  'matching-dropped': sameMatching,
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
  if (matching || below.some(({ node }) => !READ_AS_ONE.includes(node.kind))) return false;
  const [one, other] = [left, right].map(onlySelector);
  if (!one || !other || one.kind !== other.kind || one.selector.metric !== other.selector.metric) return false;
  const isOpposite = (matcher: Matcher) =>
    matcher.label === dropped.label && matcher.value === dropped.value && matcher.op === OPPOSITE[dropped.op];
  const has = (matcher: Matcher) => other.selector.matchers.some((one) => sameMatcher(one, matcher));
  return (
    one.selector.matchers.some(isOpposite) &&
    one.selector.matchers.every((matcher) => isOpposite(matcher) || has(matcher))
  );
}

const OPPOSITE = { '=': '!=', '!=': '=', '=~': '!~', '!~': '=~' } as const;
const READ_AS_ONE: readonly string[] = ['matrix', 'call'];

function sameMatcher(one: Matcher, other: Matcher): boolean {
  return one.label === other.label && one.op === other.op && one.value === other.value;
}

/** The selector of `f(selector[range])`, and of what kind that is. */
function onlySelector(expr: Binary['left']): { readonly kind: string; readonly selector: Selector } | undefined {
  if (expr.kind === 'selector') return { kind: 'selector', selector: expr };
  const [arg] = expr.kind === 'call' ? expr.args : [];
  return expr.kind === 'call' && arg?.kind === 'matrix'
    ? { kind: `${expr.name} ${arg.range}`, selector: arg.selector }
    : undefined;
}

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
