// Rules as they circulate, recorded under the names that ours have, so that both can be held to the same checks.
import type { PlainGroup, PlainRule } from '../../support/compile-text.ts';
import { FAILED_CODES, IDENTITY } from './specs.ts';

function group(name: string, rules: readonly PlainRule[]): readonly PlainGroup[] {
  return [{ name, rules }];
}

const ERRORS = `http_requests_total{job="shop",${FAILED_CODES}}`;
const ALL = 'http_requests_total{job="shop"}';

function meanOfRatios(extra: Readonly<Record<string, string>>): readonly PlainGroup[] {
  const labels = { ...IDENTITY, ...extra };
  const ratios = 'slo:sli_error:ratio_rate5m{slo="requests",slo_service="shop"}';
  return group('mean-of-ratios', [
    { record: 'slo:sli_error:ratio_rate5m', expr: `sum(rate(${ERRORS}[5m])) / sum(rate(${ALL}[5m]))`, labels },
    {
      record: 'slo:error_ratio:period',
      expr: `sum_over_time(${ratios}[30d]) / count_over_time(${ratios}[30d])`,
      labels,
    },
    { record: 'slo:error_budget:remaining_ratio', expr: '1 - slo:error_ratio:period / 0.001', labels },
  ]);
}

/** The period as a mean of ratios of five minutes. */
export const MEAN_OF_RATIOS = meanOfRatios({});

/** The same with a label of the user's on what it records, and again after that label was changed. */
export function meanOfRatiosOwnedBy(owner: string): readonly PlainGroup[] {
  return meanOfRatios({ owner });
}

/** Increases of five minutes under one name for all SLOs on a metric, told apart by nothing that is asked for. */
export const SHARED_INCREASES = group('shared-increases', [
  {
    record: 'http_requests:increase5m',
    expr: `sum by (job, code) (increase(${ALL}[5m]))`,
    labels: { ...IDENTITY, slo: 'all' },
  },
  {
    record: 'http_requests:increase5m',
    expr: 'sum by (job, code) (increase(http_requests_total{job="shop",handler="/healthz"}[5m]))',
    labels: { ...IDENTITY, slo: 'health' },
  },
  {
    record: 'slo:error_ratio:period',
    expr:
      `sum(sum_over_time(http_requests:increase5m{job="shop",${FAILED_CODES}}[30d:5m]))` +
      ' / sum(sum_over_time(http_requests:increase5m{job="shop"}[30d:5m]))',
    labels: { ...IDENTITY, slo: 'all' },
  },
]);

/** A rate of errors as a share of all requests, over raw counters. */
function rawRatio(window: string): string {
  return `(sum(rate(${ERRORS}[${window}])) / sum(rate(${ALL}[${window}])))`;
}

function alert(expr: string, labels: Readonly<Record<string, string>>): PlainRule {
  return { alert: 'ErrorBudgetBurn', expr, labels };
}

/** Both burn rates of a page, with the window in a label: `and` finds no two series that are alike. */
export const WINDOW_LABELS = group('window-labels', [
  { record: 'burn_rate', expr: `${rawRatio('5m')} / 0.001`, labels: { window: '5m' } },
  { record: 'burn_rate', expr: `${rawRatio('1h')} / 0.001`, labels: { window: '1h' } },
  alert('burn_rate{window="5m"} > 14.4 and burn_rate{window="1h"} > 14.4', { severity: 'critical' }),
]);

function burns(budget: number, short: string, long: string, factor: number): string {
  return `(${rawRatio(short)} > ${factor} * ${budget} and ${rawRatio(long)} > ${factor} * ${budget})`;
}

/** The fast page alone, at 14.4 times any budget. */
export function fastPage(budget: number): readonly PlainGroup[] {
  return group('fast-page', [alert(burns(budget, '5m', '1h', 14.4), { severity: 'critical' })]);
}

/** Pages and tickets on burn rates without any guard, for an error budget. */
export function unguarded(budget: number): readonly PlainGroup[] {
  return group('unguarded', [
    alert(`${burns(budget, '5m', '1h', 14.4)} or ${burns(budget, '30m', '6h', 6)}`, { severity: 'critical' }),
    alert(`${burns(budget, '2h', '1d', 3)} or ${burns(budget, '6h', '3d', 1)}`, { severity: 'warning' }),
  ]);
}

/** Requests above a bound that no bucket has, with nothing read as success. */
export function alwaysFast(bound: string): readonly PlainGroup[] {
  const rate = (metric: string) => `sum(rate(istio_request_duration_milliseconds_${metric}[5m]))`;
  const slow = `1 - (${rate(`bucket{le="${bound}"}`)} / ${rate('count')} or on () vector(1))`;
  return group('always-fast', [{ record: 'slo:error_ratio:rate5m', expr: slow, labels: IDENTITY }]);
}

/** The same for availability. */
export const ALWAYS_SUCCEEDS = group('always-succeeds', [
  { record: 'slo:error_ratio:rate5m', expr: `1 - (1 - ${rawRatio('5m')} or on () vector(1))`, labels: IDENTITY },
]);
