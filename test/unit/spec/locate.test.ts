// From a path and a stretch of a string back to the characters in the YAML text, through every way of writing a scalar.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Document, isScalar, parse, parseDocument, Scalar } from 'yaml';
import { type Located, locate } from '../../../src/spec/locate.ts';

function located(text: string): Located<unknown> {
  const document = parseDocument(text, { merge: true });
  return locate(document.toJS(), document.contents, { path: 'test.yaml', text });
}

function textAt(text: string, path: readonly PropertyKey[], part?: 'value' | 'key'): string {
  const { start, end } = located(text).spanOf(path, part);
  return text.slice(start, end);
}

/** What stands in the text for each UTF-16 unit of the string at `path`. */
function piecesOf(text: string, path: readonly PropertyKey[]): string[] {
  const { value, spanInside } = located(text);
  const found = path.reduce<unknown>((inner, step) => Reflect.get(Object(inner), step), value);
  return Array.from({ length: String(found).length }, (_, at) => {
    const { start, end } = spanInside(path, at, at + 1);
    return text.slice(start, end);
  });
}

describe('the place of a value', () => {
  const text = `service: shop
slos:
  - name: "first"
    labels: { a: b, 'c d': e }
  - name: second # comment
    empty:
`;

  it.each([
    [['service'], 'shop'],
    [['slos', 0, 'name'], '"first"'],
    [['slos', 0, 'labels'], "{ a: b, 'c d': e }"],
    [['slos', 0, 'labels', 'c d'], 'e'],
    [['slos', 1, 'name'], 'second'],
  ])('%j is %s', (path, expected) => {
    expect(textAt(text, path)).toBe(expected);
  });

  it('is its key where the key is asked for', () => {
    expect(textAt(text, ['slos', 0, 'labels', 'c d'], 'key')).toBe("'c d'");
    expect(textAt(text, ['slos'], 'key')).toBe('slos');
  });

  it('is that of what is nearest where there is nothing', () => {
    expect(textAt(text, ['slos', 1, 'empty'])).toBe('empty');
    expect(textAt(text, ['slos', 1, 'labels', 'a'])).toBe('name');
    expect(textAt(text, ['owner'])).toBe('service');
    expect(located('').spanOf(['a', 0, 'b'])).toMatchObject({ start: 0, end: 0 });
  });

  it('is where it was written, through aliases and merge keys', () => {
    const shared = 'base: &base { name: x, by: &by [a, b] }\nuse: *base\nmerged: { <<: *base, own: 1 }\nby: *by\n';
    const name = shared.indexOf('x, by');
    const at = (...path: readonly PropertyKey[]) => located(shared).spanOf(path).start;
    expect([at('use', 'name'), at('merged', 'name'), at('by', 1)]).toEqual([name, name, shared.indexOf('b]')]);
    expect(located(shared).spanInside(['merged', 'name'], 0, 1).start).toBe(name);
  });
});

describe('the place of a part of a string', () => {
  it.each([
    ['plain', 'a: sum(up)\n', 'up', 'up'],
    ['plain over two lines', 'a: sum(\n  up)\n', '( u', '(\n  u'],
    ['in single quotes', "a: 'it''s up'\n", "it's", "it''s"],
    ['behind doubled quotes', "a: 'it''s up'\n", 'up', 'up'],
    ['in double quotes', 'a: "x=\\"y\\" \\u00e9\\n=="\n', '"y" é\n', '\\"y\\" \\u00e9\\n'],
    ['behind escapes', 'a: "\\x41\\u00e9\\U0001f6a8\\n\\t== 1"\n', '== 1', '== 1'],
    ['on a line that is continued', 'a: "sum(\\\n  up)"\n', 'up', 'up'],
    ['behind a blank that begins a folded line', 'a: "x\n  \\ y == 1"\n', '== 1', '== 1'],
    ['behind an empty line', 'a: "x\n\n\n  y == 1"\n', '== 1', '== 1'],
    ['behind a blank that does not break', 'a: "x\u00a0y == 1"\n', '\u00a0y', '\u00a0y'],
    ['in a literal block', 'a: |\n  sum(\n    up\n  )\n', 'up', 'up'],
    ['in a folded block', 'a: >-\n  sum(\n  up)\n', 'up', 'up'],
    ['in a block with an indentation of its own', 'a: |2\n    up == 1\n', 'up', 'up'],
    ['with the line breaks of Windows', 'a: |\r\n  sum(\r\n    up\r\n  )\r\n', 'up', 'up'],
    ['of characters of two units', "a: '🚨🚨 up'\n", 'up', 'up'],
  ])('is found %s', (_where, text, part, expected) => {
    const { value, spanInside } = located(text);
    const from = String(Reflect.get(Object(value), 'a')).indexOf(part);
    const { start, end } = spanInside(['a'], from, from + part.length);
    expect(from).toBeGreaterThanOrEqual(0);
    expect(text.slice(start, end)).toBe(expected);
  });

  it('is empty where nothing is asked for', () => {
    const { start, end } = located('a: up == 1\n').spanInside(['a'], 3, 3);
    expect([start, end]).toEqual([6, 6]);
  });

  it('stays within the text where it begins or ends outside of the string', () => {
    const text = 'a: up\n';
    const { spanInside } = located(text);
    for (const [from, to] of [
      [0, 99],
      [99, 100],
      [2, 2],
    ] as const) {
      const { start, end } = spanInside(['a'], from, to);
      expect(start).toBeGreaterThanOrEqual(3);
      expect(end).toBeLessThanOrEqual(5);
      expect(end).toBeGreaterThanOrEqual(start);
    }
  });
});

