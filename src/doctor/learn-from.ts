// What is learnt of metrics from saved scrapes, or from a server: of the latter all metrics of the jobs that the specs read.
import { type Exposition, labelValue } from '../exposition/exposition.ts';
import { isAlertSeries } from '../model/series-names.ts';
import type { PrometheusClient, TimeRange } from '../prometheus/client.ts';
import type { Answer } from '../prometheus/fault.ts';
import type { Matcher, Selector } from '../promql/ast.ts';
import { isBucketName } from '../promql/bucket.ts';
import { count, selector } from '../promql/build.ts';
import { print } from '../promql/print.ts';
import { MOST_METRICS } from '../spec/learnt/metrics-schema.ts';
import { DAY_MS } from '../text/time.ts';
import type { Evidence } from './evidence.ts';
import { type Learnt, learn, type SeenSeries } from './learn.ts';

/** All metrics of the scrapes. */
export function learnFromScrapes(scrapes: readonly Exposition[]): Learnt {
  const seen = new Map<string, { labels: Set<string>; bounds: Map<string, number> }>();
  for (const { name, labels } of scrapes.flatMap(({ samples }) => samples)) {
    const known = seen.get(name) ?? { labels: new Set(), bounds: new Map() };
    seen.set(name, known);
    for (const label of Object.keys(labels)) known.labels.add(label);
    const le = labelValue(labels, 'le');
    if (le !== '') known.bounds.set(le, (known.bounds.get(le) ?? 0) + 1);
  }
  const series = [...seen].map(([name, { labels, bounds }]) => ({ name, labels: [...labels], bounds }));
  return learn(series, (name) => [...new Set(scrapes.flatMap(({ types }) => types.get(name) ?? []))]);
}

/** How long ago a metric may have been there: what a job exports only sometimes belongs to it, too. */
const RECENT_MS = DAY_MS;
/** A histogram has this many series names, so a file never needs more. */
const PARTS = 3;

/** The metrics that the specs read, and all others of their jobs: `evidence` tells these. `where` narrows all series to those of the
 *  target. */
export async function learnFromServer(
  client: PrometheusClient,
  { metrics }: Evidence,
  where: readonly Matcher[],
  nowMs: number,
): Promise<Answer<Learnt>> {
  const range = { startMs: nowMs - RECENT_MS, endMs: nowMs };
  const [types, jobNames] = await Promise.all([client.allMetricTypes(), namesOfJobs(client, metrics, where, range)]);
  if ('fault' in types && !types.fault.isUnsupported) return types;
  if ('fault' in jobNames) return jobNames;
  const names = [...new Set([...metrics.keys(), ...jobNames.value])];
  const asked = names.slice(0, MOST_METRICS * PARTS);
  const answers = await Promise.all(asked.map((name) => look(client, selector(name, where), range)));
  const seen: SeenSeries[] = [];
  for (const answer of answers) {
    if ('fault' in answer) return answer;
    seen.push(answer.value);
  }
  const stated = 'value' in types ? types.value : new Map<string, readonly string[]>();
  const learnt = learn(seen, (name) => stated.get(name) ?? []);
  return { value: { ...learnt, leftOut: learnt.leftOut + names.length - asked.length } };
}

/** The series names of all jobs of the metrics that were looked at, but for what rules record: that has a colon. */
async function namesOfJobs(
  client: PrometheusClient,
  metrics: Evidence['metrics'],
  where: readonly Matcher[],
  range: TimeRange,
): Promise<Answer<readonly string[]>> {
  const series = [...metrics.values()].flatMap((metric) => metric.series);
  const jobs = [...new Set(series.map(({ labels }) => labelValue(labels, 'job')))].filter((job) => job !== '').sort();
  const names = new Set<string>();
  for (const job of jobs) {
    const ofJob: Matcher = { label: 'job', op: '=', value: job };
    const answer = await client.labelValues(
      '__name__',
      range,
      print({ kind: 'selector', matchers: [ofJob, ...where] }),
    );
    if ('fault' in answer) return answer;
    // Alerts keep the labels of what they are about, the job among them.
    for (const name of answer.value) if (!name.includes(':') && !isAlertSeries(name)) names.add(name);
  }
  return { value: [...names].sort() };
}

async function look(client: PrometheusClient, of: Selector, range: TimeRange): Promise<Answer<SeenSeries>> {
  const { metric: name = '' } = of;
  const isBucket = isBucketName(name);
  const [labels, bounds] = await Promise.all([
    client.labels(print(of), range),
    isBucket ? client.query(print(count(of, ['le']))) : { value: [] },
  ]);
  if ('fault' in labels) return labels;
  if ('fault' in bounds) return bounds;
  const counted = bounds.value.map((sample) => [labelValue(sample.labels, 'le'), sample.value] as const);
  return { value: { name, labels: labels.value, bounds: new Map(counted.filter(([le]) => le !== '')) } };
}
