import { describe, expect, it } from '@jest/globals';
import { print } from '../../../src/promql/print.ts';
import {
  averageRate,
  countOf,
  errorRatio,
  existedBefore,
  hourlyStepMs,
  isReadHourly,
  sparseStepMs,
} from '../../../src/rules/windows.ts';
import { budgetSlo, RATIO } from '../model/compile-one.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const IDENTITY = { service: 's', slo: 'x' };
const ME = '{slo="x",slo_service="s"}';

function sloAt(scrapeInterval: string, indicator = RATIO) {
  const slo = budgetSlo(`{ name: x, objective: 99.9%, ${indicator} }`, `scrapeInterval: ${scrapeInterval}`);
  return { ...slo, identity: IDENTITY };
}

const SLO = sloAt('30s');

describe('the error ratio over a window', () => {
  it('is read from the base layer below a day, from the hourly one from a day on', () => {
    expect(print(errorRatio(5 * MINUTE, SLO))).toBe(
      `avg_over_time(slo:bad_events:rate${ME}[5m]) / (avg_over_time(slo:total_events:rate${ME}[5m]) > 0)`,
    );
    expect(print(errorRatio(DAY, SLO))).toBe(
      `avg_over_time(slo:bad_events:rate1h${ME}[1d:15m]) / (avg_over_time(slo:total_events:rate1h${ME}[1d:15m]) > 0)`,
    );
    expect([6 * HOUR, DAY - 1, DAY].map(isReadHourly)).toEqual([false, false, true]);
  });

  it('is the base layer itself where the window is no longer than its own', () => {
    const base = `slo:bad_events:rate${ME} / (slo:total_events:rate${ME} > 0)`;
    expect(print(errorRatio(MINUTE, SLO))).toBe(base);
    expect(print(errorRatio(2 * MINUTE, SLO))).toBe(base);
  });

  it('names the whole identity', () => {
    const identity = { cluster: 'c', namespace: 'n', ...IDENTITY };
    expect(print(averageRate('bad', HOUR, { ...SLO, identity }))).toBe(
      'avg_over_time(slo:bad_events:rate{slo="x",slo_service="s",slo_namespace="n",slo_cluster="c"}[1h])',
    );
  });
});

describe('a window of six hours or more, but less than a day', () => {
  it('is read from every third sample at scrapes each 30s, and so are its events', () => {
    expect(print(errorRatio(6 * HOUR, SLO))).toBe(
      `avg_over_time(slo:bad_events:rate${ME}[6h:1m30s]) / (avg_over_time(slo:total_events:rate${ME}[6h:1m30s]) > 0)`,
    );
    expect(print(countOf('bad', 6 * HOUR, SLO))).toBe(`sum_over_time(slo:bad_events:rate${ME}[6h:1m30s]) * 90`);
    expect([6 * HOUR - 1, 6 * HOUR, 18 * HOUR, DAY].map((window) => sparseStepMs(window, SLO))).toEqual([
      undefined,
      1.5 * MINUTE,
      1.5 * MINUTE,
      undefined,
    ]);
  });

  it('counts each increase between two scrapes equally often: where no step does, it is read whole', () => {
    const stepAt = (interval: string) => sparseStepMs(6 * HOUR, sloAt(interval));
    expect(['15s', '30s', '60s', '2m'].map(stepAt)).toEqual([45_000, 90_000, 120_000, 120_000]);
    expect(['5s', '10s', '20s', '45s'].map(stepAt)).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('is read whole where time is judged, each moment of which counts', () => {
    const uptime = sloAt('30s', `indicator: { uptime: { up: 'up{job="a"} == 1' } }`);
    expect(sparseStepMs(6 * HOUR, uptime)).toBeUndefined();
    expect(print(averageRate('bad', 6 * HOUR, uptime))).toBe(`avg_over_time(slo:bad_events:rate${ME}[6h])`);
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
