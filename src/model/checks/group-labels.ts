// Group labels, held against the labels of the metrics that are counted.
import { findMetric } from '../../metrics/catalogue.ts';
import type { Metric } from '../../metrics/metric.ts';
import type { Selector } from '../../promql/ast.ts';
import { distinct } from '../../text/lists.ts';
import type { Place } from '../place.ts';
import type { IndicatorMeaning } from '../read/indicator.ts';
import type { Indicator } from '../slo.ts';
import { checkLabel } from './matchers.ts';

/** Reports group labels that a counted metric does not have. The label of a leaf is on none of them. */
export function checkGroupLabelsExist(meaning: IndicatorMeaning, place: Place, leafLabel: string | undefined): void {
  for (const metric of metricsCounted(meaning)) {
    meaning.by.forEach((label, at) => {
      if (label !== leafLabel) checkLabel(metric, label, place.at(at));
    });
  }
}

function metricsCounted(meaning: IndicatorMeaning): Metric[] {
  const selectors = meaning.kind === 'zero-tolerance' ? meaning.zero.events : selectorsOfEvents(meaning.indicator);
  const names = distinct(selectors.map(({ metric = '' }) => metric));
  return names.flatMap((name) => findMetric(name)?.metric ?? []);
}

/** What is read of a user's own PromQL may have been given other labels by it. */
function selectorsOfEvents(indicator: Indicator): readonly Pick<Selector, 'metric'>[] {
  switch (indicator.kind) {
    case 'ratio':
      return indicator.total;
    case 'latency':
    case 'native-latency':
      return [{ metric: indicator.histogram }];
    case 'time':
    case 'raw-events':
    case 'raw-ratio':
      return [];
  }
}
