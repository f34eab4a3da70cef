// Edits of a value of which nothing is read but whether there is one, or whether it is above zero.
import type { Rule } from '../rules/rule.ts';
import type { Ancestor, EditPath } from './edit-path.ts';
import type { Tree } from './places.ts';

/** On the right side of `and` or `unless`, and in an alert whose texts do not show it, it only matters that there is a sample. */
function unreadValue({ ancestors }: EditPath, rule: Rule): string | undefined {
  return readsPresence(ancestors, rule)
    ? 'only whether there is a sample is read, and there is one in the same cases'
    : undefined;
}

/** Functions that have a result where the others have one. */
export const RATES: readonly string[] = ['rate', 'increase', 'irate', 'delta'];

/** Why another function of rates changes nothing; undefined where it may. */
export function otherRate(path: EditPath, rule: Rule): string | undefined {
  const { before, after } = path;
  if (!areCallsOf(RATES, before, after)) return undefined;
  return unreadValue(path, rule) ?? (areCallsOf(MULTIPLES, before, after) ? unreadSize(path, rule) : undefined);
}

/** Why another aggregation changes nothing; undefined where it may. */
export function otherAggregation(path: EditPath, rule: Rule): string | undefined {
  const { before, after } = path;
  const isOfSign = before.kind === 'aggregation' && isIncrease(before.expr) && [before, after].every(keepsSign);
  return unreadValue(path, rule) ?? (isOfSign ? unreadSize(path, rule) : undefined);
}

/** An increase is the rate times its window, so the two have the same sign. */
const MULTIPLES: readonly string[] = ['rate', 'increase'];

function areCallsOf(names: readonly string[], ...trees: readonly Tree[]): boolean {
  return trees.every((tree) => tree.kind === 'call' && names.includes(tree.name));
}

/** `sum by (x) (rate(y[5m])) > 0`: a value that is never negative is only asked whether it is zero. */
function unreadSize({ ancestors }: EditPath, rule: Rule): string | undefined {
  const depth = ancestors.findLastIndex(({ node }) => !keepsSign(node));
  const { node, at } = ancestors[depth] ?? {};
  const isSign = node?.kind === 'binary' && node.op === '>' && at === 0 && isZero(node.right);
  return isSign && readsPresence(ancestors.slice(0, depth), rule)
    ? 'only whether the value is above zero is read, and it is above zero in the same cases'
    : undefined;
}

/** Aggregations that of values of which none is negative are zero when all of them are. */
function keepsSign(tree: Tree): boolean {
  return tree.kind === 'aggregation' && ['sum', 'max', 'avg'].includes(tree.op);
}

function isIncrease(tree: Tree): boolean {
  return keepsSign(tree) && tree.kind === 'aggregation' ? isIncrease(tree.expr) : areCallsOf(MULTIPLES, tree);
}

function isZero(tree: Tree): boolean {
  return tree.kind === 'number' && tree.value === 0;
}

/** Whether of a part of a rule nothing is read but its labels: it passes through nodes that do not look at its value. */
function readsPresence(ancestors: readonly Ancestor[], rule: Rule): boolean {
  for (const { node, at } of [...ancestors].reverse()) {
    if (node.kind === 'binary' && (node.op === 'and' || node.op === 'unless') && at === 1) return true;
    if (!isBlindToValues(node)) return false;
  }
  return rule.kind === 'alerting' && !showsValue(rule.annotations) && !showsValue(rule.labels);
}

function isBlindToValues(node: Tree): boolean {
  if (node.kind === 'binary') return node.op === 'and' || node.op === 'or' || node.op === 'unless';
  return node.kind === 'aggregation' ? node.param === undefined : node.kind === 'call' && node.name === 'label_replace';
}

/** Whether a template prints the value of the alert; what a person has written is printed as it is. */
function showsValue(texts: Readonly<Record<string, string>>): boolean {
  return Object.values(texts).some((text) => text.includes('$value'));
}
