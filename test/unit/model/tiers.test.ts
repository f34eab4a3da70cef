// The default tiers against the tables of the SRE Workbook (chapter 5, "Multiwindow, Multi-Burn-Rate Alerts"), and what
// must hold for any period and budget.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { defaultMinimumAge, defaultTiers, factorOfBudget, HIGHEST_THRESHOLD_RATIO } from '../../../src/model/tiers.ts';
import { printDuration } from '../../../src/promql/duration.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Shares of the budget that are gone when the tiers fire, in their order. */
const SHARES = [0.02, 0.05, 0.1, 0.1];

function table(periodMs: number, budget: number): unknown[] {
  return defaultTiers(periodMs, budget).map(({ longMs, shortMs, factor }) => [
    printDuration(longMs),
    printDuration(shortMs),
    factor,
  ]);
}

const anyPeriod = fc.integer({ min: 24, max: 366 * 24 }).map((hours) => hours * HOUR);
const anyBudget = fc.double({ min: 1e-6, max: 0.5, noNaN: true });

describe('the default tiers', () => {
  it.each([
    [
      '30d',
      30 * DAY,
      [
        ['1h', '5m', 14.4],
        ['6h', '30m', 6],
        ['1d', '2h', 3],
        ['3d', '6h', 1],
      ],
    ],
    [
      '28d',
      28 * DAY,
      [
        ['1h', '5m', 13.44],
        ['6h', '30m', 5.6],
        ['1d', '2h', 2.8],
        ['3d', '6h', 0.9333],
      ],
    ],
    [
      '7d',
      7 * DAY,
      [
        ['15m', '5m', 13.44],
        ['1h30m', '5m', 5.6],
        ['6h', '30m', 2.8],
        ['18h', '1h30m', 0.9333],
      ],
    ],
    [
      '90d',
      90 * DAY,
      [
        ['3h', '15m', 14.4],
        ['18h', '1h30m', 6],
        ['3d', '6h', 3],
        ['9d', '18h', 1],
      ],
    ],
    [
      '1d',
      DAY,
      [
        ['5m', '2m30s', 5.76],
        ['10m', '5m', 7.2],
        ['45m', '5m', 3.2],
        ['2h', '10m', 1.2],
      ],
    ],
  ])('of %s have the windows and factors that the period asks for', (_period, periodMs, expected) => {
    expect(table(periodMs, 0.001)).toEqual(expected);
  });

  it('page for the fast ones and open tickets for the slow ones', () => {
    expect(defaultTiers(30 * DAY, 0.001).map(({ tier, severity }) => [tier, severity])).toEqual([
      ['page-fast', 'critical'],
      ['page-slow', 'critical'],
      ['ticket-fast', 'warning'],
      ['ticket-slow', 'warning'],
    ]);
  });

  it('are lowered where no error ratio could reach them, and say so', () => {
    const capped = defaultTiers(30 * DAY, 0.1).map(({ factor, cappedFrom }) => [factor, cappedFrom]);
    expect(capped).toEqual([
      [9, 14.4],
      [6, undefined],
      [3, undefined],
      [1, undefined],
    ]);
  });

  it('are left alone while the threshold can be reached, however hardly', () => {
    expect(defaultTiers(30 * DAY, 0.069).map(({ factor }) => factor)).toEqual([14.4, 6, 3, 1]);
  });

  it('can fire, and their windows fit into each other and into the period, whatever period and budget', () => {
    fc.assert(
      fc.property(anyPeriod, anyBudget, (periodMs, budget) => {
        for (const { longMs, shortMs, factor, minimumAgeMs } of defaultTiers(periodMs, budget)) {
          expect(factor * budget).toBeLessThan(1);
          expect(shortMs).toBeGreaterThan(0);
          expect(shortMs).toBeLessThanOrEqual(longMs / 2);
          expect(longMs).toBeLessThanOrEqual(periodMs);
          expect(minimumAgeMs).toBeLessThan(longMs);
        }
      }),
    );
  });

  it('spend the shares of the Workbook in their long windows, unless they are lowered', () => {
    fc.assert(
      fc.property(anyPeriod, anyBudget, (periodMs, budget) => {
        defaultTiers(periodMs, budget).forEach(({ longMs, factor, cappedFrom }, at) => {
          const share = ((cappedFrom ?? factor) * longMs) / periodMs;
          expect(Math.abs(share / (SHARES[at] ?? 0) - 1)).toBeLessThan(1e-3);
          if (cappedFrom !== undefined) expect(factor).toBeCloseTo(HIGHEST_THRESHOLD_RATIO / budget, 0);
        });
      }),
    );
  });
});

describe('the age that data must have', () => {
  it('is half the long window from a day on, and nothing below', () => {
    expect([HOUR, DAY - 1, DAY, 3 * DAY].map((longMs) => defaultMinimumAge(longMs))).toEqual([
      0,
      0,
      12 * HOUR,
      36 * HOUR,
    ]);
  });

  it('is half of every long window where what is bad in the first minutes is chance', () => {
    expect([HOUR, 3 * DAY].map((longMs) => defaultMinimumAge(longMs, true))).toEqual([HOUR / 2, 36 * HOUR]);
  });
});

describe('the factor of a share of the budget', () => {
  it('is the burn rate that spends it within the long window', () => {
    expect(factorOfBudget(0.02, 30 * DAY, HOUR)).toBe(14.4);
    expect(factorOfBudget(0.05, 30 * DAY, 6 * HOUR)).toBe(6);
    expect(factorOfBudget(1, 7 * DAY, 7 * DAY)).toBe(1);
  });
});
