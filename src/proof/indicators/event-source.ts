// Raw series for indicators that count events: given how many events are good and bad, the counters and buckets that a
// scrape would have found, with everything beside them that must not be counted.
import { decidingOf } from '../../indicator/inputs.ts';
import { decidingBounds } from '../../indicator/latency.ts';
import type { BudgetSlo, LatencyIndicator, RatioIndicator } from '../../model/slo.ts';
import type { Matcher, Selector } from '../../promql/ast.ts';
import { bucketSpellings, isBucketName } from '../../promql/bucket.ts';
import { neq } from '../../promql/build.ts';
import { distinctBy, type Labels, type Series, seriesKey } from '../context/label-set.ts';
import type { InputSeries } from '../context/scenario.ts';
import { counter, type Part } from '../context/series.ts';
import { acceptsAll, chooseLabels, distractorLabels } from '../context/synthesize.ts';

/** Events per step, and for how many steps. */
export interface Phase {
  readonly steps: number;
  readonly total: number;
  readonly bad: number;
}

export interface TrafficOptions {
  /** Bad events have no series of their own before the first phase with some. */
  readonly lateBirth?: boolean;
  /** All counters start anew at the beginning of this phase. */
  readonly resetBefore?: number;
  /** So many steps pass before there are any series. */
  readonly startsAfter?: number;
  /** All series end after the last phase. */
  readonly ends?: boolean;
  /** After the last phase all series are left out of so many scrapes, and then are there again for three. */
  readonly pause?: number;
  /** The first sample of each series shows the events of the first step, rather than 0. */
  readonly bornWithEvents?: boolean;
  /** How the bound of a bucket is spelled: 0 as Prometheus 2 stores it, 1 as Prometheus 3 does. */
  readonly spelling?: 0 | 1;
  /** Leave the deciding bucket out. */
  readonly withoutBucket?: boolean;
  /** Which of several selectors of bad (or good) events the counted ones match. */
  readonly selector?: number;
}

/** Makes raw series for the events of one group. */
export interface EventSource {
  /** How many selectors there are that `TrafficOptions.selector` can name. */
  readonly selectors: number;
  traffic(group: Labels, phases: readonly Phase[], options?: TrafficOptions): InputSeries[];
  /** Series that look alike and must not count, growing by `increment` for `steps`. */
  distractors(group: Labels, steps: number, increment: number): InputSeries[];
}

/** The source for an SLO's indicator, or undefined for one whose raw series cannot be made up. */
export function eventSourceOf({ indicator, by }: BudgetSlo, groups: readonly Labels[]): EventSource | undefined {
  // Below the first bound every event is a matter of estimate, so no made-up one is surely good.
  if (indicator.kind === 'latency' && indicator.bound.kind === 'interpolated' && indicator.bound.lower <= 0)
    return undefined;
  const source =
    indicator.kind === 'ratio'
      ? ratioSource(indicator)
      : indicator.kind === 'latency'
        ? latencySource(indicator)
        : undefined;
  const works = source && groups.every((group) => by.every((label) => group[label]) && canMake(source, group));
  return works ? source : undefined;
}

function canMake(source: EventSource, group: Labels): boolean {
  const phase = { steps: 2, total: 2, bad: 1 };
  return Array.from({ length: source.selectors }, (_, selector) => source.traffic(group, [phase], { selector })).every(
    (series) => series.length > 0,
  );
}

function parts(phases: readonly Phase[], count: (phase: Phase) => number, options: TrafficOptions): Part[] {
  const steps = phases.flatMap((phase, at): Part[] => [
    ...(at === options.resetBefore ? [{ reset: true } as const] : []),
    { samples: phase.steps, increment: count(phase) },
  ]);
  const silence: Part[] = options.startsAfter ? [{ gap: options.startsAfter }] : [];
  const end: Part[] = options.ends || options.pause ? [{ end: true }] : [];
  const back: Part[] = options.pause ? [{ gap: options.pause - 1 }, { samples: 3, increment: 0 }] : [];
  return [...silence, ...steps, ...end, ...back];
}

/** A counter that is born with its first events: it shows 0 for the moment before, as if initialised. */
function lateParts(phases: readonly Phase[], options: TrafficOptions): Part[] {
  const born = phases.findIndex(({ bad }) => bad > 0);
  const before = phases.slice(0, born).reduce((sum, { steps }) => sum + steps, 0);
  if (born <= 0) return parts(phases, ({ bad }) => bad, options);
  return [{ gap: before - 1 }, { samples: 1, increment: 0 }, ...parts(phases.slice(born), ({ bad }) => bad, options)];
}

/** Whether the selectors let a series be in its group: they may refuse the group's value of a label. */
function isOf(group: Labels, labels: Labels): boolean {
  return Object.entries(group).every(([label, value]) => (labels[label] ?? '') === value);
}

function ratioSource(indicator: RatioIndicator): EventSource {
  const { counted, events } = indicator;
  const total = withDecidingLabels(indicator);
  const traffic: EventSource['traffic'] = (group, phases, options = {}) => {
    const chosen = events[options.selector ?? 0];
    const eventSeries = chosen && kindFor(chosen, total, group);
    const rest = restSeries(total, events, group);
    if (!eventSeries || !rest || ![eventSeries, rest].every(({ labels }) => isOf(group, labels))) return [];
    // Where bad events are counted apart from the total, the total holds all of them.
    const isPart = total.some(
      ({ metric, matchers }) => metric === eventSeries.metric && acceptsAll(matchers, eventSeries.labels),
    );
    const ofEvents = (phase: Phase) => (counted === 'bad' ? phase.bad : phase.total - phase.bad);
    const eventParts =
      options.lateBirth && counted === 'bad' ? lateParts(phases, options) : parts(phases, ofEvents, options);
    return [
      { metric: eventSeries.metric, labels: eventSeries.labels, values: counter(eventParts, options.bornWithEvents) },
      {
        metric: rest.metric,
        labels: rest.labels,
        values: counter(
          parts(phases, (phase) => phase.total - (isPart ? ofEvents(phase) : 0), options),
          options.bornWithEvents,
        ),
      },
      ...idle(
        [eventSeries, rest],
        total,
        group,
        parts(phases, () => 0, options),
      ),
    ];
  };
  return {
    selectors: events.length,
    traffic,
    distractors: (group, steps, increment) => similarSeries(indicator, group, counter([{ samples: steps, increment }])),
  };
}

