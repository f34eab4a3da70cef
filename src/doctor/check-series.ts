// Whether the series that a selector finds are what the rules need: events among all events, group labels, buckets, types.
import { type Labels, labelValue } from '../exposition/exposition.ts';
import { largest } from '../text/numbers.ts';
import type { Belief } from './belief.ts';
import { isUnknowable, selected } from './check-selector.ts';
import { countSeries, type Evidence, type MetricEvidence } from './evidence.ts';
import { type Finding, findingOf } from './finding.ts';
import { listed, nearLabels, suggestion } from './near.ts';

type Check = (belief: Belief, metric: MetricEvidence, evidence: Evidence) => readonly Finding[];

const CHECKS: readonly Check[] = [checkType, checkWithin, checkGroups, checkBuckets, checkScrapedOnce, checkKept];

/** What is wrong with the series of a belief whose selector finds some. */
export function checkSeries(belief: Belief, evidence: Evidence): Finding[] {
  const metric = evidence.metrics.get(belief.selector.metric);
  return metric ? CHECKS.flatMap((check) => check(belief, metric, evidence)) : [];
}

/** A type that says nothing. Prometheus calls native histograms histograms, too; those of Mimir are gauge histograms. */
const SAYS_NOTHING = /^(unknown|untyped|gaugehistogram|)$/;

function checkType(belief: Belief, { types }: MetricEvidence): Finding[] {
  const { type, selector } = belief;
  const stated = types.filter((type) => !SAYS_NOTHING.test(type));
  if (type === undefined || stated.length === 0 || stated.includes(type)) return [];
  // The count and the buckets of a histogram are counters, too, and some exporters state no more than that.
  const isPart = /_(count|sum|bucket)$/.test(selector.metric);
  if (
    isPart &&
    (type === 'counter' ? stated.includes('histogram') || stated.includes('summary') : stated.includes('counter'))
  )
    return [];
  const help =
    type === 'counter'
      ? 'rates of what may go down are meaningless: for a gauge there are "threshold" and "uptime"'
      : 'a latency needs a histogram: of a summary nobody can tell how many events were faster than a bound';
  return [
    findingOf(belief, {
      code: 'type-differs',
      message: `"${selector.metric}" is a ${stated.join(' and a ')}, and is read as a ${type}`,
      help,
    }),
  ];
}

/** Series of bad or good events that are not among all events: the error ratio is then too high, or beyond one. */
function checkWithin(belief: Belief, metric: MetricEvidence, evidence: Evidence): Finding[] {
  const { within, selector, role } = belief;
  const totals = within.filter((total) => total.metric === selector.metric);
  if (totals.length === 0 || totals.length < within.length) return [];
  const all = new Set(totals.flatMap(({ matchers }) => selected(matchers, metric, evidence)));
  const outside = selected(selector.matchers, metric, evidence).filter((set) => !all.has(set));
  const [example] = outside;
  if (!example) return [];
  return [
    findingOf(belief, {
      code: 'events-not-in-total',
      message: `${countSeries(outside)} series of ${role} events of "${selector.metric}" are not among all events`,
      help: `the total leaves out ${labelsInWords(example.labels)}: give both the same matchers`,
      effect: role === 'bad' ? 'always firing' : 'dead',
    }),
  ];
}

function checkGroups(belief: Belief, metric: MetricEvidence, evidence: Evidence): Finding[] {
  const { by, byPlace, selector } = belief;
  const series = selected(selector.matchers, metric, evidence);
  return by
    .filter((label) => !isUnknowable(label, metric, evidence))
    .flatMap((label) => {
      const without = series.filter(({ labels }) => labelValue(labels, label) === '');
      const [example] = without;
      if (!example) return [];
      const isNowhere = without.length === series.length;
      const near = nearLabels(label, metric.labels);
      return [
        findingOf(belief, {
          code: 'group-label-missing',
          severity: isNowhere ? 'error' : 'warning',
          place: byPlace,
          message: isNowhere
            ? `no series of "${selector.metric}" has the label "${label}", by which the SLO is grouped`
            : `${countSeries(without)} of ${countSeries(series)} series of "${selector.metric}" have no label "${label}", by which the SLO is grouped`,
          help: isNowhere
            ? [suggestion(near), `labels: ${listed(metric.labels)}`].filter((part) => part !== undefined).join('; ')
            : `they form a group without a name, such as ${labelsInWords(example.labels)}: leave them out with ${label}!=""`,
        }),
      ];
    });
}

