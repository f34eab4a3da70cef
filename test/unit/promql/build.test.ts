import { describe, expect, it } from '@jest/globals';
import type { Expr } from '../../../src/promql/ast.ts';
import * as q from '../../../src/promql/build.ts';
import { print } from '../../../src/promql/print.ts';

const a = q.selector('a');
const b = q.selector('b', [q.eq('l', 'v')]);
const aRange = q.range(a, 300_000);

const BUILT: readonly (readonly [Expr, string])[] = [
  [
    q.selector('m', [q.eq('a', '1'), q.neq('b', '2'), q.re('c', '3'), q.nre('d', '4')]),
    'm{a="1",b!="2",c=~"3",d!~"4"}',
  ],
  [q.offset(b, 60_000), 'b{l="v"} offset 1m'],
  [q.offset(q.offset(b, 60_000), -5000), 'b{l="v"} offset -5s'],
  [q.offset(q.offset(b, 60_000), 0), 'b{l="v"}'],
  [q.rate(aRange), 'rate(a[5m])'],
  [q.increase(q.range(q.offset(a, 1000), 300_000)), 'increase(a[5m] offset 1s)'],
  [q.avgOverTime(q.subquery(a, 3_600_000)), 'avg_over_time(a[1h:])'],
  [q.avgOverTime(q.offset(q.subquery(a, 3_600_000, 60_000), 1000)), 'avg_over_time(a[1h:1m] offset 1s)'],
  [q.absent(a), 'absent(a)'],
  [q.vector(q.time()), 'vector(time())'],
  [q.clampMin(a, 0), 'clamp_min(a, 0)'],
  [q.clampMax(a, 1), 'clamp_max(a, 1)'],
  [q.labelReplace(a, 'to', '$1', 'from', '(.*)'), 'label_replace(a, "to", "$1", "from", "(.*)")'],
  [q.histogramFraction(0, 0.5, a), 'histogram_fraction(0, 0.5, a)'],
  [q.histogramCount(a), 'histogram_count(a)'],
  [q.sum(a), 'sum(a)'],
  [q.sum(a, []), 'sum(a)'],
  [q.sum(a, ['x', 'y']), 'sum by (x, y) (a)'],
  [q.max(a, ['x']), 'max by (x) (a)'],
  [q.min(a, ['x']), 'min by (x) (a)'],
  [q.count(a, ['x']), 'count by (x) (a)'],
  [q.add(a, b), 'a + b{l="v"}'],
  [q.sub(a, q.num(1)), 'a - 1'],
  [q.mul(a, b, q.on('x')), 'a * on (x) b{l="v"}'],
  [q.div(a, b, q.groupLeft(q.on('x'), 'y')), 'a / on (x) group_left (y) b{l="v"}'],
  [q.div(a, b, q.groupRight(q.ignoring('x'))), 'a / ignoring (x) group_right () b{l="v"}'],
  [q.and(a, b), 'a and b{l="v"}'],
  [q.or(a, b, q.on()), 'a or on () b{l="v"}'],
  [q.unless(a, b, q.ignoring('x', 'y')), 'a unless ignoring (x, y) b{l="v"}'],
  [q.gt(a, q.num(1)), 'a > 1'],
  [q.lt(a, q.num(1), { bool: true }), 'a < bool 1'],
  [q.gte(a, b, { matching: q.on('x') }), 'a >= on (x) b{l="v"}'],
  [q.lte(a, b, { bool: true, matching: q.on('x') }), 'a <= bool on (x) b{l="v"}'],
  [q.eqv(a, q.num(1), { bool: false }), 'a == 1'],
  [q.neqv(a, a), 'a != a'],
  [q.call('count_values_of', q.str('x'), a), 'count_values_of("x", a)'],
];

describe('the constructors', () => {
  it.each(BUILT.map(([expr, text]) => [text, expr] as const))('build %s', (text, expr) => {
    expect(print(expr)).toBe(text);
  });

  it('leave no undefined properties behind, so that trees compare by value', () => {
    const trees = BUILT.map(([expr]) => expr);
    expect(trees).toStrictEqual(JSON.parse(JSON.stringify(trees)));
  });
});
