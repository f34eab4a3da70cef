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
  const letters = lettersOf(seen);
  const forms = new Set(seen.map((value) => formOf(value, letters)));
  return [...forms].some((form) => someValuePasses([matcher, { op: '=~', value: form }]) !== false);
}

/** Whether a value fails only because its letters are of the other case. */
function isOtherCase({ label, op, value }: Matcher, seen: string): boolean {
  if (op !== '=' && op !== '=~') return false;
  const pattern = op === '=' ? escapePattern(value) : value;
  return accepts({ label, op: '=~', value: `(?i)${pattern}` }, seen);
}

/** The letters of words: of one case where all of several words have it, one of which is no abbreviation such as `OK`. */
function lettersOf(seen: readonly string[]): string {
  const words = seen.filter((value) => /[A-Za-z]/.test(value));
  const isTold = words.length > 1 && words.some((value) => /[A-Za-z]{4}/.test(value));
  if (isTold && words.every((value) => value === value.toUpperCase())) return 'A-Z';
  return isTold && words.every((value) => value === value.toLowerCase()) ? 'a-z' : 'A-Za-z';
}

/** A pattern of the values that look like this one: numbers of three digits are codes, others any numbers; words are words. */
function formOf(value: string, letters: string): string {
  return value.replace(/[0-9]+|[A-Za-z_ -]+|./gsu, (part) => {
    if (/^[0-9]{3}$/.test(part)) return '[0-9]{3}';
    if (/^[0-9]/.test(part)) return '[0-9]+';
    return /^[A-Za-z_ -]/.test(part) ? `[${letters}_ -]+` : escapePattern(part);
  });
}
