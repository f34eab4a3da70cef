import { describe, expect, it } from '@jest/globals';
import type { BinaryOperator, Expr, Selector } from '../../../src/promql/ast.ts';
import { eq, gt, mul, num, on, range, rate, selector, str, subquery, sum } from '../../../src/promql/build.ts';
import { print } from '../../../src/promql/print.ts';

const a = selector('a');
const b = selector('b');
const c = selector('c');

function op(left: Expr, sign: BinaryOperator, right: Expr): Expr {
  return { kind: 'binary', op: sign, left, right };
}

function minus(expr: Expr): Expr {
  return { kind: 'unary', op: '-', expr };
}

describe('print puts parentheses only where they are needed', () => {
  it.each<[Expr, string]>([
    [op(op(a, '-', b), '-', c), 'a - b - c'],
    [op(a, '-', op(b, '-', c)), 'a - (b - c)'],
    [op(a, '+', op(b, '+', c)), 'a + (b + c)'],
    [op(op(a, '+', b), '*', c), '(a + b) * c'],
    [op(a, '+', op(b, '*', c)), 'a + b * c'],
    [op(op(a, '/', b), 'atan2', c), 'a / b atan2 c'],
    [op(a, '%', op(b, 'atan2', c)), 'a % (b atan2 c)'],
    [op(op(a, '^', b), '^', c), '(a ^ b) ^ c'],
    [op(a, '^', op(b, '^', c)), 'a ^ b ^ c'],
    [op(op(a, '*', b), '^', c), '(a * b) ^ c'],
    [op(op(a, '>', b), '>', c), 'a > b > c'],
    [op(a, '>', op(b, '==', c)), 'a > (b == c)'],
    [op(a, '>', op(b, '+', c)), 'a > b + c'],
    [op(op(a, '>', b), '+', c), '(a > b) + c'],
    [op(op(a, 'and', b), 'unless', c), 'a and b unless c'],
    [op(a, 'and', op(b, 'unless', c)), 'a and (b unless c)'],
    [op(op(a, 'or', b), 'and', c), '(a or b) and c'],
    [op(op(a, 'and', b), 'or', c), 'a and b or c'],
    [op(a, 'or', op(b, 'and', c)), 'a or b and c'],
    [op(a, 'or', op(b, 'or', c)), 'a or (b or c)'],
    [op(op(a, '>', b), 'and', op(c, '>', b)), 'a > b and c > b'],
    [minus(op(a, '^', b)), '-a ^ b'],
    [op(minus(a), '^', b), '(-a) ^ b'],
    [op(a, '^', minus(b)), 'a ^ -b'],
    [op(a, '^', minus(op(b, '^', c))), 'a ^ -b ^ c'],
    [op(op(a, '^', minus(b)), '^', c), '(a ^ -b) ^ c'],
    [op(op(a, '^', minus(b)), '*', c), 'a ^ -b * c'],
    [minus(op(a, '*', b)), '-(a * b)'],
    [op(minus(a), '*', b), '-a * b'],
    [op(a, '-', minus(b)), 'a - -b'],
    [minus(minus(a)), '--a'],
    [minus(num(1)), '-(1)'],
    [minus(num(-1)), '-(-1)'],
    [op(num(-1), '^', num(2)), '(-1) ^ 2'],
    [op(num(2), '^', num(-1)), '2 ^ -1'],
    [op(num(-1), '-', num(-1)), '-1 - -1'],
    [op(num(Number.NEGATIVE_INFINITY), '^', a), '(-Inf) ^ a'],
    [rate(subquery(op(a, '+', b), 3_600_000, 60_000)), 'rate((a + b)[1h:1m])'],
    [rate(subquery(minus(a), 3_600_000)), 'rate((-a)[1h:])'],
    [rate(subquery(sum(a), 3_600_000)), 'rate(sum(a)[1h:])'],
    [rate(subquery(a, 3_600_000)), 'rate(a[1h:])'],
    [sum(op(a, '+', b), ['x']), 'sum by (x) (a + b)'],
  ])('%#: %j', (expr, text) => {
    expect(print(expr)).toBe(text);
  });
});

