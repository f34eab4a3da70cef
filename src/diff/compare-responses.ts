// An SLO in both states in, the times after which its alerts fire where they differ out. The times are those of
// rules/response.ts, which `slo explain` states and the proof holds the rules to.
import type { BudgetSlo, Slo } from '../model/slo.ts';
import { timeToFire, timeToFireThreshold } from '../rules/response.ts';
import type { ResponseChange } from './change.ts';

/** Error ratios that tell most: everything is down, every tenth request fails, every hundredth. */
const TELLING: readonly number[] = [1, 0.1, 0.01];

/** Where none of those tells a difference, up to two of these. */
const FINER: readonly number[] = [0.5, 0.2, 0.05, 0.02, 0.005, 0.002, 0.001, 0.0005, 0.0002, 0.0001];

/** For each alert that both states have, and each telling error ratio, the times where they differ. */
export function compareResponses(before: Slo, after: Slo): ResponseChange[] {
  if (before.kind !== 'budget' || after.kind !== 'budget') return [];
  const [old, now] = [timersOf(before), timersOf(after)];
  const alerts = [...now.keys()].filter((alert) => old.has(alert));
  const changesAt = (errorRatio: number): ResponseChange[] =>
    alerts
      .map((alert) => ({
        alert,
        errorRatio,
        beforeMs: old.get(alert)?.(errorRatio),
        afterMs: now.get(alert)?.(errorRatio),
      }))
      .filter(({ beforeMs, afterMs }) => beforeMs !== afterMs);
  const telling = TELLING.flatMap(changesAt);
  if (telling.length > 0) return telling;
  return FINER.map(changesAt)
    .filter((changes) => changes.length > 0)
    .slice(0, 2)
    .flat();
}

type Timer = (errorRatio: number) => number | undefined;

function timersOf(slo: BudgetSlo): Map<string, Timer> {
  return new Map<string, Timer>([
    ...slo.tiers.map((tier): [string, Timer] => [
      `${tier.settings.name}/${tier.tier}`,
      (ratio) => timeToFire(slo, tier, ratio),
    ]),
    ...slo.thresholds.map((alert): [string, Timer] => [
      alert.settings.name,
      (ratio) => timeToFireThreshold(slo, alert, ratio),
    ]),
  ]);
}
