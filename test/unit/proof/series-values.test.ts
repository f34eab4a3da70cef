// promtool's notation read without promtool: what it stands for is in its documentation, and in the series that the
// proofs write.
import { describe, expect, it } from '@jest/globals';
import { counter, gauge } from '../../../src/proof/context/series.ts';
import { increaseAt, sampleAt, turns, valuesOf } from '../../../src/proof/context/series-values.ts';

const samples = (notation: string): (number | undefined)[] => {
  const values = valuesOf(notation);
  return Array.from({ length: values.steps }, (_, step) => sampleAt(values, step));
};

describe('valuesOf', () => {
  it.each([
    ['1 2.5 -3e2', [1, 2.5, -300]],
    ['0+3x3', [0, 3, 6, 9]],
    ['10-2x2', [10, 8, 6]],
    ['4x2', [4, 4, 4]],
    ['1 _ 2', [1, undefined, 2]],
    ['1 _x2 2', [1, undefined, undefined, 2]],
    ['1 stale NaN +Inf', [1, undefined, undefined, undefined]],
  ])('reads %s', (notation, expected) => {
    expect(samples(notation)).toEqual(expected);
  });

  it('reads what the proofs write', () => {
    const parts = [{ samples: 2, increment: 5 }, { gap: 2 }, { reset: true }, { samples: 2, increment: 1 }] as const;
    expect(samples(counter(parts))).toEqual([0, 5, undefined, undefined, 1, 2]);
    expect(
      samples(
        gauge([
          [2, 7],
          [1, undefined],
          [1, 8],
        ]),
      ),
    ).toEqual([7, 7, undefined, 8]);
  });

  it('takes a run of a thousand million samples without writing them out', () => {
    const values = valuesOf('0+1x1000000000');
    expect(sampleAt(values, 999_999_999)).toBe(999_999_999);
    expect(turns([values], 1_000_000_000).length).toBeLessThan(10);
  });
});

describe('increaseAt', () => {
  it('counts a reset as everything since zero, and knows nothing without the sample before', () => {
    const values = valuesOf('0 10 4 _ 9');
    expect([0, 1, 2, 3, 4].map((step) => increaseAt(values, step))).toEqual([undefined, 10, 4, undefined, undefined]);
  });
});

describe('turns', () => {
  it('misses none of the steps between which a series is a straight line', () => {
    const values = valuesOf('0+1x20 _x5 3x10 100-1x10');
    const kept = turns([values], values.steps - 1);
    for (let step = 1; step < values.steps - 1; step += 1) {
      if (kept.includes(step)) continue;
      const [before, at, after] = [step - 1, step, step + 1].map((near) => sampleAt(values, near));
      expect([step, at]).toEqual([step, before === undefined ? undefined : (before + Number(after)) / 2]);
    }
  });
});
