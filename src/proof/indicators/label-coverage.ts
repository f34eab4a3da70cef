// Everything that the selectors of an indicator may meet: for each matcher, every value that it names and one that it does
// not take, with what such a series counts for. Worked out from the selectors alone, not from the rules made of them.
import { lowerIndicator } from '../../indicator/lower.ts';
import type { BudgetSlo, LatencyIndicator, RatioIndicator } from '../../model/slo.ts';
import { samplesOf } from '../../patterns/samples.ts';
import type { Matcher, Selector } from '../../promql/ast.ts';
import { bucketSpellings } from '../../promql/bucket.ts';
import { distinctBy, type Labels, pick, type Series, seriesKey } from '../context/label-set.ts';
import { acceptsAll, chooseLabels, negated } from '../context/synthesize.ts';

/** A counter with what it counts at each step. */
export interface CountedSeries extends Series {
  readonly increment: number;
}

/** A counter with what its events count for in its group: of all events, and of those that are bad. */
export interface CoveredSeries extends CountedSeries {
  readonly group: Labels;
  /** How its events ended, where its labels say so. */
  readonly outcome: Labels;
  readonly total: number;
  readonly bad: number;
  /** Of requests that clients gave up, where the SLO knows them. */
  readonly abandoned: number;
}

const EVENTS = 100;

/** A label that no selector mentions: the same events from another place. */
const PLACE: Labels = { place: 'other' };

/** The counters for the subject's group in all their variants, and plain good ones for the groups beside it. */
export function labelCoverageOf(
  { indicator, by }: BudgetSlo,
  subject: Labels,
  beside: readonly Labels[],
): CoveredSeries[] {
  const ofRatio = indicator.kind === 'ratio' ? ratioCensus(indicator, by, subject, beside) : [];
  return indicator.kind === 'latency' ? latencyCensus(indicator, by, subject, beside) : ofRatio;
}

function ratioCensus(
  indicator: RatioIndicator,
  by: readonly string[],
  subject: Labels,
  beside: readonly Labels[],
): CoveredSeries[] {
  const outcomes = lowerIndicator({ indicator, by, optionalBy: [] }).outcomes?.labels ?? [];
  const { total, counted, events, abandoned = [] } = indicator;
  const covered = (metric: string, labels: Labels): CoveredSeries => {
    const takes = (selector: Selector) => selector.metric === metric && acceptsAll(selector.matchers, labels);
    const taken = (selectors: readonly Selector[]) => (selectors.some(takes) ? EVENTS : 0);
    const [all, some] = [taken(total), taken(events)];
    return {
      metric,
      labels,
      increment: EVENTS,
      group: pick(labels, by),
      outcome: pick(labels, outcomes),
      total: all,
      bad: counted === 'bad' ? some : all - some,
      abandoned: taken(abandoned),
    };
  };
  const variants = [...total, ...events, ...abandoned].flatMap((selector) => {
    const whole = total.find(({ metric }) => metric === selector.metric)?.matchers ?? [];
    const matchers = distinctBy([...selector.matchers, ...whole], (matcher) => JSON.stringify(matcher));
    return variantsOf(matchers, subject, outcomes).map((labels) => covered(selector.metric ?? '', labels));
  });
  const good = beside.flatMap((group) => {
    const [first] = total;
    const like = events.filter(({ metric }) => metric === first?.metric).map(({ matchers }) => matchers);
    const labels = first && chooseLabels(first.matchers, group, counted === 'bad' ? like : []);
    return first && labels ? [covered(first.metric ?? '', labels)] : [];
  });
  return settled([...variants, ...good], by, [subject, ...beside]);
}

function latencyCensus(
  indicator: LatencyIndicator,
  by: readonly string[],
  subject: Labels,
  beside: readonly Labels[],
): CoveredSeries[] {
  const { histogram, matchers, bound } = indicator;
  const [lower, upper] = [EVENTS * 0.4, EVENTS * 0.6];
  // How much of the upper bucket counts between two bounds; the rest is of the lower one.
  const share = bound.kind === 'bucket' ? 1 : (bound.threshold - bound.lower) / (bound.upper - bound.lower);
  const family = (labels: Labels, spelling: number): CoveredSeries[] => {
    const isTaken = acceptsAll(matchers, labels);
    const group = pick(labels, by);
    const bucket = (le: number, increment: number, counted: number): CoveredSeries => ({
      metric: `${histogram}_bucket`,
      labels: { ...labels, le: bucketSpellings(le)[spelling] ?? bucketSpellings(le)[0] ?? String(le) },
      increment,
      group,
      outcome: {},
      total: 0,
      bad: isTaken ? -counted * increment : 0,
      abandoned: 0,
    });
    const count = isTaken ? EVENTS : 0;
    return [
      {
        metric: `${histogram}_count`,
        labels,
        increment: EVENTS,
        group,
        outcome: {},
        total: count,
        bad: count,
        abandoned: 0,
      },
      ...(bound.kind === 'bucket'
        ? [bucket(bound.le, upper, share)]
        : [bucket(bound.lower, lower, 1 - share), bucket(bound.upper, upper, share)]),
    ];
  };
  const plain = beside.map((group) => chooseLabels(matchers, group)).filter((labels) => labels !== undefined);
  const families = [...variantsOf(matchers, subject), ...plain].map((labels) => family(labels, 0));
  const spelled = otherSpellings(indicator, subject).map(([labels, spelling]) => family(labels, spelling));
  return settled([...families, ...spelled].flat(), by, [subject, ...beside]);
}

