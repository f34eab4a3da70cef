// The indicator part of the spec language: how good and bad are told apart. Exactly one kind per indicator; that rule
// is checked in model/, where it can be said better than a union of shapes could.
import * as z from 'zod';
import { names } from './learnt/completions.ts';
import * as s from './scalars.ts';

const selectors = () =>
  z.union([names(s.promql(), 'counter'), z.array(names(s.promql(), 'counter')).min(1)], s.expecting('selectors'));

const noData = <const T extends readonly [string, ...string[]]>(values: T) => z.enum(values);

const ratio = z
  .strictObject({
    total: selectors().describe('Counter selectors of all events, such as http_requests_total{job="api"}.'),
    bad: selectors().optional().describe('Counter selectors of the bad events.'),
    good: selectors().optional().describe('Counter selectors of the good events; instead of bad.'),
  })
  .describe('Share of events: counters of bad (or good) and of all events. Several selectors are added up.');

const latency = z
  .strictObject({
    histogram: names(s.metricName().describe('The histogram, without _bucket.'), 'histogram'),
    below: s.latency().describe('What a good event stays below, such as 200ms.'),
    where: s.promql().optional().describe('Label matchers without braces, such as reporter="source".'),
    snap: z
      .enum(['down', 'up'])
      .optional()
      .describe('When the threshold is no bucket: take the next bound below (stricter) or above (looser).'),
    interpolate: z
      .boolean()
      .optional()
      .describe('When the threshold is no bucket: estimate between the two neighbouring bounds.'),
    buckets: z
      .array(s.latency())
      .min(1)
      .optional()
      .describe('The bounds of the histogram, for one that the catalogue does not know or that was reconfigured.'),
    unit: z
      .enum(['seconds', 'milliseconds'])
      .optional()
      .describe("The histogram's unit, when its name does not say it."),
    native: z.boolean().optional().describe('A native histogram (needs Prometheus with native histograms on).'),
  })
  .describe('Share of events that are faster than a threshold.');

const uptime = z
  .strictObject({
    up: s
      .promql()
      .describe('An expression that returns something while the thing is up, such as up{app="istiod"} == 1.'),
    noData: noData(['down', 'up', 'ignored'])
      .optional()
      .describe('What it means when the input is gone: down (default), up, or ignored (the time does not count).'),
  })
  .describe('Share of time in which a condition holds.');

const threshold = z
  .strictObject({
    value: s.promql().describe('An expression of gauges, such as max(queue_length).'),
    below: z.union([z.number(), z.string()]).optional().describe('Good while the value is below this bound.'),
    above: z.union([z.number(), z.string()]).optional().describe('Good while the value is above this bound.'),
    noData: noData(['bad', 'good', 'ignored'])
      .optional()
      .describe('What it means when the value is gone: ignored (default), bad or good.'),
  })
  .describe('Share of time in which a value stays on the right side of a bound.');

const zeroTolerance = z
  .strictObject({
    events: selectors().describe('Counter selectors of the event that must not happen.'),
    window: s.duration().optional().describe('How long one event keeps the alert firing (default 15m).'),
    target: s
      .promql()
      .optional()
      .describe('Selector of the up series of the targets that export the counter (default: up, matched by instance).'),
    matchOn: z
      .array(s.labelName())
      .min(1)
      .optional()
      .describe('Labels that tie a counter to its target (default: job, instance).'),
    processAge: s
      .promql()
      .optional()
      .describe('Expression of the age in seconds of the process that exports the counter.'),
  })
  .describe('An event that must not happen: one is a breach.');

const raw = z
  .strictObject({
    bad: s.promql().optional().describe('Rate of bad events; holds $window where the range goes.'),
    total: s.promql().optional().describe('Rate of all events; holds $window where the range goes.'),
    errorRatio: s.promql().optional().describe('Error ratio from 0 to 1; every moment then weighs the same.'),
  })
  .describe('Any PromQL, for what the other kinds cannot say.');

const reporter = z
  .enum(['source', 'destination'])
  .optional()
  .describe('Whose view counts: source (clients, gateways and waypoints; default) or destination (servers).');
const where = s.promql().optional().describe('More label matchers, such as destination_service_namespace="shop".');

const istio = z
  .strictObject({
    requests: z
      .strictObject({
        reporter,
        where,
        grpc: z.boolean().optional().describe('Count gRPC failures, which carry HTTP 200 (default true).'),
        badCodes: z
          .array(s.responseCode())
          .optional()
          .describe('Response codes that are bad besides 5.., such as "429".'),
        ignoreInjectedFaults: z
          .boolean()
          .optional()
          .describe('Leave out faults injected on purpose (flags FI and DI).'),
        hangs: z
          .enum(['count', 'ignore'])
          .optional()
          .describe(
            'Requests that clients give up, where they are many more than usual: count them as failures (default), or ignore them.',
          ),
      })
      .optional()
      .describe('Requests that succeed, per destination service.'),
    latency: z
      .strictObject({
        below: s.latency(),
        reporter,
        where,
        snap: z.enum(['down', 'up']).optional(),
        interpolate: z.boolean().optional(),
        buckets: z.array(s.latency()).min(1).optional(),
      })
      .optional()
      .describe('Requests that are faster than a threshold, per destination service.'),
    configPush: z
      .strictObject({ below: s.latency(), where })
      .optional()
      .describe('Configuration pushes that reach a proxy in time (pilot_proxy_convergence_time).'),
    xdsRejects: z
      .strictObject({ window: s.duration().optional() })
      .optional()
      .describe('No proxy rejects its configuration (pilot_total_xds_rejects).'),
    istiodUp: z.strictObject({}).optional().describe('At least one istiod answers scrapes.'),
  })
  .describe('Presets for Istio: sugar for the other kinds.');

/** One indicator; exactly one of the kinds. */
export const indicatorSchema = z
  .strictObject({
    by: z
      .array(names(s.groupLabel(), 'label'))
      .optional()
      .describe(
        'Labels to group by: one error budget for each combination. A "?" behind a label says that series may lack it: `[service, region?]`.',
      ),
    ratio: ratio.optional(),
    latency: latency.optional(),
    uptime: uptime.optional(),
    threshold: threshold.optional(),
    zeroTolerance: zeroTolerance.optional(),
    raw: raw.optional(),
    istio: istio.optional(),
  })
  .describe('What is measured; exactly one kind.');

export type IndicatorSpec = z.infer<typeof indicatorSchema>;
