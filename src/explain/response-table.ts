// The table of `slo explain`: at which error ratio which alert fires, after how long. Data; the words are elsewhere.
import { type BudgetSlo, errorBudget } from '../model/slo.ts';
import { timeToFire, timeToFireThreshold } from '../rules/response.ts';

export interface ResponseRow {
  readonly errorRatio: number;
  /** Milliseconds until each alert fires, tiers before named ones; undefined: never. */
  readonly times: readonly (number | undefined)[];
}

/** Error ratios at which people want to know what happens, the largest first. */
export const ERROR_RATIOS: readonly number[] = [
  1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.0002, 0.0001,
];

/** The alerts on the error ratio, as the columns are called. */
export function responseColumns({ tiers, thresholds }: BudgetSlo): string[] {
  return [...tiers.map(({ tier }) => tier), ...thresholds.map(({ settings }) => settings.name)];
}

/** One row for each error ratio down to half of the budget. */
export function responseRows(slo: BudgetSlo): ResponseRow[] {
  const ratios = ERROR_RATIOS.filter((ratio) => ratio >= errorBudget(slo.objective) / 2);
  return ratios.map((errorRatio) => ({
    errorRatio,
    times: [
      ...slo.tiers.map((tier) => timeToFire(slo, tier, errorRatio)),
      ...slo.thresholds.map((alert) => timeToFireThreshold(slo, alert, errorRatio)),
    ],
  }));
}
