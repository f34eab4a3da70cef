// Missing data in the scenarios in which peers read it as success (E9, E10, E11, E11b), and output of which Prometheus
// loads only a part (E8). Beside ours stands the form that circulates: it fails the same checks, so they can fail.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { ruleFileBackend } from '../../src/backends/rule-file.ts';
import { Report } from '../../src/diagnostics/report.ts';
import { compileText, diagnose } from '../support/compile-text.ts';
import { checkRules, describeWithPromtool, withTempDir } from '../support/promtool.ts';
import { counter, failures, firing, near, neverFired, nothing, type Scenario, silent } from '../support/scenario.ts';
import { ALWAYS_SUCCEEDS, alwaysFast } from './experiments/circulating.ts';
import { BUDGET_LEFT, oneSlo, REQUESTS, recordedAs, requests } from './experiments/specs.ts';

jest.setTimeout(60_000);

const PAGE = { severity: 'critical' };
const RATIOS = ['5m', '30m', '1h', '6h'].map((window) => recordedAs(`slo:error_ratio:rate${window}`));

function emptyAt(at: string, expressions: readonly string[]) {
  return expressions.map((expr) => nothing(at, expr));
}

const LATENCY = {
  asked: 'istio: { latency: { below: 200ms } }',
  resolved: 'istio: { latency: { below: 200ms, snap: up } }',
  undeclared: `latency: { histogram: latency_seconds, below: 200ms, where: 'job="shop"' }`,
};

const MESH =
  'reporter="source",destination_service_namespace="shop",destination_service_name="cart",response_code="200"';

/** A mesh in which each request takes longer than 250 ms; its histogram has bounds at 100 and 250 ms, and none at 200. */
const ALL_SLOW: Scenario['series'] = {
  [`istio_request_duration_milliseconds_count{${MESH}}`]: counter({ perMinute: 600 }),
  [`istio_request_duration_milliseconds_bucket{${MESH},le="100"}`]: counter({}),
  [`istio_request_duration_milliseconds_bucket{${MESH},le="250"}`]: counter({}),
  [`istio_request_duration_milliseconds_bucket{${MESH},le="500"}`]: counter({ perMinute: 600 }),
  [`istio_request_duration_milliseconds_bucket{${MESH},le="+Inf"}`]: counter({ perMinute: 600 }),
};

/** The same until the telemetry of the whole mesh is gone, after an hour. */
const ALL_GONE = Object.fromEntries(
  Object.keys(ALL_SLOW).map((series) => [series, counter({ for: '1h', perMinute: 600 }, { is: 'gone' })]),
);

/** Every series goes stale after an hour. */
const STALE: Scenario = {
  scrape: '30s',
  evaluate: '1m',
  series: {
    [requests('200')]: counter({ for: '1h', perMinute: 600 }, { is: 'gone' }),
    [requests('500')]: counter({ for: '1h', perMinute: 0 }, { is: 'gone' }),
  },
  checks: [
    silent('1h14m', 'IndicatorDataMissing'),
    firing('1h17m', 'IndicatorDataMissing', { slo: 'requests', slo_missing: 'http_requests_total' }),
    firing('6h40m', 'IndicatorDataMissing', { slo: 'requests', slo_missing: 'http_requests_total' }),
    neverFired('6h40m', 'ErrorBudgetBurn'),
  ],
};

/** A histogram without the bucket that the SLO asks for. */
const NO_SUCH_BUCKET: Scenario = {
  scrape: '30s',
  evaluate: '1m',
  series: {
    'latency_seconds_count{job="shop"}': counter({ perMinute: 600 }),
    'latency_seconds_bucket{job="shop",le="0.1"}': counter({ perMinute: 500 }),
    'latency_seconds_bucket{job="shop",le="0.25"}': counter({ perMinute: 550 }),
    'latency_seconds_bucket{job="shop",le="+Inf"}': counter({ perMinute: 600 }),
  },
  checks: [
    firing('40m', 'IndicatorDataMissing', { slo_missing: 'latency_seconds_bucket{le=\\"0.2\\"}' }),
    ...emptyAt('40m', RATIOS),
  ],
};

/** A new pod whose counter is scraped for the first time after forty errors, and then stands still. */
const BORN_AT_40: Scenario['series'] = {
  'up{job="shop",instance="new"}': (ms) => (ms < 3_600_000 ? 'unseen' : 1),
  'process_start_time_seconds{job="shop",instance="new"}': (ms) => (ms < 3_600_000 ? 'unseen' : 3_590),
  [requests('200')]: counter({ perMinute: 600 }),
  [requests('500', 'new')]: counter({ for: '1h', is: 'gone' }, { from: 40 }),
};

const TWO_DOCUMENTS = `${oneSlo(REQUESTS)}---${oneSlo(REQUESTS).replace('service: shop', 'service: cart')}`;

describe('the bucket at 200 ms', () => {
  it('is refused for a histogram that is known to have none there (E9)', () => {
    expect(diagnose(oneSlo(LATENCY.asked))).toEqual([
      expect.objectContaining({ severity: 'error', code: 'threshold-not-a-bucket' }),
    ]);
  });

  it('is warned about for a histogram that nobody knows (E11)', () => {
    expect(diagnose(oneSlo(LATENCY.undeclared))).toEqual([
      expect.objectContaining({ severity: 'warning', code: 'buckets-unknown' }),
    ]);
  });
});

