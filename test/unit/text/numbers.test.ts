import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { columns, countWords, durationWords } from '../../../src/text/numbers.ts';

const UNITS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, min: 60_000, s: 1_000 };

function readBack(words: string): number {
  return [...words.matchAll(/([\d.]+) (\w+)/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (UNITS[unit ?? ''] ?? Number.NaN),
    0,
  );
}

describe('a duration in words', () => {
  it.each([
    [0, '0 s'],
    [600, '0.6 s'],
    [1_000, '1 s'],
    [43_200, '43 s'],
    [60_000, '1 min'],
    [2_592_000, '43 min 12 s'],
    [3_600_000, '1 h'],
    [86_400_000, '1 d'],
    [273_600_000, '3 d 4 h'],
    [273_659_000, '3 d 4 h'],
    [59_999, '1 min'],
    [3_599_999, '1 h'],
    [86_399_999, '1 d'],
  ])('of %d ms is %s', (ms, words) => {
    expect(durationWords(ms)).toBe(words);
  });

  it('is right within half of its smaller unit, whatever the duration', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000, max: 366 * 86_400_000 }), (ms) => {
        const half = ms < 3_600_000 ? 500 : ms < 86_400_000 ? 30_000 : 1_800_000;
        expect(Math.abs(readBack(durationWords(ms)) - ms)).toBeLessThanOrEqual(half);
      }),
    );
  });
});

describe('a count in words', () => {
  it('is whole, with its thousands apart', () => {
    expect([0, 999.6, 1234, 2_592_000].map(countWords)).toEqual(['0', '1,000', '1,234', '2,592,000']);
  });
});

describe('columns', () => {
  it('stand under each other, the first flush left, the others flush right', () => {
    expect(
      columns([
        ['errors', 'page', 'ticket'],
        ['1%', '2 min', '-'],
      ]),
    ).toEqual(['errors   page  ticket', '1%      2 min       -']);
  });

  it('of nothing are nothing', () => {
    expect(columns([])).toEqual([]);
  });
});

describe('columns of many rows', () => {
  it('may be more than a function has arguments', () => {
    expect(columns(Array(200_000).fill(['a', 'b']))).toHaveLength(200_000);
  });
});
