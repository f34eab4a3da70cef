// In: what a document means, and the matchers that select the series of its cluster or target. Out: the same, with every
// selector narrowed to these series. On a Prometheus that holds several clusters each SLO so counts its own.
import type { Matcher, Selector } from '../promql/ast.ts';
import { mapSelectors } from '../promql/visit.ts';
import { type Rewriting, rewriteReads } from './reads.ts';
import { isRecorded } from './series-names.ts';
import type { ServiceSlos } from './slo.ts';

/** Narrows every selector of a document by `where`. A label that a selector matches already is left as it is. Presets of
 *  alerts select istiod by the settings of the project, and tell the clusters of proxies apart by themselves. */
export function narrowServices(services: ServiceSlos, where: readonly Matcher[]): ServiceSlos {
  if (where.length === 0) return services;
  const narrow = narrowing(where);
  return {
    ...services,
    slos: services.slos.map((slo) => rewriteReads(slo, narrow)),
    alerts: services.alerts.map((alert) => (alert.preset ? alert : { ...alert, expr: narrow.expr(alert.expr) })),
  };
}

/** The matchers with those of `where` that speak of other labels. */
export function narrowMatchers(given: readonly Matcher[], where: readonly Matcher[]): readonly Matcher[] {
  return [...given, ...where.filter(({ label }) => given.every((matcher) => matcher.label !== label))];
}

function narrowing(where: readonly Matcher[]): Rewriting {
  const matchers = (given: readonly Matcher[]) => narrowMatchers(given, where);
  // Of what the rules record, slo_cluster tells the cluster.
  const selector = (written: Selector) =>
    isRecorded(written.metric ?? '') ? written : { ...written, matchers: matchers(written.matchers) };
  return { matchers, selector, expr: (expr) => mapSelectors(expr, selector) };
}
