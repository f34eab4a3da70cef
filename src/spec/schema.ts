// The spec language: what a document of a *.slo.yaml file may hold. The descriptions are the language reference that
// editors show; limits stand in patterns so that they reach the JSON Schema.
import * as z from 'zod';
import { sloAlertsSchema, standaloneAlertSchema } from './alert-schema.ts';
import { indicatorSchema } from './indicator-schema.ts';
import type { JsonSchema } from './json-schema.ts';
import { completionsOf } from './learnt/completions.ts';
import type { LearntMetrics } from './learnt/metrics-schema.ts';
import * as s from './scalars.ts';

const about = {
  description: s.text().optional().describe('What it promises, for people.'),
  owner: s.text().min(1).optional().describe('Who answers for it.'),
  labels: s
    .labels()
    .optional()
    .describe('Labels of its alerts. They are no part of the identity: changing one loses no history.'),
  annotations: s.annotations().optional().describe('Annotations of its alerts.'),
  runbook: s.url().optional().describe('What to do when an alert fires; becomes runbook_url.'),
  dashboard: s.url().optional().describe('Where to look; becomes dashboard_url.'),
};

const slo = z
  .strictObject({
    name: s.name().describe('Name of the SLO, unique in its service.'),
    ...about,
    objective: s.percentage().optional().describe('Share of good events, such as 99.9%; left out for zero tolerance.'),
    period: s.duration().optional().describe('Rolling period of the error budget (default 30d).'),
    precision: z
      .enum(['layered', 'exact'])
      .optional()
      .describe(
        'layered (default): windows from recorded sums. exact: windows up to 1h and the period from raw counters.',
      ),
    indicator: indicatorSchema,
    alerts: sloAlertsSchema.optional(),
  })
  .describe('One service level objective.');

const spec = z
  .strictObject({
    service: s.name().describe('The service that these objectives belong to.'),
    namespace: s.name().optional().describe('Part of the identity, for services of one name in several namespaces.'),
    ...about,
    slos: z.array(slo).optional().describe('The objectives.'),
    alerts: z.array(standaloneAlertSchema).optional().describe('Alerts that stand on their own.'),
  })
  .describe('Service level objectives of one service.');

export type Spec = z.infer<typeof spec>;
export type SloSpec = z.infer<typeof slo>;
export const specSchema: z.ZodType<Spec> = spec;

/** The JSON Schema (draft 7, which editors know) of a spec document; with the metrics, it offers their names and labels. */
export function specJsonSchema({ metrics }: Pick<LearntMetrics, 'metrics'> = { metrics: [] }): JsonSchema {
  return z.toJSONSchema(spec, {
    target: 'draft-7',
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      const offered = completionsOf(zodSchema, metrics);
      if (offered.length > 0) jsonSchema.examples = [...offered];
    },
  });
}
