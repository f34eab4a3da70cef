// The error budget against counted events, in the scenarios in which peers' rules went wrong (E1, E2, E3, E4, E16). Beside
// ours stands the form that circulates: it fails the same checks, so they can fail.
import { describe, expect, it, jest } from '@jest/globals';
import { compileText, type PlainGroup } from '../support/compile-text.ts';
import { describeWithPromtool } from '../support/promtool.ts';
import { counter, failures, gauge, near, type Scenario } from '../support/scenario.ts';
import { MEAN_OF_RATIOS, meanOfRatiosOwnedBy, SHARED_INCREASES } from './experiments/circulating.ts';
import { BUDGET_LEFT, BUDGET_ONLY, oneSlo, PERIOD_RATIO, REQUESTS, recordedAs, requests } from './experiments/specs.ts';

jest.setTimeout(60_000);

/** Base windows of 5m and 10m: a step of the evaluations that is no longer misses nothing. */
const EACH_MINUTE = 'scrapeInterval: 1m';
const EACH_TWO_MINUTES = 'scrapeInterval: 2m';

/** The truth: what counted events make of a budget of 0.1 %. */
function budgetAfter(bad: number, total: number) {
  return { ratio: bad / total, left: 1 - bad / total / 0.001 };
}

const GAP: Scenario = {
  scrape: '1m',
  evaluate: '1m',
  series: {
    [requests('200')]: counter({ for: '6h', perMinute: 600 }, { for: '15m', perMinute: 0 }, { perMinute: 600 }),
    [requests('500')]: counter({ perMinute: 0 }),
  },
  checks: [near('6h10m', PERIOD_RATIO, 0), near('12h', PERIOD_RATIO, 0), near('12h', BUDGET_LEFT, 1)],
};

// The bad hour is looked at when it has gone through the hourly layer.
const LATE = budgetAfter(60 * 60, (10 * 1440 + 90) * 600 + 60 * 60);
const LATE_ERRORS: Scenario = {
  scrape: '2m',
  evaluate: '15m',
  series: {
    [requests('200')]: counter({ perMinute: 600 }),
    [requests('500')]: counter({ for: '9d23h', is: 'gone' }, { for: '1h', perMinute: 60 }, {}),
  },
  checks: [
    near('10d1h30m', PERIOD_RATIO, LATE.ratio, LATE.ratio / 200),
    near('10d1h30m', BUDGET_LEFT, LATE.left, 0.003),
  ],
};

// 0.6 requests a minute by night. The tolerance is that of a service whose data is a day old: of its first hour, hourly
// averages are taken over less than an hour, so that hour weighs more than it should.
const NIGHT = budgetAfter(43, 720 * 600 + 432 + 48);
const QUIET_NIGHT: Scenario = {
  scrape: '1m',
  evaluate: '1m',
  series: {
    [requests('200')]: counter({ for: '12h', perMinute: 600 }, { for: '12h', perMinute: 0.54 }, { perMinute: 0.6 }),
    [requests('500')]: counter({ for: '12h', perMinute: 0 }, { for: '12h', perMinute: 0.06 }, {}),
  },
  checks: [near('25h20m', PERIOD_RATIO, NIGHT.ratio, NIGHT.ratio / 20), near('25h20m', BUDGET_LEFT, NIGHT.left, 0.005)],
};

const TWO_SLOS = `
service: shop
slos:
  - name: all
    objective: 90%
    indicator: { ratio: { total: 'http_requests_total{job="shop"}', bad: 'http_requests_total{job="shop",code=~"5.."}' } }
    alerts: { burnRate: off, absent: off }
  - name: health
    objective: 90%
    indicator:
      ratio:
        total: http_requests_total{job="shop",handler="/healthz"}
        bad: http_requests_total{job="shop",handler="/healthz",code=~"5.."}
    alerts: { burnRate: off, absent: off }
`;
const TWO_HANDLERS: Scenario = {
  scrape: '1m',
  evaluate: '1m',
  series: {
    'http_requests_total{job="shop",handler="/api",code="200"}': counter({ perMinute: 540 }),
    'http_requests_total{job="shop",handler="/api",code="500"}': counter({ perMinute: 60 }),
    'http_requests_total{job="shop",handler="/healthz",code="200"}': counter({ perMinute: 600 }),
  },
  checks: [near('4h', recordedAs('slo:error_ratio:period', 'all'), 0.05, 0.0005)],
};

/** What an earlier version of the rules recorded until `until`, while 1 % of 600 requests a minute failed. */
function recordedBy(groups: readonly PlainGroup[], records: Readonly<Record<string, number>>, until: string) {
  const rules = groups.flatMap(({ rules }) => rules).filter(({ record = '' }) => record in records);
  const named = rules.map(({ record = '', labels = {} }) => {
    const matchers = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
    return [`${record}{${matchers.join(',')}}`, gauge([until, records[record] ?? 0], ['1ms', 'unseen'])] as const;
  });
  return Object.fromEntries(named);
}

