// In: a counter that may be born with its first event, and the target that exports it. Out: an expression that counts the
// events of a window without missing the first, and without taking a counter that comes back for a new one.
import { DAY_MS, SAMPLE_LIFE_MS } from '../text/time.ts';
import type { Expr, Selector } from './ast.ts';
import {
  add,
  and,
  call,
  eqv,
  groupLeft,
  ignoring,
  increase,
  lt,
  max,
  num,
  offset,
  on,
  or,
  range,
  subquery,
  unless,
} from './build.ts';

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
  readonly metricLabels?: readonly string[];
  /** Whose events the counter counts: those of the process that exports it, or of others, whom it outlives. */
  readonly counts: 'own-events' | 'events-of-others' | 'unknown';
}

// From the start of a process to its first successful scrape; Prometheus looks back as far for a sample.
const FIRST_SCRAPE_MS = SAMPLE_LIFE_MS;

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
 * An exporter that reports what others did brings their old counts along whenever it is replaced: the age of its process says
 * nothing of them. What counts are events that are born under the eyes of Prometheus, after the first scrapes of the target.
 * Of a counter of which nobody knows whose events it counts, those that a young process has at its first scrape count unless
 * another target had such a counter in the day before.
 *
 * The age is granted five minutes more than the window because a process is scraped only some time after it starts; until
 * `up … offset window` reaches that first scrape, a young counter would have no proof and the alert would flap.
 *
 * `increase` looks back one scrape further than the window. An increase is between two samples, so an event shows for a
 * scrape less than the range; and after a restart the counter of before leaves the range just when, a window after it was
 * last seen, the one of now begins to pass for newborn. Without that scrape neither would count in between.
 */
export function newEvents(counter: Selector, window: EventWindow): Expr {
  const { windowMs, scrapeIntervalMs, matchOn, metricLabels } = window;
  const before = offset(counter, windowMs);
  const known = whereAbsenceIsKnown(counter, window);
  const newborn = metricLabels ? unless(known, before, on(...matchOn, ...metricLabels)) : unless(known, before);
  return or(newborn, increase(range(counter, windowMs + scrapeIntervalMs)));
}

/** Counters of which is known that they were not there a window ago, if they were not seen then. */
function whereAbsenceIsKnown(counter: Selector, window: EventWindow): Expr {
  const { windowMs, target, matchOn, processAge, counts } = window;
  const seen = call('last_over_time', range(counter, windowMs));
  const watched = and(seen, eqv(offset(target, windowMs), num(1)), on(...matchOn));
  const isYoung = lt(processAge, num((windowMs + FIRST_SCRAPE_MS) / 1_000));
  const young = and(counter, isYoung, on(...matchOn));
  if (counts === 'own-events') return or(watched, young);
  const bornLater = and(or(watched, young), afterFirstScrapes(counter, window));
  return counts === 'events-of-others'
    ? bornLater
    : or(bornLater, unless(young, elsewhere(counter, windowMs), OTHER_TARGET));
}

/** The first scrapes of an exporter that has just started may find a part of what it reports. */
const FIRST_SCRAPES = 2;

/** Counters of which there are fewer samples than scrapes of their target. Several targets may share the labels that tie them. */
function afterFirstScrapes(counter: Selector, { windowMs, target, matchOn }: EventWindow): Expr {
  const lookBackMs = windowMs + FIRST_SCRAPE_MS;
  const samples = call('count_over_time', range(counter, lookBackMs));
  const scrapes = max(call('sum_over_time', range(target, lookBackMs)), matchOn);
  return lt(add(samples, num(FIRST_SCRAPES)), scrapes, { matching: groupLeft(on(...matchOn)) });
}

/** What tells the targets of a deployment apart. */
const OTHER_TARGET = ignoring('instance', 'pod', 'node');

/** Twice as often would cost a fifth more of all that a breach reads, to see counters that were there for less than this. */
const HALF_HOUR_MS = 30 * 60_000;

/** Counters that were there in the day before the window. */
function elsewhere(counter: Selector, windowMs: number): Expr {
  return call('present_over_time', offset(subquery(counter, DAY_MS, HALF_HOUR_MS), windowMs));
}
