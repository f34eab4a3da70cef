// One scalar in, its YAML spelling out: one that YAML 1.1 parsers (Prometheus, Kubernetes, PyYAML) and YAML 1.2 parsers
// read alike, and that a terminal or an editor shows as it stands.

/** How a string may be spelled: `plain` where that is safe, or always in quotes (or as a block). */
export type StringStyle = 'plain' | 'quoted';

// What may stand without quotes is listed here; everything else is quoted, so that no parser's rules need listing.
// Starts like a word, a path or an expression, ends in no colon or blank, printable ASCII in between.
const PLAIN = /^[A-Za-z_(/](?:[!-~ ]*[!-9;-~])?$/;
// Prometheus durations, and expressions that begin with a number: no number, date or base-60 number has a bracket.
const PLAIN_AFTER_DIGIT = /^(?:(?:[0-9]+(?:ms|[smhdwy]))+|[0-9][!-~ ]*[([{][!-~ ]*[!-9;-~])$/;
// Begins a value or a comment within plain text.
const SEPARATOR = /: | #/;
// YAML 1.1's other spellings of booleans and null (https://yaml.org/type/), in any letter case; the numbers by caution.
// An exponent alone is a number for some parsers.
const RESERVED = /^(?:y|yes|n|no|true|false|on|off|null|nan|inf|infinity|e[-+]?\d+)$/i;

// Outside YAML's printable characters, or a line break for some parsers only (NEL, LS, PS), or invisible in an editor, as
// marks of direction are: a review must see what is there. The two joiners stay: emoji and some scripts need them.
const UNPRINTABLE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\u2028\u2029\ufffe\uffff]/u;
const EVERY_UNPRINTABLE = new RegExp(UNPRINTABLE, 'gu');
const LONE_SURROGATE = /\p{Cs}/gu;

// Text whose literal block would not show its indent (it begins with blanks), or would lose blank lines or blanks at
// ends, depending on the parser.
const NO_LITERAL = /^\n* |(?:^|\n) +(?:\n|$)|\n\n$|^\n*$/;

// Most of what is printed: nothing in it needs a second look.
const HARMLESS = /^[ !#-[\]-~]*$/;
const HARMLESS_LINES = /^[\n -~]*$/;

/**
 * A string's spelling; `indent` is the blanks before the lines of a block, deeper than the parent's. A lone surrogate,
 * which no UTF-8 file can hold, becomes U+FFFD; everything else is read back exactly.
 */
export function printString(value: string, style: StringStyle, indent: string): string {
  if (style === 'plain' && isSafePlain(value)) return value;
  if (HARMLESS.test(value)) return `"${value}"`;
  const text = value.replace(LONE_SURROGATE, '\ufffd');
  if (text.includes('\n') && isLiteral(text)) return printLiteral(text, indent);
  if (UNPRINTABLE.test(text)) return printDoubleQuoted(text);
  return /["\\]/.test(text) ? `'${text.replaceAll("'", "''")}'` : `"${text}"`;
}

// A document says the same few keys over and over.
const printedKeys = new Map<string, string>();

/** A key's spelling: never a block. */
export function printKey(key: string): string {
  const known = printedKeys.get(key);
  if (known !== undefined) return known;
  const printed = isSafePlain(key) ? key : printDoubleQuoted(key.replace(LONE_SURROGATE, '\ufffd'));
  printedKeys.set(key, printed);
  return printed;
}

/** A number's spelling. Throws for what has no place in JSON. */
export function printNumber(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`${value} has no JSON form`);
  // YAML 1.1 takes `1e-7` for a string: a float needs its point.
  return String(value).replace(/^(-?\d+)e/, '$1.0e');
}

function isSafePlain(value: string): boolean {
  return (PLAIN.test(value) || PLAIN_AFTER_DIGIT.test(value)) && !SEPARATOR.test(value) && !RESERVED.test(value);
}

/** Whether a literal block gives `text` back exactly. */
function isLiteral(text: string): boolean {
  return !NO_LITERAL.test(text) && (HARMLESS_LINES.test(text) || !UNPRINTABLE.test(text.replaceAll('\n', '')));
}

function printLiteral(text: string, indent: string): string {
  const isClipped = text.endsWith('\n');
  const lines = (isClipped ? text.slice(0, -1) : text).split('\n');
  return [isClipped ? '|' : '|-', ...lines.map((line) => (line === '' ? '' : indent + line))].join('\n');
}

function printDoubleQuoted(text: string): string {
  return JSON.stringify(text).replace(EVERY_UNPRINTABLE, (character) => {
    const hex = (character.codePointAt(0) ?? 0).toString(16);
    return hex.length > 4 ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`;
  });
}