/** The buckets that the coverage has in a further spelling, in the first one as well: those of a second Prometheus, which has
 *  missed scrapes and so counts less. A histogram with both counts once. */
export function bucketsOfSecondServer({ indicator }: BudgetSlo, subject: Labels): CountedSeries[] {
  if (indicator.kind !== 'latency') return [];
  const { histogram, bound } = indicator;
  const bounds = bound.kind === 'bucket' ? [bound.le] : [bound.lower, bound.upper];
  return otherSpellings(indicator, subject).flatMap(([labels]) =>
    bounds
      .filter((le) => bucketSpellings(le).length > 1)
      .map((le) => ({
        metric: `${histogram}_bucket`,
        labels: { ...labels, le: bucketSpellings(le)[0] ?? '' },
        increment: EVENTS / 10,
      })),
  );
}

/** Plain labels of a histogram for each further way to spell its bounds. */
function otherSpellings({ matchers, bound }: LatencyIndicator, subject: Labels): [Labels, number][] {
  const [base] = variantsOf(matchers, subject);
  const bounds = bound.kind === 'bucket' ? [bound.le] : [bound.lower, bound.upper];
  const most = Math.max(...bounds.map((le) => bucketSpellings(le).length));
  return Array.from({ length: base ? most - 1 : 0 }, (_, at) => [{ ...base, place: `spelled-${at + 1}` }, at + 1]);
}

/** Counters that contradict each other, as a scrape of a busy process finds them: more good events than events. None for an
 *  indicator that counts bad events, or good ones with the very counter of all. */
export function tornCounters({ indicator }: BudgetSlo, group: Labels): CountedSeries[] {
  const series = (metric: string, matchers: readonly Matcher[], increment: number) => {
    const labels = chooseLabels(matchers, group);
    return labels ? [{ metric, labels, increment }] : [];
  };
  if (indicator.kind === 'latency') {
    const { histogram, matchers, bound } = indicator;
    const bounds = bound.kind === 'bucket' ? [bound.le] : [bound.lower, bound.upper];
    const le = (bound: number): Matcher => ({ label: 'le', op: '=', value: bucketSpellings(bound)[0] ?? '' });
    return [
      ...series(`${histogram}_count`, matchers, EVENTS),
      ...bounds.flatMap((bound) => series(`${histogram}_bucket`, [...matchers, le(bound)], 2 * EVENTS)),
    ];
  }
  if (indicator.kind !== 'ratio' || indicator.counted === 'bad') return [];
  const { total, events } = indicator;
  if (events.some(({ metric }) => total.some((whole) => whole.metric === metric))) return [];
  const read = (selectors: readonly Selector[], increment: number) =>
    selectors.flatMap(({ metric = '', matchers }) => series(metric, matchers, increment));
  return [...read(total, EVENTS), ...read(events, 2 * total.length * EVENTS)];
}

/** Labels that the matchers accept, twice; for each matcher those that differ from them in its label alone; and for each of
 *  the `free` labels that no matcher mentions those with another value of it. */
function variantsOf(matchers: readonly Matcher[], group: Labels, free: readonly string[] = []): Labels[] {
  const base = chooseLabels(matchers, group);
  if (!base) return [];
  const varied = matchers.flatMap((matcher) => {
    const named = matcher.op === '=' || matcher.op === '!=' ? [matcher.value] : samplesOf(matcher.value);
    const other = chooseLabels([negated(matcher)])?.[matcher.label] ?? '';
    return [...named, other].map((value) => ({ ...base, [matcher.label]: value }));
  });
  const freed = free.filter((label) => !matchers.some((matcher) => matcher.label === label));
  return [base, { ...base, ...PLACE }, ...varied, ...freed.map((label) => ({ ...base, [label]: 'other' }))];
}

/** Each series once; what would count in a group that nobody has asked for is left out. */
function settled(
  coverage: readonly CoveredSeries[],
  by: readonly string[],
  groups: readonly Labels[],
): CoveredSeries[] {
  const isKnown = ({ group, total, bad }: CoveredSeries) =>
    (total === 0 && bad === 0) || groups.some((known) => by.every((label) => known[label] === group[label]));
  return distinctBy(coverage, seriesKey).filter(isKnown);
}
