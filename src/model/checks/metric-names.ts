// The names of metrics: those that no current exporter has, and those that are one slip away from a known one.
import { lackOf } from '../../istio/versions.ts';
import { findMetric, METRICS } from '../../metrics/catalogue.ts';
import { findGoneMetric } from '../../metrics/gone.ts';
import { isOneSlip } from '../../text/suggest.ts';
import type { FindStretches, Place } from '../place.ts';

/** Whether `metric` may exist; a name that circulates but is not exported is reported. */
export function checkExists(metric: string, place: Place, find: FindStretches = () => []): boolean {
  const gone = findGoneMetric(metric);
  if (gone) {
    const help = gone.instead === undefined ? 'nothing has taken its place' : `use ${gone.instead}`;
    const message = `the metric "${metric}" does not exist: ${gone.why}`;
    place.reportAt(find(), { code: 'metric-gone', message, help });
    return false;
  }
  const { istioVersion } = place.reading;
  const lack = istioVersion && lackOf(metric, istioVersion);
  if (lack) {
    const message = `Istio ${istioVersion} does not export "${metric}": ${lack.why}`;
    const help = `${lack.help}; or set istio.version in slo.config.yaml to the version of your mesh`;
    place.reportAt(find(), { code: 'metric-of-other-version', severity: 'warning', message, help });
    return true;
  }
  const meant = findMetric(metric) ? undefined : METRICS.find(({ name }) => isOneSlip(familyOf(metric), name));
  if (meant) {
    place.reportAt(find(), {
      code: 'similar-metric',
      severity: 'warning',
      message: `the metric "${metric}" is not known, but "${meant.name}" is`,
      help: 'if it is a slip, nothing matches and the alert never fires; if both exist, this is only a warning',
    });
  }
  return true;
}

/** The histogram's name of one of its series, any other name as it is. */
export function familyOf(metric: string): string {
  return metric.replace(/_(bucket|count|sum)$/, '');
}
