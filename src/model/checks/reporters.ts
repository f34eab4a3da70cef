// Requests of a mesh are counted by the proxy of the caller and by that of the service: whoever adds up both counts most of them
// twice, and those that never arrived once.
import { findMetric } from '../../metrics/catalogue.ts';
import type { Selector } from '../../promql/ast.ts';
import type { Place } from '../place.ts';

const REPORTER = 'reporter';

/** Reports selectors at `place` that add up what several reporters say, unless each has a group of its own. */
export function checkReporters(
  { total, by }: { readonly total: readonly Selector[]; readonly by: readonly string[] },
  place: Place,
): void {
  const metric = total.find(addsUpReporters)?.metric;
  if (metric === undefined || by.includes(REPORTER)) return;
  place.report({
    code: 'reporters-added-up',
    severity: 'warning',
    message: `"${metric}" is counted by the proxies at both ends, and no matcher on "${REPORTER}" chooses one of them`,
    help: `add ${REPORTER}="source", or ${REPORTER}="destination" where callers are outside of the mesh, to all selectors of the indicator`,
  });
}

function addsUpReporters({ metric, matchers }: Selector): boolean {
  const known = metric === undefined ? undefined : findMetric(metric)?.metric.labels;
  return known?.includes(REPORTER) === true && !matchers.some(({ label }) => label === REPORTER);
}
