// What the parser understands: everything that Prometheus 2.42 does, in Prometheus' own grouping.
import { describe, expect, it } from '@jest/globals';
import type { Expr } from '../../../src/promql/ast.ts';
import { call, eq, num, range, rate, re, selector, str, sub, subquery, sum } from '../../../src/promql/build.ts';
import { parseExpr } from '../../../src/promql/parse/parse.ts';
import { print } from '../../../src/promql/print.ts';

function printed(text: string): string {
  const parsed = parseExpr(text);
  return 'expr' in parsed ? print(parsed.expr) : parsed.problems.map(({ message }) => message).join('; ');
}

describe('parseExpr groups like Prometheus', () => {
  it.each([
    ['a + b offset 5m', 'a + b offset 5m'],
    ['(a + b offset 5m) * c', '(a + b offset 5m) * c'],
    ['a + b offset 5m * c', 'a + b offset 5m * c'],
    ['a ^ b @ 3 ^ c', 'a ^ b @ 3.000 ^ c'],
    ['a / rate(b[5m]) offset 5m', '"offset" can stand only behind a selector, a range or a subquery'],
    ['-1 ^ 2', '-1 ^ 2'],
    ['(-1) ^ 2', '(-1) ^ 2'],
    ['2 ^ -1 ^ 2', '2 ^ -1 ^ 2'],
    ['- - 1', '1'],
    ['-(1)', '-(1)'],
    ['- # a comment\n 1', '-1'],
  ])('%s', (text, result) => {
    expect(printed(text)).toBe(result);
  });

  it('puts an offset on the last operand, and a sign on the power', () => {
    expect(parseExpr('a - b offset 5m')).toMatchObject({
      expr: sub(selector('a'), { ...selector('b'), offset: 300_000 }),
    });
    expect(parseExpr('-1 ^ 2')).toMatchObject({
      expr: { kind: 'unary', op: '-', expr: { kind: 'binary', left: num(1) } },
    });
    expect(parseExpr('-1 * 2')).toMatchObject({ expr: { kind: 'binary', op: '*', left: num(-1) } });
  });
});

describe('parseExpr reads', () => {
  it('a chain of as many operators as a text may have words and signs', () => {
    const chain = `${'a + '.repeat(1_999)}a`;
    expect(printed(chain)).toBe(chain);
  });

  it.each<[string, Expr]>([
    ['x{a="b",}', selector('x', [eq('a', 'b')])],
    ['{__name__="x",a="b"}', selector('x', [eq('a', 'b')])],
    ['{a="b",__name__="x.y"}', selector('x.y', [eq('a', 'b')])],
    ['{__name__=~"x|y"}', { kind: 'selector', matchers: [re('__name__', 'x|y')] }],
    ['{__name__="x",__name__=~"x|y"}', { kind: 'selector', matchers: [eq('__name__', 'x'), re('__name__', 'x|y')] }],
    ['sum', selector('sum')],
    ['rate', selector('rate')],
    [
      'x{on="a",by="b",bool="c",nan="d"}',
      selector('x', [eq('on', 'a'), eq('by', 'b'), eq('bool', 'c'), eq('nan', 'd')]),
    ],
    ['SUM BY (ON, start) (x)', sum(selector('x'), ['ON', 'start'])],
    ['sum(x) by (a,)', sum(selector('x'), ['a'])],
    ['sum by () (x)', sum(selector('x'))],
    ['(((x)))', selector('x')],
    ['rate((x[5m]))', rate(range(selector('x'), 300_000))],
    [
      'rate(x[ 1h30m ] offset -1d @ end())',
      rate(range({ ...selector('x'), offset: -86_400_000, at: 'end' }, 5_400_000)),
    ],
    ['x @ -1.5 offset 1s', { ...selector('x'), at: -1.5, offset: 1000 }],
    [
      'max_over_time(x offset 1s [5m:10s] @ start())',
      call('max_over_time', { ...subquery({ ...selector('x'), offset: 1000 }, 300_000, 10_000), at: 'start' }),
    ],
    ['0x1F', num(31)],
    ['010', num(8)],
    ['5.', num(5)],
    ['.5e-3', num(0.0005)],
    ['inf', num(Number.POSITIVE_INFINITY)],
    ['-Inf', num(Number.NEGATIVE_INFINITY)],
    ['NaN', num(Number.NaN)],
    ['"a\\n\\x41\\101\\u00e9\\U0001F600\\xc3\\xa9"', str('a\nAAé😀é')],
    ["'it\\'s \"'", str('it\'s "')],
    ['`raw \\d\n`', str('raw \\d\n')],
    ['# first\nx # last', selector('x')],
    ['label_join(x, "a", ",")', call('label_join', selector('x'), str('a'), str(','))],
    ['hour()', call('hour')],
  ])('%s', (text, expr) => {
    expect(parseExpr(text)).toMatchObject({ expr, problems: [] });
  });

  it.each([
    ['1 + 2', 'scalar'],
    ['1 > bool 2', 'scalar'],
    ['-time()', 'scalar'],
    ['scalar(x)', 'scalar'],
    ['"a"', 'string'],
    ['x', 'vector'],
    ['1 + x', 'vector'],
    ['x > bool 1', 'vector'],
    ['vector(1)', 'vector'],
  ])('the type of %s: %s', (text, type) => {
    expect(parseExpr(text)).toMatchObject({ type });
  });
});

describe('parseExpr gives back what is printed', () => {
  it.each([
    'sum by (service) (rate(http_requests_total{code=~"5.."}[5m])) / on (service) group_left (team) owner > bool 14.4 * 0.001',
    'slo:bad:rate5m{slo="x"} > 14.4 * 0.001 and on (slo) slo:bad:rate1h{slo="x"} > 14.4 * 0.001 or vector(0)',
    'histogram_quantile(0.99, sum by (le) (rate(x_bucket{le!="+Inf"}[5m] offset 1d)))',
    'clamp_min(a - b offset 1h, 0) unless ignoring (le) absent(c)',
    'topk by (a) (3, count_values without (b) ("v", x))',
    'quantile(0.5, max_over_time(deriv(rate(x[1m])[5m:1m])[10m:]))',
    'a atan2 b % c ^ -d ^ e * -f',
    'predict_linear(x[4h], 4 * 3600) < 0 == bool on () group_right () y',
    'label_replace(x, "a", "$1", "b", "(.*)\\\\.com")',
    'x{a="\\"\\\\\\n\\u2028",b=~"[.]",c!~"`"} @ 1600000000.500',
    '(a > b) ^ (c or d)',
    'sum(-x)',
  ])('%s', (text) => {
    expect(printed(text)).toBe(text);
  });
});

describe('parseExpr with $window', () => {
  it.each([
    ['rate(x[$window])', 'rate(x[$window])'],
    ['rate(x[ $window ] offset $window)', 'rate(x[$window] offset $window)'],
    ['rate(x[1h:$window])', 'rate(x[1h:$window])'],
    ['rate(x[$window:5m]) + y offset $window', 'rate(x[$window:5m]) + y offset $window'],
  ])('keeps the placeholder in %s', (text, result) => {
    const parsed = parseExpr(text, { window: true });
    expect('expr' in parsed && print(parsed.expr)).toBe(result);
  });
});
