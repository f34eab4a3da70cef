// When somebody has to be told, and when somebody may be told: counted from the requests alone, by the promise of the tiers
// (docs/rules.md, "Factors and periods") over exact windows.
import { DAY_SECONDS, HOUR_SECONDS, MINUTE_SECONDS } from '../simulation/traffic.ts';
import type { CountedPromise, PeriodName } from '../world.ts';

export const PERIOD_SECONDS: Readonly<Record<PeriodName, number>> = {
  '7d': 7 * DAY_SECONDS,
  '28d': 28 * DAY_SECONDS,
  '30d': 30 * DAY_SECONDS,
  '90d': 90 * DAY_SECONDS,
};

/** A tier of the documentation: windows in seconds, burn rate, how old the data has to be. */
interface PromisedTier {
  readonly severity: 'critical' | 'warning';
  readonly long: number;
  readonly short: number;
  readonly factor: number;
}

const H = HOUR_SECONDS;
const M = MINUTE_SECONDS;

const pages = (fast: readonly [number, number, number], slow: readonly [number, number, number]): PromisedTier[] =>
  [fast, slow].map(([long, short, factor]) => ({ severity: 'critical', long, short, factor }));
const tickets = (fast: readonly [number, number, number], slow: readonly [number, number, number]): PromisedTier[] =>
  [fast, slow].map(([long, short, factor]) => ({ severity: 'warning', long, short, factor }));

const TIERS: Readonly<Record<PeriodName, readonly PromisedTier[]>> = {
  '7d': [
    ...pages([15 * M, 5 * M, 13.44], [1.5 * H, 5 * M, 5.6]),
    ...tickets([6 * H, 30 * M, 2.8], [18 * H, 1.5 * H, 0.9333]),
  ],
  '28d': [...pages([H, 5 * M, 13.44], [6 * H, 30 * M, 5.6]), ...tickets([24 * H, 2 * H, 2.8], [72 * H, 6 * H, 0.9333])],
  '30d': [...pages([H, 5 * M, 14.4], [6 * H, 30 * M, 6]), ...tickets([24 * H, 2 * H, 3], [72 * H, 6 * H, 1])],
  '90d': [...pages([3 * H, 15 * M, 14.4], [18 * H, 1.5 * H, 6]), ...tickets([72 * H, 6 * H, 3], [216 * H, 18 * H, 1])],
};

/** Moments at which something holds, as stretches: their ends in seconds, both included. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export interface Truth {
  /** Any perfect observer would tell somebody: burning by a fifth more than the tiers allow, with failures enough. */
  readonly due: readonly Stretch[];
  /** No observer with scrapes instead of eyes could be blamed: by a fifth less, with hardly failures enough. */
  readonly allowed: readonly Stretch[];
}

/** So many failures are no chance any more (docs/spec.md, minimumTraffic): one more or less is what scrapes may cost. */
const FAILURES = 5;
const MARGIN = 0.2;
/** How finely windows are looked at. */
export const STEP_SECONDS = 15;

/** The truth of one severity, until `end`. */
export function truthOf(promise: CountedPromise, severity: 'critical' | 'warning', end: number): Truth {
  const tiers = TIERS[promise.period].filter((tier) => tier.severity === severity);
  const holds = (at: number, margin: number, isOldEnough: (tier: PromisedTier) => boolean) =>
    tiers.some((tier) => isOldEnough(tier) && burns(promise, tier, at, margin));
  // Of a counter that is born with its first request there is no data before.
  const hadData = (long: number, at: number) => promise.ledger.total(0, Math.max(0, at - 0.55 * long)) > 0;
  const due = (at: number) => holds(at, MARGIN, ({ long }) => long < DAY_SECONDS || hadData(long, at));
  const allowed = (at: number) => holds(at, -MARGIN, () => true);
  return { due: stretches(due, end), allowed: stretches(allowed, end) };
}

function burns({ ledger, budget }: CountedPromise, { long, short, factor }: PromisedTier, at: number, margin: number) {
  const ratio = (window: number) => ledger.errorRatio(Math.max(0, at - window), at) ?? 0;
  const isAbove = (window: number) => ratio(window) > factor * budget * (1 + margin);
  const bad = (window: number) => ledger.bad(Math.max(0, at - window), at);
  const failures = FAILURES * (1 + 2 * margin);
  return (
    isAbove(long) && isAbove(short) && bad(long) >= failures && isNoSingleFailure(margin, ratio(short), bad, short)
  );
}

/** Rates are smeared over at most so many seconds: a failure may be seen so much later. */
const SMEARED_SECONDS = 300;

/** More than one failure in the short window, or most requests fail there. */
function isNoSingleFailure(margin: number, ratio: number, bad: (window: number) => number, short: number): boolean {
  return ratio > 0.5 + margin / 2 || (margin > 0 ? bad(short) >= 3 : bad(short + SMEARED_SECONDS) >= 2);
}

/** Whether the short window of a tier is below its threshold at some moment, by a fifth less at the least, with requests enough to
 *  say so: then failures begin anew, though a part of them was chance. */
export function isRecoverySeen(promise: CountedPromise, factor: number, from: number, to: number): boolean {
  const { ledger, budget, period } = promise;
  const tier = TIERS[period].find((tier) => Math.abs(tier.factor / factor - 1) < 0.01);
  if (tier === undefined) return false;
  for (let at = Math.max(0, from); at <= to; at += STEP_SECONDS) {
    const [short, long] = [tier.short, tier.long].map((window) => ledger.errorRatio(Math.max(0, at - window), at) ?? 0);
    const expected = (long ?? 0) * ledger.total(Math.max(0, at - tier.short), at);
    if ((short ?? 0) <= tier.factor * budget * (1 + MARGIN) && expected >= FAILURES * (1 - MARGIN)) return true;
  }
  return false;
}

function stretches(holds: (at: number) => boolean, end: number): Stretch[] {
  const found: { from: number; to: number }[] = [];
  for (let at = 0; at <= end; at += STEP_SECONDS) {
    if (!holds(at)) continue;
    const last = found.at(-1);
    if (last !== undefined && at - last.to <= STEP_SECONDS) last.to = at;
    else found.push({ from: at, to: at });
  }
  return found;
}
