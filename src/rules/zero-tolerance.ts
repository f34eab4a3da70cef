// Events that must not happen, counted so that the first one is seen. A counter that is born at 1 has no increase, and a
// counter that reappears after Prometheus was away has none either: only the first is an event.

import { withGroupLabels } from '../indicator/grouping.ts';
import type { Input } from '../indicator/lowered.ts';
import type { ZeroToleranceSlo } from '../model/slo.ts';
import type { Expr } from '../promql/ast.ts';
import { absent, and, eqv, increase, lt, num, offset, on, or, range, sum, unless } from '../promql/build.ts';
import { identityLabels, SERIES } from './names.ts';
import type { RecordingRule } from './rule.ts';

/**
 * The events of the last window. A counter is newborn when it was not there one window ago although its target was scraped
 * then, or its process is younger than the window; its whole value then counts. The newborn side comes first, because
 * `increase` returns 0 for it, and `or` keeps the left.
 */
export function breachRule({
  identity,
  events,
  by,
  windowMs,
  target,
  matchOn,
  processAge,
}: ZeroToleranceSlo): RecordingRule {
  const wasScraped = eqv(offset(target, windowMs), num(1));
  const isYoung = lt(processAge, num(windowMs / 1_000));
  const counts = events.map((event): Expr => {
    const born = unless(event, offset(event, windowMs));
    return or(and(born, or(wasScraped, isYoung), on(...matchOn)), increase(range(event, windowMs)));
  });
  const all = counts.reduce((left, right) => or(left, right));
  return { kind: 'recording', record: SERIES.breachEvents, expr: sum(all, by), labels: identityLabels(identity) };
}

/** The counters are born with their first event, so only their target can be missed. */
export function breachInputs({ target }: ZeroToleranceSlo): Input[] {
  return target.matchers.length === 0
    ? []
    : [{ name: target.metric ?? '', missing: absent(withGroupLabels(target, [])) }];
}
