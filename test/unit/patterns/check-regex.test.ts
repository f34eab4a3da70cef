// The verdicts were compared with Go's regexp package, by giving the same expressions to promtool.
import { describe, expect, it } from '@jest/globals';
import { checkRegex } from '../../../src/patterns/check-regex.ts';

describe('checkRegex', () => {
  it.each([
    'a|b',
    '5..',
    '(?i)get|post',
    '(?i:a)(?-s:b)(?sU)c',
    '(?P<name>a)(?P<other>b)',
    '\\pL\\p{Greek}\\P{^Lu}\\pN',
    '\\Aa\\z\\b\\B',
    '[[:alpha:]_][[:^digit:]]',
    '[]a][^]a][a-][a-b-c][\\d\\pL\\n-]',
    'a*?b+?c??d{2}?',
    'a{2,}b{1,3}c{0}',
    'a{b{,3}c{01}d{',
    '\\x41\\x{1F600}\\012\\0\\a\\f\\t\\n\\r\\v',
    '\\.\\+\\-\\_\\/\\ ',
    '\\Q*(\\E+',
    '(?:a{10}){100}',
    '()|^$',
    'ä😀*[ä-😀]',
    '}]',
  ])('takes %s', (text) => {
    expect(checkRegex(text).problem).toBeUndefined();
  });

  it.each<[string, string, number]>([
    ['a(b', 'this parenthesis is never closed', 1],
    ['a)b', 'no opening parenthesis', 1],
    ['a[b', 'this bracket is never closed', 1],
    ['[]', 'this bracket is never closed', 0],
    ['*a', 'nothing to repeat', 0],
    ['a|+', 'nothing to repeat', 2],
    ['(?:{2})', 'nothing to repeat', 3],
    ['a**', 'cannot be repeated', 2],
    ['a++', 'cannot be repeated', 2],
    ['a{2}{3}', 'cannot be repeated', 4],
    ['a{1001}', 'repeat count', 0],
    ['a{3,2}', 'repeat count', 0],
    ['(a{100}){11}', 'repeat count', 0],
    ['a(?=b)', 'no lookahead', 1],
    ['a(?!b)', 'no lookahead', 1],
    ['(?<=a)b', 'no lookbehind', 0],
    ['(?<!a)b', 'no lookbehind', 0],
    ['(?<n>a)', 'this kind of group', 0],
    ['(?>a)', 'this kind of group', 0],
    ['(?-)a', 'this kind of group', 0],
    ['(?P<a>b)(?P<a>c)', 'two groups named "a"', 8],
    ['(a)\\1', 'no back-references', 3],
    ['\\8', 'no back-references', 0],
    ['a\\', 'escapes nothing', 1],
    ['\\Z', 'no escape "\\Z"', 0],
    ['\\é', 'no escape "\\é"', 0],
    ['[\\b]', 'no escape "\\b"', 1],
    ['\\x4', 'no escape "\\x"', 0],
    ['\\x{110000}', 'no such character', 0],
    ['\\p{Foo}', 'no Unicode class', 0],
    ['[z-a]', 'runs backwards', 1],
    ['[a-\\d]', 'no escape "\\d"', 3],
    ['[[:foo:]]', 'no character class', 1],
    ['a\\Qb', 'never closed', 1],
    ['('.repeat(600), 'nested too deeply', 500],
  ])('refuses %s', (text, message, at) => {
    expect(checkRegex(text).problem).toEqual(
      expect.objectContaining({ message: expect.stringContaining(message), at }),
    );
  });

  it.each<[string, boolean]>([
    ['', true],
    ['.*', true],
    ['.+', false],
    ['a?', true],
    ['a|', true],
    ['a|b', false],
    ['(a|b*)c', false],
    ['(?:a*)+', true],
    ['a{0,2}b{0}', true],
    ['a{2}', false],
    ['^$', true],
    ['\\A\\z', true],
    ['\\b', false],
    ['\\B', true],
    ['(?i)', true],
    ['\\Q\\E', true],
    ['\\Qa\\E*', true],
    ['[^a]', false],
  ])('knows whether %j matches the empty text: %s', (text, matchesEmpty) => {
    expect(checkRegex(text)).toMatchObject({ matchesEmpty });
  });
});
