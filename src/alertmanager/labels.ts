// How Alertmanager tells alerts apart by their labels. A label that an alert does not have counts as one with an empty value.
import { escapePattern } from '../patterns/escape.ts';

/** How a label of an alert is compared; the value is plain text, for `=~` and `!~` an RE2 pattern. */
export interface LabelMatcher {
  readonly label: string;
  readonly op: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** The alert has the label. */
export function isSet(label: string): LabelMatcher {
  return { label, op: '!=', value: '' };
}

/** The alert has no such label. */
export function isUnset(label: string): LabelMatcher {
  return { label, op: '=', value: '' };
}

/** The label has one of these values, or with `not` none of them. Values may hold any character. */
export function anyOf(label: string, values: readonly string[], not?: 'not'): LabelMatcher {
  const [first = '', ...others] = values;
  if (others.length === 0) return { label, op: not ? '!=' : '=', value: first };
  const value = values.map(escapePattern).join('|');
  return { label, op: not ? '!~' : '=~', value };
}

/** `label=~"value"`, as Alertmanager's UTF-8 matchers and its classic ones both read it. */
export function printMatcher({ label, op, value }: LabelMatcher): string {
  return `${label}${op}"${value.replaceAll(/["\\\n]/g, (mark) => (mark === '\n' ? '\\n' : `\\${mark}`))}"`;
}
