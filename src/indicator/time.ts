// Share of time in which a condition holds: each evaluation is a slice that counts as one event, bad while it does not.
import type { TimeIndicator } from '../model/slo.ts';
import type { Expr } from '../promql/ast.ts';
import { absent, clampMax, count, gte, mul, num, or, unless, vector } from '../promql/build.ts';
import { sameGroup } from './grouping.ts';
import type { LoweredIndicator } from './lowered.ts';

export function lowerTime({ condition, presence, noData }: TimeIndicator, by: readonly string[]): LoweredIndicator {
  const present = clampMax(count(known(presence), by), 1);
  // NaN is no data, but it tells that there is something to look at: no time counts, and nothing is missing.
  const counting =
    known(presence) === presence ? present : or(present, mul(num(0), count(presence, by)), sameGroup(by));
  const holds = count(condition, by);
  return {
    total: () => (noData === 'ignored' ? counting : vector(num(1))),
    bad: (_window, total) => unless(noData === 'good' ? present : total, holds, sameGroup(by)),
    missingBad: 'zero',
    countsWithoutData: noData !== 'ignored',
    inputs: noData === 'bad' ? [] : [{ name: 'the data of the condition', missing: absent(count(presence)) }],
  };
}

/** Returns something while the condition does not hold, missing data read as the indicator declares. */
export function outageOf({ condition, presence, noData }: TimeIndicator, by: readonly string[]): Expr {
  if (noData === 'bad') return absent(condition);
  return unless(count(known(presence), by), count(condition, by), sameGroup(by));
}

/** Without NaN, which says nothing of what it measures: a quantile of no requests, a ratio of no traffic. */
function known(presence: Expr): Expr {
  return presence.kind === 'selector' && presence.metric === 'up'
    ? presence
    : gte(presence, num(Number.NEGATIVE_INFINITY));
}
