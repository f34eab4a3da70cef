// What is known of the metrics of a mesh's traffic, against the rules that this repository ships: who reports (fact H), what
// fails (I, P, Q, R), how slow it is (J), and what nobody sees (K, O). Beside ours stands the form that circulates: it
// fails the same checks, so they can fail.
import { describe, expect, it, jest } from '@jest/globals';
import { groupsOfSlo } from '../support/compile-text.ts';
import { describeWithPromtool } from '../support/promtool.ts';
import {
  type Check,
  counter,
  failures,
  firing,
  near,
  neverFired,
  nothing,
  type Phase,
  type Scenario,
  type Series,
} from '../support/scenario.ts';
import { CONTROL_PLANE, MESH } from './experiments/default-slos.ts';
import {
  BY_WORKLOAD,
  HIGH_ERROR_RATE,
  LOW_SUCCESS_RATE,
  PUSH_P99,
  SLOW_P99,
  UNPADDED,
} from './istio-facts/circulating.ts';

jest.setTimeout(60_000);

const FAST = groupsOfSlo(MESH, 'request-success', 'fast');
const HIGH_RATE = 'HighSidecarErrorRate';
const CART = { destination_service_namespace: 'shop', destination_service_name: 'cart' };
const RATIO = 'max(slo:error_ratio:rate5m{slo="request-success",destination_service_name="cart"})';

type Labels = Readonly<Record<string, string>>;

/** A series of `istio_requests_total`, as the proxy of a client writes it. */
function requests(labels: Labels): string {
  const all = {
    reporter: 'source',
    source_workload: 'frontend-v1',
    destination_workload: 'cart-v1',
    ...CART,
    request_protocol: 'http',
    response_code: '200',
    response_flags: '-',
    ...labels,
  };
  const matchers = Object.entries(all).map(([label, value]) => `${label}="${value}"`);
  return `istio_requests_total{${matchers.join(',')}}`;
}

function ofMinutes(series: Scenario['series'], checks: readonly Check[]): Scenario {
  return { scrape: '30s', evaluate: '30s', series, checks };
}

const steady = (perMinute: number): Series => counter({ perMinute });
const after30m = (perMinute: number): Series => counter({ for: '30m' }, { perMinute });
const NIL = /, but it is nil$/;

