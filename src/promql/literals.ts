// In: a number or a text. Out: the PromQL literal for it, without noise digits and without characters that do not show.
// It does not read literals: number.ts and unquote.ts do.

// Small noise of binary fractions (0.1 + 0.2) must not reach a rule: twelve digits are more than any metric holds.
const DIGITS = 12;

/** Writes a number as a person would: `0.3`, `1e21`, `Inf`, `NaN`; -0 is `0`. Whole numbers keep all their digits. */
export function printNumber(value: number): string {
  if (Number.isNaN(value)) {
    return 'NaN';
  }
  if (!Number.isFinite(value)) {
    return value > 0 ? 'Inf' : '-Inf';
  }
  const rounded = Number.isSafeInteger(value) ? value : Number(value.toPrecision(DIGITS));
  return rounded === 0 ? '0' : String(rounded).replace('e+', 'e');
}

const PLAIN = /^[ !#-[\]-~]*$/;
// Controls, invisible marks and bidirectional overrides, line separators, private and unassigned code points. U+FFFD is
// among them because Prometheus' lexer takes the character itself for broken UTF-8.
const ESCAPED = /["\\\ufffd\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu;
const LONE_SURROGATE = /\p{Cs}/gu;
const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** Writes any text as a string literal in double quotes; a lone surrogate, which UTF-8 cannot hold, becomes U+FFFD. */
export function printString(text: string): string {
  const written = PLAIN.test(text) ? text : text.replace(LONE_SURROGATE, '\ufffd').replace(ESCAPED, escapeOf);
  // Flux fills in whatever looks like one of its variables in the files that it applies.
  return `"${written.replaceAll('${', '\\x24{')}"`;
}

function escapeOf(character: string): string {
  const short = SHORT_ESCAPES[character];
  if (short !== undefined) {
    return short;
  }
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length > 4 ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`;
}
