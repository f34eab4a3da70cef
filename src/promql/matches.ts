// Whether a matcher accepts the value of a label.
import { matchesPattern } from '../patterns/pattern.ts';
import type { Matcher, MatchOperator } from './ast.ts';

/** The operator that accepts exactly the values that the other refuses. */
export const OPPOSITE: Readonly<Record<MatchOperator, MatchOperator>> = Object.freeze({
  '=': '!=',
  '!=': '=',
  '=~': '!~',
  '!~': '=~',
});

export function isSameMatcher(left: Matcher, right: Matcher): boolean {
  return left.label === right.label && left.op === right.op && left.value === right.value;
}

/** Whether the matcher accepts a series with this value of its label; empty for a series without the label. A pattern that
 *  cannot be judged of this value neither accepts nor refuses it. */
export function accepts({ op, value }: Matcher, text: string): boolean {
  if (op === '=' || op === '!=') return (text === value) === (op === '=');
  return matchesPattern(value, text) === (op === '=~');
}
