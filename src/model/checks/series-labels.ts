// In: the expression of an alert that stands on its own, and the labels that it is to carry. Out: problems with labels that
// its series have themselves. Prometheus refuses to evaluate a rule when two alerts of it end up with the same labels
// ("vector contains metrics with the same labelset after applying alert labels"), and that shows only when both fire.
import { INSTALLATION_LABELS } from '../../istio/alert.ts';
import { findMetric } from '../../metrics/catalogue.ts';
import type { Expr } from '../../promql/ast.ts';
import { isAbsence, labelsKeptBy, selectorsOf } from '../../promql/visit.ts';
import type { Place } from '../place.ts';
import type { StandaloneAlert } from '../slo.ts';

/** A place that sets labels: the project, the document or the alert itself. */
export interface LabelLayer {
  readonly labels: Readonly<Record<string, string>> | undefined;
  /** Where the labels are written. */
  readonly place: Place;
}

/** Reports the labels of `layers`, the farthest first, that tell the alert's series apart. */
export function checkSeriesLabels({ expr, preset }: StandaloneAlert, layers: readonly LabelLayer[]): void {
  const telling = tellingLabels(expr).filter((label) => !preset || !isOfInstallation(label));
  for (const label of telling) {
    const layer = layers.findLast(({ labels }) => Object.hasOwn(labels ?? {}, label));
    if (!layer) continue;
    layer.place.at(label).report({
      code: 'label-of-series',
      part: 'key',
      message: `the label "${label}" would overwrite the one that tells the series of ${preset ? `the alert "${preset.id}"` : 'the alert'} apart`,
      help: 'choose another name: two series that fire at once would become one alert, and Prometheus refuses to evaluate that',
    });
  }
}

/** All instances of an installation share these, so that an alert may carry one for its routing. */
function isOfInstallation(label: string): boolean {
  return (INSTALLATION_LABELS as readonly string[]).includes(label);
}

/** Labels that differ between the series of a result: those it is grouped by or, where its selectors decide, that of the
 *  scraped instance, those of the metric, and those for which a matcher leaves more than one value. */
function tellingLabels(expr: Expr): readonly string[] {
  const kept = labelsKeptBy(expr);
  if (kept) return kept;
  if (isAbsence(expr)) return [];
  const labels = selectorsOf(expr).flatMap(({ metric, matchers }) => [
    ...[INSTANCE, ...labelsOfMetric(metric), ...matchers.map(({ label }) => label)].filter(
      (label) => !matchers.some((matcher) => matcher.label === label && matcher.op === '='),
    ),
  ]);
  return [...new Set(labels)];
}

const INSTANCE = 'instance';

function labelsOfMetric(metric: string | undefined): readonly string[] {
  return (metric === undefined ? undefined : findMetric(metric)?.metric.labels) ?? [];
}
