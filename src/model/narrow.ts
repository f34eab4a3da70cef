// In: what a document means, and the matchers that select the series of its cluster or target. Out: the same, with every
// selector narrowed to these series. On a Prometheus that holds several clusters each SLO so counts its own.
import type { Expr, Matcher, Selector } from '../promql/ast.ts';
import { mapSelectors } from '../promql/visit.ts';
import { isRecorded } from './series-names.ts';
import type { Indicator, ServiceSlos, Slo } from './slo.ts';

/** Narrows every selector of a document by `where`. A label that a selector matches already is left as it is. Presets of
 *  alerts select istiod by the settings of the project, and tell the clusters of proxies apart by themselves. */
export function narrowServices(services: ServiceSlos, where: readonly Matcher[]): ServiceSlos {
  if (where.length === 0) return services;
  const narrow = narrowing(where);
  return {
    ...services,
    slos: services.slos.map((slo) => narrowSlo(slo, narrow)),
    alerts: services.alerts.map((alert) => (alert.preset ? alert : { ...alert, expr: narrow.expr(alert.expr) })),
  };
}

/** Narrows what it is given. */
interface Narrowing {
  readonly matchers: (matchers: readonly Matcher[]) => readonly Matcher[];
  readonly selector: (selector: Selector) => Selector;
  readonly expr: (expr: Expr) => Expr;
}

/** The matchers with those of `where` that speak of other labels. */
export function narrowMatchers(given: readonly Matcher[], where: readonly Matcher[]): readonly Matcher[] {
  return [...given, ...where.filter(({ label }) => given.every((matcher) => matcher.label !== label))];
}

function narrowing(where: readonly Matcher[]): Narrowing {
  const matchers = (given: readonly Matcher[]) => narrowMatchers(given, where);
  // Of what the rules record, slo_cluster tells the cluster.
  const selector = (written: Selector) =>
    isRecorded(written.metric ?? '') ? written : { ...written, matchers: matchers(written.matchers) };
  return { matchers, selector, expr: (expr) => mapSelectors(expr, selector) };
}

function narrowSlo(slo: Slo, narrow: Narrowing): Slo {
  if (slo.kind === 'budget') return { ...slo, indicator: narrowIndicator(slo.indicator, narrow) };
  return {
    ...slo,
    events: slo.events.map(narrow.selector),
    target: narrow.selector(slo.target),
    processAge: narrow.expr(slo.processAge),
  };
}

function narrowIndicator(indicator: Indicator, { matchers, selector, expr }: Narrowing): Indicator {
  switch (indicator.kind) {
    case 'ratio':
      return {
        ...indicator,
        total: indicator.total.map(selector),
        events: indicator.events.map(selector),
        ...(indicator.abandoned && { abandoned: indicator.abandoned.map(selector) }),
      };
    case 'latency':
    case 'native-latency':
      return { ...indicator, matchers: matchers(indicator.matchers) };
    case 'time':
      return { ...indicator, condition: expr(indicator.condition), presence: expr(indicator.presence) };
    case 'raw-events':
      return { ...indicator, bad: expr(indicator.bad), total: expr(indicator.total) };
    case 'raw-ratio':
      return { ...indicator, ratio: expr(indicator.ratio) };
  }
}
