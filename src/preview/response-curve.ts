// The response of the alerts on an SLO's error ratio as curves: at each error ratio the time until one fires, and the
// budget that is gone by then. The times are those of rules/response.ts.
import { type BudgetSlo, errorBudget } from '../model/slo.ts';
import { budgetSpent, timeToFire, timeToFireThreshold } from '../rules/response.ts';

/** An alert at one error ratio. Without a time it never fires there. */
export interface ResponsePoint {
  readonly errorRatio: number;
  readonly timeMs: number | undefined;
  /** Share of the period's budget that is gone when it fires; 1 is all of it. */
  readonly spent: number | undefined;
}

/** The curve of one tier or of one named alert. */
export interface ResponseCurve {
  readonly name: string;
  /** The error ratio above which it fires, given time. */
  readonly threshold: number;
  readonly points: readonly ResponsePoint[];
}

const POINTS_PER_DECADE = 24;

/** Just enough above a threshold to pass it. */
const ABOVE = 1.000_001;

/** One curve for each tier, then for each named alert, over the same error ratios in rising order. */
export function responseCurves(slo: BudgetSlo): ResponseCurve[] {
  const budget = errorBudget(slo.objective);
  const alerts = [
    ...slo.tiers.map((tier) => ({
      name: tier.tier,
      threshold: tier.factor * budget,
      timeAt: (ratio: number) => timeToFire(slo, tier, ratio),
    })),
    ...slo.thresholds.map((alert) => ({
      name: alert.settings.name,
      threshold: alert.errorRatio,
      timeAt: (ratio: number) => timeToFireThreshold(slo, alert, ratio),
    })),
  ];
  const ratios = errorRatios(
    budget,
    alerts.map(({ threshold }) => threshold),
  );
  return alerts.map(({ name, threshold, timeAt }) => ({
    name,
    threshold,
    points: ratios.map((errorRatio) => {
      const timeMs = timeAt(errorRatio);
      return { errorRatio, timeMs, spent: timeMs === undefined ? undefined : budgetSpent(slo, errorRatio, timeMs) };
    }),
  }));
}

/** From half of what matters least up to all events, evenly on a logarithmic scale, with both sides of each threshold. */
function errorRatios(budget: number, thresholds: readonly number[]): number[] {
  const least = Math.min(budget, ...thresholds) / 2;
  const steps = Math.ceil(-Math.log10(least) * POINTS_PER_DECADE);
  const even = Array.from({ length: steps }, (_, at) => least ** (1 - at / steps));
  const edges = thresholds.flatMap((threshold) => [threshold, threshold * ABOVE]);
  return [...new Set([...even, ...edges, 1])].filter((ratio) => ratio <= 1).sort((a, b) => a - b);
}
