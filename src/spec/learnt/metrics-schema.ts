// The language of slo.metrics.yaml: what was learnt of metrics, in the form of the catalogue. No value of a label is in it but
// the bounds of buckets.
import * as z from 'zod';
import { type JsonSchema, jsonSchemaOf } from '../json-schema.ts';

/** A file of more metrics than this serves nobody who reads it in a review. */
export const MOST_METRICS = 1_000;
/** How many labels a metric may have here, and how many buckets. */
export const MOST_PARTS = 200;
/** How long a name may be, in characters. */
export const LONGEST_NAME = 200;

const name = () => z.string().min(1).max(LONGEST_NAME);

const metric = z.strictObject({
  name: name().describe('The name of a counter or gauge as it stands in a selector; of a histogram without _bucket.'),
  type: z
    .enum(['counter', 'gauge', 'histogram', 'summary'])
    .optional()
    .describe('What the exporter states; absent where it states nothing.'),
  labels: z.array(name()).max(MOST_PARTS).describe('All labels that any of its series has, but for le and quantile.'),
  buckets: z
    .array(z.number())
    .max(MOST_PARTS)
    .optional()
    .describe('The upper bounds that each of its histograms has, ascending, without +Inf, in the unit of the metric.'),
});

const file = z
  .strictObject({
    from: z
      .enum(['prometheus', 'scrape'])
      .describe('Where it was learnt: a scrape does not show the labels that Prometheus adds.'),
    metrics: z.array(metric).max(MOST_METRICS).describe('The metrics, each once.'),
  })
  .describe('What `slo doctor --save` learnt of metrics.');

/** A metric as it was learnt: the part of a catalogue's entry that the world tells. */
export type LearntMetric = z.infer<typeof metric>;
export type LearntMetrics = z.infer<typeof file>;
export const metricsSchema: z.ZodType<LearntMetrics> = file;

/** The JSON Schema (draft 7) of slo.metrics.yaml. */
export function metricsJsonSchema(): JsonSchema {
  return jsonSchemaOf(file);
}
