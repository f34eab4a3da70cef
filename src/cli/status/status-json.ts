// What `slo status --format json` prints.
import { ratioToPercent } from '../../model/units.ts';
import { printDuration } from '../../promql/duration.ts';
import type { SloStatus } from '../../status/status.ts';
import { nameOfSlo } from '../project/slo-names.ts';

export interface TargetStatus {
  readonly target?: string;
  readonly slos: readonly SloStatus[];
}

/** All SLOs as one list. Ratios are numbers (1 is all of the budget), times are seconds; null is what is not known. */
export function statusJson(found: readonly TargetStatus[]): object {
  return found.flatMap(({ target, slos }) =>
    slos.map(({ slo, state, burnWindowMs, groups }) => ({
      target: target ?? null,
      name: nameOfSlo(slo),
      state,
      objective: slo.kind === 'budget' ? ratioToPercent(slo.objective) : null,
      period: printDuration(slo.kind === 'budget' ? slo.periodMs : slo.windowMs),
      burnWindow: burnWindowMs === undefined ? null : printDuration(burnWindowMs),
      groups: groups.map(({ labels, budgetLeft, burnRate, goneInMs, breaches, firing }) => ({
        labels,
        budgetLeft: budgetLeft ?? null,
        burnRate: burnRate ?? null,
        goneInSeconds: goneInMs === undefined ? null : Math.round(goneInMs / 1_000),
        breaches: breaches ?? null,
        firing,
      })),
    })),
  );
}
