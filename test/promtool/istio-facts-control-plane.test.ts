// What is known of istiod's metrics, against the rules that this repository ships: its replicas (facts A to E) and rejected
// configuration (F, G, L, M, N). Beside ours stands the form that circulates: it fails the same checks, so they can fail.
import { describe, expect, it, jest } from '@jest/globals';
import { groupsOfSlo, rulesWhere } from '../support/compile-text.ts';
import { describeWithPromtool } from '../support/promtool.ts';
import {
  counter,
  failures,
  firing,
  gauge,
  near,
  neverFired,
  nothing,
  type Scenario,
  type Series,
  silent,
} from '../support/scenario.ts';
import { CONTROL_PLANE } from './experiments/default-slos.ts';
import { ISTIOD_DOWN, ISTIOD_LOST, PUSH_ERRORS, PUSH_ERRORS_OF_NEWBORN } from './istio-facts/circulating.ts';

jest.setTimeout(60_000);

const MINUTE_MS = 60_000;
const DAY_SECONDS = 86_400;

/** Alerts on istiod's presence, from its SLO and from the presets beside it. */
const PRESENCE = rulesWhere(CONTROL_PLANE.groups, ({ alert = '' }) =>
  /^Istiod(Down|Instance|Revision|Replicas)/.test(alert),
);

const CRITICAL = { severity: 'critical' };
const WARNING = { severity: 'warning' };

function upOf(pod: string, job: string): string {
  return `up{app="istiod",job="${job}",namespace="istio-system",pod="${pod}",instance="${pod}:15014"}`;
}

function replicas(deployment: string, available: Series, wanted: Series): Scenario['series'] {
  const labels = `{namespace="istio-system",deployment="${deployment}"}`;
  return {
    [`kube_deployment_status_replicas_available${labels}`]: available,
    [`kube_deployment_spec_replicas${labels}`]: wanted,
  };
}

const always = (value: number): Series => gauge(['1m', value]);
const until = (end: string, before: number, after: number | 'gone'): Series => gauge([end, before], ['1m', after]);

/** Three replicas of which `failing` fail after half an hour, in the way that `to` says. */
function failingReplicas(failing: number, to: 0 | 'gone', job: string): Scenario['series'] {
  const pods = ['a', 'b', 'c'].map(
    (pod, at) => [upOf(pod, job), at < failing ? until('30m', 1, to) : always(1)] as const,
  );
  return {
    ...Object.fromEntries(pods),
    ...replicas('istiod', until('30m', 3, 3 - failing), always(3)),
  };
}

function ofMinutes(series: Scenario['series'], checks: Scenario['checks']): Scenario {
  return { scrape: '30s', evaluate: '30s', series, checks };
}

/** A revision with three replicas; a new one starts at one replica, and the old one is deleted an hour later. */
const UPGRADE: Scenario['series'] = {
  ...Object.fromEntries(['a', 'b', 'c'].map((pod) => [upOf(pod, 'istiod-default-v1-26-4'), until('2h', 1, 'gone')])),
  ...Object.fromEntries(
    ['d', 'e', 'f'].map((pod, at) => [
      upOf(pod, 'istiod-default-v1-27-1'),
      gauge(['1h', 'unseen'], [at === 0 ? '1m' : '6m', at === 0 ? 1 : 'unseen'], ['1m', 1]),
    ]),
  ),
  ...replicas('istiod-default-v1-26-4', until('2h', 3, 'gone'), until('2h', 3, 'gone')),
  ...replicas(
    'istiod-default-v1-27-1',
    gauge(['1h', 'unseen'], ['1m', 0], ['5m', 1], ['1m', 3]),
    gauge(['1h', 'unseen'], ['1m', 1], ['1m', 3]),
  ),
};

