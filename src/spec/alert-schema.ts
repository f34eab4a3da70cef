// The alert part of the spec language: burn-rate tiers, named threshold alerts, absence alerts and the alerts that stand
// on their own.
import * as z from 'zod';
import type { AlternativeName } from './expectations.ts';
import * as s from './scalars.ts';

const severity = () =>
  s
    .severity()
    .describe('Value of the severity label; Alertmanager routes on it. critical pages, warning makes a ticket.');

/** What any alert may carry. */
const alertText = {
  labels: s.labels().optional().describe('More labels for Alertmanager to route on.'),
  annotations: s.annotations().optional().describe('More annotations.'),
  runbook: s.url().optional().describe('What to do when it fires; becomes runbook_url.'),
  dashboard: s.url().optional().describe('Where to look; becomes dashboard_url.'),
};

const timing = {
  for: s.duration().optional().describe('How long the condition must hold before it fires.'),
  keepFiringFor: s.duration().optional().describe('How long it stays after the condition has cleared.'),
};

const minimumTraffic = z
  .strictObject({
    total: z.number().int().min(0).optional().describe('Least number of events in the long window.'),
    bad: z.number().int().min(0).optional().describe('Least number of bad events in the long window (default 5).'),
  })
  .describe('A guard against alerts on next to no traffic; for indicators that count events.');

const tier = z
  .strictObject({
    long: s.duration().optional().describe('The window that decides.'),
    short: s.duration().optional().describe('The window that lets the alert clear soon after the trouble ends.'),
    factor: z.number().positive().optional().describe('Burn rate at which it fires, in multiples of the budget.'),
    budget: s.percentage().optional().describe('Instead of factor: the share of the period’s budget that is gone.'),
    severity: severity().optional(),
    minimumAge: s.duration().optional().describe('Stay silent while there is data for less than this.'),
    ...timing,
    ...alertText,
  })
  .describe('One pair of windows.');

const burnRate = z.union(
  [
    z.enum(['default', 'off']),
    z.strictObject({
      name: s.alertName().optional().describe('Name of the alerts (default ErrorBudgetBurn).'),
      budget: z
        .enum(['time', 'events'])
        .optional()
        .describe(
          'How much of the budget a tier waits for: its share of the time, as if traffic were even (default), or of the events of the period.',
        ),
      inherit: z.boolean().optional().describe('Start from the default tiers (default true).'),
      tiers: z
        .record(s.name(), z.union([z.literal('off'), tier], s.expecting('tier')))
        .optional()
        .describe('Tiers by name: page-fast, page-slow, ticket-fast, ticket-slow or your own.'),
      ...timing,
      ...alertText,
    }),
  ],
  s.expecting('burnRateAlerts'),
);

const threshold = z
  .strictObject({
    name: s.alertName(),
    errorRatio: s.percentage().describe('Fires while the error ratio is above this.'),
    over: s.duration().describe('The window over which the ratio is taken.'),
    severity: severity(),
    summary: s.text().optional(),
    description: s.text().optional(),
    ...timing,
    ...alertText,
  })
  .describe('A named alert on the error ratio over one window.');

const single = (expected: AlternativeName, defaultName: string) =>
  z.union(
    [
      z.enum(['default', 'off']),
      z.strictObject({
        name: s.alertName().optional().describe(`Name of the alert (default ${defaultName}).`),
        severity: severity().optional(),
        summary: s.text().optional(),
        description: s.text().optional(),
        ...timing,
        ...alertText,
      }),
    ],
    s.expecting(expected),
  );

/** The alerts of one SLO. */
export const sloAlertsSchema = z
  .strictObject({
    burnRate: burnRate.optional().describe('Multi-window multi-burn-rate alerts.'),
    threshold: z.array(threshold).optional().describe('Named alerts on the error ratio over one window.'),
    absent: single('absenceAlert', 'IndicatorDataMissing')
      .optional()
      .describe('Fires when the data behind the indicator is gone.'),
    outage: single('outageAlert', 'IndicatorDown')
      .optional()
      .describe('For uptime: fires while the condition does not hold (off unless asked for).'),
    breach: single('breachAlert', 'ZeroToleranceBreach').optional().describe('For zero tolerance: fires on the event.'),
    minimumTraffic: minimumTraffic.optional(),
  })
  .describe('The alerts of this SLO.');

/** An alert that stands on its own, beside the SLOs of a document. */
export const standaloneAlertSchema = z
  .strictObject({
    istio: z.string().optional().describe('A preset of the Istio catalogue, such as istiod-replicas-low.'),
    name: s.alertName().optional().describe('Name of the alert (a preset has one).'),
    expr: s.promql().optional().describe('PromQL that returns something while the alert should fire.'),
    severity: severity().optional(),
    summary: s.text().optional(),
    description: s.text().optional(),
    ...timing,
    ...alertText,
  })
  .describe('An alert that stands on its own: a preset, or a name and an expression.');

export type SloAlertsSpec = z.infer<typeof sloAlertsSchema>;
export type TierSpec = z.infer<typeof tier>;
export type StandaloneAlertSpec = z.infer<typeof standaloneAlertSchema>;
export type SingleAlertSpec = Exclude<SloAlertsSpec['absent'], string | undefined>;
