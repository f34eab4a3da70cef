// Share of events, from counters of bad (or good) and of all events.
import type { RatioIndicator } from '../model/slo.ts';
import { absent, clampMin, mul, num, or, sub } from '../promql/build.ts';
import { sameGroup, sumOfRates, withGroupLabels } from './grouping.ts';
import type { LoweredIndicator } from './lowered.ts';

export function lowerRatio({ total, counted, events }: RatioIndicator, by: readonly string[]): LoweredIndicator {
  return {
    total: (windowMs) => sumOfRates(total, windowMs, by),
    bad: (windowMs, all) => {
      const rates = sumOfRates(events, windowMs, by);
      if (counted === 'bad') return rates;
      // When everything fails the good series may be missing altogether: that is no good event, not no information.
      const good = or(rates, mul(num(0), all), sameGroup(by));
      return clampMin(sub(all, good, sameGroup(by)), 0);
    },
    missingBad: 'zero',
    inputs: total.map((selector) => ({ name: selector.metric ?? '', missing: absent(withGroupLabels(selector, by)) })),
  };
}