describeWithPromtool('requests', (promtool) => {
  describe('of which 1.5 % never reach a server, so that only the client reports them (H)', () => {
    // Whole numbers at each scrape: windows of 3.x hold one increase less than those of 2.x.
    const series = {
      [requests({})]: steady(1970),
      [requests({ response_code: '503', response_flags: 'UF,URX' })]: steady(30),
      [requests({ reporter: 'destination' })]: steady(1970),
    };
    const scenario = ofMinutes(series, [firing('30m', HIGH_RATE, { severity: 'warning' })]);

    it('are an alert at 1 %', async () => {
      const checks = [...scenario.checks, near('30m', RATIO, 0.015, 1e-4)];
      expect(await failures(promtool, FAST, { ...scenario, checks })).toEqual([]);
    });

    it('read as 0.76 % where both reporters are added up', async () => {
      const read = 'sum(rate(istio_requests_total{response_code=~"5.."}[5m])) / sum(rate(istio_requests_total[5m]))';
      const checks = [...scenario.checks, near('30m', read, 15 / 1985, 1e-6)];
      expect(await failures(promtool, HIGH_ERROR_RATE, { ...scenario, checks })).toEqual([expect.stringMatching(NIL)]);
    });
  });

  describe('of one service that is dead, among a hundred times as many of others', () => {
    const series = {
      [requests({ response_code: '503', response_flags: 'UH' })]: steady(60),
      [requests({ destination_service_name: 'front' })]: steady(6_000),
    };

    it('are an alert and a page for that service alone', async () => {
      const checks = [
        firing('30m', HIGH_RATE, CART),
        firing('30m', HIGH_RATE),
        firing('30m', 'ErrorBudgetBurn', { slo_tier: 'page-fast' }),
      ];
      expect(await failures(promtool, FAST, ofMinutes(series, checks))).toEqual([]);
    });

    it('are lost in the ratio of the whole mesh', async () => {
      const scenario = ofMinutes(series, [firing('30m', HIGH_RATE)]);
      expect(await failures(promtool, HIGH_ERROR_RATE, scenario)).toEqual([expect.stringMatching(NIL)]);
    });
  });

  describe('of gRPC that all fail, with HTTP 200 (I)', () => {
    const grpc = { request_protocol: 'grpc', grpc_response_status: '14' };
    const series = {
      [requests({ ...grpc, grpc_response_status: '0' })]: counter({ for: '30m', perMinute: 600 }, {}),
      [requests(grpc)]: after30m(600),
    };
    const scenario = ofMinutes(series, [neverFired('30m', HIGH_RATE), firing('40m', HIGH_RATE, CART)]);

    it('are 100 % errors, and a page', async () => {
      const checks = [
        ...scenario.checks,
        near('40m', RATIO, 1),
        firing('40m', 'ErrorBudgetBurn', { ...CART, slo_tier: 'page-fast' }),
      ];
      expect(await failures(promtool, FAST, { ...scenario, checks })).toEqual([]);
    });

    it('read as success where only HTTP codes count', async () => {
      const checks = [neverFired('30m', HIGH_RATE), firing('40m', HIGH_RATE)];
      expect(await failures(promtool, HIGH_ERROR_RATE, { ...scenario, checks })).toEqual([expect.stringMatching(NIL)]);
    });
  });

  describe('of which half find no healthy host, or overflow, so that their workload is unknown (P)', () => {
    const lost = { destination_workload: 'unknown', response_code: '503' };
    const series = {
      [requests({})]: counter({ for: '30m', perMinute: 600 }, { perMinute: 300 }),
      [requests({ ...lost, response_flags: 'UH' })]: after30m(200),
      [requests({ ...lost, response_flags: 'UO' })]: after30m(100),
    };
    const scenario = ofMinutes(series, [near('29m', RATIO, 0), near('40m', RATIO, 0.5, 0.005)]);

    it('are errors of their service, and a page for it', async () => {
      const checks = [...scenario.checks, firing('40m', 'ErrorBudgetBurn', { ...CART, slo_tier: 'page-fast' })];
      expect(await failures(promtool, FAST, { ...scenario, checks })).toEqual([]);
    });

    it('are nobody’s errors where workloads are counted', async () => {
      expect(await failures(promtool, BY_WORKLOAD, scenario)).toContainEqual(
        expect.stringMatching(/^40m: .*(nil| 0E\+00)$/),
      );
    });
  });

  describe('that have failed for as long as anybody looks (Q)', () => {
    const series = { [requests({ response_code: '503', response_flags: 'UF' })]: steady(600) };
    const scenario = ofMinutes(series, [firing('30m', HIGH_RATE)]);

    it('are an alert', async () => {
      expect(
        await failures(promtool, FAST, { ...scenario, checks: [...scenario.checks, near('30m', RATIO, 1)] }),
      ).toEqual([]);
    });

    it('are silence where the ratio is that of successes', async () => {
      expect(await failures(promtool, LOW_SUCCESS_RATE, scenario)).toEqual([expect.stringMatching(NIL)]);
    });
  });

  describe('of which none has ever failed (R)', () => {
    const scenario = ofMinutes({ [requests({})]: steady(600) }, [near('30m', RATIO, 0)]);

    it('have an error ratio of 0', async () => {
      expect(
        await failures(promtool, FAST, { ...scenario, checks: [...scenario.checks, neverFired('30m', HIGH_RATE)] }),
      ).toEqual([]);
    });

    it('have no error ratio where nothing is put in for the errors', async () => {
      expect(await failures(promtool, UNPADDED, scenario)).toEqual([expect.stringMatching(NIL)]);
    });
  });

  describe('of twenty clients that each fail once, in a series that is born with the failure (O)', () => {
    const clients = Array.from({ length: 20 }, (_, at) => ({ source_workload: `client-${at}` }));
    const failing = (...lives: readonly Phase[]) =>
      Object.fromEntries(
        clients.flatMap((client) => [
          [requests(client), steady(6)],
          [requests({ ...client, response_code: '503' }), counter({ for: '30m', is: 'gone' }, ...lives)],
        ]),
      );

    it('are all counted, from the first failure on', async () => {
      const counted = 'sum(avg_over_time(slo:bad_events:rate{slo="request-success"}[10m])) * 600';
      const scenario = ofMinutes(failing({ for: '10m', from: 1 }, { from: 2 }), [
        near('39m', counted, 20, 1),
        near('49m', counted, 20, 1),
      ]);
      expect(await failures(promtool, FAST, scenario)).toEqual([]);
    });
  });
});

