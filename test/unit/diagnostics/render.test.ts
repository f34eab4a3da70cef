import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { COLORED, PLAIN } from '../../../src/diagnostics/paint.ts';
import { renderText } from '../../../src/diagnostics/render.ts';
import type { Diagnostic, SourceFile, Span } from '../../../src/diagnostics/report.ts';
import { madeUpCode } from '../../support/made-up-code.ts';

function sourceOf(text: string, path = 'slos/checkout.slo.yaml'): SourceFile {
  return { path, text };
}

/** The span of the first `part` in the source. */
function spanOf(source: SourceFile, part: string): Span {
  const start = source.text.indexOf(part);
  if (start < 0) throw new Error(`no ${part} in the source`);
  return { source, start, end: start + part.length };
}

function error(span?: Span, more: Partial<Diagnostic> = {}): Diagnostic {
  return { code: madeUpCode('bad'), severity: 'error', message: 'bad thing', ...(span ? { span } : {}), ...more };
}

function plain(...diagnostics: Diagnostic[]): string {
  return renderText(diagnostics, PLAIN);
}

/** The frame's source line and caret line, without their gutters. */
function frame(text: string, span: Omit<Span, 'source'>): readonly string[] {
  const lines = plain(error({ source: sourceOf(text), ...span })).split('\n');
  return lines.slice(2, 4).map((line) => line.replace(/^ *\d* \| ?/, ''));
}

