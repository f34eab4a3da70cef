// Burn-rate alerts in the scenarios in which peers' alerts never fired, or fired for nothing (E5, E6, E7, E12, E13, E14).
// Beside ours stands the form that circulates: it fails the same checks, so they can fail.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { compileText, diagnose } from '../support/compile-text.ts';
import { checkRules, describeEachPromtool, withTempDir } from '../support/promtool.ts';
import { counter, failures, firing, gauge, neverFired, type Scenario, silent } from '../support/scenario.ts';
import { fastPage, unguarded, WINDOW_LABELS } from './experiments/circulating.ts';
import { oneSlo, REQUESTS, requests } from './experiments/specs.ts';

jest.setTimeout(60_000);

const ALERT = 'ErrorBudgetBurn';
const PAGE = { severity: 'critical' };
const TICKET = { severity: 'warning' };
const PAGE_FAST = { slo_tier: 'page-fast' };

/** Half an hour of good requests, then nothing but errors. */
const OUTAGE: Scenario = {
  scrape: '30s',
  evaluate: '30s',
  series: {
    [requests('200')]: counter({ for: '30m', perMinute: 600 }, {}),
    [requests('500')]: counter({ for: '30m', perMinute: 0 }, { perMinute: 600 }),
  },
  checks: [neverFired('29m30s', ALERT, PAGE), firing('1h30m', ALERT, PAGE)],
};

const outageOf = (series: Scenario['series']): Scenario => ({
  ...OUTAGE,
  series,
  checks: [neverFired('29m30s', ALERT, PAGE_FAST), firing('1h30m', ALERT, PAGE_FAST)],
});

const SLOW_SERIES = {
  'latency_seconds_count{job="shop"}': counter({ perMinute: 600 }),
  'latency_seconds_bucket{job="shop",le="0.25"}': counter({ for: '30m', perMinute: 600 }, {}),
};

const KINDS = [
  { kind: 'bad events', indicator: REQUESTS, series: OUTAGE.series },
  {
    kind: 'good events whose counter stands still',
    indicator: `ratio: { total: 'http_requests_total{job="shop"}', good: 'http_requests_total{job="shop",code="200"}' }`,
    series: OUTAGE.series,
  },
  {
    kind: 'good events whose counter is gone',
    indicator: `ratio: { total: 'http_requests_total{job="shop"}', good: 'http_requests_total{job="shop",code="200"}' }`,
    series: { ...OUTAGE.series, [requests('200')]: counter({ for: '30m', perMinute: 600 }, { is: 'gone' }) },
  },
  {
    kind: 'a histogram',
    indicator: `latency: { histogram: latency_seconds, below: 250ms, where: 'job="shop"', buckets: [100ms, 250ms] }`,
    series: SLOW_SERIES,
  },
  {
    kind: 'uptime',
    indicator: `uptime: { up: 'up{job="shop"} == 1' }`,
    series: { 'up{job="shop"}': gauge(['30m', 1], ['1ms', 0]) },
  },
  {
    kind: 'uptime of targets that vanish',
    indicator: `uptime: { up: 'up{job="shop"} == 1' }`,
    series: { 'up{job="shop"}': gauge(['30m', 1], ['1ms', 'gone']) },
  },
  {
    kind: 'a gauge over its bound',
    indicator: `threshold: { value: 'max(queue_length{job="shop"})', below: 1000 }`,
    series: { 'queue_length{job="shop"}': gauge(['30m', 10], ['1ms', 5000]) },
  },
  {
    kind: 'rates in the user’s own PromQL',
    indicator: `raw: { bad: 'sum(rate(http_requests_total{code="500"}[$window]))', total: 'sum(rate(http_requests_total[$window]))' }`,
    series: OUTAGE.series,
  },
  {
    kind: 'a ratio in the user’s own PromQL',
    indicator: `raw: { errorRatio: 'sum(rate(http_requests_total{code="500"}[$window])) / sum(rate(http_requests_total[$window]))' }`,
    series: OUTAGE.series,
  },
];

const PERIODS = ['1d', '2d', '7d', '14d', '28d', '30d', '90d'];

/** A request a minute, and one of them fails when the service is as old as that. */
const singleError = (age: string): Scenario => ({
  scrape: '30s',
  evaluate: '1m',
  series: {
    [requests('200')]: counter({ for: age, perMinute: 1 }, { for: '1m', perMinute: 0 }, { perMinute: 1 }),
    [requests('500')]: counter({ for: age, perMinute: 0 }, { for: '1m', perMinute: 1 }, {}),
  },
  checks: [neverFired('8h', ALERT, PAGE)],
});

