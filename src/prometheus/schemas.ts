// The shapes of what the HTTP API answers, as far as they are used (https://prometheus.io/docs/prometheus/latest/querying/api/).
// Thanos, Mimir and VictoriaMetrics leave out fields, so whatever can be missing is optional.
import * as z from 'zod';

const labels = z.record(z.string(), z.string());

/** The moments that a date can hold. */
const MOST_SECONDS = 8_640_000_000_000;
const moment = z.number().min(-MOST_SECONDS).max(MOST_SECONDS);

/** Seconds, and a value as a text: JSON has no NaN. */
const point = z.tuple([moment, z.string()]).transform(([seconds, value]) => ({
  timeMs: Math.round(seconds * 1_000),
  value: numberOf(value),
}));

function numberOf(text: string): number {
  return text === '+Inf' ? Number.POSITIVE_INFINITY : text === '-Inf' ? Number.NEGATIVE_INFINITY : Number(text);
}

const vectorSample = z.object({ metric: labels, value: point.optional() }).transform(({ metric, value }) => ({
  labels: metric,
  // A native histogram has no value of its own.
  value: value?.value ?? Number.NaN,
  timeMs: value?.timeMs ?? 0,
}));

export const vector = z
  .discriminatedUnion('resultType', [
    z.object({ resultType: z.literal('vector'), result: z.array(vectorSample) }),
    z.object({
      resultType: z.literal('scalar'),
      result: point.transform(({ value, timeMs }) => [{ labels: {}, value, timeMs }]),
    }),
  ])
  .transform(({ result }) => result);

export const matrix = z
  .object({
    resultType: z.literal('matrix'),
    result: z.array(z.object({ metric: labels, values: z.array(point).default([]) })),
  })
  .transform(({ result }) => result.map(({ metric, values }) => ({ labels: metric, values })));

/** Raw samples. Those of native histograms are of another form: which series have them is all that is read. */
export const samples = z
  .object({
    resultType: z.literal('matrix'),
    result: z.array(
      z.object({ metric: labels, values: z.array(point).default([]), histograms: z.array(z.unknown()).optional() }),
    ),
  })
  .transform(({ result }) =>
    result.map(({ metric, values, histograms }) => ({ labels: metric, values, isNative: histograms !== undefined })),
  );

export const names = z.array(z.string());

export const metadata = z.record(z.string(), z.array(z.object({ type: z.string() })));

const rule = z.object({
  type: z.string().optional(),
  name: z.string(),
  query: z.string(),
  /** Seconds; only alerts have it. */
  duration: z.number().optional(),
  /** Seconds; VictoriaMetrics spells it otherwise. */
  keepFiringFor: z.number().optional(),
  labels: labels.optional(),
  health: z.string().optional(),
  lastError: z.string().optional(),
});

export const ruleGroups = z
  .object({
    groups: z.array(
      z.object({
        name: z.string(),
        file: z.string().optional(),
        /** Seconds. */
        interval: z.number(),
        /** Seconds that the last evaluation took. */
        evaluationTime: z.number().optional(),
        lastEvaluation: z.string().optional(),
        rules: z.array(rule),
      }),
    ),
  })
  .transform(({ groups }) => groups);

export const targets = z
  .object({
    activeTargets: z.array(
      z.object({
        labels,
        health: z.string().optional(),
        lastError: z.string().optional(),
        scrapeInterval: z.string().optional(),
      }),
    ),
  })
  .transform(({ activeTargets }) => activeTargets);

export const flags = z.record(z.string(), z.string());
export const runtimeInfo = z.object({ storageRetention: z.string().optional() });
/** VictoriaMetrics states a version of Prometheus that it stands for, and nothing of how it was built. */
export const buildInfo = z.object({ version: z.string().optional(), goVersion: z.string().optional() });
export const configuration = z.object({ yaml: z.string() }).transform(({ yaml }) => yaml);
export const alertmanagers = z
  .object({ activeAlertmanagers: z.array(z.unknown()) })
  .transform(({ activeAlertmanagers }) => activeAlertmanagers.length);

export type VectorSample = z.infer<typeof vector>[number];
export type SampledSeries = z.infer<typeof samples>[number];
export type RangeSeries = z.infer<typeof matrix>[number];
export type LoadedGroup = z.infer<typeof ruleGroups>[number];
export type LoadedRule = LoadedGroup['rules'][number];
export type ScrapeTarget = z.infer<typeof targets>[number];