describeWithPromtool('missing data', (promtool) => {
  const { groups } = compileText(oneSlo(REQUESTS));
  const inMesh = `{slo="requests",slo_service="shop",destination_service_namespace="shop",destination_service_name="cart"}`;
  const latency = compileText(oneSlo(LATENCY.resolved)).groups;

  it('is no success: requests that are all too slow are 100 % errors, and page (E9)', async () => {
    const checks = [near('40m', `slo:error_ratio:rate5m${inMesh}`, 1), firing('40m', 'ErrorBudgetBurn', PAGE, 2)];
    const scenario: Scenario = { scrape: '30s', evaluate: '1m', series: ALL_SLOW, checks };
    expect(await failures(promtool, latency, scenario)).toEqual([]);
  });

  it('reads as no errors where a bucket that does not exist is taken for success (E9)', async () => {
    const checks = [near('40m', `slo:error_ratio:rate5m{slo="requests"}`, 1)];
    const scenario: Scenario = { scrape: '30s', evaluate: '1m', series: ALL_SLOW, checks };
    expect(await failures(promtool, alwaysFast('200'), scenario)).toEqual([expect.stringMatching(/ 0E\+00$/)]);
  });

  it('has no error ratio, and an alert, when the telemetry of the mesh is gone (E9)', async () => {
    const checks = [
      near('50m', `slo:error_ratio:rate5m${inMesh}`, 0),
      nothing('1h10m', `slo:error_ratio:rate5m${inMesh}`),
      firing('1h20m', 'IndicatorDataMissing'),
    ];
    const scenario: Scenario = { scrape: '30s', evaluate: '1m', series: ALL_GONE, checks };
    expect(await failures(promtool, latency, scenario)).toEqual([]);
  });

  it('reads as no errors where nothing is taken for success (E9)', async () => {
    const checks = [nothing('2h', 'slo:error_ratio:rate5m')];
    const scenario: Scenario = { scrape: '30s', evaluate: '1m', series: STALE.series, checks };
    expect(await failures(promtool, ALWAYS_SUCCEEDS, scenario)).toEqual([expect.stringMatching(/ 0E\+00$/)]);
  });

  it('is an alert within twenty minutes, which stays, and no window claims to know anything (E10)', async () => {
    const checks = [...STALE.checks, ...emptyAt('6h40m', RATIOS.slice(0, 3))];
    expect(await failures(promtool, groups, { ...STALE, checks })).toEqual([]);
  });

  it('leaves the budget unknown, not full (E10)', async () => {
    const checks = [near('50m', BUDGET_LEFT, 1), nothing('6h40m', BUDGET_LEFT)];
    expect(await failures(promtool, groups, { ...STALE, checks })).toEqual([]);
  });

  it('is an alert that names the bucket which the histogram does not have (E11)', async () => {
    expect(await failures(promtool, compileText(oneSlo(LATENCY.undeclared)).groups, NO_SUCH_BUCKET)).toEqual([]);
  });

  it('before the first scrape is seen where no event is tolerated (E11b)', async () => {
    const zero = compileText(
      oneSlo(`zeroTolerance: { events: 'http_requests_total{job="shop",code=~"5.."}' }`, { alerts: 'breach: default' })
        .replace(/^.*objective.*\n/m, '')
        .replace(/^.*period.*\n/m, ''),
    ).groups;
    const checks = [
      neverFired('59m', 'ZeroToleranceBreach'),
      firing('1h1m', 'ZeroToleranceBreach'),
      near('1h1m', recordedAs('slo:breach_events:count'), 40),
    ];
    expect(await failures(promtool, zero, { scrape: '30s', evaluate: '30s', series: BORN_AT_40, checks })).toEqual([]);
  });

  // A limit of Prometheus' counters, not a promise: nobody can tell forty new errors from forty old ones by a rate, and
  // only exporters that start their counters at 0 help.
  it('before the first scrape is no error to a ratio of rates (E11b, a known limit)', async () => {
    const checks = [near('1h5m', recordedAs('slo:error_ratio:rate5m'), 0)];
    expect(await failures(promtool, groups, { scrape: '30s', evaluate: '1m', series: BORN_AT_40, checks })).toEqual([]);
  });

  it('of every rule of a spec with two documents: Prometheus loads them all (E8)', async () => {
    const { files, settings, groups } = compileText(TWO_DOCUMENTS);
    const artifacts = ruleFileBackend.emit(files, settings, new Report());
    const verdict = await withTempDir(async (dir) => {
      const paths = artifacts.map((_, at) => join(dir, `${at}.yaml`));
      for (const [at, { content }] of artifacts.entries()) await writeFile(paths[at] ?? '', content);
      return checkRules(promtool, paths);
    });
    const rules = groups.flatMap(({ rules }) => rules).length;
    expect(rules).toBe(2 * compileText(oneSlo(REQUESTS)).groups.flatMap(({ rules }) => rules).length);
    expect(verdict).toEqual({ ok: true, output: expect.stringContaining(`SUCCESS: ${rules} rules found`) });
    expect(artifacts.map(({ content }) => /^---/m.test(content))).toEqual([false]);
  });
});
