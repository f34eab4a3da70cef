// When alerts fire, against figures that were measured with promtool on the compiled rules, and what must hold for any
// error ratio.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { errorBudget } from '../../../src/model/slo.ts';
import { timeToCross, timeToFire, timeToFireThreshold } from '../../../src/rules/response.ts';
import { isTiled, tileMs } from '../../../src/rules/windows.ts';
import { budgetSlo, RATIO } from '../model/compile-one.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function sloAt(scrapeInterval: string, more = '') {
  return budgetSlo(`{ name: x, objective: 99.9%, ${RATIO}${more} }`, `scrapeInterval: ${scrapeInterval}`);
}

function fires(slo: ReturnType<typeof sloAt>, tier: string, errorRatio: number): number | undefined {
  const found = slo.tiers.find((setting) => setting.tier === tier);
  if (!found) throw new Error(`no tier ${tier}`);
  return timeToFire(slo, found, errorRatio);
}

describe('the time until a page', () => {
  it.each([
    ['15s', 1, 75],
    ['30s', 1, 120],
    ['60s', 1, 180],
    ['30s', 0.05, 18.5 * 60],
    ['60s', 0.05, 20 * 60],
  ])('with scrapes each %s and %d of all requests failing is %d s', (scrapeInterval, errorRatio, seconds) => {
    expect(fires(sloAt(scrapeInterval), 'page-fast', errorRatio)).toBe(seconds * 1_000);
  });

  it('is none at the threshold and below', () => {
    const slo = sloAt('30s');
    expect(fires(slo, 'page-fast', 0.0144)).toBeUndefined();
    expect(fires(slo, 'page-fast', 0.01)).toBeUndefined();
    expect(fires(slo, 'page-fast', 0.0145)).toBeDefined();
    expect(fires(slo, 'ticket-slow', 0.001)).toBeUndefined();
    expect(fires(slo, 'ticket-slow', 0.0011)).toBeDefined();
  });

  it('is longer by what the alert waits', () => {
    const waiting = sloAt('30s', ', alerts: { burnRate: { for: 7m } }');
    expect(fires(waiting, 'page-fast', 1)).toBe(120_000 + 7 * MINUTE);
  });

  it('never grows with the error ratio, comes at an evaluation, and at the latest when the long window is full', () => {
    const ratio = fc.double({ min: 0.0001, max: 1, noNaN: true });
    const slos = ['15s', '30s', '60s', '2m'].map((interval) => sloAt(interval));
    fc.assert(
      fc.property(ratio, ratio, fc.constantFrom(...slos), (a, b, slo) => {
        for (const tier of slo.tiers) {
          const [less, more] = [Math.min(a, b), Math.max(a, b)].map((errorRatio) => timeToFire(slo, tier, errorRatio));
          if (less === undefined) continue;
          expect(more).toBeLessThanOrEqual(less);
          expect(less % 1_000).toBe(0);
          // Both averages add half of themselves and an evaluation may just have passed.
          expect(less).toBeLessThanOrEqual(tier.longMs + HOUR + 10 * MINUTE + 4 * MINUTE);
        }
      }),
    );
  });

  it('is never earlier, but for half an evaluation, than the errors take to fill their share of the long window', () => {
    const slo = sloAt('30s');
    fc.assert(
      fc.property(fc.double({ min: 0.002, max: 1, noNaN: true }), (errorRatio) => {
        for (const tier of slo.tiers) {
          // A window that is added up from tiles is reckoned with half a tile less.
          const longMs = tier.longMs - (isTiled(tier.longMs, slo) ? tileMs(slo) / 2 : 0);
          const least = (tier.factor * errorBudget(slo.objective) * longMs) / errorRatio;
          const time = timeToFire(slo, tier, errorRatio);
          if (time !== undefined) expect(time).toBeGreaterThanOrEqual(least - 15_000);
        }
      }),
    );
  });
});

describe('the time until a named alert', () => {
  const slo = sloAt(
    '30s',
    ', alerts: { threshold: [{ name: A, errorRatio: 1%, over: 5m, for: 5m, severity: warning }, { name: B, errorRatio: 50%, over: 2m, severity: warning }] }',
  );
  const fire = (at: number, errorRatio: number) => {
    const alert = slo.thresholds[at];
    return alert && timeToFireThreshold(slo, alert, errorRatio);
  };

  it('follows from its window', () => {
    // 3 s of total outage are 1 % of five minutes: 27 s through the base window, seen at the first evaluation; then the
    // hold, and the time for which each error is seen.
    expect(fire(0, 1)).toBe(30_000 + 6.5 * MINUTE);
    // Half the base window, then an evaluation.
    expect(fire(1, 1)).toBe(60_000);
    expect(fire(0, 0.01)).toBeUndefined();
  });
});

describe('the time until an error ratio is passed', () => {
  it('is not blurred by a base window where time itself is sampled', () => {
    const uptime = budgetSlo(`{ name: x, objective: 99%, indicator: { uptime: { up: 'up{job="a"} == 1' } } }`);
    const crossing = timeToCross(uptime, HOUR, 1, 0.1) ?? 0;
    const events = timeToCross(sloAt('30s'), HOUR, 1, 0.1) ?? 0;
    // The newest sample stands for the whole interval before it; events are late by half a base window.
    expect(Math.abs(crossing - (6 * MINUTE - 15_000))).toBeLessThanOrEqual(1);
    expect(Math.abs(events - (7 * MINUTE - 15_000))).toBeLessThanOrEqual(1);
  });
});
