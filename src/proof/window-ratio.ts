// The error ratio over a window, worked out from the levels that a scenario feeds in: a ratio of sums over the samples that
// the window holds. Ranges are closed on the left in Prometheus 2 and open in 3
// (https://prometheus.io/docs/prometheus/latest/migration/#range-selectors-and-lookback-exclude-samples-coinciding-with-the-left-boundary),
// so there are two answers, and a rule that is right gives one of them.
import type { BudgetSlo } from '../model/slo.ts';
import { HOUR_MS, isReadHourly, sparseStepMs } from '../rules/windows.ts';
import type { Level } from './fed.ts';

/** A span of values that are all right. */
export interface Between {
  readonly low: number;
  readonly high: number;
}

/** The ratio over `windowMs` as it is seen at step `at`. */
export function ratioOver(
  slo: BudgetSlo,
  levels: readonly Level[],
  stepMs: number,
  windowMs: number,
  at: number,
): Between {
  const ratios = meansOver(slo, levels, stepMs, windowMs, at).map(({ bad, total }) => bad / total);
  return { low: Math.min(...ratios), high: Math.max(...ratios) };
}

/** The mean rates over `windowMs` at step `at`, for a range that is open on the left and for one that is closed. */
export function meansOver(
  slo: BudgetSlo,
  levels: readonly Level[],
  stepMs: number,
  windowMs: number,
  at: number,
): Sums[] {
  return heldOver(slo, levels, stepMs, windowMs, at).map(meanOf);
}

/** What the window holds at step `at`: of a range that is open on the left, and of one that is closed. */
export function heldOver(
  slo: BudgetSlo,
  levels: readonly Level[],
  fedMs: number,
  windowMs: number,
  fedAt: number,
): Sums[][] {
  // Between two that are fed in, a window that reads at moments of its own finds the earlier one again.
  const stepMs = Math.min(fedMs, sparseStepMs(windowMs, slo) ?? fedMs);
  const [each, at] = [Math.round(fedMs / stepMs), Math.round((fedAt * fedMs) / stepMs)];
  const samples = levels.flatMap(({ steps, total, errorRatio, bad }) =>
    new Array<Sums>(steps * each).fill({ total: total ?? 0, bad: bad ?? (total ?? 0) * errorRatio }),
  );
  return [false, true].map((isClosed) => {
    const held = (from: readonly Sums[], end: number, lengthMs: number): Sums[] => {
      const count = isClosed ? Math.floor(lengthMs / stepMs) + 1 : Math.ceil(lengthMs / stepMs);
      return from.slice(Math.max(0, end + 1 - count), end + 1);
    };
    const layer = isReadHourly(windowMs) ? samples.map((_, end) => meanOf(held(samples, end, HOUR_MS))) : samples;
    return held(layer, at, windowMs);
  });
}

/** Events per second. */
export interface Sums {
  readonly total: number;
  readonly bad: number;
}

function meanOf(samples: readonly Sums[]): Sums {
  const sum = (of: (sample: Sums) => number) => samples.reduce((all, sample) => all + of(sample), 0) / samples.length;
  return { total: sum(({ total }) => total), bad: sum(({ bad }) => bad) };
}
