import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { errorBudget } from '../../../src/model/slo.ts';
import { durationToMs, percentToRatio, ratioToPercent } from '../../../src/model/units.ts';
import { printNumber } from '../../../src/promql/literals.ts';

/** Percentages as people write objectives: up to five decimals. */
const anyPercentage = fc.integer({ min: 1, max: 9_999_999 }).map((hundredThousandths) => hundredThousandths / 100_000);

describe('percentages', () => {
  it.each([
    ['99.9%', 0.999],
    ['99.9 %', 0.999],
    ['100%', 1],
    ['0%', 0],
    ['.5%', 0.005],
    ['99.99999%', 0.9999999],
    ['33.3333%', 0.333333],
  ])('%s is a ratio without noise', (text, ratio) => {
    expect(percentToRatio(text)).toBe(ratio);
  });

  it('come back as they were written', () => {
    fc.assert(
      fc.property(anyPercentage, (percent) => {
        expect(ratioToPercent(percentToRatio(`${percent}%`))).toBe(`${percent}%`);
      }),
    );
  });
});

describe('the error budget', () => {
  it.each([
    ['99.9%', 0.001],
    ['99.95%', 0.0005],
    ['99.99%', 0.0001],
    ['99.999%', 0.00001],
    ['99.9999%', 0.000001],
    ['50%', 0.5],
  ])('of %s is what a person would write', (objective, budget) => {
    expect(errorBudget(percentToRatio(objective))).toBe(budget);
  });

  it('is written with no more digits than the objective has, whatever the objective', () => {
    fc.assert(
      fc.property(anyPercentage, (percent) => {
        const budget = errorBudget(percentToRatio(`${percent}%`));
        expect(Number(budget.toFixed(7))).toBe(budget);
        expect(printNumber(budget).length).toBeLessThanOrEqual('0.0000001'.length);
      }),
    );
  });
});

describe('durations', () => {
  it('are milliseconds', () => {
    expect(['0s', '200ms', '1h30m', '30d', '4w', '1y'].map(durationToMs)).toEqual([
      0, 200, 5_400_000, 2_592_000_000, 2_419_200_000, 31_536_000_000,
    ]);
  });

  it('that the schema would not let through are a bug', () => {
    expect(() => durationToMs('1.5h')).toThrow();
  });
});
