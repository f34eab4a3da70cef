// When the alerts of the SLOs that this repository ships fire: at the time that `slo explain` states, neither a step of the
// evaluations, or of the window, earlier nor one later. Scrapes lie between the evaluations, as they do in real life.
import { expect, it, jest } from '@jest/globals';
import { SERIES as RECORDED } from '../../src/model/series-names.ts';
import type { Tier } from '../../src/model/slo.ts';
import { printDuration } from '../../src/promql/duration.ts';
import { errorRatioSeries } from '../../src/rules/names.ts';
import { timeToFire, timeToFireThreshold } from '../../src/rules/response.ts';
import { isTiled, tileMs } from '../../src/rules/windows.ts';
import { budgetSlo, type CompiledText, groupsOfSlo, rulesWhere } from '../support/compile-text.ts';
import { describeEachPromtool, describeWithPromtool } from '../support/promtool.ts';
import {
  type Check,
  counter,
  failures,
  firing,
  gauge,
  type Labels,
  later,
  neverFired,
  type Scenario,
} from '../support/scenario.ts';
import { CONTROL_PLANE, MESH, SERIES_OF } from './experiments/default-slos.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** How often pages are evaluated. */
const STEP_MS = MINUTE_MS / 2;

jest.setTimeout(300_000);

/** Silent until a step before that time, firing a step after it; without a time, silent as long as anybody watches. */
function around(start: string, afterMs: number | undefined, stepMs: number, alert: string, labels: Labels): Check[] {
  if (afterMs === undefined) return [neverFired(later(start, WATCH_MS), alert, labels)];
  return [
    neverFired(later(start, afterMs - stepMs), alert, labels),
    firing(later(start, afterMs + stepMs), alert, labels),
  ];
}

const WATCH_MS = 2 * HOUR_MS;

interface Case {
  readonly compiled: CompiledText;
  readonly slo: string;
  readonly errorRatio: number;
}

function casesOf(errorRatios: readonly number[]): Case[] {
  const eventSlos = [
    { compiled: MESH, slo: 'request-success' },
    { compiled: MESH, slo: 'request-latency' },
    { compiled: CONTROL_PLANE, slo: 'config-push' },
  ];
  return eventSlos.flatMap((slo) => errorRatios.map((errorRatio) => ({ ...slo, errorRatio })));
}

/** The tiers that page or open tickets, and when each fires. */
function tiersOf({ compiled, slo: name, errorRatio }: Case, severity: string) {
  const slo = budgetSlo(compiled, name);
  const tiers = slo.tiers.filter(({ settings }) => settings.severity === severity);
  return tiers.map((tier) => ({ tier, afterMs: timeToFire(slo, tier, errorRatio) }));
}

/** The errors start when the longest window is full; where nothing is to fire, that does not matter. */
function startOf(tiers: readonly { readonly tier: Tier; readonly afterMs: number | undefined }[]): string {
  const longest = tiers.map(({ tier, afterMs }) => (afterMs === undefined ? HOUR_MS : tier.longMs));
  return printDuration(Math.max(...longest));
}

async function failuresOf(
  promtool: string,
  testCase: Case,
  severity: string,
  evaluate: string,
  stepMs: number,
  longestMs = Number.POSITIVE_INFINITY,
) {
  const tiers = tiersOf(testCase, severity).filter(({ tier }) => tier.longMs <= longestMs);
  const start = startOf(tiers);
  const slo = budgetSlo(testCase.compiled, testCase.slo);
  const checks = tiers.flatMap(({ tier, afterMs }) => {
    // A window that is added up from tiles is up to a tile shorter than it says; half of one is reckoned with.
    const share = isTiled(tier.longMs, slo) ? tileMs(slo) / 2 / tier.longMs : 0;
    const marginMs = Math.max(stepMs, Math.ceil(((afterMs ?? 0) * share) / stepMs + 1) * stepMs);
    return around(start, afterMs, marginMs, tier.settings.name, { slo_tier: tier.tier });
  });
  const series = SERIES_OF[testCase.slo]?.({ start, errorRatio: testCase.errorRatio }) ?? {};
  // Before the first scrape there is no uptime, so that one begins on an evaluation.
  const scrapes = testCase.slo === 'availability' ? 'aligned' : 'between';
  const windows = new Set(tiers.flatMap(({ tier }) => [tier.longMs, tier.shortMs]).map(errorRatioSeries));
  const groups = rulesWhere(
    groupsOfSlo(testCase.compiled, testCase.slo),
    ({ record = '', labels }) =>
      record === RECORDED.heartbeat || /_events:/.test(record) || windows.has(record) || labels?.severity === severity,
  );
  return failures(promtool, groups, { scrape: '30s', scrapes, evaluate, series, checks });
}

