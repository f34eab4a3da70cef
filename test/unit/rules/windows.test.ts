import { describe, expect, it } from '@jest/globals';
import { print } from '../../../src/promql/print.ts';
import { averageRate, errorRatio, existedBefore, hourlyStepMs, isReadHourly } from '../../../src/rules/windows.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const IDENTITY = { service: 's', slo: 'x' };
const ME = '{slo="x",slo_service="s"}';

describe('the error ratio over a window', () => {
  it('is read from the base layer below a day, from the hourly one from a day on', () => {
    expect(print(errorRatio(5 * MINUTE, 2 * MINUTE, IDENTITY))).toBe(
      `avg_over_time(slo:bad_events:rate${ME}[5m]) / (avg_over_time(slo:total_events:rate${ME}[5m]) > 0)`,
    );
    expect(print(errorRatio(DAY, 2 * MINUTE, IDENTITY))).toBe(
      `avg_over_time(slo:bad_events:rate1h${ME}[1d:15m]) / (avg_over_time(slo:total_events:rate1h${ME}[1d:15m]) > 0)`,
    );
    expect([6 * HOUR, DAY - 1, DAY].map(isReadHourly)).toEqual([false, false, true]);
  });

  it('is the base layer itself where the window is no longer than its own', () => {
    const base = `slo:bad_events:rate${ME} / (slo:total_events:rate${ME} > 0)`;
    expect(print(errorRatio(MINUTE, 2 * MINUTE, IDENTITY))).toBe(base);
    expect(print(errorRatio(2 * MINUTE, 2 * MINUTE, IDENTITY))).toBe(base);
  });

  it('names the whole identity', () => {
    const identity = { cluster: 'c', namespace: 'n', ...IDENTITY };
    expect(print(averageRate('bad', HOUR, identity))).toBe(
      'avg_over_time(slo:bad_events:rate{slo="x",slo_service="s",slo_namespace="n",slo_cluster="c"}[1h])',
    );
  });
});

describe('the step at which the hourly layer is read', () => {
  it('is a quarter of an hour, and coarser only where promtool would load too many samples', () => {
    expect([1, 30, 46, 47, 90, 93, 94, 186].map((days) => hourlyStepMs(days * DAY) / MINUTE)).toEqual([
      15, 15, 15, 30, 30, 30, 60, 60,
    ]);
  });

  it('keeps both sides of the ratio within what promtool loads, whatever the period', () => {
    for (let days = 1; days <= 186; days++) expect((2 * days * DAY) / hourlyStepMs(days * DAY)).toBeLessThan(9_998);
  });
});

describe('data of some age', () => {
  it('is looked for at that age and up to twice of it, in the layer that reaches so far', () => {
    expect(print(existedBefore(HOUR, IDENTITY))).toBe(`present_over_time(slo:total_events:rate${ME}[1h] offset 1h)`);
    expect(print(existedBefore(12 * HOUR, IDENTITY))).toBe(
      `present_over_time(slo:total_events:rate1h${ME}[12h:15m] offset 12h)`,
    );
  });
});
