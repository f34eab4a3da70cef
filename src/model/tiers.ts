// The default burn-rate tiers, for any period. Knows the arithmetic of burn rates, not how a rule spells them.
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../text/time.ts';
import type { Tier } from './slo.ts';

/** Windows as people name them; scaled windows are rounded to the nearest of these. */
const NICE_WINDOWS_MS: readonly number[] = [
  ...[5, 10, 15, 20, 30, 45].map((minutes) => minutes * MINUTE_MS),
  ...[1, 1.5, 2, 3, 4, 6, 8, 12, 18].map((hours) => hours * HOUR_MS),
  ...[1, 1.5, 2, 3, 4, 5, 7, 9, 12, 14, 21, 30, 36].map((days) => days * DAY_MS),
];

/** A tier as the SRE Workbook tables it: share of the budget that is gone when it fires after the long window. */
interface TierShape {
  readonly tier: string;
  readonly longMs: number;
  readonly shortMs: number;
  readonly budgetShare: number;
  readonly severity: string;
}

/** Table 5-8 of the SRE Workbook (chapter 5, "Multiwindow, Multi-Burn-Rate Alerts") with the 3 x 1 d tier between, for
 *  a period of 30 days: burn rates 14.4, 6, 3 and 1. */
const SHAPES_30D: readonly TierShape[] = [
  { tier: 'page-fast', longMs: HOUR_MS, shortMs: 5 * MINUTE_MS, budgetShare: 0.02, severity: 'critical' },
  { tier: 'page-slow', longMs: 6 * HOUR_MS, shortMs: 30 * MINUTE_MS, budgetShare: 0.05, severity: 'critical' },
  { tier: 'ticket-fast', longMs: DAY_MS, shortMs: 2 * HOUR_MS, budgetShare: 0.1, severity: 'warning' },
  { tier: 'ticket-slow', longMs: 3 * DAY_MS, shortMs: 6 * HOUR_MS, budgetShare: 0.1, severity: 'warning' },
];

/** What the default tiers are called, in the order in which they fire. */
export const DEFAULT_TIER_NAMES: readonly string[] = SHAPES_30D.map(({ tier }) => tier);

const WORKBOOK_PERIOD_MS = 30 * DAY_MS;

/** Error ratios above this are as good as an outage: a threshold beyond it would wait for what hardly ever comes. */
export const HIGHEST_THRESHOLD_RATIO = 0.9;

/** From this long window on a young service is spared: see `minimumAgeMs`. */
const AGE_GUARD_FROM_MS = DAY_MS;

/** A default tier before alert settings are merged in. */
export interface DefaultTier extends Omit<Tier, 'settings'> {
  readonly severity: string;
  /** The factor that the period asks for, where it had to be lowered to stay reachable. */
  readonly cappedFrom?: number;
}

/**
 * The default tiers for a period, in milliseconds, and an error budget, as a ratio. Windows grow with the period (28 d
 * and 30 d keep the Workbook's) and the factor follows from the share of the budget: factor = share x period / long
 * window. A factor whose threshold no error ratio could pass is lowered to `HIGHEST_THRESHOLD_RATIO`.
 */
export function defaultTiers(periodMs: number, budget: number): DefaultTier[] {
  const scale = periodMs / WORKBOOK_PERIOD_MS;
  return SHAPES_30D.map(({ tier, longMs, shortMs, budgetShare, severity }) => {
    const long = niceWindow(longMs * scale);
    const uncapped = round((budgetShare * periodMs) / long);
    const factor = Math.min(uncapped, round(HIGHEST_THRESHOLD_RATIO / budget));
    const isCapped = uncapped * budget >= 1;
    return {
      tier,
      longMs: long,
      shortMs: Math.min(niceWindow(shortMs * scale), long / 2),
      factor: isCapped ? factor : uncapped,
      minimumAgeMs: defaultMinimumAge(long),
      severity,
      ...(isCapped && { cappedFrom: uncapped }),
    };
  });
}

/**
 * How old the data must be before a tier may fire, in milliseconds. A day's window over two hours of data is a two-hour
 * window: it would open a ticket for every burst in a service's first hours, beside the page that the burst deserves
 * anyway. Half the window is enough for the ratio to mean what the tier says, within a factor of two. Where other targets count the
 * good events than all events, the first minutes differ by chance, and so every window waits to be half full.
 */
export function defaultMinimumAge(longMs: number, isByChance = false): number {
  return isByChance || longMs >= AGE_GUARD_FROM_MS ? longMs / 2 : 0;
}

/** The factor at which `budgetShare` (a ratio) of the period's budget is gone after the long window. */
export function factorOfBudget(budgetShare: number, periodMs: number, longMs: number): number {
  return round((budgetShare * periodMs) / longMs);
}

function niceWindow(ms: number): number {
  const distance = (window: number) => Math.max(window / ms, ms / window);
  return NICE_WINDOWS_MS.reduce((best, window) => (distance(window) < distance(best) ? window : best));
}

/** Four digits are more than a burn rate can mean, and read well: 14.4, 13.44, 0.9333. */
function round(factor: number): number {
  return Number(factor.toPrecision(4));
}