describeEachPromtool('on a total outage, when `slo explain` says', (promtool) => {
  it.each([...casesOf([1]), { compiled: CONTROL_PLANE, slo: 'availability', errorRatio: 1 }])(
    'the pages of $slo fire',
    async (testCase) => {
      expect(tiersOf(testCase, 'critical').map(({ afterMs }) => afterMs)).not.toContain(undefined);
      expect(await failuresOf(promtool, testCase, 'critical', '30s', STEP_MS)).toEqual([]);
    },
  );

  it('IstiodDown fires, five minutes after the evaluation that saw the last istiod go', async () => {
    const checks = around('30m', 5 * MINUTE_MS + STEP_MS, STEP_MS, 'IstiodDown', { severity: 'critical' });
    const series = SERIES_OF.availability?.({ start: '30m', errorRatio: 1 }) ?? {};
    const groups = groupsOfSlo(CONTROL_PLANE, 'availability', 'fast');
    expect(await failures(promtool, groups, { scrape: '30s', evaluate: '30s', series, checks })).toEqual([]);
  });

  it('PilotPushErrors fires, at the evaluation after the first reject', async () => {
    const series = {
      'up{app="istiod",instance="a"}': gauge(['1m', 1]),
      'istiod_uptime_seconds{app="istiod",instance="a"}': (ms: number) => 86_400 + ms / 1_000,
      'pilot_total_xds_rejects{app="istiod",instance="a",type="lds"}': counter({ for: '30m', is: 'gone' }, { from: 1 }),
    };
    const checks = [neverFired('30m', 'PilotPushErrors'), firing('30m30s', 'PilotPushErrors')];
    const scenario: Scenario = { scrape: '30s', scrapes: 'between', evaluate: '30s', series, checks };
    expect(await failures(promtool, groupsOfSlo(CONTROL_PLANE, 'xds-rejects'), scenario)).toEqual([]);
  });
});

describeWithPromtool('when `slo explain` says, and never where it says so,', (promtool) => {
  it.each(casesOf([0.05, 0.02]))('the pages of $slo fire at an error ratio of $errorRatio', async (testCase) => {
    expect(await failuresOf(promtool, testCase, 'critical', '30s', STEP_MS)).toEqual([]);
  });

  // Three days at each scrape are more than a test can afford.
  it.each([{ compiled: CONTROL_PLANE, slo: 'config-push', errorRatio: 0.2 }])(
    'the tickets of $slo fire at an error ratio of $errorRatio',
    async (testCase) => {
      expect(await failuresOf(promtool, testCase, 'warning', '1m', 4 * MINUTE_MS, 24 * HOUR_MS)).toEqual([]);
    },
  );

  it.each([1, 0.05, 0.02])('HighSidecarErrorRate fires at an error ratio of %d', async (errorRatio) => {
    const slo = budgetSlo(MESH, 'request-success');
    const checks = slo.thresholds.flatMap((alert) =>
      around('30m', timeToFireThreshold(slo, alert, errorRatio), STEP_MS, alert.settings.name, {}),
    );
    const series = SERIES_OF['request-success']?.({ start: '30m', errorRatio }) ?? {};
    const scenario: Scenario = { scrape: '30s', scrapes: 'between', evaluate: '30s', series, checks };
    expect(checks.map(({ alert }) => alert)).toEqual(['HighSidecarErrorRate', 'HighSidecarErrorRate']);
    expect(await failures(promtool, groupsOfSlo(MESH, 'request-success', 'fast'), scenario)).toEqual([]);
  });
});