describe('renderText', () => {
  it('prints the location, the code, the underlined token, the help and the counts', () => {
    const source = sourceOf('service: checkout\nslos:\nwindw: 30d\n');
    const other = sourceOf('service: cart\n', 'slos/cart.slo.yaml');
    const text = plain(
      error(spanOf(source, 'windw'), {
        code: 'unknown-field',
        message: 'unknown field "windw" in an SLO',
        help: 'did you mean "window"? fields: name, objective, period, indicator, alerts',
      }),
      error(spanOf(other, 'cart'), { code: madeUpCode('odd'), severity: 'warning', message: 'odd name' }),
    );
    expect(text).toBe(`slos/checkout.slo.yaml:3:1 error[unknown-field]: unknown field "windw" in an SLO
  |
3 | windw: 30d
  | ^^^^^
  = help: did you mean "window"? fields: name, objective, period, indicator, alerts

slos/cart.slo.yaml:1:10 warning[odd]: odd name
  |
1 | service: cart
  |          ^^^^

1 error, 1 warning in 2 files
`);
  });

  it('prints nothing when there are no problems', () => {
    expect(plain()).toBe('');
  });

  it('prints a problem without a place on one line, with its help below', () => {
    expect(plain(error(undefined, { help: 'run slo init' }))).toBe(
      'error[bad]: bad thing\n  = help: run slo init\n\n1 error\n',
    );
  });

  it('counts in the plural and leaves out what is zero', () => {
    const source = sourceOf('a: 1\n');
    const warning = error(spanOf(source, 'a'), { severity: 'warning' });
    expect(plain(warning, warning)).toMatch(/\n\n2 warnings in 1 file\n$/);
  });

  it('widens the gutter with the line number', () => {
    const source = sourceOf(`${'x: 1\n'.repeat(99)}here: 1\n`);
    expect(
      plain(error(spanOf(source, 'here'), { help: 'no' }))
        .split('\n')
        .slice(0, 5),
    ).toEqual([
      'slos/checkout.slo.yaml:100:1 error[bad]: bad thing',
      '    |',
      '100 | here: 1',
      '    | ^^^^',
      '    = help: no',
    ]);
  });

  it('shows related places as notes with their own location and frame, after the help', () => {
    const first = sourceOf('name: a\n', 'slos/a.slo.yaml');
    const second = sourceOf('\n\nname: a\n', 'slos/b.slo.yaml');
    const note = { message: 'first defined here', span: spanOf(first, 'a') };
    const text = plain(error({ source: second, start: 8, end: 9 }, { help: 'rename one', related: [note] }));
    expect(text).toBe(`slos/b.slo.yaml:3:7 error[bad]: bad thing
  |
3 | name: a
  |       ^
  = help: rename one
slos/a.slo.yaml:1:2 note: first defined here
  |
1 | name: a
  |  ^

1 error in 1 file
`);
  });

  it('underlines the first line of several and says that the span goes on', () => {
    const text = 'slos:\n  - name: a\n    objective: 1\n';
    expect(frame(text, { start: 10, end: text.length })).toEqual(['  - name: a', '    ^^^^^^^...']);
  });

  it('does not call a span long that ends in line breaks only', () => {
    expect(frame('a: b\n\n  \n', { start: 3, end: 9 })).toEqual(['a: b', '   ^']);
  });

  it('shows one caret for an empty span, also in an empty line and past the last line', () => {
    expect(frame('a: 1\n', { start: 2, end: 2 })).toEqual(['a: 1', '  ^']);
    expect(frame('a: 1\n', { start: 4, end: 4 })).toEqual(['a: 1', '    ^']);
    expect(frame('a: 1\n\nb: 1', { start: 5, end: 5 })).toEqual(['', '^']);
    expect(frame('a: 1', { start: 4, end: 4 })).toEqual(['a: 1', '    ^']);
    expect(frame('a: 1\n', { start: 99, end: 120 })).toEqual(['', '^']);
    expect(plain(error({ source: sourceOf('a: 1\n'), start: 5, end: 5 }))).toContain(':2:1 error');
  });

  it('takes a span that ends before it starts for an empty one', () => {
    expect(frame('abc: 1\n', { start: 2, end: 0 })).toEqual(['abc: 1', '  ^']);
  });

  it('keeps line, column and carets right in CRLF sources', () => {
    const text = 'a: 1\r\nbcd: 2\r\n';
    const span = { start: 6, end: 9 };
    expect(frame(text, span)).toEqual(['bcd: 2', '^^^']);
    expect(frame(text, { start: 4, end: 6 })).toEqual(['a: 1', '    ^']);
    expect(plain(error({ source: sourceOf(text), ...span }))).toContain(':2:1 error');
  });

  it.each([
    ['a tab', '\ta: 1', 'a', 2, '    a: 1', '    ^'],
    ['a tab inside the span', 'a\tb', 'a\tb', 1, 'a    b', '^^^^^^'],
    ['Chinese', '名前: x', 'x', 5, '名前: x', '      ^'],
    ['wide characters under the carets', 'n: 名前', '名前', 4, 'n: 名前', '   ^^^^'],
    ['an emoji', '😀: x', 'x', 4, '😀: x', '    ^'],
    ['an emoji of several code points', '👩‍👩‍👧: x', 'x', 8, '👩‍👩‍👧: x', '    ^'],
    ['a flag', '🇩🇪: x', 'x', 5, '🇩🇪: x', '    ^'],
    ['a symbol shown as emoji', '❤️: x', 'x', 5, '❤️: x', '    ^'],
    ['a combining mark', 'e\u0301: x', 'x', 5, 'e\u0301: x', '   ^'],
    ['a full-width form', 'ＡＢ: x', 'x', 5, 'ＡＢ: x', '      ^'],
    ['Hangul', '한글: x', 'x', 5, '한글: x', '      ^'],
    ['decomposed Hangul', '\u1112\u1161\u11ab: x', 'x', 6, '\u1112\u1161\u11ab: x', '    ^'],
  ])('keeps the carets under their token after %s', (_, text, part, column, shown, carets) => {
    const source = sourceOf(text);
    const span = spanOf(source, part);
    expect(frame(text, span)).toEqual([shown, carets]);
    expect(plain(error(span))).toContain(`:1:${column} error`);
  });

  it('shows one caret for a character without a width', () => {
    expect(frame('\u0301: x', { start: 0, end: 1 })).toEqual(['\u0301: x', '^']);
  });

  it('counts the columns of a line alone, whatever lines before it hold', () => {
    const source = sourceOf('a: 😀\nb: 😀 x\n');
    expect(plain(error(spanOf(source, 'x')))).toContain(':2:6 error');
  });

  it('cuts a long line around the span and keeps the carets under it', () => {
    const long = `${'a'.repeat(500)}TOKEN${'b'.repeat(500)}`;
    const [shown = '', carets = ''] = frame(long, { start: 500, end: 505 });
    expect(shown).toHaveLength(160);
    expect(shown).toMatch(/^…a+TOKENb+…$/);
    expect(carets).toBe(`${' '.repeat(shown.indexOf('TOKEN'))}^^^^^`);
  });

  it('cuts only the end of a long line when the span is at its start, and only the start when it is at its end', () => {
    const [atStart = ''] = frame(`TOKEN${'b'.repeat(500)}`, { start: 0, end: 5 });
    expect(atStart).toMatch(/^TOKENb{150,}…$/);
    const [atEnd = '', carets = ''] = frame(`${'a'.repeat(500)}TOKEN`, { start: 500, end: 505 });
    expect(atEnd).toMatch(/^…a{150,}TOKEN$/);
    expect(carets.length).toBe(atEnd.length);
  });

  it('cuts a span that is itself too long', () => {
    const [shown = '', carets = ''] = frame(`key: ${'x'.repeat(1000)}`, { start: 5, end: 1005 });
    expect(shown).toMatch(/^…x{158}…$/);
    expect(carets).toBe(` ${'^'.repeat(158)}`);
  });

  it('leaves a line of 160 columns whole and cuts one of 161, counting wide characters twice', () => {
    expect(frame('a'.repeat(160), { start: 0, end: 1 })[0]).toBe('a'.repeat(160));
    expect(frame('a'.repeat(161), { start: 0, end: 1 })[0]).toBe(`${'a'.repeat(158)}…`);
    expect(frame('名'.repeat(80), { start: 0, end: 1 })[0]).toBe('名'.repeat(80));
    expect(frame('名'.repeat(81), { start: 0, end: 1 })[0]).toBe(`${'名'.repeat(79)}…`);
  });

  it('does not cut an emoji in two', () => {
    const [shown = ''] = frame(`${'😀'.repeat(1000)}x`, { start: 1001, end: 1001 });
    expect(shown).toMatch(/^…😀+…$/u);
  });

  it('prints no control character raw, wherever it comes from', () => {
    const evil = '\u001b[31m\u009b2J\u202e\u2028\u0007\u007f\r\ud800\ufeff';
    const source = sourceOf(`key: ${evil}x\n`, `slos/${evil}.yaml`);
    const related = [{ message: evil, span: spanOf(source, 'key') }];
    const text = plain(
      error(spanOf(source, 'x'), { code: madeUpCode(evil), message: `${evil}\n\t`, help: evil, related }),
    );
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    expect(text).toContain('\\x1b[31m\\x9b2J\\u{202e}\\u{2028}\\x07\\x7f\\r\\u{d800}\\u{feff}\\n\\t');
  });

  it('counts the columns of what it escaped, so that the carets stay under their token', () => {
    expect(frame('\u001b\u202ex', { start: 2, end: 3 })).toEqual(['\\x1b\\u{202e}x', `${' '.repeat(12)}^`]);
    expect(frame('a\u001bb', { start: 1, end: 2 })).toEqual(['a\\x1bb', ' ^^^^']);
  });

  it('colours only when asked, and then prints the same text', () => {
    const source = sourceOf('windw: 30d\n');
    const related = [{ message: 'here', span: spanOf(source, '30d') }];
    const problem = error(spanOf(source, 'windw'), { help: 'no', related });
    const colored = renderText([problem], COLORED);
    expect(colored).toContain('\u001b[31m');
    expect(stripVTControlCharacters(colored)).toBe(plain(problem));
  });
});
