// Proof of the absence alert where a histogram loses the bucket that decides.
import { decidingBounds, MISSING_WINDOW_MS } from '../../indicator/latency.ts';
import type { LatencyIndicator } from '../../model/slo.ts';
import { selector } from '../../promql/build.ts';
import { MINUTE_MS } from '../../text/time.ts';
import { controlGroups } from '../context/context.ts';
import { firesFor, isSilent } from '../context/expect.ts';
import { type Labels, labelsKey, seriesKey } from '../context/label-set.ts';
import type { InputSeries, Scenario } from '../context/scenario.ts';
import { type AbsenceContext, otherKinds, scenario } from './absence-context.ts';
import type { EventSource, Phase, TrafficOptions } from './event-source.ts';

/** The bucket that decides is spelled in one way, then in the other, and then it is gone, while its histogram counts: a few
 *  events, none for a while, and from a process that starts anew. What has no events needs no bucket. Groups beside it have
 *  theirs all the time. */
export function bucketMissing(absence: AbsenceContext, { bound, histogram, matchers }: LatencyIndicator): Scenario {
  const { context, source, rule, soonMs } = absence;
  const times = bucketTimes(absence);
  const { holdMs, goneMs, resetMs, lastMs, seenMs } = times;
  const phases = bucketPhases(absence, times);
  const bounds = decidingBounds(bound);
  const groups = context.controlGroup ? [context.subject, context.controlGroup] : [context.subject];
  const named = (atMs: number) => bounds.map((le) => firesFor(atMs, rule, `${histogram}_bucket{le="${le}"}`, groups));
  const kind = otherKinds([selector(histogram, matchers)]).at(-1);
  // With one group label there is one other group, the control group.
  const beside = controlGroups(context).filter((group) => labelsKey(group) !== labelsKey(context.controlGroup ?? {}));
  return scenario(absence, {
    id: { kind: 'bucket-gone' },
    title:
      'the histogram has its bucket in either spelling, and then it has not: the absence alert fires and names it, as long as there are events',
    series: [
      ...groups.flatMap((group, at) => losingBucket(source, at === 0 ? { ...kind, ...group } : group, phases)),
      ...beside.flatMap((group) => source.traffic(group, phases.all)),
      ...source.distractors(
        context.subject,
        phases.all.reduce((sum, { steps }) => sum + steps, 0),
        1,
      ),
    ],
    checks: [
      isSilent(holdMs, rule),
      isSilent(goneMs, rule),
      isSilent(lastSeenMs(absence, goneMs) + rule.forMs, rule),
      ...named(goneMs + seenMs + rule.forMs + soonMs),
      ...named(resetMs + soonMs),
      ...named(lastSeenMs(absence, lastMs) + rule.keepFiringForMs),
      isSilent(lastMs + seenMs + rule.keepFiringForMs + soonMs, rule),
    ],
    rendered: [],
  });
}

/** The last evaluation at which the window surely holds an increase, of counters that have their last sample (or event) one
 *  scrape before `endMs`. That takes the sample before as well, which on the left edge of the window counts in Prometheus 2
 *  and no longer in 3. */
function lastSeenMs({ context }: AbsenceContext, endMs: number): number {
  return endMs - 2 * context.slo.scrapeIntervalMs + MISSING_WINDOW_MS - MINUTE_MS;
}

/** Moments of that scenario in milliseconds, all on a scrape. */
interface BucketTimes {
  /** A hold that has surely passed, and how long a bucket counts as seen. */
  readonly holdMs: number;
  readonly seenMs: number;
  /** The bucket ends, the counters start anew, and the last event happens. */
  readonly goneMs: number;
  readonly resetMs: number;
  readonly lastMs: number;
}

function bucketTimes({ context, rule, steps, soonMs }: AbsenceContext): BucketTimes {
  const onScrape = (ms: number) => context.slo.scrapeIntervalMs * steps(ms);
  const [holdMs, seenMs] = [onScrape(rule.forMs + soonMs), onScrape(MISSING_WINDOW_MS)];
  const goneMs = holdMs + seenMs + holdMs;
  const resetMs = goneMs + seenMs + holdMs;
  return { holdMs, seenMs, goneMs, resetMs, lastMs: resetMs + 2 * onScrape(soonMs) };
}

interface BucketPhases {
  readonly first: Phase;
  readonly second: Phase;
  readonly all: readonly Phase[];
}

function bucketPhases(
  { steps, soonMs, rule }: AbsenceContext,
  { holdMs, seenMs, resetMs, lastMs }: BucketTimes,
): BucketPhases {
  const steady = (ms: number): Phase => ({ steps: steps(ms), total: 1, bad: 0 });
  const [first, second] = [steady(holdMs), steady(seenMs + holdMs)];
  const still: Phase = { steps: steps(seenMs + rule.keepFiringForMs + 2 * soonMs), total: 0, bad: 0 };
  const all = [first, second, steady(seenMs), ...sparse(steps(holdMs)), steady(lastMs - resetMs), still];
  return { first, second, all };
}

/** A histogram whose deciding bucket goes through both spellings and ends. */
function losingBucket(source: EventSource, group: Labels, { first, second, all }: BucketPhases): InputSeries[] {
  const former = bucketAlone(source, group, first, { spelling: 0 });
  const latter = bucketAlone(source, group, second, { spelling: 1, startsAfter: first.steps });
  const lasting = bucketAlone(source, group, { ...first, steps: first.steps + second.steps }, {});
  // Only whole numbers have two spellings; between two bounds one may have them and the other not.
  const isLasting = oneOf(former.filter(oneOf(latter)));
  return [
    ...source.traffic(group, all, { withoutBucket: true, resetBefore: all.length - 2 }),
    ...lasting.filter(isLasting),
    ...[...former, ...latter].filter((input) => !isLasting(input)),
  ];
}

/** Whether a series is one of these. */
function oneOf(series: readonly InputSeries[]): (input: InputSeries) => boolean {
  const keys = new Set(series.map(seriesKey));
  return (input) => keys.has(seriesKey(input));
}

/** One event in four steps: a rate over the last two samples is mostly zero then. */
function sparse(steps: number): Phase[] {
  return Array.from({ length: Math.ceil(steps / 4) }, (_, at) => [
    { steps: 1, total: 1, bad: 0 },
    ...(steps - 4 * at > 1 ? [{ steps: Math.min(3, steps - 4 * at - 1), total: 0, bad: 0 }] : []),
  ]).flat();
}

/** The deciding bucket of some traffic without the rest of its histogram. */
function bucketAlone(source: EventSource, group: Labels, phase: Phase, options: TrafficOptions): InputSeries[] {
  const isRest = oneOf(source.traffic(group, [phase], { withoutBucket: true }));
  return source.traffic(group, [phase], { ...options, ends: true }).filter((input) => !isRest(input));
}
