// Burn-rate alerts in the scenarios in which peers' alerts never fired, or fired for nothing (E5, E6, E7, E12, E13, E14).
// Beside ours stands the form that circulates: it fails the same checks, so they can fail.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { compileText, diagnose, groupsOfSlo, type PlainGroup } from '../support/compile-text.ts';
import { checkRules, describeEachPromtool, describeWithPromtool, withTempDir } from '../support/promtool.ts';
import {
  counter,
  failures,
  firing,
  gauge,
  type Labels,
  neverFired,
  type Scenario,
  silent,
} from '../support/scenario.ts';
import { fastPage, unguarded, WINDOW_LABELS } from './experiments/circulating.ts';
import { oneSlo, REQUESTS, requests } from './experiments/specs.ts';

jest.setTimeout(60_000);

const ALERT = 'ErrorBudgetBurn';
const PAGE = { severity: 'critical' };
const TICKET = { severity: 'warning' };
const PAGE_FAST = { slo_tier: 'page-fast' };

const GOOD_THEN_BAD: Scenario['series'] = {
  [requests('200')]: counter({ for: '30m', perMinute: 600 }, {}),
  [requests('500')]: counter({ for: '30m', perMinute: 0 }, { perMinute: 600 }),
};

/** Half an hour of good, then nothing but bad: the fast page is silent, and fires. */
function outage(series: Scenario['series'], labels: Labels = PAGE_FAST, fires = '50m'): Scenario {
  const checks = [neverFired('29m30s', ALERT, labels), firing(fires, ALERT, labels)];
  return { scrape: '30s', evaluate: '30s', series, checks };
}

const SLOW_SERIES = {
  'latency_seconds_count{job="shop"}': counter({ perMinute: 600 }),
  'latency_seconds_bucket{job="shop",le="0.25"}': counter({ for: '30m', perMinute: 600 }, {}),
};

const KINDS = [
  { kind: 'bad events', indicator: REQUESTS, series: GOOD_THEN_BAD },
  {
    kind: 'good events whose counter stands still',
    indicator: `ratio: { total: 'http_requests_total{job="shop"}', good: 'http_requests_total{job="shop",code="200"}' }`,
    series: GOOD_THEN_BAD,
  },
  {
    kind: 'good events whose counter is gone',
    indicator: `ratio: { total: 'http_requests_total{job="shop"}', good: 'http_requests_total{job="shop",code="200"}' }`,
    series: { ...GOOD_THEN_BAD, [requests('200')]: counter({ for: '30m', perMinute: 600 }, { is: 'gone' }) },
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
    series: GOOD_THEN_BAD,
  },
  {
    kind: 'a ratio in the user’s own PromQL',
    indicator: `raw: { errorRatio: 'sum(rate(http_requests_total{code="500"}[$window])) / sum(rate(http_requests_total[$window]))' }`,
    series: GOOD_THEN_BAD,
  },
];

const PERIODS = ['1d', '2d', '7d', '28d', '90d'];

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

const REQUEST_ALERTS = compileText(oneSlo(REQUESTS)).groups;

/** The part of the rules that pages. */
function fastRules(spec: string, config = ''): readonly PlainGroup[] {
  return groupsOfSlo(compileText(spec, config), 'requests', 'fast');
}

describeWithPromtool('on a total outage, burn-rate alerts', (promtool) => {
  it.each(KINDS)('page, for $kind (E6, E7)', async ({ indicator, series }) => {
    expect(await failures(promtool, fastRules(oneSlo(indicator)), outage(series))).toEqual([]);
  });

  it('never page when the window is a label (E6, E7)', async () => {
    expect(await failures(promtool, WINDOW_LABELS, outage(GOOD_THEN_BAD, PAGE))).toEqual([
      expect.stringMatching(/^50m: ErrorBudgetBurn .* fires, but it is nil$/),
    ]);
  });

  it('page at an objective of 90 % (E14)', async () => {
    const rules = fastRules(oneSlo(REQUESTS, { objective: '90%' }));
    expect(await failures(promtool, rules, outage(GOOD_THEN_BAD, PAGE_FAST, '1h30m'))).toEqual([]);
  });

  it('never page at 90 % when errors would have to pass 144 % (E14)', async () => {
    expect(await failures(promtool, fastPage(0.1), outage(GOOD_THEN_BAD, PAGE, '1h30m'))).toEqual([
      expect.stringMatching(/^1h30m: ErrorBudgetBurn .* fires, but it is nil$/),
    ]);
  });

  it('page when there is a request a minute (E12)', async () => {
    const series = {
      [requests('200')]: counter({ for: '30m', perMinute: 1 }, {}),
      [requests('500')]: counter({ for: '30m', perMinute: 0 }, { perMinute: 1 }),
    };
    expect(await failures(promtool, REQUEST_ALERTS, outage(series))).toEqual([]);
  });

  describe.each(['30s', '1m'])('with scrapes each %s', (scrape) => {
    const config = `scrapeInterval: ${scrape}`;

    it.each(PERIODS)('are valid rules and page over a period of %s (E5)', async (period) => {
      const { groups } = compileText(oneSlo(REQUESTS, { period }), config);
      const verdict = await withTempDir(async (dir) => {
        await writeFile(join(dir, 'rules.json'), JSON.stringify({ groups }));
        return checkRules(promtool, [join(dir, 'rules.json')]);
      });
      expect(verdict).toEqual({ ok: true, output: expect.stringContaining('SUCCESS') });
      const scenario = { ...outage(GOOD_THEN_BAD), scrape, evaluate: scrape };
      expect(await failures(promtool, fastRules(oneSlo(REQUESTS, { period }), config), scenario)).toEqual([]);
    });
  });
});

describeEachPromtool('without much to go by, burn-rate alerts', (promtool) => {
  it.each(['7h', '30m'])('are silent on one error at a request a minute, after %s (E12)', async (age) => {
    expect(await failures(promtool, fastRules(oneSlo(REQUESTS)), singleError(age))).toEqual([]);
  });

  it('page on one error at a request a minute without a guard (E12)', async () => {
    expect(await failures(promtool, fastPage(0.001), singleError('7h'))).toEqual([
      expect.stringMatching(/has not fired for 8h, but it is \{\}/),
    ]);
  });

  it('page for a burst when the service is two hours old, naming their windows, and open no ticket (E13)', async () => {
    expect(await failures(promtool, REQUEST_ALERTS, YOUNG)).toEqual([]);
  });

  it('open a ticket beside the page when nothing asks for the age of the data (E13)', async () => {
    const checks = [silent('2h', ALERT, PAGE), firing('2h7m', ALERT, PAGE), neverFired('2h30m', ALERT, TICKET)];
    expect(await failures(promtool, unguarded(0.001), { ...YOUNG, checks })).toEqual([
      expect.stringMatching(/^2h30m: .*warning.* has not fired/),
    ]);
  });
});
