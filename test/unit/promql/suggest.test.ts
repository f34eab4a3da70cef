import { describe, expect, it } from '@jest/globals';
import { nearest } from '../../../src/promql/suggest.ts';

describe('nearest', () => {
  const names = ['rate', 'irate', 'sum_over_time', 'ln', 'abs'];
  it.each([
    ['raet', 'rate'],
    ['RATE', 'rate'],
    ['iratte', 'irate'],
    ['sumovertime', 'sum_over_time'],
    ['avs', 'abs'],
    ['xy', undefined],
    ['quantile', undefined],
    ['', undefined],
  ])('of %s is %s', (name, expected) => {
    expect(nearest(name, names)).toBe(expected);
  });
});