/** Every histogram must have the bounds: one that lacks them has no bad events. Each has a bucket without a bound, so the
 *  numbers of series tell how many lack another. */
function checkBuckets(belief: Belief, metric: MetricEvidence, evidence: Evidence): Finding[] {
  const { bounds, selector } = belief;
  if (bounds.length === 0) return [];
  const found = new Map<number, number>();
  for (const { labels, count } of selected(selector.matchers, metric, evidence)) {
    const bound = boundOf(labelValue(labels, 'le'));
    found.set(bound, (found.get(bound) ?? 0) + count);
  }
  const all = largest(found.values());
  const present = [...found.keys()].filter(Number.isFinite).sort((a, b) => a - b);
  return bounds
    .filter((bound) => (found.get(bound) ?? 0) < all)
    .map((bound) => {
      const name = selector.metric.replace(/_bucket$/, '');
      const without = all - (found.get(bound) ?? 0);
      return findingOf(belief, {
        code: 'bucket-missing',
        message:
          without === all
            ? `the histogram "${name}" has no bucket up to ${bound}`
            : `${without} of ${all} histograms "${name}" have no bucket up to ${bound}`,
        help: present.length === 0 ? 'it has no bucket but +Inf' : `buckets: ${present.join(', ')}`,
      });
    });
}

function boundOf(le: string): number {
  return le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le);
}

/** Two jobs that scrape the same target count each of its events twice. */
function checkScrapedOnce(belief: Belief, metric: MetricEvidence, evidence: Evidence): Finding[] {
  if (belief.role !== 'total' && belief.role !== 'events') return [];
  const jobs = new Map<string, Set<string>>();
  for (const { labels } of selected(belief.selector.matchers, metric, evidence)) {
    const instance = labelValue(labels, 'instance');
    const job = labelValue(labels, 'job');
    if (instance !== '' && job !== '') jobs.set(instance, (jobs.get(instance) ?? new Set()).add(job));
  }
  const twice = [...jobs].find(([, names]) => names.size > 1);
  if (!twice) return [];
  const [instance, names] = twice;
  const matcher = belief.selector.matchers.some(({ label }) => label === 'job');
  return [
    findingOf(belief, {
      code: 'scraped-twice',
      severity: 'warning',
      message: `the target ${JSON.stringify(instance)} is scraped by several jobs, so "${belief.selector.metric}" counts its events several times`,
      help: `jobs: ${listed([...names].sort(), true)}; ${matcher ? 'narrow the matcher of job' : 'choose one by a matcher of job'}, or remove a scrape`,
    }),
  ];
}

/** What an exporter forgets between two scrapes is counted by nobody. */
function checkKept(belief: Belief, { vanished = 0 }: MetricEvidence): Finding[] {
  if (vanished === 0 || (belief.role !== 'total' && belief.role !== 'events')) return [];
  return [
    findingOf(belief, {
      code: 'series-evicted',
      severity: 'warning',
      message: `${vanished} series of "${belief.selector.metric}" vanished within an hour from targets that still count`,
      help: 'an evicted counter that comes back within 10 minutes has lost its first events; in Istio see the annotation sidecar.istio.io/statsEvictionInterval',
    }),
  ];
}

function labelsInWords(labels: Labels): string {
  return `{${listed(Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`))}}`;
}
