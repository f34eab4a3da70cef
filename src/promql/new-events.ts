// In: a counter that may be born with its first event, and the target that exports it. Out: an expression that counts the
// events of a window without missing the first, and without taking a counter that comes back for a new one.
import type { Expr, Selector } from './ast.ts';
import { and, call, eqv, increase, lt, num, offset, on, or, range, unless } from './build.ts';

/** Where and when to look. */
export interface EventWindow {
  /** Length of the window in milliseconds; at least four scrapes. */
  readonly windowMs: number;
  readonly scrapeIntervalMs: number;
  /** The `up` series of the targets that export the counter. */
  readonly target: Selector;
  /** Labels that tie a counter to its target. */
  readonly matchOn: readonly string[];
  /** Age in seconds of the process that exports the counter. */
  readonly processAge: Expr;
  /** All labels of the counter that its exporter gives it, where they are known. */
  readonly ownLabels?: readonly string[];
}

// From the start of a process to its first successful scrape; Prometheus looks back as far for a sample.
const FIRST_SCRAPE_MS = 5 * 60_000;

/**
 * Events of a counter in the window, one series per series of the counter.
 *
 * `increase` needs two samples, so it never sees the event that a counter is born with. Therefore the whole value of a
 * counter counts as new while the counter was not there one window ago, provided that its absence means something: that
 * its target was scraped then, or that its process runs for no longer than the window. Without that, each restart of
 * Prometheus and each gap in the scrapes would turn old events into new ones. The order of these is essential: beside a
 * newborn, `increase` is there too and says 0.
 *
 * Where its own labels are known, the counter of old is recognised by them and its target. Other target labels can change
 * under it: a renamed monitor changes its job, and a second one adds series that would all pass for newborn.
 *
 * A counter that was watched at its birth counts for the whole window, also when its process dies meanwhile. One that only
 * the age of its process speaks for must still be there: the age of another process at the same address says nothing of it.
 *
 * The age is granted five minutes more than the window because a process is scraped only some time after it starts; until
 * `up … offset window` reaches that first scrape, a young counter would have no proof and the alert would flap.
 *
 * `increase` looks back one scrape further than the window. An increase is between two samples, so an event shows for a
 * scrape less than the range; and after a restart the counter of before leaves the range just when, a window after it was
 * last seen, the one of now begins to pass for newborn. Without that scrape neither would count in between.
 */
export function newEvents(counter: Selector, window: EventWindow): Expr {
  const { windowMs, scrapeIntervalMs, target, matchOn, processAge, ownLabels } = window;
  const before = offset(counter, windowMs);
  const seen = call('last_over_time', range(counter, windowMs));
  const wasScraped = eqv(offset(target, windowMs), num(1));
  const isYoung = lt(processAge, num((windowMs + FIRST_SCRAPE_MS) / 1_000));
  const known = or(and(seen, wasScraped, on(...matchOn)), and(counter, isYoung, on(...matchOn)));
  const newborn = ownLabels ? unless(known, before, on(...matchOn, ...ownLabels)) : unless(known, before);
  return or(newborn, increase(range(counter, windowMs + scrapeIntervalMs)));
}