/** Half a day under the old rules, with errors, and half a day under the new ones, without. */
function changedRules(recorded: Scenario['series']): Scenario {
  const half = budgetAfter(720 * 6, 1440 * 600);
  const late = { for: '12h', is: 'unseen' } as const;
  return {
    scrape: '1m',
    evaluate: '1m',
    series: {
      ...recorded,
      [requests('200')]: counter(late, { for: '12h', perMinute: 600 }, {}),
      [requests('500')]: counter(late, { perMinute: 0 }),
    },
    checks: [near('12h20m', PERIOD_RATIO, 0.01, 0.0003), near('25h20m', PERIOD_RATIO, half.ratio, half.ratio / 50)],
  };
}

describeWithPromtool('the error budget', (promtool) => {
  const { groups } = compileText(oneSlo(REQUESTS, { alerts: BUDGET_ONLY }), EACH_MINUTE);

  describe('after a quarter of an hour without traffic (E1)', () => {
    it('is whole', async () => {
      expect(await failures(promtool, groups, GAP)).toEqual([]);
    });

    it('is NaN as a mean of ratios, for as long as the gap lies in the period', async () => {
      expect(await failures(promtool, MEAN_OF_RATIOS, GAP)).toEqual([
        expect.stringMatching(/^6h10m: slo:error_ratio.*NaN/),
        expect.stringMatching(/^12h: slo:error_ratio.*NaN/),
        expect.stringMatching(/^12h: slo:error_budget.*NaN/),
      ]);
    });
  });

  describe('when the series of errors is born after ten days (E2)', () => {
    it('has paid for the errors among the requests of ten days', async () => {
      const { groups } = compileText(oneSlo(REQUESTS, { alerts: BUDGET_ONLY }), EACH_TWO_MINUTES);
      expect(await failures(promtool, groups, LATE_ERRORS)).toEqual([]);
    });

    it('counts the time since then alone as a mean of ratios', async () => {
      expect(await failures(promtool, MEAN_OF_RATIOS, LATE_ERRORS)).toEqual([
        expect.stringMatching(/^10d1h30m: slo:error_ratio.* 3\.\d+E-02$/),
        expect.stringMatching(/^10d1h30m: slo:error_budget.* -3\.\d+E\+01$/),
      ]);
    });
  });

  describe('after a busy day and a quiet night with 10 % errors (E3)', () => {
    it('weighs the night by its requests', async () => {
      expect(await failures(promtool, groups, QUIET_NIGHT)).toEqual([]);
    });

    it('weighs the night like the day as a mean of ratios', async () => {
      expect(await failures(promtool, MEAN_OF_RATIOS, QUIET_NIGHT)).toEqual([
        expect.stringMatching(/slo:error_ratio.*E-02$/),
        expect.stringMatching(/slo:error_budget.* -\S+E\+01$/),
      ]);
    });
  });

  describe('of two SLOs on one metric (E4)', () => {
    it('is computed from the requests of its own SLO', async () => {
      expect(await failures(promtool, compileText(TWO_SLOS, EACH_MINUTE).groups, TWO_HANDLERS)).toEqual([]);
    });

    it('mixes both SLOs when they record under one name', async () => {
      expect(await failures(promtool, SHARED_INCREASES, TWO_HANDLERS)).toEqual([
        expect.stringMatching(/ 3\.3\d+E-02$/),
      ]);
    });
  });

  describe('when the owner and a label are changed in the spec (E16)', () => {
    const ownedBy = (owner: string) =>
      compileText(
        oneSlo(REQUESTS, { alerts: BUDGET_ONLY, about: `owner: ${owner}\nlabels: { team: ${owner} }` }),
        EACH_MINUTE,
      ).groups;

    it('goes on from what the old rules recorded', async () => {
      const recorded = recordedBy(
        ownedBy('old'),
        { 'slo:total_events:increase15m': 9000, 'slo:bad_events:increase15m': 90 },
        '12h',
      );
      expect(Object.keys(recorded)).toHaveLength(2);
      expect(await failures(promtool, ownedBy('new'), changedRules(recorded))).toEqual([]);
    });

    it('is a rule that fails, where the label is on what is recorded', async () => {
      const recorded = recordedBy(meanOfRatiosOwnedBy('old'), { 'slo:sli_error:ratio_rate5m': 0.01 }, '12h');
      expect(await failures(promtool, meanOfRatiosOwnedBy('new'), changedRules(recorded))).toEqual([
        expect.stringContaining('same labelset'),
      ]);
    });
  });
});