describeWithPromtool('istiod', (promtool) => {
  describe('of which one of three replicas is down (A)', () => {
    it('is no page, but two warnings', async () => {
      const checks = [
        neverFired('1h', 'IstiodDown'),
        neverFired('1h', 'IstiodRevisionDown'),
        silent('39m', 'IstiodInstanceUnreachable'),
        firing('41m', 'IstiodInstanceUnreachable', WARNING),
        silent('44m', 'IstiodReplicasLow'),
        firing('46m', 'IstiodReplicasLow', WARNING),
      ];
      expect(await failures(promtool, PRESENCE, ofMinutes(failingReplicas(1, 0, 'istiod'), checks))).toEqual([]);
    });

    it('is a page in the form that circulates', async () => {
      const scenario = ofMinutes(failingReplicas(1, 0, 'istiod'), [neverFired('1h', 'IstiodDown')]);
      expect(await failures(promtool, ISTIOD_DOWN, scenario)).toEqual([expect.stringContaining('has not fired')]);
    });
  });

  describe('whose targets have all vanished (B)', () => {
    const checks = [silent('34m', 'IstiodDown'), firing('36m', 'IstiodDown', CRITICAL)];
    const scenario = ofMinutes(failingReplicas(3, 'gone', 'istiod'), checks);

    it('is a page, for the SLO and for the revision that should run', async () => {
      const more = [...checks, firing('36m', 'IstiodRevisionDown', CRITICAL)];
      expect(await failures(promtool, PRESENCE, { ...scenario, checks: more })).toEqual([]);
    });

    it('is silence in the form that circulates', async () => {
      expect(await failures(promtool, ISTIOD_DOWN, scenario)).toEqual([expect.stringMatching(/^36m: .* nil$/)]);
    });
  });

  describe('of which all replicas fail their scrapes (C)', () => {
    const checks = [silent('34m', 'IstiodDown'), firing('36m', 'IstiodDown', CRITICAL)];
    const scenario = ofMinutes(failingReplicas(3, 0, 'istiod'), checks);

    it('is one page', async () => {
      expect(await failures(promtool, PRESENCE, scenario)).toEqual([]);
    });

    it('is three pages in the form that circulates', async () => {
      expect(await failures(promtool, ISTIOD_DOWN, scenario)).toEqual([expect.stringMatching(/^36m: .* 3E\+00$/)]);
    });
  });

  describe('of a revision, under a job that has its name (D)', () => {
    const checks = [firing('36m', 'IstiodDown', CRITICAL)];
    const scenario = ofMinutes(failingReplicas(3, 0, 'istiod-default-v1-27-1'), checks);

    it('is a page when it is down', async () => {
      expect(await failures(promtool, PRESENCE, scenario)).toEqual([]);
    });

    it('is silence in the form that circulates', async () => {
      expect(await failures(promtool, ISTIOD_DOWN, scenario)).toEqual([expect.stringMatching(/^36m: .* nil$/)]);
    });
  });

  describe('in an upgrade from one revision to the next (E)', () => {
    const alerts = ['IstiodDown', 'IstiodRevisionDown', 'IstiodReplicasLow', 'IstiodInstanceUnreachable'];

    it('is silent from the first new replica to the deletion of the old revision', async () => {
      const scenario = ofMinutes(
        UPGRADE,
        alerts.map((alert) => neverFired('3h', alert)),
      );
      expect(await failures(promtool, PRESENCE, scenario)).toEqual([]);
    });

    it('is missed in the form that compares with the past', async () => {
      const scenario = ofMinutes(UPGRADE, [neverFired('3h', 'IstiodInstanceUnreachable')]);
      expect(await failures(promtool, ISTIOD_LOST, scenario)).toEqual([expect.stringContaining('has not fired')]);
    });
  });
});

const REJECTS = groupsOfSlo(CONTROL_PLANE, 'xds-rejects');
const ALERT = 'PilotPushErrors';

/** What one istiod exports: it runs since `started` (minutes), and rejects are counted as `rejects` says. */
function istiod(pod: string, started: number, rejects: Series, up: Series = always(1)): Scenario['series'] {
  const labels = `app="istiod",pod="${pod}",instance="${pod}:15014"`;
  const uptime: Series = (ms) => {
    const isUp = up(ms);
    return isUp === 1 ? ms / 1_000 - started * 60 : isUp === 0 ? 'gone' : isUp;
  };
  const born: Series = (ms) => (ms < started * MINUTE_MS ? 'gone' : up(ms));
  return {
    [`up{${labels}}`]: born,
    [`istiod_uptime_seconds{${labels}}`]: (ms) => (ms < started * MINUTE_MS ? 'gone' : uptime(ms)),
    [`pilot_total_xds_rejects{${labels},type="lds"}`]: rejects,
  };
}

const LONG_AGO = (-7 * DAY_SECONDS) / 60;
const FIVE_FOR_EVER = counter({ from: 5 });

/** Five old rejects, seen again after a gap between 30m and 50m. */
const afterGap = (up: 0 | 'unseen') =>
  istiod(
    'a',
    LONG_AGO,
    counter({ for: '30m', from: 5 }, { for: '20m', is: up === 0 ? 'gone' : 'unseen' }, { from: 5 }),
    gauge(['30m', 1], ['20m', up], ['1m', 1]),
  );