const DURATION = 'istio_request_duration_milliseconds';
const LATENCY = groupsOfSlo(MESH, 'request-latency');

/** The buckets that matter, each with how many of 600 requests a minute it holds. */
function durations(counts: Readonly<Record<string, number>>): Scenario['series'] {
  const labels =
    'reporter="source",destination_service_namespace="shop",destination_service_name="cart",response_code="200"';
  const buckets = Object.entries(counts).map(([le, count]) => [
    `${DURATION}_bucket{${labels},le="${le}"}`,
    steady(count),
  ]);
  return { ...Object.fromEntries(buckets), [`${DURATION}_count{${labels}}`]: steady(600) };
}

describeWithPromtool('durations of which 4 % are 110 ms, and the others shorter (J)', (promtool) => {
  const series = durations({ '100': 576, '250': 600, '500': 600, '+Inf': 600 });
  const scenario = ofMinutes(series, [neverFired('1h', 'ErrorBudgetBurn')]);

  it('are within 250 ms, all of them', async () => {
    const checks = [...scenario.checks, near('1h', 'max(slo:error_ratio:rate1h{slo="request-latency"})', 0)];
    expect(await failures(promtool, LATENCY, { ...scenario, checks })).toEqual([]);
  });

  it('have a quantile of 212 ms between the bounds of their bucket, and an alert on that', async () => {
    const quantile = `histogram_quantile(0.99, sum by (le) (rate(${DURATION}_bucket[5m])))`;
    const checks = [...scenario.checks, near('1h', quantile, 212.5, 0.01)];
    expect(await failures(promtool, SLOW_P99, { ...scenario, checks })).toEqual([
      expect.stringContaining('has not fired'),
    ]);
  });
});

describeWithPromtool('pushes of which there are none for hours (K)', (promtool) => {
  const stops = (perMinute: number): Series => counter({ for: '2h', perMinute }, {});
  const series = {
    'pilot_proxy_convergence_time_count{app="istiod"}': stops(60),
    'pilot_proxy_convergence_time_bucket{app="istiod",le="1"}': stops(60),
    'pilot_proxy_convergence_time_bucket{app="istiod",le="+Inf"}': stops(60),
  };
  const ratio = 'slo:error_ratio:rate5m{slo="config-push",slo_service="istiod"}';
  const scenario: Scenario = {
    scrape: '30s',
    evaluate: '1m',
    series,
    checks: [nothing('4h', ratio)],
  };

  it('have no error ratio, leave the budget as it is and alert nobody', async () => {
    const checks = [
      near('1h', ratio, 0),
      ...scenario.checks,
      near('4h', 'slo:error_budget:remaining_ratio{slo="config-push"}', 1),
      near('4h', 'slo:error_ratio:rate6h{slo="config-push"}', 0),
      neverFired('4h', 'ErrorBudgetBurn'),
      neverFired('4h', 'IndicatorDataMissing'),
    ];
    expect(await failures(promtool, groupsOfSlo(CONTROL_PLANE, 'config-push'), { ...scenario, checks })).toEqual([]);
  });

  it('have a quantile that is NaN', async () => {
    expect(await failures(promtool, PUSH_P99, scenario)).toEqual([expect.stringMatching(/^4h: .* NaN$/)]);
  });
});
