// Compiled SLOs and alerts in, what they believe of metrics out: each selector with its part in the whole, the place where
// it is written, and the alerts that rest on it.
import type { Span } from '../diagnostics/report.ts';
import { decidingBounds } from '../indicator/latency.ts';
import { findMetric } from '../metrics/catalogue.ts';
import { isRecorded, leafSeries, SERIES } from '../model/series-names.ts';
import type { BudgetSlo, Indicator, Slo, Topology, ZeroToleranceSlo } from '../model/slo.ts';
import { fastIntervalMs } from '../model/windows.ts';
import type { Selector } from '../promql/ast.ts';
import { selector } from '../promql/build.ts';
import { isAbsence, partsOf, type Tree } from '../promql/visit.ts';
import { alertNameOf } from '../rules/alert-name.ts';
import { recorded } from '../rules/names.ts';
import { type AlertingRule, alertsOf, type CompiledFile, type CompiledSlo } from '../rules/rule.ts';

/** What somebody relies on: an SLO, or an alert that stands on its own. */
export interface Subject {
  /** `shop/orders`, or the name of the alert. */
  readonly name: string;
  readonly origin: Span;
  /** Alerts that cannot fire, or that never stop, when what they rest on is not there. */
  readonly alerts: readonly string[];
}

/** What a selector is for. `alert`: somewhere in an alert that stands on its own. `leaf`: that a leaf of a topology reports. */
export type Role = 'total' | 'bad' | 'good' | 'bucket' | 'condition' | 'events' | 'target' | 'raw' | 'alert' | 'leaf';

export type NamedSelector = Selector & { readonly metric: string };

/** What becomes of alerts: they cannot fire, never stop, or fire and nobody is told. */
export type Effect = 'dead' | 'always firing' | 'unheard';

export interface Belief {
  readonly subject: Subject;
  readonly role: Role;
  readonly selector: NamedSelector;
  readonly place: Span;
  readonly type?: 'counter' | 'histogram';
  /** Labels that each of the series must have, and where they are written. */
  readonly by: readonly string[];
  readonly byPlace: Span;
  /** Bounds that each histogram must have, in its own unit. */
  readonly bounds: readonly number[];
  /** All events, of which these are some. */
  readonly within: readonly NamedSelector[];
  /** The leaves that must report, where the rules run above them. */
  readonly leaves?: Leaves;
  /** Absence proves nothing: series that are born with their first event. */
  readonly mayBeAbsent: boolean;
  /** What becomes of the alerts when there is nothing. */
  readonly effect: Effect;
}

/** Which leaves there are, and how old what they record may be. */
export interface Leaves {
  readonly label: string;
  readonly names: readonly string[];
  readonly oldestMs: number;
}

/** Everything that the SLOs and alerts of these files believe. Recorded series of our own rules are no belief. */
export function beliefsOf(files: readonly CompiledFile[]): Belief[] {
  return files.flatMap(({ services }) =>
    services.flatMap(({ slos, alertGroups }) => [
      ...slos.flatMap(beliefsOfSlo),
      ...alertsOf(alertGroups).flatMap(beliefsOfAlert),
    ]),
  );
}

/** The SLO as a subject. */
export function subjectOf({ slo, groups }: CompiledSlo): Subject {
  const { namespace, service, slo: name } = slo.identity;
  const alerts = alertsOf(groups).filter(({ purpose }) => purpose.kind !== 'absent');
  return {
    name: [namespace, service, name].filter((part) => part !== undefined).join('/'),
    origin: slo.origin,
    alerts: [...new Set(alerts.map(alertNameOf))],
  };
}

function beliefsOfSlo(compiled: CompiledSlo): Belief[] {
  const { slo } = compiled;
  const believe = believer(subjectOf(compiled), slo);
  // What is scraped is in the leaves.
  if (slo.topology?.part === 'global') return ofLeaves(slo, slo.topology, believe);
  return slo.kind === 'budget' ? ofIndicator(slo, believe) : ofZeroTolerance(slo, believe);
}

/** Above the leaves nothing is scraped: the rules rest on what each leaf records of itself. */
function ofLeaves(slo: Slo, { leafLabel, leaves, queryOffsetMs }: Topology, believe: Believe): Belief[] {
  // The newest sample is one evaluation old when the next one comes.
  const oldestMs = queryOffsetMs + fastIntervalMs(slo.scrapeIntervalMs);
  const heartbeat = recorded(leafSeries(SERIES.heartbeat), slo.identity);
  return believe('leaf', [], [heartbeat], { by: [leafLabel], leaves: { label: leafLabel, names: leaves, oldestMs } });
}

type Rest = Partial<Omit<Belief, 'subject' | 'role' | 'selector' | 'place'>>;
type Believe = (role: Role, fields: readonly string[], selectors: readonly Selector[], rest?: Rest) => Belief[];

