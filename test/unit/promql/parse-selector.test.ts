import { describe, expect, it } from '@jest/globals';
import { eq, neq, nre, re, selector } from '../../../src/promql/build.ts';
import { parseMatchers, parseSelector } from '../../../src/promql/parse/parse.ts';

describe('parseSelector', () => {
  it.each([
    ['x', selector('x')],
    [' x { a = "b" } # comment', selector('x', [eq('a', 'b')])],
    ['(x)', selector('x')],
    ['{__name__="x"}', selector('x')],
    ['{a=~"b+"}', { kind: 'selector', matchers: [re('a', 'b+')] }],
  ])('reads %s', (text, expected) => {
    expect(parseSelector(text)).toEqual({ selector: expected, problems: [] });
  });

  it.each([
    ['x[5m]', 'without a range', 0, 5],
    ['x[5m:]', 'not an expression', 0, 6],
    [' x offset 5m', 'without "offset"', 1, 12],
    ['x @ 3', 'without "@"', 0, 5],
    ['sum(x)', 'not an expression', 0, 6],
    ['1', 'not an expression', 0, 1],
    ['{}', 'selects every series', 0, 2],
    ['x{a="b"', 'never closed', 1, 2],
    ['', 'there is no expression', 0, 0],
    ['x[$window]', 'cannot be used here', 2, 9],
  ])('refuses %s', (text, message, from, to) => {
    expect(parseSelector(text)).toEqual({
      problems: [expect.objectContaining({ message: expect.stringContaining(message), from, to })],
    });
  });
});

describe('parseMatchers', () => {
  it.each([
    ['', []],
    ['  \n', []],
    ['a="b"', [eq('a', 'b')]],
    ['a="b", c=~"d|e",\nf!="", g!~`\\d`,', [eq('a', 'b'), re('c', 'd|e'), neq('f', ''), nre('g', '\\d')]],
    ['a=~".*"', [re('a', '.*')]],
    ['a="}" # the end', [eq('a', '}')]],
  ])('reads %j', (text, matchers) => {
    expect(parseMatchers(text)).toEqual({ matchers, problems: [] });
  });

  it.each([
    ['{a="b"}', 'without braces', 0, 1],
    [' {a="b"}', 'without braces', 1, 2],
    ['a', 'the text ends after "a"', 1, 1],
    ['a=', 'the text ends after "="', 2, 2],
    ['="b"', 'unexpected "="', 0, 1],
    ['a="b" c="d"', 'unexpected "c" after the string "b"', 6, 7],
    ['a="\\d"', 'not an escape', 3, 5],
    ['a=~"x", b=~"("', 'this parenthesis is never closed', 12, 13],
    ['__name__="x"', 'name of the metric', 0, 12],
    ['"a.b"="c"', 'needs Prometheus 3.0', 0, 9],
    ['a="b"} or x{c="d"', 'not an expression', 0, 17],
    ['a="b"} + {c="d"', 'not an expression', 0, 15],
    ['a="b"}', 'there is no "{"', 6, 6],
    ['a="b', 'the string is never closed', 2, 4],
  ])('refuses %j', (text, message, from, to) => {
    expect(parseMatchers(text)).toEqual({
      problems: [expect.objectContaining({ message: expect.stringContaining(message), from, to })],
    });
  });
});
