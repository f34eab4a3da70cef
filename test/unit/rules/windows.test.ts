import { describe, expect, it } from '@jest/globals';
import { print } from '../../../src/promql/print.ts';
import { countOf, errorRatio, existedBefore, isTiled, tileMs, tiles } from '../../../src/rules/windows.ts';
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
  it('is averaged from the base layer below six hours, and a ratio of sums of tiles from then on', () => {
    expect(print(errorRatio(5 * MINUTE, SLO))).toBe(
      `avg_over_time(slo:bad_events:rate${ME}[5m]) / (avg_over_time(slo:total_events:rate${ME}[5m]) > 0)`,
    );
    expect(print(errorRatio(DAY, SLO))).toBe(`slo:bad_events:increase1d${ME} / (slo:total_events:increase1d${ME} > 0)`);
    expect([6 * HOUR - 1, 6 * HOUR, DAY].map((windowMs) => isTiled(windowMs, SLO))).toEqual([false, true, true]);
  });

  it('is the base layer itself where the window is no longer than its own', () => {
    const base = `slo:bad_events:rate${ME} / (slo:total_events:rate${ME} > 0)`;
    expect(print(errorRatio(MINUTE, SLO))).toBe(base);
    expect(print(errorRatio(2 * MINUTE, SLO))).toBe(base);
  });

  it('is an average of slices where time is judged, however short the window', () => {
    const uptime = sloAt('30s', `indicator: { uptime: { up: 'up{job="a"} == 1' } }`);
    expect(print(errorRatio(2 * MINUTE, uptime))).toBe(
      `avg_over_time(slo:bad_events:rate${ME}[2m]) / (avg_over_time(slo:total_events:rate${ME}[2m]) > 0)`,
    );
  });

  it('is not negative where bad events are a difference', () => {
    expect(print(errorRatio(DAY, SLO, true))).toMatch(/^clamp_min\(.*, 0\)$/);
  });

  it('names the whole identity', () => {
    const identity = { cluster: 'c', namespace: 'n', ...IDENTITY };
    expect(print(errorRatio(MINUTE, { ...SLO, identity }))).toContain(
      'slo:bad_events:rate{slo="x",slo_service="s",slo_namespace="n",slo_cluster="c"}',
    );
  });
});

describe('tiles', () => {
  it('are a quarter of an hour, and longer only where promtool would load too many of them', () => {
    const lengths = [1, 30, 46, 47, 90, 93, 94, 186].map((days) => tileMs({ periodMs: days * DAY }) / MINUTE);
    expect(lengths).toEqual([15, 15, 15, 30, 30, 30, 60, 60]);
  });

  it('of two groups stay within what promtool loads, whatever the period', () => {
    for (let days = 1; days <= 186; days++) {
      expect((2 * days * DAY) / tileMs({ periodMs: days * DAY })).toBeLessThan(9_998);
    }
  });

  it('of a window are one less than it is long, at every moment and in every version', () => {
    expect(print(tiles('bad', 6 * HOUR, SLO))).toBe(`sum_over_time(slo:bad_events:increase15m${ME}[5h44m59s:15m])`);
    const [tile, range] = [15 * MINUTE, 23 * 15 * MINUTE - 1_000];
    for (let second = 0; second < 899; second++) {
      const now = 100 * tile + second * 1_000;
      const open = Math.floor(now / tile) - Math.floor((now - range) / tile);
      const closed = Math.floor(now / tile) - Math.ceil((now - range) / tile) + 1;
      expect([open, closed]).toEqual([23, 23]);
    }
  });
});

describe('the events of a window', () => {
  it('are added up one sample after the other, and read where they are recorded', () => {
    expect(print(countOf('bad', HOUR, SLO))).toBe(`sum_over_time(slo:bad_events:rate${ME}[1h:30s]) * 30`);
    expect(print(countOf('bad', 6 * HOUR, SLO))).toBe(`slo:bad_events:increase6h${ME}`);
  });
});

describe('data of some age', () => {
  it('is looked for at that age and up to twice of it, in the layer that reaches so far', () => {
    expect(print(existedBefore(HOUR, SLO))).toBe(`present_over_time(slo:total_events:rate${ME}[1h] offset 1h)`);
    expect(print(existedBefore(12 * HOUR, SLO))).toBe(
      `present_over_time(slo:total_events:increase15m${ME}[12h:15m] offset 12h)`,
    );
  });
});
