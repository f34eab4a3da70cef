// What an SLO reads, piece by piece: the one place that knows in which fields of each kind of SLO and indicator it stands.
import type { Expr, Matcher, Selector } from '../promql/ast.ts';
import { selectorsOf } from '../promql/visit.ts';
import type { Indicator, Slo } from './slo.ts';

/** What each piece is replaced by. `matchers` are those of a metric that stands in a field of its own. */
export interface Rewriting {
  readonly matchers: (matchers: readonly Matcher[]) => readonly Matcher[];
  readonly selector: (selector: Selector) => Selector;
  readonly expr: (expr: Expr) => Expr;
}

/** The SLO with everything that it reads replaced. */
export function rewriteReads(slo: Slo, rewriting: Rewriting): Slo {
  if (slo.kind === 'budget') return { ...slo, indicator: rewriteIndicator(slo.indicator, rewriting) };
  return {
    ...slo,
    events: slo.events.map(rewriting.selector),
    target: rewriting.selector(slo.target),
    processAge: rewriting.expr(slo.processAge),
  };
}

function rewriteIndicator(indicator: Indicator, { matchers, selector, expr }: Rewriting): Indicator {
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

/** Every matcher by which the SLO selects series. */
export function matchersRead(slo: Slo): Matcher[] {
  const found: Matcher[] = [];
  const keep = <Piece>(piece: Piece, matchers: readonly Matcher[]): Piece => {
    found.push(...matchers);
    return piece;
  };
  rewriteReads(slo, {
    matchers: (matchers) => keep(matchers, matchers),
    selector: (selector) => keep(selector, selector.matchers),
    expr: (expr) => keep(expr, matchersIn(expr)),
  });
  return found;
}

/** Every matcher of an expression. */
export function matchersIn(expr: Expr): Matcher[] {
  return selectorsOf(expr).flatMap(({ matchers }) => matchers);
}
