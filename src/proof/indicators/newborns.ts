// Proof that every kind of series that a selector may meet counts as newborn for what it is: all of them are born at once on
// targets that are known, stand still, are left out of some scrapes, and come back.
import { MISSING_BEFORE_MS } from '../../indicator/counting.ts';
import { baseWindowMs, fastIntervalMs } from '../../model/windows.ts';
import { MINUTE_MS } from '../../text/time.ts';
import { controlGroups, type TestContext } from '../context/context.ts';
import { isFree } from '../context/free-label.ts';
import { distinctBy, type Labels, labelsKey, type Series, seriesKey } from '../context/label-set.ts';
import type { InputSeries, Scenario } from '../context/scenario.ts';
import { acceptsAll } from '../context/synthesize.ts';
import type { EventSource } from './event-source.ts';
import { counted } from './every-label.ts';
import { type CoveredSeries, labelCoverageOf } from './label-coverage.ts';

/** Nothing before this moment is looked back to. */
const SETTLED_MS = 12 * MINUTE_MS;

/** Longer than half of the time for which a series may be left out of scrapes. */
export const GAP_MS = 7.5 * MINUTE_MS;

/** A series that is born, and those by which its target is known before. */
interface Birth {
  readonly born: CoveredSeries;
  readonly known: readonly Series[];
  /** Whether they are the only series of their target. */
  readonly isAlone: boolean;
}

export function proveNewborns(context: TestContext, source: EventSource): Scenario[] {
  const { slo, subject } = context;
  const groups = [subject, ...controlGroups(context)];
  const births = birthsOf(context, source, groups);
  const seen = births.filter(({ born }) => born.total > 0);
  if (!groups.every((group) => seen.some(({ born }) => slo.by.every((label) => born.group[label] === group[label]))))
    return [];
  const scene = { context, groups, births };
  return [stillScenario(scene), restartedScenario(scene)];
}

/** Births, in groups each of which has some. */
interface Scene {
  readonly context: TestContext;
  readonly groups: readonly Labels[];
  readonly births: readonly Birth[];
}

function stillScenario({ context, groups, births }: Scene): Scenario {
  const { scrapeIntervalMs } = context.slo;
  const life = lifeAt(scrapeIntervalMs);
  const born = births.map((birth) => birth.born);
  const countedAt = (step: number, share: number) => counted(context, born, groups, step * scrapeIntervalMs, share);
  const share = newbornShare(scrapeIntervalMs);
  return scenario(context, {
    id: { kind: 'newborns' },
    title:
      'every kind of series that a selector may meet is born on a known target: each counts for what it is, once, and not again after a gap',
    series: [
      ...distinctBy(
        births.flatMap((birth) => knownSeries(birth, life)),
        seriesKey,
      ),
      ...born.map((series) => seriesOf(series, life)),
    ],
    checks: [
      ...countedAt(life.birth, share),
      ...(life.last > life.birth ? countedAt(life.last, share) : []),
      ...countedAt(life.settled, 0),
      ...(life.isKnown ? countedAt(life.end, 0) : []),
    ],
  });
}

function restartedScenario({ context, groups, births }: Scene): Scenario {
  const { scrapeIntervalMs } = context.slo;
  const youth = youthAt(scrapeIntervalMs);
  const born = births.map((birth) => birth.born);
  const countedAt = (step: number, share: number) => counted(context, born, groups, step * scrapeIntervalMs, share);
  return scenario(context, {
    id: { kind: 'newborns', variant: 'restarted' },
    title:
      'every kind of series that a selector may meet grows from its birth on, and begins anew: what it counts since then counts while the window reaches back to the birth, and later all that it grew by',
    series: [
      ...distinctBy(
        births.flatMap(({ known }) => stillSeries(known, youth.full + 1)),
        seriesKey,
      ),
      ...born.map((series) => restartedSeries(series, youth)),
    ],
    checks: [
      ...(youth.isAnewSeen ? countedAt(youth.anew, newbornShare(scrapeIntervalMs)) : []),
      ...countedAt(youth.full, 1),
    ],
  });
}

/** What counts of a scrape's events in a second, as if they were spread over it: they count over the base window without one
 *  scrape. */
function newbornShare(scrapeIntervalMs: number): number {
  return scrapeIntervalMs / (baseWindowMs(scrapeIntervalMs) - scrapeIntervalMs);
}

function scenario({ slo }: TestContext, parts: Pick<Scenario, 'id' | 'title' | 'series' | 'checks'>): Scenario {
  const { scrapeIntervalMs } = slo;
  return {
    ...parts,
    rules: 'raw',
    about: 'births',
    stepMs: scrapeIntervalMs,
    evaluationMs: fastIntervalMs(scrapeIntervalMs),
    rendered: [],
  };
}

/**
 * What counts is born on a target of its own, which is known by a series of the same kind alone: so each kind of series makes
 * its target known. What does not count is born on a target that is known by a good one.
 */
function birthsOf(context: TestContext, source: EventSource, groups: readonly Labels[]): Birth[] {
  const traffic = source.traffic(context.subject, [{ steps: 1, total: 2, bad: 1 }]);
  const keys = new Set(traffic.map(seriesKey));
  const hasOwnTargets = isFree(context, 'instance');
  const coverage = labelCoverageOf(context.slo, context.subject, groups.slice(1));
  // The buckets of a histogram are on its target.
  const histograms = coverage.map(({ labels: { le: _, ...labels } }) => labelsKey(labels));
  return coverage.flatMap((covered, at): Birth[] => {
    const { metric, labels, total, bad } = covered;
    if (hasOwnTargets && (total !== 0 || bad !== 0)) {
      const labelSet = { ...labels, instance: `target-${histograms.indexOf(histograms[at] ?? '')}` };
      const known = [{ metric, labels: { ...labelSet, place: 'known' } }];
      return [{ born: { ...covered, labels: labelSet }, known, isAlone: true }];
    }
    const known = traffic.filter((input) => targetOf(input.labels) === targetOf(labels) && !isBad(context, input));
    return known.length === 0 || keys.has(seriesKey(covered)) ? [] : [{ born: covered, known, isAlone: false }];
  });
}

