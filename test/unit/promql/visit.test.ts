import { describe, expect, it } from '@jest/globals';
import type { Expr } from '../../../src/promql/ast.ts';
import { eq } from '../../../src/promql/build.ts';
import { parseExpr } from '../../../src/promql/parse/parse.ts';
import { print } from '../../../src/promql/print.ts';
import { fillWindow, labelsKeptBy, mapSelectors, selectorsOf, usesWindow } from '../../../src/promql/visit.ts';

function read(text: string): Expr {
  const parsed = parseExpr(text, { window: true });
  if (!('expr' in parsed)) {
    throw new Error(`${text}: ${parsed.problems.map(({ message }) => message).join()}`);
  }
  return parsed.expr;
}

const EVERYTHING =
  'topk(scalar(a), -b{x="1"} offset 1m) + on (l) rate(c[5m] @ 5) > max_over_time(sum by (l) (d)[1h:1m] offset 5m) or label_replace(vector(1), "l", "", "l", "")';

describe('selectorsOf', () => {
  it('finds every selector in the order of the text', () => {
    expect(selectorsOf(read(EVERYTHING)).map((selector) => print(selector))).toEqual([
      'a',
      'b{x="1"} offset 1m',
      'c @ 5.000',
      'd',
    ]);
  });
});

describe('mapSelectors', () => {
  it('replaces every selector and leaves the rest as it is', () => {
    const before = read(EVERYTHING);
    const after = mapSelectors(before, (selector) => ({ ...selector, matchers: [...selector.matchers, eq('n', 's')] }));
    expect(print(after)).toBe(
      'topk(scalar(a{n="s"}), -b{x="1",n="s"} offset 1m) + on (l) rate(c{n="s"}[5m] @ 5.000) > max_over_time(sum by (l) (d{n="s"})[1h:1m] offset 5m) or label_replace(vector(1), "l", "", "l", "")',
    );
    expect(before).toEqual(read(EVERYTHING));
    expect(mapSelectors(before, (selector) => selector)).toEqual(before);
  });
});

describe('fillWindow and usesWindow', () => {
  it.each([
    ['rate(x[$window])', 'rate(x[1h30m])'],
    ['rate(x[5m] offset $window)', 'rate(x[5m] offset 1h30m)'],
    ['1 + sum(x offset $window)', '1 + sum(x offset 1h30m)'],
    ['topk(scalar(avg_over_time(x[$window])), x)', 'topk(scalar(avg_over_time(x[1h30m])), x)'],
    ['-rate((a - b)[$window:$window] offset $window)', '-rate((a - b)[1h30m:1h30m] offset 1h30m)'],
    ['rate(rate(x[$window])[5m:1m])', 'rate(rate(x[1h30m])[5m:1m])'],
  ])('find every place in %s', (text, filled) => {
    const expr = read(text);
    expect(usesWindow(expr)).toBe(true);
    expect(print(fillWindow(expr, 5_400_000))).toBe(filled);
    expect(usesWindow(fillWindow(expr, 5_400_000))).toBe(false);
  });

  it('leave an expression without the placeholder as it is', () => {
    expect(usesWindow(read(EVERYTHING))).toBe(false);
    expect(fillWindow(read(EVERYTHING), 1)).toEqual(read(EVERYTHING));
  });
});

describe('labelsKeptBy', () => {
  it.each<[string, readonly string[] | undefined]>([
    ['x', undefined],
    ['rate(x[5m])', undefined],
    ['1', []],
    ['time() + 1', []],
    ['vector(1)', []],
    ['scalar(x)', []],
    ['hour()', []],
    ['sum(x)', []],
    ['sum by (a, b) (x)', ['a', 'b']],
    ['sum by (a, b) (sum by (b, c) (x))', ['b']],
    ['sum without (a) (x)', undefined],
    ['sum without (a) (sum by (a, b) (x))', ['b']],
    ['topk(3, x)', undefined],
    ['topk by (a) (3, sum by (a, b) (x))', ['a', 'b']],
    ['count_values by (a) ("v", x)', ['a', 'v']],
    ['-sum by (a) (x)', ['a']],
    ['clamp_min(sum by (a) (x), 0)', ['a']],
    ['quantile_over_time(0.5, sum by (a) (x)[1h:])', ['a']],
    ['histogram_quantile(0.9, sum by (le, a) (rate(x[5m])))', ['a']],
    ['label_replace(sum by (a) (x), "b", "", "a", "")', ['a', 'b']],
    ['label_join(x, "b", ",", "a")', undefined],
    ['absent(x{a="b"})', undefined],
    ['1 - sum by (a) (x)', ['a']],
    ['x / 2', undefined],
    ['sum by (a) (x) / sum by (a) (y)', ['a']],
    ['sum by (a) (x) / y', ['a']],
    ['y / sum by (a) (x)', ['a']],
    ['x / y', undefined],
    ['x / on (a, b) y', ['a', 'b']],
    ['sum by (a) (x) > on (a, b) y', ['a']],
    ['sum by (a, b) (x) / ignoring (b) sum by (a) (y)', ['a']],
    ['sum by (a, b) (x) / on (a) group_left (c) y', ['a', 'b', 'c']],
    ['x / on (a) group_left (c) y', undefined],
    ['x / on (a) group_right () sum by (a, b) (y)', ['a', 'b']],
    ['sum by (a) (x) and y', ['a']],
    ['x and on (a) sum by (a) (y)', undefined],
    ['sum by (a, b) (x) unless on (a) y', ['a', 'b']],
    ['sum by (a, b) (x) or sum by (b, a) (y)', ['a', 'b']],
    ['sum by (a) (x) or vector(0)', undefined],
  ])('%s: %j', (text, labels) => {
    expect(labelsKeptBy(read(text))).toEqual(labels);
  });
});