const STYLES = [
  Scalar.PLAIN,
  Scalar.QUOTE_SINGLE,
  Scalar.QUOTE_DOUBLE,
  Scalar.BLOCK_LITERAL,
  Scalar.BLOCK_FOLDED,
] as const;

const anyText = fc.string({
  unit: fc.oneof(
    { arbitrary: fc.constantFrom(...'abcxyz(){}[]=~<>+-*/.,:;#&*!|%@`\'"\\'), weight: 6 },
    { arbitrary: fc.constantFrom(' ', ' ', '\n', '\t'), weight: 2 },
    { arbitrary: fc.constantFrom('é', 'ß', '日', '🚨', '\u00a0', '\u2028', '\u0007', '\\n'), weight: 1 },
  ),
  maxLength: 60,
});

/** The text of a document that holds the value in that style, as far as YAML allows it. */
function write(value: string, type: (typeof STYLES)[number], lineWidth: number, crlf: boolean): string {
  const document = new Document({ before: 'b', outer: [{ key: '' }], after: 'a' });
  const scalar = new Scalar(value);
  scalar.type = type;
  document.setIn(['outer', 0, 'key'], scalar);
  const text = document.toString({ lineWidth, minContentWidth: 0 });
  return crlf ? text.replaceAll('\n', '\r\n') : text;
}

/** The node that holds the value. Of some texts the library writes no YAML (`-` before a line break, as a plain scalar): those
 *  have no places, and are tried no further. */
function heldIn(text: string, path: readonly (string | number)[], value: string) {
  const document = parseDocument(text);
  const node = document.getIn(path, true);
  fc.pre(document.errors.length === 0 && isScalar(node) && node.value === value);
  return node;
}

/** Whether `piece` is a way to write `unit` in a scalar of that style. */
function writes(piece: string, unit: string, type: Scalar['type']): boolean {
  if (piece === unit) return true;
  if (type === 'QUOTE_SINGLE' && unit === "'") return piece === "''";
  if (type === 'QUOTE_DOUBLE' && piece.startsWith('\\')) return parse(`"${piece}"`).startsWith(unit);
  // A line break may stand for a blank, a blank line for a line break, and which blank is nobody's business.
  return /^[ \n\t]$/.test(unit) && /^\s+$/.test(piece);
}

/** Folds beside other blanks are ambiguous: there a place may be off by as many blanks. */
function widthsOf(type: Scalar['type']): readonly number[] {
  return type === 'BLOCK_FOLDED' || type === 'QUOTE_DOUBLE' ? [0] : [0, 20, 80];
}

describe('the place of each character', () => {
  it.each(STYLES)('is where it is written, in whatever string written as %s', (type) => {
    const path = ['outer', 0, 'key'];
    fc.assert(
      fc.property(anyText, fc.constantFrom(...widthsOf(type)), fc.boolean(), (value, lineWidth, crlf) => {
        const text = write(value, type, lineWidth, crlf);
        const node = heldIn(text, path, value);
        const pieces = piecesOf(text, path);
        const style = isScalar(node) ? node.type : undefined;
        const wrong = pieces.flatMap((piece, at) => {
          const unit = value.charAt(at);
          // The second half of a character that one escape stands for has no place of its own.
          const isSecondHalf = /[\udc00-\udfff]/.test(unit) && piece === '';
          return writes(piece, unit, style) || isSecondHalf ? [] : [[at, unit, piece]];
        });
        expect({ text, style, wrong }).toEqual({ text, style, wrong: [] });
      }),
      { numRuns: 1_000 },
    );
  });

  it('goes on and never back', () => {
    const path = ['outer', 0, 'key'];
    fc.assert(
      fc.property(anyText, fc.constantFrom(...STYLES), fc.constantFrom(0, 20, 80), (value, type, lineWidth) => {
        const text = write(value, type, lineWidth, false);
        heldIn(text, path, value);
        const { spanInside } = located(text);
        let last = 0;
        for (let at = 0; at < value.length; at++) {
          const { start, end } = spanInside(path, at, at + 1);
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThanOrEqual(start);
          last = end;
        }
        expect(last).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});
