// The labels of what `absent()` returns (https://prometheus.io/docs/prometheus/latest/querying/functions/#absent): those
// that an equality matcher of the selector fixes.
import type { Matcher } from '../../promql/ast.ts';
import type { Labels } from './label-set.ts';

/** The labels that the matchers fix; an empty value is no label. */
export function fixedLabels(matchers: readonly Matcher[]): Labels {
  const fixed = matchers.filter(({ op, value }) => op === '=' && value !== '');
  return Object.fromEntries(fixed.map(({ label, value }) => [label, value]));
}

/** The labels of `absent()` on a selector as it is written; undefined where a fixed label has further matchers, which
 *  Prometheus reorders in some versions: the last of them then decides whether the result has the label. */
export function labelsOfAbsent(matchers: readonly Matcher[]): Labels | undefined {
  const fixed = fixedLabels(matchers);
  const isClear = Object.keys(fixed).every((name) => matchers.filter(({ label }) => label === name).length === 1);
  return isClear ? fixed : undefined;
}
