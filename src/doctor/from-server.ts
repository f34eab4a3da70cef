// The questions put to a Prometheus, evidence out. Each costs a few requests whose answers do not grow with labels that nobody
// asked about: series are counted by the server.
import { type Labels, labelValue, typeNamesOf } from '../exposition/exposition.ts';
import { MOST_ENTRIES, type PrometheusClient, type TimeRange, tooManyEntries } from '../prometheus/client.ts';
import type { Answer } from '../prometheus/fault.ts';
import { and, call, count, gte, lt, max, offset, on, selector, sub, time, unless } from '../promql/build.ts';
import { print } from '../promql/print.ts';
import { HOUR_MS } from '../text/time.ts';
import type { Evidence, MetricEvidence } from './evidence.ts';
import type { MetricQuestion } from './question.ts';

/** A metric that had series within a day is stale; one that had not is not there. */
const STALE_MS = 24 * HOUR_MS;
/** How long values of labels are remembered: a week has seen the usual errors. */
const EARLIER_MS = 7 * STALE_MS;

/** Asks everything; the first fault that keeps it from an answer is the answer. */
export async function evidenceFromServer(
  client: PrometheusClient,
  questions: readonly MetricQuestion[],
  nowMs: number,
): Promise<Answer<Evidence>> {
  const names = await client.labelValues('__name__', since(nowMs, STALE_MS));
  if ('fault' in names) return names;
  const metrics: [string, MetricEvidence][] = [];
  let entries = 0;
  // Metric by metric, so that a server that is slow, or answers without measure, is not asked on.
  for (const question of questions) {
    const answer = await askAboutMetric(client, question, names.value, nowMs);
    if ('fault' in answer) return answer;
    entries += answer.value?.series.length ?? 0;
    if (entries > MOST_ENTRIES) return tooManyEntries();
    if (answer.value) metrics.push([question.metric, answer.value]);
  }
  return { value: { isScrape: false, names: names.value, metrics: new Map(metrics) } };
}

async function askAboutMetric(
  client: PrometheusClient,
  { metric, labels, earlier, isCounter, isFromLeaves }: MetricQuestion,
  names: readonly string[],
  nowMs: number,
): Promise<Answer<MetricEvidence | undefined>> {
  if (!names.includes(metric)) return { value: undefined };
  const text = print(selector(metric));
  const [known, counts, types, past, vanished, ages] = await Promise.all([
    client.labels(text, since(nowMs, STALE_MS)),
    client.query(print(count(selector(metric), labels))),
    typesOf(client, metric),
    earlierValues(client, text, earlier, nowMs),
    isCounter ? countVanished(client, metric) : { value: 0 },
    isFromLeaves ? agesOf(client, metric, labels) : { value: new Map<string, number>() },
  ]);
  if ('fault' in known) return known;
  if ('fault' in counts) return counts;
  if ('fault' in types) return types;
  if ('fault' in past) return past;
  if ('fault' in vanished) return vanished;
  if ('fault' in ages) return ages;
  const series = counts.value.map((sample) => {
    const ageSeconds = ages.value.get(keyOf(sample.labels, labels));
    return {
      labels: Object.fromEntries(labels.flatMap((label) => labelEntry(label, labelValue(sample.labels, label)))),
      count: sample.value,
      ...(ageSeconds !== undefined && { ageSeconds }),
    };
  });
  // Of what is gone it is asked which jobs had it: their targets may tell why.
  const jobs = series.length > 0 ? undefined : await client.labelValues('job', since(nowMs, STALE_MS), text);
  if (jobs && 'fault' in jobs) return jobs;
  const earlierSeen = jobs ? new Map([...past.value, ['job', jobs.value]]) : past.value;
  const labelNames = known.value.filter((label) => label !== '__name__');
  return {
    value: { types: types.value, labels: labelNames, series, earlier: earlierSeen, vanished: vanished.value },
  };
}

/** Series of an hour ago that are gone, though their target still has others that have only grown: it was not restarted. */
async function countVanished(client: PrometheusClient, metric: string): Promise<Answer<number>> {
  const now = selector(metric);
  const before = offset(selector(metric), HOUR_MS);
  const target = on('job', 'instance');
  const gone = and(unless(before, now), gte(now, before), target);
  const answer = await client.query(print(count(unless(gone, lt(now, before), target))));
  return 'fault' in answer ? answer : { value: answer.value[0]?.value ?? 0 };
}

/** How old the newest samples are, in seconds, by the labels that were asked about. */
async function agesOf(
  client: PrometheusClient,
  metric: string,
  labels: readonly string[],
): Promise<Answer<ReadonlyMap<string, number>>> {
  const ages = max(sub(time(), call('timestamp', selector(metric))), labels);
  const answer = await client.query(print(ages));
  if ('fault' in answer) return answer;
  return { value: new Map(answer.value.map((sample) => [keyOf(sample.labels, labels), sample.value])) };
}

function keyOf(set: Labels, labels: readonly string[]): string {
  return JSON.stringify(labels.map((label) => labelValue(set, label)));
}

function labelEntry(label: string, value: string): [string, string][] {
  return value === '' ? [] : [[label, value]];
}

/** What targets state of the metric, under the first of its names that they know. A server without this says nothing. */
async function typesOf(client: PrometheusClient, metric: string): Promise<Answer<readonly string[]>> {
  for (const name of typeNamesOf(metric)) {
    const types = await client.metricTypes(name);
    if ('fault' in types) return types.fault.isUnsupported ? { value: [] } : types;
    if (types.value.length > 0) return types;
  }
  return { value: [] };
}

async function earlierValues(
  client: PrometheusClient,
  text: string,
  labels: readonly string[],
  nowMs: number,
): Promise<Answer<ReadonlyMap<string, readonly string[]>>> {
  const answers = await Promise.all(
    labels.map(async (label) => [label, await client.labelValues(label, since(nowMs, EARLIER_MS), text)] as const),
  );
  const values: [string, readonly string[]][] = [];
  for (const [label, answer] of answers) {
    if ('fault' in answer) return answer;
    values.push([label, answer.value]);
  }
  return { value: new Map(values) };
}

function since(nowMs: number, ageMs: number): TimeRange {
  return { startMs: nowMs - ageMs, endMs: nowMs };
}