/** Series that differ from what a selector takes in one matcher, and that none takes. */
function similarSeries({ total, events }: RatioIndicator, group: Labels, values: string): InputSeries[] {
  const all = [...total, ...events];
  const isFree = ({ metric, labels }: Series) =>
    !all.some((other) => other.metric === metric && acceptsAll(other.matchers, labels));
  const alike = all.flatMap((selector) =>
    distractorLabels(selector, group).map((labels) => ({ metric: selector.metric ?? '', labels })),
  );
  return distinctBy(alike.filter(isFree), seriesKey).map(({ metric, labels }) => ({ metric, labels, values }));
}

/** The counters of the total as services export them: each series has the labels that decide what is bad. */
function withDecidingLabels(indicator: RatioIndicator): Selector[] {
  const deciding = decidingOf(indicator);
  return indicator.total.map((selector) => {
    const labels = deciding.filter(({ total }) => total.includes(selector)).flatMap(({ sets }) => sets[0] ?? []);
    return { ...selector, matchers: [...selector.matchers, ...labels.map((label) => neq(label, ''))] };
  });
}

/** What the total reads besides the series in use: it is there, and stands still. */
function idle(
  used: readonly Series[],
  total: readonly Selector[],
  group: Labels,
  still: readonly Part[],
): InputSeries[] {
  const others = total.flatMap(({ metric = '', matchers }): Series[] => {
    const isUsed = used.some((selector) => selector.metric === metric && acceptsAll(matchers, selector.labels));
    const labels = isUsed ? undefined : chooseLabels(matchers, group);
    return labels ? [{ metric, labels }] : [];
  });
  return distinctBy(others, seriesKey).map(({ metric, labels }) => ({ metric, labels, values: counter(still) }));
}

/** A series of the counted events. Of a counter that the total reads too, it is one of the total's. */
function kindFor(selector: Selector, total: readonly Selector[], group: Labels): Series | undefined {
  const whole = total.find(({ metric }) => metric === selector.metric);
  const labels =
    chooseLabels([...selector.matchers, ...(whole?.matchers ?? [])], group) ?? chooseLabels(selector.matchers, group);
  return labels && { metric: selector.metric ?? '', labels };
}

/** A series of the total that no selector of counted events takes, as like to one as can be: it differs in one matcher. */
function restSeries(total: readonly Selector[], events: readonly Selector[], group: Labels): Series | undefined {
  for (const whole of total) {
    const same = events.filter(({ metric }) => metric === whole.metric).map(({ matchers }) => matchers);
    const labels = chooseLabels(whole.matchers, group, same);
    if (labels) return { metric: whole.metric ?? '', labels };
  }
  return undefined;
}

function latencySource({ histogram, matchers, bound }: LatencyIndicator): EventSource {
  const bounds = decidingBounds(bound);
  const series = (
    group: Labels,
    shares: (phase: Phase, le: number) => number,
    phases: readonly Phase[],
    options: TrafficOptions,
  ) => {
    const labels = chooseLabels(matchers, group);
    if (!labels || !isOf(group, labels)) return [];
    const values = (count: (phase: Phase) => number) => counter(parts(phases, count, options), options.bornWithEvents);
    const bucket = (le: number, spelling: string): InputSeries => ({
      metric: `${histogram}_bucket`,
      labels: { ...labels, le: spelling },
      values: values((phase) => shares(phase, le)),
    });
    return [
      { metric: `${histogram}_count`, labels, values: values(({ total }) => total) },
      ...bounds
        .filter(() => !options.withoutBucket)
        .map((le) => bucket(le, bucketSpellings(le)[options.spelling ?? 0] ?? String(le))),
      // Neighbours of the deciding bound, with other counts: a rule on one of them gives another number.
      bucket(DISTRACTORS.below, String(Math.min(...bounds) * 0.4)),
      bucket(DISTRACTORS.above, String(Math.max(...bounds) * 2)),
    ];
  };
  const share = (phase: Phase, le: number) => {
    if (le === DISTRACTORS.below) return Math.floor((phase.total - phase.bad) / 2);
    return le === DISTRACTORS.above ? phase.total - Math.floor(phase.bad / 2) : phase.total - phase.bad;
  };
  return {
    selectors: 1,
    traffic: (group, phases, options = {}) => series(group, share, phases, options),
    distractors: (group, steps, increment) =>
      [`${histogram}_count`, `${histogram}_bucket`].flatMap((metric) => {
        const le: Matcher[] = isBucketName(metric) ? [{ label: 'le', op: '=', value: String(bounds[0]) }] : [];
        return distractorLabels({ kind: 'selector', matchers: [...matchers, ...le] }, group, ['le']).map((labels) => ({
          metric,
          labels,
          values: counter([{ samples: steps, increment }]),
        }));
      }),
  };
}

const DISTRACTORS = { below: -1, above: -2 } as const;
