// What a preset was told about the mesh, read back from the expression that it became: a rule keeps no options. They are
// right if they make the same expression again, and are refused otherwise.
import { type AlertOptions, DEFAULT_ALERT_OPTIONS, type IstioAlert } from '../../istio/alert.ts';
import { ISTIOD_METRICS } from '../../metrics/istiod.ts';
import { ISTIOD_PUSH_METRICS } from '../../metrics/istiod-push.ts';
import { KUBE_STATE_METRICS } from '../../metrics/kube-state-metrics.ts';
import { PROMETHEUS_METRICS } from '../../metrics/prometheus.ts';
import type { Expr, Matcher, RangeVector, Selector } from '../../promql/ast.ts';
import { print } from '../../promql/print.ts';
import { selectorsOf } from '../../promql/visit.ts';

const OF_ISTIOD = new Set(Object.keys({ ...ISTIOD_METRICS, ...ISTIOD_PUSH_METRICS, ...PROMETHEUS_METRICS }));
const OF_DEPLOYMENTS = new Set(Object.keys(KUBE_STATE_METRICS));

/** The options of which `preset` has made `expr`; what it did not ask for has its default. */
export function presetOptions(preset: IstioAlert, expr: Expr): Required<AlertOptions> | undefined {
  const selectors = selectorsOf(expr);
  const among = (metrics: ReadonlySet<string>) => selectors.filter(({ metric = '' }) => metrics.has(metric));
  const ofIstiod = among(OF_ISTIOD);
  const [namespace] = valuesOf('namespace', among(OF_DEPLOYMENTS));
  const reporters = valuesOf('reporter', selectors);
  const known = {
    ...DEFAULT_ALERT_OPTIONS,
    ...(ofIstiod.length > 0 && { istiod: commonMatchers(ofIstiod) }),
    ...(namespace !== undefined && { namespace }),
    ...(reporters.length > 0 && { reporters }),
  };
  const wanted = print(expr);
  return scrapeIntervalsOf(expr)
    .map((scrapeInterval) => ({ ...known, scrapeInterval }))
    .find((options) => print(preset.expr(options)) === wanted);
}

/** What the scrape interval may be, in milliseconds. `rateRange` is four scrapes where that is more than five minutes;
 *  below, it says nothing of the interval. New events are read over two ranges, the longer by one scrape. */
function scrapeIntervalsOf(expr: Expr): number[] {
  const [longest = 0, next = longest] = [...new Set(rangesOf(expr))].sort((a, b) => b - a);
  return [DEFAULT_ALERT_OPTIONS.scrapeInterval, longest / 4, longest - next];
}

/** The matchers that every selector has; a preset adds its own to those of the project. */
function commonMatchers([first, ...others]: readonly Selector[]): readonly Matcher[] {
  const isSame = (a: Matcher, b: Matcher) => a.label === b.label && a.op === b.op && a.value === b.value;
  return (first?.matchers ?? []).filter((matcher) =>
    others.every(({ matchers }) => matchers.some((other) => isSame(matcher, other))),
  );
}

function valuesOf(label: string, selectors: readonly Selector[]): string[] {
  const own = selectors.flatMap(({ matchers }) => matchers.filter((one) => one.label === label && one.op === '='));
  return [...new Set(own.map(({ value }) => value))];
}

/** The ranges in an expression, in milliseconds. */
function rangesOf(tree: Expr | RangeVector): number[] {
  switch (tree.kind) {
    case 'matrix':
      return typeof tree.range === 'number' ? [tree.range] : [];
    case 'call':
      return tree.args.flatMap(rangesOf);
    case 'binary':
      return [tree.left, tree.right].flatMap(rangesOf);
    case 'aggregation':
    case 'subquery':
    case 'unary':
      return rangesOf(tree.expr);
    default:
      return [];
  }
}
