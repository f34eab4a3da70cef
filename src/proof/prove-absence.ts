// Proof of the absence alert, from raw series: the input ends, or loses what the indicator needs of it.

import { MISSING_WINDOW_MS } from '../indicator/latency.ts';
import type { LatencyIndicator } from '../model/slo.ts';
import { branches, samplesOf } from '../patterns/samples.ts';
import type { Selector } from '../promql/ast.ts';
import { eq, selector } from '../promql/build.ts';
import { LABELS } from '../rules/names.ts';
import type { AlertingRule } from '../rules/rule.ts';
import { fixedLabels } from './absent-labels.ts';
import type { EventSource, Phase, TrafficOptions } from './event-source.ts';
import { alertLabels, claimOf, isSilent } from './expect.ts';
import { distinctBy, type Labels, labelsKey, seriesKey } from './label-set.ts';
import { renderedFor } from './render.ts';
import type { Check, InputSeries, Scenario } from './scenario.ts';
import { cousins, ruleFor, type Stage } from './stage.ts';

const MINUTE_MS = 60_000;

/** The healthy time before; longer than the window in which a bucket must show up beside its count. */
const HEALTHY_MS = 15 * MINUTE_MS;

/** What the scenarios of the alert share. */
interface Play {
  readonly stage: Stage;
  readonly source: EventSource;
  readonly rule: AlertingRule;
  /** Steps of the scrape interval in a length of time, and a moment that is surely later than the one before. */
  readonly steps: (ms: number) => number;
  readonly soonMs: number;
  readonly phase: Phase;
}

export function proveAbsence(stage: Stage, source: EventSource): Scenario[] {
  const rule = ruleFor(stage, 'absent');
  const { indicator, scrapeIntervalMs } = stage.slo;
  if (!rule || (indicator.kind !== 'ratio' && indicator.kind !== 'latency')) return [];
  const inputs =
    indicator.kind === 'ratio' ? indicator.total : [selector(`${indicator.histogram}_count`, indicator.matchers)];
  const play: Play = {
    stage,
    source,
    rule,
    steps: (ms) => Math.ceil(ms / scrapeIntervalMs),
    soonMs: 2 * Math.max(MINUTE_MS, scrapeIntervalMs),
    phase: { steps: Math.ceil(HEALTHY_MS / scrapeIntervalMs) + 1, total: stage.eventsPerStep, bad: 0 },
  };
  return [
    seriesEnd(play, inputs),
    ...groupsGone(play, inputs),
    ...(indicator.kind === 'latency' ? [bucketMissing(play, indicator)] : []),
  ];
}

function scenario({ stage: { slo } }: Play, plot: Pick<Scenario, 'name' | 'series' | 'checks' | 'rendered'>): Scenario {
  return { rules: 'raw', about: 'absent', stepMs: slo.scrapeIntervalMs, evaluationMs: MINUTE_MS, ...plot };
}

/** A label that no selector mentions: the same events from another place. */
const place = (name: string): Labels => ({ place: name });

/** Every kind of series that the selectors name keeps the alert silent for longer than its hold, one after the other. Then
 *  only look-alikes go on, and in the end the first kind is back. */
