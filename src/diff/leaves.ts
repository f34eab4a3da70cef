// Two forms in, the places in which they differ out, and a form with one of them filled in. Knows no meaning of any place,
// so a field that is new in the model is compared from its first day.
import { compareText } from '../text/lists.ts';
import type { Form } from './form.ts';

/** A place in which two forms differ; what is not there is undefined. */
export interface Leaf {
  readonly path: readonly string[];
  readonly before: unknown;
  readonly after: unknown;
}

/** Values that are compared as a whole: a changed part of an identity or of a bound says nothing to a reader. */
const WHOLE = ['identity', 'bound'];

/** Kinds of PromQL trees; no part of one is compared by itself. */
const EXPRESSIONS = ['selector', 'number', 'string', 'call', 'aggregation', 'unary', 'binary'];

/** Whether a value of the model is a PromQL tree. */
export function isExpression(value: unknown): boolean {
  return isRecord(value) && EXPRESSIONS.includes(String(value.kind));
}

/** The places in which two forms differ, from the outside inwards as deep as both have a record there. */
export function leavesOf(before: unknown, after: unknown, path: readonly string[] = []): Leaf[] {
  if (sameValue(before, after)) return [];
  const name = path.at(-1) ?? '';
  if (isOrder(name)) return sameOrder(before, after) ? [] : [{ path, before, after }];
  if (!isRecord(before) || !isRecord(after) || isWhole(name, before, after)) return [{ path, before, after }];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) => leavesOf(ownValue(before, key), ownValue(after, key), [...path, key]));
}

/** `form` with these places as they are in the `state`. */
export function fillIn(form: Form, leaves: readonly Leaf[], state: 'before' | 'after'): Form {
  return leaves.reduce((filled, leaf) => setAt(filled, leaf.path, leaf[state]), form);
}

function setAt(form: Form, [key = '', ...rest]: readonly string[], value: unknown): Form {
  if (rest.length > 0) {
    const inner = ownValue(form, key);
    return { ...form, [key]: setAt(isRecord(inner) ? inner : {}, rest, value) };
  }
  if (value !== undefined) return { ...form, [key]: value };
  return Object.fromEntries(Object.entries(form).filter(([name]) => name !== key));
}

function isOrder(name: string): boolean {
  return name === 'tierOrder' || name === 'thresholdOrder';
}

/** Whether what both have stands in the same order. What was added or removed is a difference of its own. */
function sameOrder(before: unknown, after: unknown): boolean {
  const [old, now] = [before as readonly string[], after as readonly string[]];
  return (
    JSON.stringify(old.filter((key) => now.includes(key))) === JSON.stringify(now.filter((key) => old.includes(key)))
  );
}

function isWhole(name: string, before: Form, after: Form): boolean {
  return WHOLE.includes(name) || isExpression(before) || isExpression(after) || before.kind !== after.kind;
}

/** Whether a value of the model has fields. */
export function isRecord(value: unknown): value is Form {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Names of users may be `__proto__` or `constructor`, too. */
function ownValue(form: Form, key: string): unknown {
  return Object.hasOwn(form, key) ? form[key] : undefined;
}

function sameValue(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

/** A value as a text that does not depend on the order in which fields were written. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_key, inner: unknown) =>
      isRecord(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => compareText(a, b))) : inner,
    ) ?? ''
  );
}