/** Whether a series counts bad events: by how they ended it is recorded, also where it stands still. */
function isBad({ slo: { indicator } }: TestContext, { metric, labels }: Series): boolean {
  if (indicator.kind !== 'ratio' || indicator.counted === 'good') return false;
  return indicator.events.some((event) => event.metric === metric && acceptsAll(event.matchers, labels));
}

/** Series that stand still; on targets of their own they are there for just as long as a target has to be known. */
function knownSeries({ known, isAlone }: Birth, life: Life): InputSeries[] {
  if (!isAlone) return stillSeries(known, life.end + 1);
  const values = `_x${life.known} 0+0x${life.end - life.known}`;
  return known.map(({ metric, labels }) => ({ metric, labels, values }));
}

function stillSeries(series: readonly Series[], steps: number): InputSeries[] {
  return series.map(({ metric, labels }) => ({ metric, labels, values: `0+0x${steps}` }));
}

function targetOf({ job = '', instance = '' }: CoveredSeries['labels']): string {
  return JSON.stringify([job, instance]);
}

/** When a series that grows at each scrape is scraped, in scrapes from the start. */
interface Youth {
  readonly birth: number;
  /** It begins anew at the first scrape at which it was there when a newborn was not. */
  readonly anew: number;
  readonly isAnewSeen: boolean;
  /** The first scrape at which it is as old as the base window; an evaluation. */
  readonly full: number;
}

function youthAt(scrapeIntervalMs: number): Youth {
  const window = baseWindowMs(scrapeIntervalMs);
  const full = evaluatedFrom(Math.ceil((SETTLED_MS + window) / scrapeIntervalMs), scrapeIntervalMs);
  const birth = full - Math.ceil(window / scrapeIntervalMs);
  const anew = birth + Math.ceil((window - scrapeIntervalMs) / scrapeIntervalMs);
  return { birth, anew, isAnewSeen: isEvaluated(anew, scrapeIntervalMs), full };
}

/** Quick scrapes come between the evaluations, too. */
function isEvaluated(step: number, scrapeIntervalMs: number): boolean {
  return (step * scrapeIntervalMs) % fastIntervalMs(scrapeIntervalMs) === 0;
}

/** The first scrape from a step on that is evaluated. */
function evaluatedFrom(step: number, scrapeIntervalMs: number): number {
  return isEvaluated(step, scrapeIntervalMs) ? step : evaluatedFrom(step + 1, scrapeIntervalMs);
}

/** It is born with more than it begins anew with, so that the one less the other is no increase, and with more than twice as much, so
 *  that the other less the one is another number. */
function restartedSeries({ metric, labels, increment }: CoveredSeries, { birth, anew, full }: Youth): InputSeries {
  const growing = (first: number, scrapes: number) => `${first}+${increment}x${scrapes - 1}`;
  const values = `_x${birth} ${growing(3 * increment, anew - birth)} ${growing(increment, full + 1 - anew)}`;
  return { metric, labels, values };
}

/** When a series is scraped, in scrapes from the start, and when it is looked at. */
interface Life {
  /** When its target begins to be known, if that is just early enough. */
  readonly known: number;
  readonly birth: number;
  /** The last evaluation at which it is new, and the first at which it is not. */
  readonly last: number;
  readonly settled: number;
  readonly gone: number;
  readonly back: number;
  readonly end: number;
  /** Longer gaps are not told from births. */
  readonly isKnown: boolean;
}

function lifeAt(scrapeIntervalMs: number): Life {
  const steps = (ms: number) => Math.ceil(ms / scrapeIntervalMs);
  const base = steps(baseWindowMs(scrapeIntervalMs));
  const evaluated = (step: number) => evaluatedFrom(step, scrapeIntervalMs);
  const birth = evaluated(steps(SETTLED_MS));
  const newborn = steps(baseWindowMs(scrapeIntervalMs) - scrapeIntervalMs);
  const settled = evaluated(birth + newborn);
  const last =
    Array.from({ length: newborn }, (_, at) => birth + newborn - 1 - at).find((step) =>
      isEvaluated(step, scrapeIntervalMs),
    ) ?? birth;
  const gap = Math.max(base + 1, steps(GAP_MS));
  // So long that it was there ten minutes before it is back.
  const gone = Math.max(settled + 2, birth + steps(3 * MINUTE_MS));
  const back = gone + gap;
  const isKnown = (gap + 1) * scrapeIntervalMs < MISSING_BEFORE_MS;
  return { known: birth - newborn, birth, last, settled, gone, back, end: evaluated(back + 1), isKnown };
}

/** It is there from the step of its birth until it is gone, and again from the step at which it is back. */
function seriesOf({ metric, labels, increment }: CoveredSeries, { birth, gone, back, end }: Life): InputSeries {
  return {
    metric,
    labels,
    values: `_x${birth} ${increment}+0x${gone - birth - 1} stale _x${back - gone - 1} ${increment}+0x${end + 1 - back}`,
  };
}
