// The period of an error budget: that of the SLO, else the project's.
import { printDuration } from '../../promql/duration.ts';
import { DAY_MS } from '../../text/time.ts';
import { durationToMs } from '../units.ts';
import type { WrittenSlo } from './written-slo.ts';

const DEFAULT_PERIOD = '30d';

/** A budget over less than a day has no room for windows; beyond half a year promtool could not evaluate the period, and
 *  what cannot be proven is not emitted. */
const PERIOD_BOUNDS_MS = { least: DAY_MS, most: 186 * DAY_MS };

/** Stands in for a period that cannot be read: every window has room in it. */
export const LONGEST_PERIOD_MS = PERIOD_BOUNDS_MS.most;

/** The period in milliseconds; undefined, and reported, where no budget can have it. */
export function readPeriod({ spec, place, settings }: WrittenSlo): number | undefined {
  const written = spec.period ?? settings.defaults.period ?? DEFAULT_PERIOD;
  const periodMs = durationToMs(written);
  const { least, most } = PERIOD_BOUNDS_MS;
  if (periodMs >= least && periodMs <= most) return periodMs;
  const level = spec.period === undefined ? place.inProject(settings).at('defaults') : place;
  level.at('period').report({
    code: 'period-out-of-range',
    message: `a period of ${written} is outside ${printDuration(least)} to ${printDuration(most)}`,
    help: '30d and 28d (four whole weeks) are usual',
  });
  return undefined;
}
