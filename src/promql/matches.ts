// Whether a matcher accepts the value of a label, as far as JavaScript's regular expressions judge as RE2 does.
import type { Matcher } from './ast.ts';

/** Whether the matcher accepts a series with this value of its label; empty for a series without the label. A pattern that
 *  JavaScript cannot run accepts nothing and refuses nothing. */
export function accepts({ op, value }: Matcher, text: string): boolean {
  if (op === '=' || op === '!=') return (text === value) === (op === '=');
  const pattern = toRegExp(value);
  return pattern !== undefined && pattern.test(text) === (op === '=~');
}

/** Flags at the start of a pattern, such as `(?i)`, which JavaScript takes beside it. */
const FLAGS = /^\(\?([ims]+)\)/;

/** The pattern as a JavaScript regular expression, anchored as Prometheus anchors it; undefined where they differ. */
export function toRegExp(pattern: string): RegExp | undefined {
  const [written = '', flags = ''] = FLAGS.exec(pattern) ?? [];
  const body = pattern.slice(written.length).replaceAll(/\\(.)/gsu, spelledOut).replaceAll('(?P<', '(?<');
  try {
    return new RegExp(`^(?:${body})$`, [...new Set(`${flags}su`)].join(''));
  } catch {
    return undefined;
  }
}

/** RE2 takes a backslash before any punctuation, JavaScript only before what has a meaning of its own. */
function spelledOut(escaped: string, char: string): string {
  return /[A-Za-z0-9\s\\^$.*+?()[\]{}|/]|[^ -~]/u.test(char) ? escaped : `\\x${char.charCodeAt(0).toString(16)}`;
}

/** The pattern without the flags at its start. */
export function withoutFlags(pattern: string): string {
  return pattern.replace(FLAGS, '');
}
