// Values of a label that were seen in, whether others of their form could pass a matcher out. No error may have happened yet,
// so that `code=~"5.."` finds nothing proves nothing where codes are three digits; where they are `5xx` it never will.
import { escapePattern } from '../patterns/escape.ts';
import type { Matcher } from '../promql/ast.ts';
import { someValuePasses } from '../promql/matched-values.ts';
import { accepts } from '../promql/matches.ts';

/** Whether a value of the form of one of `seen` could pass; nothing is known of values that were never seen. */
export function isPlausible(matcher: Matcher, seen: readonly string[]): boolean {
  if (seen.some((value) => isOtherCase(matcher, value))) return false;
  if (seen.length === 0) return true;
  const forms = new Set(seen.map(formOf));
  return [...forms].some((form) => someValuePasses([matcher, { op: '=~', value: form }]) !== false);
}

/** Whether a value fails only because its letters are of the other case. */
function isOtherCase({ label, op, value }: Matcher, seen: string): boolean {
  if (op !== '=' && op !== '=~') return false;
  const pattern = op === '=' ? escapePattern(value) : value;
  return accepts({ label, op: '=~', value: `(?i)${pattern}` }, seen);
}

/** A pattern of the values that look like this one: numbers of three digits are codes, others any numbers; words are words. */
function formOf(value: string): string {
  return value.replace(/[0-9]+|[A-Za-z_ -]+|./gsu, (part) => {
    if (/^[0-9]{3}$/.test(part)) return '[0-9]{3}';
    if (/^[0-9]/.test(part)) return '[0-9]+';
    return /^[A-Za-z_ -]/.test(part) ? '[A-Za-z_ -]+' : escapePattern(part);
  });
}
