// What boards ask of SLOs without a budget: how many events there were, and how long ago the last one was.
import { SERIES } from '../model/series-names.ts';
import type { Expr } from '../promql/ast.ts';
import { add, call, gt, max, mul, num, on, or, sub, subquery, time } from '../promql/build.ts';
import { IDENTITY_LABELS } from '../rules/names.ts';
import { constant, measured, NEVER_SECONDS, type View } from './slo-series.ts';

/** 0 for each SLO of which any target answers. Only then does the lack of events mean that there were none. */
function watched(): Expr {
  return mul(num(0), gt(constant(SERIES.breachTargets), num(0)));
}

/** Events of the window that each SLO has, by group; without a group where there were none. */
export function breachEvents(view: View): Expr {
  return or(measured(SERIES.breachEvents, view), watched(), on(...IDENTITY_LABELS));
}

/** A window may be no longer than a minute or two; the time of an event is known to as much. */
const STEP_MS = 60_000;

/**
 * Seconds since the last event within the time range of the board. An event counts for a window from its moment on, so the
 * last one was a window before the count was last above 0; while it is above 0 this is the most that it can be.
 */
export function secondsSinceBreach(view: View): Expr {
  const counted = call('timestamp', gt(measured(SERIES.breachEvents, view), num(0)));
  const last = max(call('max_over_time', subquery(counted, '$__range', STEP_MS)), IDENTITY_LABELS);
  const since = add(sub(time(), last), constant(SERIES.breachWindow), on(...IDENTITY_LABELS));
  return or(since, add(watched(), num(NEVER_SECONDS)), on(...IDENTITY_LABELS));
}
