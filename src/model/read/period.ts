// The period of an error budget: that of the SLO, else the project's.
import { printDuration } from '../../promql/duration.ts';
import type { Path } from '../../spec/locate.ts';
import type { SloSpec } from '../../spec/schema.ts';
import { DAY_MS } from '../../text/time.ts';
import { addProblem, projectScope, type Scope } from '../scope.ts';
import type { Settings } from '../settings.ts';
import { durationToMs } from '../units.ts';

interface Context {
  readonly scope: Scope;
  readonly settings: Settings;
}

const DEFAULT_PERIOD = '30d';

/** A budget over less than a day has no room for windows; beyond half a year promtool could not evaluate the period, and
 *  what cannot be proven is not emitted. */
const PERIOD_BOUNDS_MS = { least: DAY_MS, most: 186 * DAY_MS };

/** Stands in for a period that cannot be read: every window has room in it. */
export const LONGEST_PERIOD_MS = PERIOD_BOUNDS_MS.most;

/** The period in milliseconds; undefined, and reported, where no budget can have it. `path` is that of the SLO. */
export function readPeriod(spec: SloSpec, path: Path, { settings, scope }: Context): number | undefined {
  const written = spec.period ?? settings.defaults.period ?? DEFAULT_PERIOD;
  const periodMs = durationToMs(written);
  const { least, most } = PERIOD_BOUNDS_MS;
  if (periodMs >= least && periodMs <= most) return periodMs;
  const isOwn = spec.period !== undefined;
  addProblem(isOwn ? scope : projectScope(settings, scope), {
    code: 'period-out-of-range',
    path: isOwn ? [...path, 'period'] : ['defaults', 'period'],
    message: `a period of ${written} is outside ${printDuration(least)} to ${printDuration(most)}`,
    help: '30d and 28d (four whole weeks) are usual',
  });
  return undefined;
}
