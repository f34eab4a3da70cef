// What was learnt of metrics in, evidence out; and what is wrong with specs by it, without anybody being asked.
import type { Diagnostic } from '../diagnostics/report.ts';
import type { Labels } from '../exposition/exposition.ts';
import type { Settings } from '../model/settings.ts';
import { bucketSpellings } from '../promql/bucket.ts';
import type { CompiledFile } from '../rules/rule.ts';
import type { LearntMetric, LearntMetrics } from '../spec/learnt/metrics-schema.ts';
import { beliefsOf } from './belief.ts';
import type { Evidence, MetricEvidence } from './evidence.ts';
import { examine } from './examine.ts';
import { diagnosticOf } from './finding.ts';

/** What the files believe otherwise than was learnt; nothing where nothing was. */
export function checkAgainstLearnt(files: readonly CompiledFile[], { metrics, metricsFile }: Settings): Diagnostic[] {
  if (!metrics) return [];
  const { findings } = examine(beliefsOf(files), evidenceFromLearnt(metrics), false);
  return findings.map((finding) =>
    diagnosticOf({ ...finding, message: `${finding.message} (by ${metricsFile.path})` }),
  );
}

/** As much evidence as the names of metrics and labels are. What is not known there may be exported by something else. */
function evidenceFromLearnt({ from, metrics }: LearntMetrics): Evidence {
  const series = metrics.flatMap(seriesOf);
  return {
    isScrape: from === 'scrape',
    hasNoValues: true,
    names: series.map(([name]) => name),
    metrics: new Map(series),
  };
}

/** The series of a metric by their names. */
function seriesOf(metric: LearntMetric): [string, MetricEvidence][] {
  const { name, type, buckets } = metric;
  const whole = evidenceOf(metric, [{}]);
  const parts: [string, MetricEvidence][] = [
    [`${name}_count`, whole],
    [`${name}_sum`, whole],
  ];
  if (type === 'summary') return [[name, whole], ...parts];
  if (type !== 'histogram' || buckets === undefined) return [[name, whole]];
  const bounds = [...buckets.map((bound) => bucketSpellings(bound)[0] ?? String(bound)), '+Inf'];
  const bucket = evidenceOf(
    metric,
    bounds.map((le) => ({ le })),
  );
  return [[`${name}_bucket`, bucket], ...parts];
}

/** Stands for whatever value a label has. */
const SOME_VALUE = '…';

function evidenceOf({ type, labels }: LearntMetric, sets: readonly Labels[]): MetricEvidence {
  const all = Object.fromEntries(labels.map((label) => [label, SOME_VALUE]));
  return {
    types: type === undefined ? [] : [type],
    labels,
    series: sets.map((set) => ({ labels: { ...all, ...set }, count: 1 })),
    earlier: new Map(),
  };
}