describeWithPromtool('a configuration that a proxy rejects', (promtool) => {
  describe('for the first time, when the counter is born at 1 (F)', () => {
    const series = istiod('a', LONG_AGO, counter({ for: '30m', is: 'gone' }, { from: 1 }));
    const scenario = ofMinutes(series, [
      neverFired('29m30s', ALERT),
      firing('31m', ALERT, WARNING),
      firing('40m', ALERT),
    ]);

    it('is an alert at once, for a quarter of an hour and five minutes', async () => {
      const checks = [
        ...scenario.checks,
        near('31m', 'slo:breach_events:count', 1),
        firing('49m30s', ALERT),
        silent('51m', ALERT),
      ];
      expect(await failures(promtool, REJECTS, { ...scenario, checks })).toEqual([]);
    });

    it('is never seen by a rate', async () => {
      expect(await failures(promtool, PUSH_ERRORS, scenario)).toEqual([
        expect.stringMatching(/^31m: .* nil$/),
        expect.stringMatching(/^40m: .* nil$/),
      ]);
    });
  });

  describe('again, in a single burst (G)', () => {
    const series = istiod('a', LONG_AGO, counter({ for: '30m', from: 3 }, { from: 5 }));
    const scenario = ofMinutes(series, [neverFired('29m30s', ALERT), firing('31m', ALERT), firing('40m', ALERT)]);

    it('is an alert', async () => {
      expect(
        await failures(promtool, REJECTS, {
          ...scenario,
          checks: [...scenario.checks, firing('49m30s', ALERT), silent('51m', ALERT)],
        }),
      ).toEqual([]);
    });

    it('is over before a rate has held for five minutes', async () => {
      expect(await failures(promtool, PUSH_ERRORS, scenario)).toEqual([
        expect.stringMatching(/^31m: .* nil$/),
        expect.stringMatching(/^40m: .* nil$/),
      ]);
    });
  });

  describe('by an istiod that has just started (L)', () => {
    const series = {
      ...istiod('old', LONG_AGO, counter({ for: '30m', from: 5 }, { is: 'gone' }), until('30m', 1, 'gone')),
      ...istiod('new', 30.5, counter({ for: '36m', is: 'gone' }, { from: 1 })),
    };

    it('is an alert without a gap, and the rejects of its predecessor are none', async () => {
      const fired = `sum(count_over_time(ALERTS{alertname="${ALERT}",alertstate="firing"}[15m]))`;
      const checks = [
        neverFired('35m30s', ALERT),
        firing('37m', ALERT),
        near('37m', 'slo:breach_events:count', 1),
        near('50m30s', fired, 30, 1),
        silent('57m', ALERT),
      ];
      expect(await failures(promtool, REJECTS, ofMinutes(series, checks))).toEqual([]);
    });
  });

  describe('long ago, and seen again', () => {
    it.each([
      { fact: 'after scrapes of istiod failed for twenty minutes (M)', series: afterGap(0) },
      { fact: 'after Prometheus was away for twenty minutes (N)', series: afterGap('unseen') },
      { fact: 'by a Prometheus that starts with an empty database (N)', series: istiod('a', LONG_AGO, FIVE_FOR_EVER) },
    ])('is no alert $fact', async ({ series }) => {
      expect(await failures(promtool, REJECTS, ofMinutes(series, [neverFired('1h30m', ALERT)]))).toEqual([]);
    });

    it('is taken for new where nothing asks whether istiod was scraped', async () => {
      const scenario = ofMinutes(afterGap('unseen'), [neverFired('1h30m', ALERT)]);
      expect(await failures(promtool, PUSH_ERRORS_OF_NEWBORN, scenario)).toEqual([
        expect.stringContaining('has not fired'),
      ]);
    });
  });
});

describeWithPromtool('a Prometheus that comes back', (promtool) => {
  // It was away for longer than a sample lives, and its first evaluation comes before its first scrape.
  it('pages for no SLO of an istiod that ran all the time (N)', async () => {
    const series = { [upOf('a', 'istiod')]: gauge(['1h30m30s', 1], ['5m', 'unseen'], ['1m', 1]) };
    const checks = [
      nothing('1h35m30s', 'up'),
      near('1h36m', 'sum(up)', 1),
      // From the first evaluations, before the first scrape of all, the page has recovered.
      silent('1h30m', 'ErrorBudgetBurn', { slo_tier: 'page-fast' }),
      neverFired('1h50m', 'ErrorBudgetBurn', { slo_tier: 'page-fast' }, '20m'),
      neverFired('1h50m', 'IstiodDown'),
    ];
    const groups = groupsOfSlo(CONTROL_PLANE, 'availability', 'fast');
    const scenario: Scenario = { scrape: '30s', scrapes: 'between', evaluate: '30s', series, checks };
    expect(await failures(promtool, groups, scenario)).toEqual([]);
  });
});
