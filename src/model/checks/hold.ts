// In: how long an alert on single events waits, and for how long it sees one. Out: a problem where it waits longer, for
// then an event that must never happen goes by in silence. It does not know how events are counted.
import { printDuration } from '../../promql/duration.ts';
import type { Place } from '../place.ts';
import type { AlertSettings } from '../slo.ts';
import { fastIntervalMs } from '../windows.ts';

/** What one event is seen by: a window of `windowMs`, at a scrape interval. */
export interface EventSight {
  readonly windowMs: number;
  readonly scrapeIntervalMs: number;
}

/** An event is first seen up to a scrape and an evaluation late. An increase shows it only while the sample before it is in
 *  the window too, and the alert fires at the first evaluation after its wait. */
const LOST_TICKS = 4;

/** How long a breach alert may wait at most and still fire on a single event, in milliseconds; 0 is always well. */
function longestHoldMs({ windowMs, scrapeIntervalMs }: EventSight): number {
  return Math.max(0, windowMs - lostMs(scrapeIntervalMs));
}

function lostMs(scrapeIntervalMs: number): number {
  return LOST_TICKS * Math.max(scrapeIntervalMs, fastIntervalMs(scrapeIntervalMs));
}

/** `place` is where the wait was written. */
export function checkHold({ name, forMs }: AlertSettings, sight: EventSight, place: Place): void {
  const longest = longestHoldMs(sight);
  if (forMs <= longest) return;
  const [hold, most] = [forMs, longest].map(printDuration);
  const seen = longest === 0 ? 'a moment' : most;
  const wide = printDuration(forMs + lostMs(sight.scrapeIntervalMs));
  place.report({
    code: 'for-outlasts-event',
    message: `the alert "${name}" would miss a single event: it waits for ${hold}, and an event is sure to be seen for ${seen} only`,
    help: `${longest === 0 ? 'leave "for" out' : `let "for" be at most ${most}`}, or "window" at least ${wide}`,
  });
}