describe('print writes every kind of expression as Prometheus does', () => {
  const shifted: Selector = { ...selector('x', [eq('a', 'b')]), at: 123, offset: 300_000 };
  it.each<[string, Parameters<typeof print>[0], string]>([
    ['a selector with all its parts', shifted, 'x{a="b"} @ 123.000 offset 5m'],
    ['a range, its shift behind it', range(shifted, 60_000), 'x{a="b"}[1m] @ 123.000 offset 5m'],
    [
      'a subquery, its shift behind it',
      { ...subquery(shifted, 60_000), at: 'end', offset: -1 },
      'x{a="b"} @ 123.000 offset 5m[1m:] @ end() offset -1ms',
    ],
    ['a time before 1970', { ...a, at: -1.5 }, 'a @ -1.500'],
    ['the start of the query', { ...a, at: 'start' }, 'a @ start()'],
    ['an offset of nothing', { ...a, offset: 0 }, 'a'],
    [
      'the placeholder',
      { ...range(a, 1), range: 'window', selector: { ...a, offset: 'window' } },
      'a[$window] offset $window',
    ],
    ['the placeholder as a step', { ...subquery(a, 1), range: 'window', step: 'window' }, 'a[$window:$window]'],
    ['a selector without a name', { kind: 'selector', matchers: [eq('a', 'b')] }, '{a="b"}'],
    ['a metric named like a keyword', selector('Sum', [eq('a', 'b')]), '{__name__="Sum",a="b"}'],
    ['a metric whose name is not a word', selector('a.b'), '{__name__="a.b"}'],
    [
      'a metric with a second condition on its name',
      selector('a', [eq('__name__', 'b')]),
      '{__name__="a",__name__="b"}',
    ],
    ['a recorded metric', selector('a:b:rate5m'), 'a:b:rate5m'],
    ['an aggregation with a parameter', { kind: 'aggregation', op: 'topk', expr: a, param: num(3) }, 'topk(3, a)'],
    [
      'without ()',
      { kind: 'aggregation', op: 'sum', expr: a, grouping: { kind: 'without', labels: [] } },
      'sum without () (a)',
    ],
    [
      'by (), which says nothing',
      { kind: 'aggregation', op: 'sum', expr: a, grouping: { kind: 'by', labels: [] } },
      'sum(a)',
    ],
    [
      'all modifiers of a comparison',
      gt(a, b, { bool: true, matching: { ...on('x', 'y'), group: { side: 'right', include: ['z'] } } }),
      'a > bool on (x, y) group_right (z) b',
    ],
    ['a threshold as it was thought of', gt(a, mul(num(14.4), num(0.001))), 'a > 14.4 * 0.001'],
  ])('%s', (_title, expr, text) => {
    expect(print(expr)).toBe(text);
  });

  it.each([
    [0, '0'],
    [-0, '0'],
    [0.1 + 0.2, '0.3'],
    [1 - 0.999, '0.001'],
    [1 / 3, '0.333333333333'],
    [100, '100'],
    [2_592_000, '2592000'],
    [1_234_567_890_123_456, '1234567890123456'],
    [1e21, '1e21'],
    [1.5e300, '1.5e300'],
    [1e-7, '1e-7'],
    [5e-324, '5e-324'],
    [-2.5, '-2.5'],
    [Number.POSITIVE_INFINITY, 'Inf'],
    [Number.NEGATIVE_INFINITY, '-Inf'],
    [Number.NaN, 'NaN'],
  ])('the number %d as %s', (value, text) => {
    expect(print(num(value))).toBe(text);
  });

  it.each([
    ['', '""'],
    ['plain ~!#[]', '"plain ~!#[]"'],
    ['"', '"\\""'],
    ['\\d', '"\\\\d"'],
    ["'`", '"\'`"'],
    ['a\nb\r\t', '"a\\nb\\r\\t"'],
    ['\0\u0007\u001b', '"\\u0000\\u0007\\u001b"'],
    ['\u007f\u0085', '"\\u007f\\u0085"'],
    ['\u2028\u2029', '"\\u2028\\u2029"'],
    ['\u200b\u202e\ufeff', '"\\u200b\\u202e\\ufeff"'],
    ['\ufffd', '"\\ufffd"'],
    ['\ud800x\udfff', '"\\ufffdx\\ufffd"'],
    ['\uffff\u{10ffff}', '"\\uffff\\U0010ffff"'],
    ['größe 東京 😀', '"größe 東京 😀"'],
  ])('the string %j as %s', (value, text) => {
    expect(print(str(value))).toBe(text);
  });
});

describe('print refuses what PromQL cannot say', () => {
  it.each<[string, Expr]>([
    ['a matcher of a label with a dash', selector('a', [eq('a-b', 'c')])],
    ['a matcher of a label without a name', selector('a', [eq('', 'c')])],
    ['grouping by a label with a dot', sum(a, ['a.b'])],
    ['grouping by a label that is a number', sum(a, ['NaN'])],
    ['grouping by a label called without', sum(a, ['without'])],
    ['a range of no length', rate(range(a, 0))],
    ['a range backwards', rate(range(a, -1))],
    ['half a millisecond', rate(range(a, 0.5))],
    ['a step of no length', rate(subquery(a, 1000, 0))],
  ])('%s', (_title, expr) => {
    expect(() => print(expr)).toThrow();
  });
});