function seriesEnd(play: Play, inputs: readonly Selector[]): Scenario {
  const { stage, source, rule, steps, soonMs, phase } = play;
  const stretchMs = stage.slo.scrapeIntervalMs * steps(Math.max(HEALTHY_MS, rule.forMs + soonMs));
  const stretch = { ...phase, steps: steps(stretchMs) };
  const kinds = [{}, ...otherKinds(inputs)].filter(
    (kind) => source.traffic({ ...stage.subject, ...kind }, [stretch]).length > 0,
  );
  const goneMs = kinds.length * stretchMs;
  const firesMs = goneMs + rule.forMs;
  const backMs = stage.slo.scrapeIntervalMs * steps(firesMs + soonMs);
  const after = { ...phase, steps: steps(rule.keepFiringForMs + HEALTHY_MS) };
  // Alerts are looked at when they are evaluated.
  const toldMs = Math.floor(backMs / MINUTE_MS) * MINUTE_MS;
  const instances = instancesOf(inputs, rule);
  return scenario(play, {
    name: 'all series end while look-alikes go on: the absence alert fires after its hold, names the input, and clears when they are back',
    series: [
      ...kinds.flatMap((kind, at) =>
        source.traffic({ ...stage.subject, ...kind, ...(at > 0 && place(`kind-${at}`)) }, [stretch], {
          startsAfter: at * stretch.steps,
          ends: true,
        }),
      ),
      ...source.traffic({ ...stage.subject, ...place('back') }, [after], { startsAfter: steps(backMs) + 1 }),
      ...source.decoys(stage.subject, steps(backMs) + after.steps, stage.eventsPerStep),
    ],
    checks: [
      ...kinds.slice(1).map((_, at) => isSilent((at + 1) * stretchMs, rule)),
      isSilent(firesMs - MINUTE_MS, rule),
      ...namesInputs(backMs, rule, instances),
      isSilent(backMs + rule.keepFiringForMs + 2 * soonMs, rule),
    ],
    rendered: instances.map(({ input, labels }) => renderedFor(rule, { ...labels, [LABELS.missing]: input }, toldMs)),
  });
}

/** As labels, what selectors name besides what a series is usually given: the further alternatives of a pattern. */
function otherKinds(inputs: readonly Selector[]): Labels[] {
  const patterns = inputs.flatMap(({ matchers }) => matchers.filter(({ op }) => op === '=~'));
  const kinds = patterns.flatMap(({ label, value }) =>
    branches(value)
      .slice(1)
      .flatMap((branch) => samplesOf(branch).slice(0, 1))
      .map((text) => ({ [label]: text })),
  );
  return [...new Map(kinds.map((kind) => [JSON.stringify(kind), kind])).values()].slice(0, MOST_KINDS);
}

/** Each takes as long as the alert's hold. */
const MOST_KINDS = 3;

/** Each series lacks one of the group labels. */
function groupsGone(play: Play, inputs: readonly Selector[]): Scenario[] {
  const { stage, source, rule, steps, phase } = play;
  const { by } = stage.slo;
  const longer = { ...phase, steps: steps(rule.forMs + 2 * HEALTHY_MS) };
  const series = by.flatMap((label) => source.traffic({ ...stage.subject, [label]: '' }, [longer]));
  if (series.length === 0) return [];
  const checks = namesInputs(HEALTHY_MS + rule.forMs, rule, instancesOf(inputs, rule));
  const name = 'a group label is gone from the series: the absence alert fires';
  return [scenario(play, { name, series, checks, rendered: [] })];
}

/** The bucket that decides is spelled in one way, then in the other, and then it is gone, while its histogram counts: a few
 *  events, none for a while, and from a process that starts anew. What has no events needs no bucket. Groups beside it have
 *  theirs all the time. */
