// Share of events, from counters of bad (or good) and of all events.
import { findMetric } from '../metrics/catalogue.ts';
import type { RatioIndicator } from '../model/slo.ts';
import type { Selector } from '../promql/ast.ts';
import { clampMin, mul, num, or, sub } from '../promql/build.ts';
import { missingSeries, sameGroup, sumOfRates } from './grouping.ts';
import type { LoweredIndicator } from './lowered.ts';

export function lowerRatio({ total, counted, events }: RatioIndicator, by: readonly string[]): LoweredIndicator {
  const outcomes = counted === 'bad' ? outcomeLabels(events).filter((label) => !by.includes(label)) : [];
  return {
    ...(outcomes.length > 0 && {
      outcomes: { labels: outcomes, rate: (windowMs) => sumOfRates(events, windowMs, [...by, ...outcomes]) },
    }),
    total: (windowMs) => sumOfRates(total, windowMs, by),
    bad: (windowMs, all) => {
      const rates = sumOfRates(events, windowMs, by);
      if (counted === 'bad') return rates;
      // When everything fails the good series may be missing altogether: that is no good event, not no information.
      const good = or(rates, mul(num(0), all), sameGroup(by));
      return clampMin(sub(all, good, sameGroup(by)), 0);
    },
    missingBad: 'zero',
    inputs: total.map((selector) => ({ name: selector.metric ?? '', missing: missingSeries(selector, by) })),
  };
}

/** The labels of Istio's metrics that say how a request ended: its codes, and what the proxy noted beside them. */
const OUTCOME_LABELS: readonly string[] = ['response_code', 'grpc_response_status', 'response_flags'];

/** Those that all the counters have. Of counters that are not Istio's nobody knows the labels. */
function outcomeLabels(events: readonly Selector[]): string[] {
  const known = events.map(({ metric = '' }) => findMetric(metric)?.metric.labels ?? []);
  return OUTCOME_LABELS.filter((label) => known.every((labels) => labels.includes(label)));
}
