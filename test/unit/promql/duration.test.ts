import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseDuration, parseLatency, printDuration, printLatency } from '../../../src/promql/duration.ts';

const DAY = 86_400_000;

describe('parseDuration', () => {
  it.each([
    ['0s', 0],
    ['500ms', 500],
    ['90s', 90_000],
    ['1h30m', 5_400_000],
    ['1d12h', 1.5 * DAY],
    ['2w', 14 * DAY],
    ['1y', 365 * DAY],
    ['1y2w3d4h5m6s7ms', 382 * DAY + 14_706_007],
    ['106751d', 106_751 * DAY],
  ])('reads %s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each([['', '5', '1.5h', '-5m', '+5m', '5 m', ' 5m', '30m1h', '5m5m', '5x', 'm', '1M', '300y', '5ms1s']].flat())(
    'does not take "%s" for a duration',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );
});

describe('printDuration', () => {
  it.each([
    [0, '0s'],
    [1, '1ms'],
    [1500, '1s500ms'],
    [60_000, '1m'],
    [90_000, '1m30s'],
    [3_600_000, '1h'],
    [5_400_000, '1h30m'],
    [7 * DAY, '7d'],
    [28 * DAY, '28d'],
    [30 * DAY, '30d'],
    [365 * DAY + 1, '365d1ms'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(printDuration(ms)).toBe(text);
    expect(parseDuration(text)).toBe(ms);
  });

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d', (ms) => {
    expect(() => printDuration(ms)).toThrow(RangeError);
  });
});

describe('latencies', () => {
  it.each([
    ['500us', 0.5],
    ['0.5ms', 0.5],
    ['0.0005s', 0.5],
    ['1.5s', 1_500],
    ['1m30s', 90_000],
    ['0.1us', 0.000_1],
  ])('%s is %d ms', (text, ms) => {
    expect(parseLatency(text)).toBe(ms);
  });

  it.each(['', '5', '.5ms', '5.ms', '-1us', '1us1ms', '1.5m', '1e3us', '9999999999999.5s'])('%j is none', (text) => {
    expect(parseLatency(text)).toBeUndefined();
  });

  it('come back as they were written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99_999_999 }), (microseconds) => {
        const ms = microseconds / 1000;
        expect(parseLatency(printLatency(ms))).toBe(ms);
      }),
    );
  });
});
