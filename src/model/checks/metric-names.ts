// The names of metrics: those that no current exporter has, and those that are one slip away from a known one.
import { lackOf } from '../../istio/versions.ts';
import { findMetric, METRICS } from '../../metrics/catalogue.ts';
import { findGoneMetric } from '../../metrics/gone.ts';
import type { Path } from '../../spec/locate.ts';
import { isOneSlip } from '../../text/suggest.ts';
import { addProblemsAt, type Scope, type Stretch } from '../scope.ts';

/** Whether `metric` may exist; a name that circulates but is not exported is reported. */
export function checkExists(metric: string, path: Path, scope: Scope, places: readonly Stretch[] = []): boolean {
  const gone = findGoneMetric(metric);
  if (gone) {
    const help = gone.instead === undefined ? 'nothing has taken its place' : `use ${gone.instead}`;
    const message = `the metric "${metric}" does not exist: ${gone.why}`;
    addProblemsAt(places, { code: 'metric-gone', path, message, help }, scope);
    return false;
  }
  const lack = scope.istioVersion && lackOf(metric, scope.istioVersion);
  if (lack) {
    const message = `Istio ${scope.istioVersion} does not export "${metric}": ${lack.why}`;
    const help = `${lack.help}; or set istio.version in slo.config.yaml to the version of your mesh`;
    addProblemsAt(places, { code: 'metric-of-other-version', severity: 'warning', path, message, help }, scope);
    return true;
  }
  const meant = findMetric(metric) ? undefined : METRICS.find(({ name }) => isOneSlip(familyOf(metric), name));
  if (meant) {
    addProblemsAt(
      places,
      {
        code: 'similar-metric',
        severity: 'warning',
        path,
        message: `the metric "${metric}" is not known, but "${meant.name}" is`,
        help: 'if it is a slip, nothing matches and the alert never fires; if both exist, this is only a warning',
      },
      scope,
    );
  }
  return true;
}

/** The histogram's name of one of its series, any other name as it is. */
export function familyOf(metric: string): string {
  return metric.replace(/_(bucket|count|sum)$/, '');
}
