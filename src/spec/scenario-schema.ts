// The language of *.slo-test.yaml files: what happens to an SLO, and which of its alerts must then fire or stay silent.
// The descriptions are the reference that editors show.
import * as z from 'zod';
import { type JsonSchema, jsonSchemaOf } from './json-schema.ts';
import * as s from './scalars.ts';

const group = () => z.record(s.labelName(), z.string());

const alerts = () => z.array(z.string().min(1).max(200)).min(1);

const inputSeries = z
  .strictObject({
    series: s.promql().describe('Name and labels, such as http_requests_total{job="shop", code="500"}.'),
    values: z
      .string()
      .min(1)
      .max(65_536)
      .describe("Samples in promtool's notation, such as 0+300x240, 5x10, _x3 or stale."),
  })
  .describe('One series as it is scraped.');

const phase = z
  .strictObject({
    for: s.duration().describe('How long it lasts.'),
    bad: s.percentage().describe('Share of events, or of time, that is bad, such as 5%.'),
    events: s.eventRate().optional().describe('Events in all, such as 100/s (the default); not for time.'),
  })
  .describe('A stretch of time with steady traffic.');

/** Receivers by what a notification does there: one for pages wakes somebody, one for tickets does not. */
const audiences = () => z.array(z.enum(['page', 'ticket'])).min(1);

const expectation = z
  .strictObject({
    at: s.duration().describe('When, counted from the start.'),
    fires: alerts().optional().describe('Alerts that must fire, such as ErrorBudgetBurn or ErrorBudgetBurn/page-fast.'),
    silent: z
      .union([z.literal('all'), alerts()], s.expecting('silentAlerts'))
      .optional()
      .describe('Alerts that must not fire, or "all" alerts of the SLO.'),
    notified: audiences()
      .optional()
      .describe(
        'Who must have been notified by then: page (somebody is woken), ticket. Tested by a real Alertmanager.',
      ),
    quiet: audiences().optional().describe('Who must not have been notified until then.'),
    group: group().optional().describe('Look at this group only, by its labels (default: any).'),
  })
  .describe('What must be true at one moment.');

const scenario = z
  .strictObject({
    name: z.string().min(1).max(200).describe('What happens, in a few words.'),
    slo: z.string().min(1).optional().describe('The SLO: name, service/name or namespace/service/name.'),
    alertsOf: z
      .string()
      .min(1)
      .optional()
      .describe('Instead of slo: the service whose alerts it is about, those that stand on their own.'),
    step: s
      .duration()
      .optional()
      .describe('Time between samples (default: the scrape interval). A longer one lets days of traffic pass quickly.'),
    series: z.array(inputSeries).min(1).optional().describe('What is scraped, series by series; instead of traffic.'),
    traffic: z.array(phase).min(1).optional().describe('What happens, one stretch of time after the other.'),
    group: group().optional().describe('The group that has the traffic, by its labels (default: one that is made up).'),
    expect: z.array(expectation).min(1).describe('Which alerts must fire or be silent, and when.'),
  })
  .describe('What happens to one SLO, and what must follow.');

const file = z
  .strictObject({ scenarios: z.array(scenario).min(1).describe('The scenarios.') })
  .describe('Scenarios that `slo test` plays before the compiled rules.');

export type ScenarioFile = z.infer<typeof file>;
export type ScenarioSpec = z.infer<typeof scenario>;
export type Audience = z.infer<ReturnType<typeof audiences>>[number];
export type ExpectationSpec = z.infer<typeof expectation>;
export type PhaseSpec = z.infer<typeof phase>;
export const scenarioSchema: z.ZodType<ScenarioFile> = file;

/** The JSON Schema (draft 7) of a document of scenarios. */
export function scenarioJsonSchema(): JsonSchema {
  return jsonSchemaOf(file);
}
