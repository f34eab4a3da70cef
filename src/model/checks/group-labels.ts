// Group labels, held against the labels of the metrics that are counted.
import { findMetric } from '../../metrics/catalogue.ts';
import type { Metric } from '../../metrics/metric.ts';
import type { Path } from '../../spec/locate.ts';
import type { IndicatorMeaning } from '../read/indicator.ts';
import type { Scope } from '../scope.ts';
import { checkLabel } from './matchers.ts';

/** Reports group labels that a counted metric does not have. */
export function checkGroupLabelsExist(meaning: IndicatorMeaning, path: Path, scope: Scope): void {
  for (const metric of metricsCounted(meaning)) {
    meaning.by.forEach((label, at) => {
      checkLabel(metric, label, { path: [...path, at], scope, find: () => [] });
    });
  }
}

function metricsCounted(meaning: IndicatorMeaning): Metric[] {
  const names =
    meaning.kind === 'zero-tolerance'
      ? meaning.zero.events.map(({ metric }) => metric)
      : meaning.indicator.kind === 'ratio'
        ? meaning.indicator.total.map(({ metric }) => metric)
        : meaning.indicator.kind === 'latency'
          ? [meaning.indicator.histogram]
          : [];
  return [...new Set(names)].flatMap((name) => (name === undefined ? [] : (findMetric(name)?.metric ?? [])));
}
