// Alerts on Istio as they circulate, under the names that ours have, so that both can be held to the same checks.
import type { PlainGroup, PlainRule } from '../../support/compile-text.ts';

function group(...rules: readonly PlainRule[]): readonly PlainGroup[] {
  return [{ name: 'circulating', rules }];
}

const IDENTITY = { slo: 'request-success', slo_service: 'istio-mesh' };

/** Pages for one of three replicas; says nothing when there is nothing left to compare with 0. */
export const ISTIOD_DOWN = group({
  alert: 'IstiodDown',
  expr: 'up{job="istiod"} == 0',
  for: '5m',
  labels: { severity: 'critical' },
});

/** Compares with the past, so an old revision that is deleted on purpose is missed. */
export const ISTIOD_LOST = group({
  alert: 'IstiodInstanceUnreachable',
  expr: 'up{app="istiod"} offset 1h unless up{app="istiod"}',
  for: '10m',
  labels: { severity: 'warning' },
});

export const PUSH_ERRORS = group({
  alert: 'PilotPushErrors',
  expr: 'rate(pilot_total_xds_rejects[5m]) > 0',
  for: '5m',
  labels: { severity: 'warning' },
});

/** Sees a counter that is born, and takes every gap in the scrapes for a birth. */
export const PUSH_ERRORS_OF_NEWBORN = group({
  alert: 'PilotPushErrors',
  expr: 'sum by (type) ((pilot_total_xds_rejects unless pilot_total_xds_rejects offset 15m) or increase(pilot_total_xds_rejects[15m])) > 0',
  labels: { severity: 'warning' },
});

/** Both reporters, and HTTP codes only. */
export const HIGH_ERROR_RATE = group({
  alert: 'HighSidecarErrorRate',
  expr: 'sum(rate(istio_requests_total{response_code=~"5.."}[5m])) / sum(rate(istio_requests_total[5m])) > 0.01',
  for: '5m',
  labels: { severity: 'warning' },
});

/** From successes: there is none to compute with when everything fails. */
export const LOW_SUCCESS_RATE = group({
  alert: 'HighSidecarErrorRate',
  expr: '1 - sum(rate(istio_requests_total{reporter="source",response_code!~"5.."}[5m])) / sum(rate(istio_requests_total{reporter="source"}[5m])) > 0.01',
  for: '5m',
  labels: { severity: 'warning' },
});

function errorRatioBy(label: string): string {
  const rates = (codes: string) => `sum by (${label}) (rate(istio_requests_total{reporter="source"${codes}}[5m]))`;
  return `${rates(',response_code=~"5.."')} / ${rates('')}`;
}

/** By workload; the name of the service is read from the workload's. */
export const BY_WORKLOAD = group({
  record: 'slo:error_ratio:rate5m',
  expr: `label_replace(${errorRatioBy('destination_workload')}, "destination_service_name", "$1", "destination_workload", "(.+)-v1")`,
  labels: IDENTITY,
});

/** By service, without padding for errors that have not happened yet. */
export const UNPADDED = group({
  record: 'slo:error_ratio:rate5m',
  expr: errorRatioBy('destination_service_name'),
  labels: IDENTITY,
});

const P99 = (metric: string) => `histogram_quantile(0.99, sum by (le) (rate(${metric}_bucket[5m])))`;

/** The quantile that is interpolated between 100 ms and 250 ms. */
export const SLOW_P99 = group({
  alert: 'ErrorBudgetBurn',
  expr: `${P99('istio_request_duration_milliseconds')} > 200`,
  for: '5m',
  labels: { severity: 'critical' },
});

/** Not an error ratio, but what is watched in its place. */
export const PUSH_P99 = group({
  record: 'slo:error_ratio:rate5m',
  expr: P99('pilot_proxy_convergence_time'),
  labels: { slo: 'config-push', slo_service: 'istiod' },
});
