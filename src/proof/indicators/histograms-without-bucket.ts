// Histograms without a bucket that decides: those of processes before it was added to them, and those that lose it. What is known
// of neither fast nor slow events counts for nothing.
import { decidingBounds } from '../../indicator/latency.ts';
import type { Bound, BudgetSlo } from '../../model/slo.ts';
import { bucketSpellings } from '../../promql/bucket.ts';
import { type Labels, pick } from '../context/label-set.ts';
import type { InputSeries } from '../context/scenario.ts';
import { counter, type Part } from '../context/series.ts';
import { chooseLabels } from '../context/synthesize.ts';
import type { CoveredSeries } from './label-coverage.ts';

/** Moments of the scenario in milliseconds: when it is looked at, and how far the base layer looks back. */
export interface CensusTimes {
  readonly scrapeMs: number;
  readonly halfMs: number;
  readonly fullMs: number;
  readonly windowMs: number;
}

/** Series, and what counts among them. */
export interface PartlyCounted {
  readonly series: readonly InputSeries[];
  readonly covered: readonly CoveredSeries[];
}

const EVENTS = 100;

export function histogramsWithoutBucket(
  { indicator, by }: BudgetSlo,
  subject: Labels,
  times: CensusTimes,
): PartlyCounted {
  const labels = indicator.kind === 'latency' ? chooseLabels(indicator.matchers, subject) : undefined;
  if (indicator.kind !== 'latency' || !labels) return { series: [], covered: [] };
  const { histogram, bound } = indicator;
  const bounds = decidingBounds(bound);
  const families = bounds.flatMap((le) => familiesOf(times).map((family) => ({ le, family })));
  return {
    series: families.flatMap(({ le, family }) => seriesOf(family, { histogram, labels, le, bounds })),
    covered: families
      .filter(({ family }) => family.isCounted)
      .map(
        ({ le, family }): CoveredSeries => ({
          metric: `${histogram}_count`,
          labels: { ...labels, place: placeOf(family, le) },
          increment: EVENTS,
          group: pick(subject, by),
          outcome: {},
          total: EVENTS,
          bad: EVENTS * (1 - shareBelow(bound, le)),
          abandoned: 0,
        }),
      ),
  };
}

/** The share of the events that is fast where all are in the other bucket and none in that of `le`. */
function shareBelow(bound: Bound, le: number): number {
  if (bound.kind === 'bucket' || bound.lower <= 0) return 0;
  const share = (bound.threshold - bound.lower) / (bound.upper - bound.lower);
  return le === bound.lower ? share : 1 - share;
}

/** A histogram and what becomes of one of its buckets, which never has an event. Those that decide with it have all. */
interface Family {
  readonly name: string;
  readonly count: readonly Part[];
  /** So many samples has the bucket before it ends. */
  readonly samples: number;
  readonly isCounted: boolean;
}

/**
 * One that never had the bucket; one that has lost it just before the full window began, and has events from the first look on; and
 * one that has lost it in the first half of that window, whose events still count.
 */
function familiesOf({ scrapeMs, halfMs, fullMs, windowMs }: CensusTimes): Family[] {
  const steps = Math.ceil(fullMs / scrapeMs) + 1;
  const stillSteps = Math.ceil(halfMs / scrapeMs) + 1;
  const growing: Part[] = [{ samples: steps, increment: EVENTS }];
  const growingLate: Part[] = [
    { samples: stillSteps, increment: 0 },
    { samples: steps - stillSteps, increment: EVENTS },
  ];
  // How many samples there are before a moment.
  const before = (ms: number) => Math.ceil(ms / scrapeMs);
  return [
    { name: 'without', count: growing, samples: 0, isCounted: false },
    { name: 'lost', count: growingLate, samples: before(fullMs - windowMs), isCounted: false },
    { name: 'losing', count: growing, samples: before(fullMs - windowMs / 2), isCounted: true },
  ];
}

function placeOf({ name }: Family, le: number): string {
  return `${name}-${le}`;
}

interface Histogram {
  readonly histogram: string;
  readonly labels: Labels;
  /** The bound of the bucket that is lost, and all that decide. */
  readonly le: number;
  readonly bounds: readonly number[];
}

function seriesOf(family: Family, { histogram, labels, le, bounds }: Histogram): InputSeries[] {
  const placed = { ...labels, place: placeOf(family, le) };
  const bucket = (bound: number, values: string): InputSeries => ({
    metric: `${histogram}_bucket`,
    labels: { ...placed, le: bucketSpellings(bound)[0] ?? '' },
    values,
  });
  const others = [...bounds.filter((bound) => bound !== le), Math.max(...bounds) * 2];
  const all = counter(family.count);
  const lost = counter([{ samples: family.samples, increment: 0 }, { end: true }]);
  return [
    { metric: `${histogram}_count`, labels: placed, values: all },
    ...others.map((bound) => bucket(bound, all)),
    ...(family.samples === 0 ? [] : [bucket(le, lost)]),
  ];
}
