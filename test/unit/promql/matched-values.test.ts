import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { impliesTest, occurs, someValuePasses, valueTest } from '../../../src/promql/matched-values.ts';

type Test = Parameters<typeof valueTest>[0];

const test = (text: string): Test => {
  const [, op = '=', value = ''] = /^(=~|!~|!=|=)(.*)$/su.exec(text) ?? [];
  return { op: op as Test['op'], value };
};

describe('matchers of one label', () => {
  it.each([
    ['=200', '=~5..'],
    ['=~4..', '=~5..'],
    ['=', '!='],
    ['=~a|b', '!~[ab]'],
    ['=~.+', '='],
    ['=~5.*', '!~^5\\d*$', '=~\\d+'],
    ['=~a{2,3}', '=~a'],
  ])('%s %s %s exclude each other', (...tests) => {
    expect(someValuePasses(tests.filter(Boolean).map(test))).toBe(false);
  });

  it.each([
    ['=~5..', '!=503'],
    ['=~.*a.*', '=~.*b.*'],
    ['=~5.*', '!~5..'],
    ['!=', '!=a'],
    ['=~a{2,}', '!~a{2,9}'],
    ['=~(?:a|bc)+?', '=~.{5}'],
  ])('%s %s go together', (...tests) => {
    expect(someValuePasses(tests.map(test))).toBe(true);
  });

  it.each(['=~(?i)ok', '=~\\pL+', '=~a\\b', '=~x{60}'])('%s is not decided', (text) => {
    expect(someValuePasses([test(text)])).toBeUndefined();
  });

  it('imply what all their values pass', () => {
    expect(impliesTest([test('=~5..')], test('!=404'))).toBe(true);
    expect(impliesTest([test('=~5..')], test('!='))).toBe(true);
    expect(impliesTest([test('=~5.*')], test('=~5..'))).toBe(false);
    expect(impliesTest([test('=a')], test('=~a|b'))).toBe(true);
    expect(impliesTest([], test('=a'))).toBe(false);
  });
});

/** Expressions as texts, of a small alphabet, so that they often meet. */
const { pattern } = fc.letrec<{ pattern: string; atom: string }>((tie) => ({
  atom: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('a', 'b', '1', '.', '[ab]', '[^a]', '\\d', '\\.', '[0-9b-]', '\\W'),
    tie('pattern').map((inner) => `(?:${inner})`),
  ),
  pattern: fc
    .array(
      fc.array(fc.tuple(tie('atom'), fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,2}', '{1,}')), { maxLength: 3 }),
      { minLength: 1, maxLength: 3 },
    )
    .map((branches) => branches.map((parts) => parts.map((part) => part.join('')).join('')).join('|')),
}));

describe('a value against an expression', () => {
  it('passes as in a regular expression of JavaScript', () => {
    fc.assert(
      fc.property(pattern, fc.string({ unit: fc.constantFrom(...'ab1.-'), maxLength: 5 }), (value, text) => {
        const passes = valueTest({ op: '=~', value })?.(text);
        expect(passes).toBe(new RegExp(`^(?:${value})$`, 'su').test(text));
        expect(someValuePasses([test(`=${text}`), { op: '=~', value }])).toBe(passes);
      }),
      { numRuns: 200 },
    );
  });
});

describe('a list of known values', () => {
  const LISTS = [['200', '404', '500', '503'], [''], ['GET', 'POST'], []];

  it('holds what a matcher asks for, as each value by itself is asked, and again when it is asked again', () => {
    const operators = fc.constantFrom('=', '=~');
    const values = fc.constantFrom('500', '5..', '404|GET', '', 'P.*', '(', '[1-3].*', 'nothing');
    fc.assert(
      fc.property(operators, values, fc.constantFrom(...LISTS), (operator, value, list) => {
        const passes = valueTest(test(`${operator}${value}`));
        expect(occurs(test(`${operator}${value}`), list)).toBe(passes && list.some(passes));
      }),
    );
  });
});