/** A service that is two hours old when 17 % of its requests fail for ten minutes. */
const YOUNG: Scenario = {
  scrape: '30s',
  evaluate: '30s',
  series: {
    [requests('200')]: counter({ for: '2h', perMinute: 600 }, { for: '10m', perMinute: 498 }, { perMinute: 600 }),
    [requests('500')]: counter({ for: '2h', perMinute: 0 }, { for: '10m', perMinute: 102 }, {}),
  },
  checks: [
    silent('2h', ALERT, PAGE),
    firing('2h7m', ALERT, { ...PAGE, slo_tier: 'page-fast', slo_long_window: '1h', slo_short_window: '5m' }),
    neverFired('2h30m', ALERT, TICKET),
  ],
};

describe('an objective', () => {
  it('of 90 % has a page that can fire, with a warning that its threshold was lowered (E14)', () => {
    expect(diagnose(oneSlo(REQUESTS, { objective: '90%' }))).toEqual([
      expect.objectContaining({ severity: 'warning', code: 'capped-threshold' }),
    ]);
  });

  it('of 100 % is refused, with the indicator that means it (E14)', () => {
    expect(diagnose(oneSlo(REQUESTS, { objective: '100%' }))).toEqual([
      expect.objectContaining({
        severity: 'error',
        code: 'objective-out-of-range',
        help: expect.stringContaining('zeroTolerance'),
      }),
    ]);
  });

  it('over a period that has no room for windows is refused (E5)', () => {
    expect(diagnose(oneSlo(REQUESTS, { period: '6h' }))).toEqual([
      expect.objectContaining({ severity: 'error', code: 'period-out-of-range' }),
    ]);
  });
});

describeEachPromtool(['2.42', '2.53', '3.5'], 'burn-rate alerts', (promtool) => {
  const { groups } = compileText(oneSlo(REQUESTS));

  describe('on a total outage (E6, E7)', () => {
    it.each(KINDS)('page, for $kind', async ({ indicator, series }) => {
      expect(await failures(promtool, compileText(oneSlo(indicator)).groups, outageOf(series))).toEqual([]);
    });

    it('never page when the window is a label', async () => {
      expect(await failures(promtool, WINDOW_LABELS, OUTAGE)).toEqual([
        expect.stringMatching(/^1h30m: ErrorBudgetBurn .* fires, but it is nil$/),
      ]);
    });

    it('page at an objective of 90 % (E14)', async () => {
      const { groups } = compileText(oneSlo(REQUESTS, { objective: '90%' }));
      expect(await failures(promtool, groups, outageOf(OUTAGE.series))).toEqual([]);
    });

    it('never page at 90 % when errors would have to pass 144 % (E14)', async () => {
      expect(await failures(promtool, fastPage(0.1), OUTAGE)).toEqual([
        expect.stringMatching(/^1h30m: ErrorBudgetBurn .* fires, but it is nil$/),
      ]);
    });
  });

  describe.each(['30s', '1m'])('of short periods, scraped each %s (E5)', (scrape) => {
    it.each(PERIODS)('are valid rules, and page on an outage over %s', async (period) => {
      const { groups } = compileText(oneSlo(REQUESTS, { period }), `scrapeInterval: ${scrape}`);
      const verdict = await withTempDir(async (dir) => {
        await writeFile(join(dir, 'rules.json'), JSON.stringify({ groups }));
        return checkRules(promtool, [join(dir, 'rules.json')]);
      });
      expect(verdict).toEqual({ ok: true, output: expect.stringContaining('SUCCESS') });
      expect(await failures(promtool, groups, { ...outageOf(OUTAGE.series), scrape, evaluate: '1m' })).toEqual([]);
    });
  });

  describe('on one error at a request a minute (E12)', () => {
    it.each(['7h', '30m'])('are silent about a service that is %s old', async (age) => {
      expect(await failures(promtool, groups, singleError(age))).toEqual([]);
    });

    it('page without a guard', async () => {
      expect(await failures(promtool, unguarded(0.001), singleError('7h'))).toEqual([
        expect.stringMatching(/has not fired for 8h, but it is \{\}/),
      ]);
    });

    it('page when every request fails, few as they are', async () => {
      const series = {
        [requests('200')]: counter({ for: '30m', perMinute: 1 }, {}),
        [requests('500')]: counter({ for: '30m', perMinute: 0 }, { perMinute: 1 }),
      };
      expect(await failures(promtool, groups, outageOf(series))).toEqual([]);
    });
  });

  describe('of a service that is two hours old (E13)', () => {
    it('page for a burst and open no ticket, and the page names its windows', async () => {
      expect(await failures(promtool, groups, YOUNG)).toEqual([]);
    });

    it('open a ticket beside the page when nothing asks for the age of the data', async () => {
      const checks = [silent('2h', ALERT, PAGE), firing('2h7m', ALERT, PAGE), neverFired('2h30m', ALERT, TICKET)];
      expect(await failures(promtool, unguarded(0.001), { ...YOUNG, checks })).toEqual([
        expect.stringMatching(/^2h30m: .*warning.* has not fired/),
      ]);
    });
  });
});
