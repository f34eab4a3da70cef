// The arithmetic of Prometheus' averages, against what promtool 2.42, 2.53 and 3.5 answered to avg_over_time.
import { describe, expect, it } from '@jest/globals';
import { isMeanOf, meansOf } from '../../../src/proof/context/exact-number.ts';

describe('the mean of uneven numbers', () => {
  it.each([
    [[51, 34, 51, 34, 51, 51], 45.333333333333336, 45.33333333333333],
    [[34, 17, 34, 17, 34, 34], 28.333333333333332, 28.333333333333336],
    [[2, 2, 2, 1, 1, 3], 1.8333333333333333, 1.8333333333333335],
    [[1, 2, 3, 4, 5, 6, 7], 4, 4],
  ])('of %j is %d in Prometheus 3 and %d in 2', (values, ofThree, ofTwo) => {
    expect(meansOf(values)).toEqual([ofThree, ofTwo]);
  });
});

describe('the mean of equal numbers', () => {
  it('is that number in Prometheus 2, and in 3 where it has no more digits than fit', () => {
    for (const count of [7, 25, 49]) expect(meansOf(Array.from({ length: count }, () => 0.1))[1]).toBe(0.1);
    expect(isMeanOf(3, 361)).toBe(true);
  });
});