function bucketMissing(play: Play, { bound, histogram, matchers }: LatencyIndicator): Scenario {
  const { stage, source, rule, soonMs } = play;
  const times = bucketTimes(play);
  const { holdMs, goneMs, resetMs, lastMs, seenMs } = times;
  const phases = bucketPhases(play, times);
  const bounds = bound.kind === 'bucket' ? [bound.le] : [bound.lower, bound.upper].filter((le) => le > 0);
  const groups = stage.bystander ? [stage.subject, stage.bystander] : [stage.subject];
  const named = (atMs: number) => bounds.map((le) => firesFor(atMs, rule, `${histogram}_bucket{le="${le}"}`, groups));
  const kind = otherKinds([selector(histogram, matchers)]).at(-1);
  // With one group label the only cousin is the bystander.
  const beside = cousins(stage).filter((group) => labelsKey(group) !== labelsKey(stage.bystander ?? {}));
  return scenario(play, {
    name: 'the histogram has its bucket in either spelling, and then it has not: the absence alert fires and names it, as long as there are events',
    series: [
      ...groups.flatMap((group, at) => losingBucket(source, at === 0 ? { ...kind, ...group } : group, phases)),
      ...beside.flatMap((group) => source.traffic(group, phases.all)),
      ...source.decoys(
        stage.subject,
        phases.all.reduce((sum, { steps }) => sum + steps, 0),
        1,
      ),
    ],
    checks: [
      isSilent(holdMs, rule),
      isSilent(goneMs, rule),
      isSilent(lastSeenMs(play, goneMs) + rule.forMs, rule),
      ...named(goneMs + seenMs + rule.forMs + soonMs),
      ...named(resetMs + soonMs),
      ...named(lastSeenMs(play, lastMs)),
      isSilent(lastMs + seenMs + rule.keepFiringForMs + soonMs, rule),
    ],
    rendered: [],
  });
}

/** The last evaluation at which the window surely holds an increase, of counters that have their last sample (or event) one
 *  scrape before `endMs`. That takes the sample before as well, which on the left edge of the window counts in Prometheus 2
 *  and no longer in 3. */
function lastSeenMs({ stage }: Play, endMs: number): number {
  return endMs - 2 * stage.slo.scrapeIntervalMs + MISSING_WINDOW_MS - MINUTE_MS;
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

function bucketTimes({ stage, rule, steps, soonMs }: Play): BucketTimes {
  const onScrape = (ms: number) => stage.slo.scrapeIntervalMs * steps(ms);
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

function bucketPhases({ steps, soonMs, rule }: Play, { holdMs, seenMs, resetMs, lastMs }: BucketTimes): BucketPhases {
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
    ...[...former, ...latter].filter((one) => !isLasting(one)),
  ];
}

/** Whether a series is one of these. */
function oneOf(series: readonly InputSeries[]): (one: InputSeries) => boolean {
  const keys = new Set(series.map(seriesKey));
  return (one) => keys.has(seriesKey(one));
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
  return source.traffic(group, [phase], { ...options, ends: true }).filter((one) => !isRest(one));
}

/** One firing alert: the input that it names, and its further labels. */
interface Instance {
  readonly input: string;
  readonly labels: Labels;
}

function instancesOf(inputs: readonly Selector[], { labels: own }: AlertingRule): Instance[] {
  const all = inputs.map(({ metric = '', matchers }) => {
    // The alert's own labels overwrite those of the input.
    const further = Object.entries(fixedLabels(matchers)).filter(([label]) => !Object.hasOwn(own, label));
    return { input: metric, labels: Object.fromEntries(further) };
  });
  return distinctBy(all, ({ input, labels }) => seriesKey({ metric: input, labels }));
}

/** The alert fires for each of the inputs. */
function namesInputs(atMs: number, rule: AlertingRule, instances: readonly Instance[]): Check[] {
  const metrics = [...new Set(instances.map(({ input }) => input))];
  return metrics.map((metric) => {
    const own = instances.filter(({ input }) => input === metric).map(({ labels }) => labels);
    return firesFor(atMs, rule, metric, own);
  });
}

/** The alert fires for this input, once for each set of further labels. */
function firesFor(atMs: number, rule: AlertingRule, input: string, further: readonly Labels[]): Check {
  const labels = { ...alertLabels(rule, {}), [LABELS.missing]: input };
  const own = Object.entries(labels).filter(([label]) => label.startsWith('alert') || label.startsWith('slo'));
  return {
    what: `${rule.alert} must fire and name ${input}`,
    claim: claimOf(rule, 'fires'),
    atMs,
    expr: selector(
      'ALERTS',
      own.map(([label, value]) => eq(label, value)),
    ),
    samples: further.map((more) => ({ metric: 'ALERTS', labels: { ...more, ...labels }, value: 1 })),
  };
}