/** Makes beliefs of selectors; the first of the fields that is written is their place. */
function believer(subject: Subject, { places, by, optionalBy }: Pick<Slo, 'places' | 'by' | 'optionalBy'>): Believe {
  const placeOf = (fields: readonly string[]) =>
    fields.flatMap((field) => places.fields.get(field) ?? [])[0] ?? places.whole;
  return (role, fields, selectors, rest = {}) =>
    named(selectors).map((selector) => ({
      subject,
      role,
      selector,
      place: placeOf(fields),
      by: role === 'total' || role === 'events' ? by.filter((label) => !optionalBy.includes(label)) : [],
      byPlace: placeOf(['by', ...fields]),
      bounds: [],
      within: [],
      mayBeAbsent: isLazy(selector),
      effect: 'dead',
      ...rest,
    }));
}

function ofIndicator({ indicator }: BudgetSlo, believe: Believe): Belief[] {
  switch (indicator.kind) {
    case 'ratio': {
      const { total, events, counted } = indicator;
      // Errors of a counter of their own are born with the first of them.
      const isOwnCounter = events.every(({ metric }) => total.every((all) => all.metric !== metric));
      const effect = counted === 'good' ? 'always firing' : 'dead';
      return [
        ...believe('total', ['total', 'requests'], total, { type: 'counter' }),
        ...believe(counted, [counted, 'requests'], events, {
          type: 'counter',
          within: named(total),
          mayBeAbsent: isOwnCounter || events.some(isLazy),
          effect,
        }),
      ];
    }
    case 'latency': {
      const { histogram, matchers } = indicator;
      const { bound } = indicator;
      const bounds = decidingBounds(bound);
      return [
        ...believe('total', ['histogram', 'below'], [selector(`${histogram}_count`, matchers)], { type: 'histogram' }),
        ...believe('bucket', ['below', 'histogram'], [selector(`${histogram}_bucket`, matchers)], {
          type: 'histogram',
          bounds,
        }),
      ];
    }
    case 'native-latency':
      return believe('total', ['histogram', 'below'], [selector(indicator.histogram, indicator.matchers)]);
    default:
      return ofExpressions(indicator, believe);
  }
}

function ofExpressions(
  indicator: Exclude<Indicator, { kind: 'ratio' | 'latency' | 'native-latency' }>,
  believe: Believe,
): Belief[] {
  switch (indicator.kind) {
    case 'time': {
      const selectors = unique([...read(indicator.condition), ...read(indicator.presence)]);
      const effect = indicator.noData === 'bad' ? 'always firing' : 'dead';
      return believe('condition', ['up', 'value', 'expr'], selectors, { effect });
    }
    case 'raw-events':
      return [
        ...believe('raw', ['total'], read(indicator.total)),
        ...believe('raw', ['bad'], read(indicator.bad), { mayBeAbsent: true }),
      ];
    case 'raw-ratio':
      return believe('raw', ['errorRatio'], read(indicator.ratio));
  }
}

function ofZeroTolerance({ events, target }: ZeroToleranceSlo, believe: Believe): Belief[] {
  return [
    ...believe('events', ['events'], events, { type: 'counter', mayBeAbsent: true }),
    ...believe('target', ['target', 'events'], [target]),
  ];
}

function beliefsOfAlert({ expr, alert, purpose }: AlertingRule): Belief[] {
  if (purpose.kind !== 'standalone') return [];
  const { origin, preset } = purpose.alert;
  const subject = { name: alert, origin, alerts: [alert] };
  const believe = believer(subject, { places: { whole: origin, fields: new Map() }, by: [], optionalBy: [] });
  // A preset of the catalogue reads series that only some meshes have.
  return believe('alert', [], unique(read(expr)), preset ? { mayBeAbsent: true } : {});
}

/** The selectors of an expression, but for those whose absence is what it waits for, and of what the rules record. */
function read(tree: Tree): readonly Selector[] {
  if (tree.kind === 'selector') return isRecorded(tree.metric ?? '') ? [] : [tree];
  return isAbsence(tree) ? [] : (tree.kind === 'matrix' ? [tree.selector] : partsOf(tree)).flatMap(read);
}

function named(selectors: readonly Selector[]): NamedSelector[] {
  return selectors.flatMap(({ offset: _offset, at: _at, ...selector }) =>
    selector.metric === undefined ? [] : [{ ...selector, metric: selector.metric }],
  );
}

function unique(selectors: readonly Selector[]): Selector[] {
  const seen = new Map(selectors.map((selector) => [JSON.stringify([selector.metric, selector.matchers]), selector]));
  return [...seen.values()];
}

function isLazy({ metric = '' }: Selector): boolean {
  return findMetric(metric)?.metric.lazy === true;
}
