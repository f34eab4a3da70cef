// Share of time in which a condition holds: each evaluation is a slice that counts as one event, bad while it does not.
import type { TimeIndicator } from '../model/slo.ts';
import type { Expr } from '../promql/ast.ts';
import { absent, clampMax, count, num, unless, vector } from '../promql/build.ts';
import { sameGroup } from './grouping.ts';
import type { LoweredIndicator } from './lowered.ts';

export function lowerTime({ condition, presence, noData }: TimeIndicator, by: readonly string[]): LoweredIndicator {
  const present = clampMax(count(presence, by), 1);
  const holds = count(condition, by);
  return {
    total: () => (noData === 'ignored' ? present : vector(num(1))),
    bad: (_windowMs, total) => unless(noData === 'good' ? present : total, holds, sameGroup(by)),
    missingBad: 'zero',
    inputs: noData === 'bad' ? [] : [{ name: 'the data of the condition', missing: absent(count(presence)) }],
  };
}

/** Returns something while the condition does not hold, missing data read as the indicator declares. */
export function outageOf({ condition, presence, noData }: TimeIndicator, by: readonly string[]): Expr {
  if (noData === 'bad') return absent(condition);
  return unless(count(presence, by), count(condition, by), sameGroup(by));
}
