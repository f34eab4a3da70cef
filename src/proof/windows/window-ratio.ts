// The error ratio over a window, worked out from the levels that a scenario feeds in: a ratio of sums over the samples that
// the window holds. Ranges are closed on the left in Prometheus 2 and open in 3
// (https://prometheus.io/docs/prometheus/latest/migration/#range-selectors-and-lookback-exclude-samples-coinciding-with-the-left-boundary),
// so there are two answers, and a rule that is right gives one of them. Windows of tiles are the same in both.
import type { BudgetSlo } from '../../model/slo.ts';
import { isTiled, tileMs } from '../../rules/windows.ts';
import type { Level } from './recorded-inputs.ts';
import { eventsPerStep, type Sums, samplesInTiled, sinceLastTile, sumOf, tileAt } from './tiled-events.ts';

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
  const sums = isTiled(windowMs, slo)
    ? [eventsIn(slo, levels, stepMs, windowMs, at)]
    : meansOver(levels, stepMs, windowMs, at);
  const ratios = sums.map(({ bad, total }) => bad / total);
  return { low: Math.min(...ratios), high: Math.max(...ratios) };
}

/** The events of a window of tiles as they are seen at step `at`: its whole tiles, and those since the last one. */
export function eventsIn(slo: BudgetSlo, levels: readonly Level[], stepMs: number, windowMs: number, at: number): Sums {
  const [lengthMs, events] = [tileMs(slo), eventsPerStep(levels, stepMs)];
  if (stepMs >= lengthMs) return sumOf(tiledOver(slo, levels, stepMs, windowMs, at)) ?? NONE;
  const each = Math.round(lengthMs / stepMs);
  const last = at - (at % each);
  const count = Math.floor(windowMs / lengthMs) - 1;
  const whole = Array.from({ length: count }, (_, back) => last - back * each)
    .filter((step) => step >= 0)
    .map((step) => tileAt(events, step, stepMs, lengthMs));
  return sumOf([...whole, sinceLastTile(events, at, stepMs, lengthMs)]) ?? NONE;
}

const NONE: Sums = { total: 0, bad: 0 };

/** The tiles of a window at steps of whole tiles, as they are seen at step `at`. */
function tiledOver(slo: BudgetSlo, levels: readonly Level[], stepMs: number, windowMs: number, at: number): Sums[] {
  const events = eventsPerStep(levels, stepMs);
  const count = samplesInTiled(windowMs, stepMs, tileMs(slo));
  return events.slice(Math.max(0, at + 1 - count), at + 1).flatMap((_, back) => {
    const tile = tileAt(events, Math.max(0, at + 1 - count) + back, stepMs, tileMs(slo));
    return tile ? [tile] : [];
  });
}

/** The mean rates over `windowMs` at step `at`, for a range that is open on the left and for one that is closed. */
function meansOver(levels: readonly Level[], stepMs: number, windowMs: number, at: number): Sums[] {
  return heldOver(levels, stepMs, windowMs, at).map(meanOf);
}

/** The rates that the window holds at step `at`: of a range that is open on the left, and of one that is closed. */
function heldOver(levels: readonly Level[], stepMs: number, windowMs: number, at: number): Sums[][] {
  const samples = levels.flatMap(({ steps, total, errorRatio, bad }) =>
    new Array<Sums>(steps).fill({ total: total ?? 0, bad: bad ?? (total ?? 0) * errorRatio }),
  );
  return [false, true].map((isClosed) => {
    const count = isClosed ? Math.floor(windowMs / stepMs) + 1 : Math.ceil(windowMs / stepMs);
    return samples.slice(Math.max(0, at + 1 - count), at + 1);
  });
}

function meanOf(samples: readonly Sums[]): Sums {
  const sum = (of: (sample: Sums) => number) => samples.reduce((all, sample) => all + of(sample), 0) / samples.length;
  return { total: sum(({ total }) => total), bad: sum(({ bad }) => bad) };
}
