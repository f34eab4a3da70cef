// In: a string literal as it stands in a PromQL text, quotes included. Out: its value, or what is wrong with it.
// The rules are Go's (strutil.Unquote and lexEscape of Prometheus), not JavaScript's.
import type { PromqlProblem } from '../problem.ts';

export interface Unquoted {
  readonly value: string;
  readonly problems: readonly PromqlProblem[];
}

// `(.?)` catches what is no escape at all.
const ESCAPE = /\\(?:([abfnrtv\\'"])|([0-3][0-7]{2})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.?))/gsu;
const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};
const LAST_CODE_POINT = 0x10ffff;
// Prometheus' lexer takes a written U+FFFD for broken UTF-8, and a lone surrogate cannot be written in UTF-8.
const UNWRITABLE = /[\ufffd\p{Cs}]/u;
const RAW_BYTES = /[\udc80-\udcff]+/gu;

/** Reads the literal that starts at offset `from` of the text. */
export function unquote(literal: string, from: number): Unquoted {
  const quote = literal.charAt(0);
  const body = literal.slice(1, -1);
  const unwritable = UNWRITABLE.exec(body);
  if (unwritable !== null) {
    const at = from + 1 + unwritable.index;
    return { value: '', problems: [{ message: 'the string is not valid UTF-8', from: at, to: at + 1 }] };
  }
  return quote === '`' || !body.includes('\\') ? { value: body, problems: [] } : unescapeBody(body, quote, from);
}

function unescapeBody(body: string, quote: string, from: number): Unquoted {
  const problems: PromqlProblem[] = [];
  const value = body.replace(ESCAPE, (written, simple, octal, byte, short, long, _other, offset: number) => {
    const at = from + 1 + offset;
    const text = unescaped({ simple, octal, byte, codePoint: short ?? long }, quote);
    if (text === undefined) {
      problems.push(wrongEscape(written, at));
    }
    return text ?? '';
  });
  return joinBytes(value, from, from + body.length + 2, problems);
}

interface Escape {
  readonly simple?: string;
  readonly octal?: string;
  readonly byte?: string;
  readonly codePoint?: string;
}

function unescaped({ simple, octal, byte, codePoint }: Escape, quote: string): string | undefined {
  if (simple !== undefined) {
    return simple === quote ? quote : SIMPLE[simple];
  }
  if (octal !== undefined || byte !== undefined) {
    const code = octal === undefined ? Number.parseInt(byte ?? '', 16) : Number.parseInt(octal, 8);
    // A byte that is no ASCII waits as a lone surrogate, which no other escape can yield, for its neighbours.
    return String.fromCharCode(code < 0x80 ? code : 0xdc00 + code);
  }
  const code = Number.parseInt(codePoint ?? '', 16);
  const isSurrogate = code >= 0xd800 && code <= 0xdfff;
  return code <= LAST_CODE_POINT && !isSurrogate ? String.fromCodePoint(code) : undefined;
}

function wrongEscape(written: string, from: number): PromqlProblem {
  return {
    message: `"${written}" is not an escape that PromQL knows`,
    from,
    to: from + written.length,
    help: 'write a backslash as \\\\, or put the string in backquotes; in a regular expression [.] does what \\. does',
  };
}

function joinBytes(text: string, from: number, to: number, problems: readonly PromqlProblem[]): Unquoted {
  let valid = true;
  const value = text.replace(RAW_BYTES, (bytes) => {
    const encoded = [...bytes].map((byte) => `%${(byte.charCodeAt(0) - 0xdc00).toString(16)}`).join('');
    try {
      return decodeURIComponent(encoded);
    } catch {
      valid = false;
      return '';
    }
  });
  const broken = { message: 'the bytes of the string are not valid UTF-8', from, to };
  return { value, problems: valid ? problems : [...problems, broken] };
}
