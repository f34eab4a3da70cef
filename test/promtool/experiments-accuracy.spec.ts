// The recorded error ratio of the period against exact event counts: within half a percent of the truth, wherever traffic
// and errors go. Seven days of raw counters stand for thirty, evaluated so seldom that two thirds of the time are looked at.
import { describe, expect, it, jest } from '@jest/globals';
import { SERIES } from '../../src/model/series-names.ts';
import { increaseSeries, tileMs } from '../../src/rules/windows.ts';
import { compileText, type PlainRule, rulesWhere } from '../support/compile-text.ts';
import { describeEachPromtool } from '../support/promtool.ts';
import { counter, failures, milliseconds, near, type Phase, type Scenario, type Series } from '../support/scenario.ts';
import { BUDGET_ONLY, oneSlo, PERIOD_RATIO, REQUESTS, recordedAs, requests } from './experiments/specs.ts';

jest.setTimeout(60_000);

/** Half a percent of the value. */
const CLOSE = 1 / 200;
const DAYS = 8;
const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;

/** A counter that goes through the same phases each day. */
function daily(...phases: readonly Phase[]): Series {
  return counter(...Array.from({ length: DAYS }, () => phases).flat(), {});
}

/** A counter of a pod that restarts each three hours, for the first time after `first`. */
function restarting(first: string, perMinute: number): Series {
  const lives = Array.from({ length: DAYS * 8 }, () => ({ for: '3h', perMinute, from: 0 }));
  return counter({ for: first, perMinute }, ...lives, {});
}

interface Case {
  readonly name: string;
  readonly series: Scenario['series'];
  /** Errors among requests in the last seven of eight days. */
  readonly truth: number;
}

const CASES: readonly Case[] = [
  {
    name: 'steady traffic and steady errors',
    series: { [requests('200')]: counter({ perMinute: 594 }), [requests('500')]: counter({ perMinute: 6 }) },
    truth: 6 / 600,
  },
  {
    name: 'ten times the traffic by day, errors only by night',
    series: {
      [requests('200')]: daily({ for: '12h', perMinute: 1200 }, { for: '12h', perMinute: 114 }),
      [requests('500')]: daily({ for: '12h', perMinute: 0 }, { for: '12h', perMinute: 6 }),
    },
    truth: 6 / (1200 + 120),
  },
  {
    name: 'ten times the traffic by day, errors only by day',
    series: {
      [requests('200')]: daily({ for: '12h', perMinute: 1140 }, { for: '12h', perMinute: 120 }),
      [requests('500')]: daily({ for: '12h', perMinute: 60 }, { for: '12h', perMinute: 0 }),
    },
    truth: 60 / (1200 + 120),
  },
  {
    name: 'no traffic at all by night',
    series: {
      [requests('200')]: daily({ for: '12h', perMinute: 594 }, { for: '12h', perMinute: 0 }),
      [requests('500')]: daily({ for: '12h', perMinute: 6 }, { for: '12h', perMinute: 0 }),
    },
    truth: 6 / 600,
  },
  {
    name: 'three pods that restart each three hours, one after the other, one of them with errors',
    series: {
      [requests('200', 'a')]: restarting('1h', 540),
      [requests('500', 'a')]: restarting('1h', 60),
      [requests('200', 'b')]: restarting('2h', 600),
      [requests('200', 'c')]: restarting('3h', 600),
    },
    truth: 60 / 1800,
  },
  {
    name: 'a series of errors that is born on the fourth day',
    series: {
      [requests('200')]: counter({ perMinute: 600 }),
      [requests('500')]: counter({ for: '3d12h', is: 'gone' }, { for: '12h', perMinute: 60 }, {}),
    },
    truth: (0.5 * 60) / (7 * 600 + 0.5 * 60),
  },
];

/** Twenty requests a second by day and two by night, when one in twenty fails: as tiles of this length have it. */
function diurnal(lengthMs: number): Scenario['series'] {
  const seconds = lengthMs / 1_000;
  return {
    [recordedAs(increaseSeries('total', lengthMs))]: alternating(20 * seconds, 2 * seconds),
    [recordedAs(increaseSeries('bad', lengthMs))]: alternating(0, 0.1 * seconds),
  };
}

function alternating(byDay: number, byNight: number): Series {
  return (ms) => (ms % DAY_MS < DAY_MS / 2 ? byDay : byNight);
}

/** What the budget is made of, above tiles. */
const isBudget =
  (period: string) =>
  ({ record = '' }: PlainRule) =>
    /:period$|:remaining_ratio$/.test(record) || record.endsWith(`:increase${period}`);
const isConstant = ({ expr, record }: PlainRule) => expr.startsWith('vector(') && record !== SERIES.heartbeat;

describeEachPromtool('the error ratio of the period', (promtool) => {
  const groupsOf = (period: string) =>
    compileText(oneSlo(REQUESTS, { period, alerts: BUDGET_ONLY }), 'scrapeInterval: 2m').groups;

  describe('is that of the counted events, with', () => {
    const groups = rulesWhere(groupsOf('7d'), (rule) => !isConstant(rule));
    it.each(CASES)('$name', async ({ series, truth }) => {
      const checks = [near(`${DAYS}d`, PERIOD_RATIO, truth, truth * CLOSE)];
      expect(await failures(promtool, groups, { scrape: '2m', evaluate: '15m', series, checks })).toEqual([]);
    });
  });

  it.each(['1d', '7d', '28d', '30d', '90d', '180d'])('is right over a period of %s', async (period) => {
    const truth = 0.1 / 22;
    const tile = tileMs({ periodMs: milliseconds(period) });
    // A period holds a tile less than it is long.
    const checks = [near(period, PERIOD_RATIO, truth, truth * Math.max(CLOSE, (2 * tile) / milliseconds(period)))];
    const scenario: Scenario = { scrape: '15m', evaluate: period, series: diurnal(tile), checks };
    expect(await failures(promtool, rulesWhere(groupsOf(period), isBudget(period)), scenario)).toEqual([]);
  });
});
