import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { baseWindowMs, fastIntervalMs, slowIntervalMs } from '../../../src/model/windows.ts';

const SECOND = 1_000;
const anyScrapeInterval = fc.integer({ min: SECOND, max: 120 * SECOND });

describe('the base window', () => {
  it.each([
    [1, 31],
    [5, 35],
    [10, 50],
    [15, 60],
    [16, 112],
    [14, 70],
    [20, 120],
    [30, 120],
    [45, 270],
    [60, 300],
    [90, 540],
    [120, 600],
  ])('at %d s between scrapes is %d s', (scrape, base) => {
    expect(baseWindowMs(scrape * SECOND)).toBe(base * SECOND);
  });

  it('holds four scrapes and stays within ten minutes, whatever the scrape interval', () => {
    fc.assert(
      fc.property(anyScrapeInterval, (scrapeMs) => {
        expect(baseWindowMs(scrapeMs)).toBeGreaterThanOrEqual(4 * scrapeMs);
        expect(baseWindowMs(scrapeMs)).toBeLessThanOrEqual(600 * SECOND);
      }),
    );
  });
});

describe('the scrapes of a base window', () => {
  it.each([1, 2, 3, 5, 6, 7, 10, 12, 14, 15, 16, 20, 25, 30, 45, 60, 90, 100, 120])(
    'at %d s between them are seen by equally many evaluations',
    (scrape) => {
      const scrapeMs = scrape * SECOND;
      expect((baseWindowMs(scrapeMs) - scrapeMs) % fastIntervalMs(scrapeMs)).toBe(0);
    },
  );
});

describe('evaluation intervals', () => {
  it('follow the scrapes between a quarter of a minute and a minute', () => {
    expect([1, 7, 10, 15, 30, 60, 90, 120].map((scrape) => fastIntervalMs(scrape * SECOND) / SECOND)).toEqual([
      15, 21, 20, 15, 30, 60, 45, 60,
    ]);
  });

  it('of what may wait are one and a half base windows, between one minute and four', () => {
    expect([5, 15, 30, 60, 120].map((scrape) => slowIntervalMs(scrape * SECOND) / SECOND)).toEqual([
      60, 90, 180, 240, 240,
    ]);
  });

  it('leave no gap between two recorded samples, which live five minutes', () => {
    fc.assert(
      fc.property(anyScrapeInterval, (scrapeMs) => {
        expect(slowIntervalMs(scrapeMs)).toBeLessThan(300 * SECOND);
        expect(slowIntervalMs(scrapeMs)).toBeGreaterThanOrEqual(fastIntervalMs(scrapeMs));
        expect(fastIntervalMs(scrapeMs)).toBeLessThanOrEqual(baseWindowMs(scrapeMs));
      }),
    );
  });
});
