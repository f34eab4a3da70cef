// Events that must not happen, counted so that the first one is seen: promql/new-events.ts says how.
import { unite } from '../indicator/grouping.ts';
import { missingSeries } from '../indicator/inputs.ts';
import type { Input } from '../indicator/lowered.ts';
import { countsOf, ownLabelsOf } from '../metrics/catalogue.ts';
import { SERIES } from '../model/series-names.ts';
import type { ZeroToleranceSlo } from '../model/slo.ts';
import type { Expr, Selector } from '../promql/ast.ts';
import { max, num, sum, vector } from '../promql/build.ts';
import { newEvents } from '../promql/new-events.ts';
import { identityLabels } from './names.ts';
import type { RecordingRule } from './rule.ts';

/** The events of the last window, by the labels of the SLO. */
export function breachRule(slo: ZeroToleranceSlo): RecordingRule {
  const counted = unite(slo.events, (event) => countEvents(event, slo));
  return {
    kind: 'recording',
    record: SERIES.breachEvents,
    expr: sum(counted, slo.by),
    labels: identityLabels(slo.identity),
  };
}

/**
 * How many targets answer, and for how long an event counts. A healthy counter may have no series at all, so a board
 * can tell "no event" from "no data" only by the targets.
 */
export function watchRules({ identity, target, windowMs }: ZeroToleranceSlo): RecordingRule[] {
  const labels = identityLabels(identity);
  return [
    { kind: 'recording', record: SERIES.breachTargets, expr: sum(target), labels },
    { kind: 'recording', record: SERIES.breachWindow, expr: vector(num(windowMs / 1_000)), labels },
  ];
}

/** A counter of the catalogue may be scraped through two monitors at once; its own labels and its target tell that it is
 *  one. Of others nobody knows which labels are their own. */
function countEvents(event: Selector, slo: ZeroToleranceSlo): Expr {
  const metricLabels = ownLabelsOf(event.metric);
  const counts = countsOf(event.metric) ?? 'unknown';
  const events = newEvents(event, { ...slo, counts, ...(metricLabels && { metricLabels: metricLabels }) });
  return metricLabels ? max(events, [...new Set([...slo.matchOn, ...metricLabels, ...slo.by])]) : events;
}

/** The counters are born with their first event, so only their target can be missed. */
export function breachInputs({ target }: ZeroToleranceSlo): Input[] {
  return target.matchers.length === 0 ? [] : [{ name: target.metric ?? '', missing: missingSeries(target, []) }];
}
