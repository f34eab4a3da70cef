// Random specs that are right, as values for a YAML file, with the project file that they are compiled with. Texts, label
// values and names are as hostile as the language lets them be.
import fc from 'fast-check';
import { baseWindowMs } from '../../src/model/windows.ts';
import { parseDuration } from '../../src/promql/duration.ts';
import { hostileText, hostileUrl } from './hostile-text.ts';
import {
  buckets,
  by,
  istio,
  latency,
  matchers,
  nativeLatency,
  ratio,
  raw,
  selector,
  severalCounters,
  timed,
  union,
  usualLatency,
  wellAndFailed,
} from './indicator-arbitrary.ts';

/** A spec with its project file. */
export interface RandomSpec {
  readonly spec: Readonly<Record<string, unknown>>;
  readonly config: Readonly<Record<string, unknown>>;
}

const name = fc.oneof(
  { weight: 3, arbitrary: fc.stringMatching(/^[a-z][a-z0-9-]{0,10}[a-z0-9]$/) },
  // Values that groups have as well.
  { weight: 1, arbitrary: fc.constantFrom('service-a', 'cluster-a', 'shard-a', 'job-b', 'only') },
);
const texts = (...names: readonly string[]) =>
  fc.dictionary(fc.constantFrom(...names), hostileText, { maxKeys: 2, noNullPrototype: true });

/** What any alert may carry. */
const about = fc.record(
  {
    labels: texts('team', 'pager', 'bool', 'Zone_1'),
    annotations: texts('note', 'impact', 'summary_de'),
    runbook: hostileUrl,
    dashboard: hostileUrl,
  },
  { requiredKeys: [] },
);

const wait = fc.constantFrom('0s', '1m', '5m', '7m', '15m', '1h');
const timing = fc.record({ for: wait, keepFiringFor: wait }, { requiredKeys: [] });
const alertTexts = fc.record({ summary: hostileText, description: hostileText }, { requiredKeys: [] });

/** Fields of several records in one. */
function merged(...parts: readonly fc.Arbitrary<object>[]): fc.Arbitrary<Record<string, unknown>> {
  return fc.tuple(...parts).map((values) => Object.assign({}, ...values));
}

const ownTier = fc
  .record({
    windows: fc.constantFrom(
      ['10m', '5m'],
      ['30m', '5m'],
      ['2h', '10m'],
      ['6h', '6h'],
      ['18h', '1h30m'],
      ['22h', '2h'],
      ['23h', '1h'],
      ['2d', '4h'],
    ),
    factor: fc.constantFrom(0.7, 1, 1.5),
    minimumAge: fc.constantFrom('0s', '7m', '45m', '1h', '6h', '1d'),
    severity: fc.constantFrom('critical', 'page-now'),
  })
  .map(({ windows: [long, short], ...rest }) => ({ long, short, ...rest }));

const burnRate = fc.oneof(
  fc.constantFrom<unknown>('default', 'off', { tiers: { 'page-fast': 'off', 'ticket-slow': { for: '20m' } } }),
  fc
    .record({ tier: merged(ownTier, timing, about), inherit: fc.boolean(), about })
    .map((drawn) => ({ inherit: drawn.inherit, tiers: { 'own-tier': drawn.tier }, ...drawn.about })),
);

const namedAlert = merged(
  fc.record({
    name: fc.constantFrom('HighErrorRate', 'A', 'ErrorBudgetBurn'),
    errorRatio: fc.constantFrom('0.1%', '1%', '12.5%', '99%'),
    over: fc.constantFrom('10m', '1h', '12h', '1d'),
    severity: fc.constantFrom('warning', 'info'),
  }),
  timing,
  about,
  alertTexts,
);

/** None or one alert, or two of one name that differ in severity, in a label, or in a label that only the second has. */
function alike(alert: fc.Arbitrary<Record<string, unknown>>): fc.Arbitrary<Record<string, unknown>[]> {
  const differences = [
    [{}, { severity: 'critical' }],
    [{ labels: { step: '1' } }, { labels: { step: '2' } }],
    [{}, { labels: { step: '2' } }],
  ] as const;
  return fc.oneof(
    fc.array(alert, { maxLength: 1 }),
    fc.tuple(alert, alert, fc.constantFrom(...differences)).map(([first, second, [ofFirst, ofSecond]]) => [
      { ...first, ...ofFirst },
      { ...second, name: first.name, severity: first.severity, ...ofSecond },
    ]),
  );
}

const single = fc.oneof(fc.constantFrom<unknown>('default', 'off'), merged(timing, about, alertTexts));

const budgetSlo = merged(
  fc.record({
    name,
    objective: fc.oneof(
      fc.constantFrom('99.9%', '99%', '90%', '50%', '99.99%', '99.97%', '99.98%', '99.995%'),
      fc.integer({ min: 60_000, max: 99_990 }).map((thousandths) => `${thousandths / 1_000}%`),
    ),
    period: fc.constantFrom('1d', '7d', '10d', '28d', '30d', '90d', '120d', '186d'),
    indicator: fc.oneof(
      fc
        .tuple(
          by,
          fc.oneof(ratio, severalCounters, wellAndFailed, union, buckets, latency, usualLatency, nativeLatency),
          fc.boolean(),
        )
        .map(([labels, drawn, isOptional]) => ({
          by: labels.map((label) => (isOptional ? `${label}?` : label)),
          ...drawn,
        })),
      timed,
      raw,
      istio,
    ),
    alerts: fc.record({ burnRate, threshold: alike(namedAlert), absent: single }, { requiredKeys: [] }),
  }),
  about,
  fc.record({ description: hostileText, owner: hostileText }, { requiredKeys: [] }),
).chain((slo) => withChoices(slo));

/** Fields that go with some kinds of indicators only. */
function withChoices(slo: Record<string, unknown>): fc.Arbitrary<Record<string, unknown>> {
  const indicator = slo.indicator as object;
  const alerts = slo.alerts as object;
  const isTime = 'uptime' in indicator || 'threshold' in indicator;
  if (isTime) return single.map((outage) => ({ ...slo, alerts: { ...alerts, outage } }));
  if (!('ratio' in indicator || 'latency' in indicator)) return fc.constant(slo);
  return fc
    .record({
      burnRate: burnRateOf(alerts),
      precision: fc.constantFrom('layered', 'layered', 'exact'),
      minimumTraffic: fc.record({
        total: fc.constantFrom(0, 100, 5_000_000),
        bad: fc.constantFrom(0, 1, 5, 40, 1_000_000),
      }),
    })
    .map(({ precision, ...more }) => ({ ...slo, precision, alerts: { ...alerts, ...more } }));
}

/** The tiers as they are, or with a share of the events to wait for. */
function burnRateOf(alerts: { readonly burnRate?: unknown }): fc.Arbitrary<unknown> {
  const { burnRate: tiers = 'default' } = alerts;
  if (tiers === 'off') return fc.constant(tiers);
  return fc.constantFrom(tiers, { ...(typeof tiers === 'object' && tiers), budget: 'events' });
}

/** Its hold leaves four of the longest scrapes of the window, after which one event is forgotten. */
const breach = (longest: string) =>
  merged(
    fc.record({ for: fc.constantFrom('0s', '1m', longest), keepFiringFor: wait }, { requiredKeys: [] }),
    about,
    alertTexts,
  );

const zeroWindow = fc.constantFrom(
  ['15m', '7m'] as const,
  ['1h', '52m'] as const,
  ['1d', '1h'] as const,
  ['7d', '6h'] as const,
);

const zeroSlo = zeroWindow.chain(([window, longest]) =>
  merged(
    fc.record({
      name,
      indicator: fc.record({ matchers, by }).map((drawn) => ({
        by: drawn.by,
        zeroTolerance: { events: selector('lost_total', drawn.matchers), window },
      })),
      alerts: fc.record({ breach: breach(longest), absent: single }, { requiredKeys: [] }),
    }),
    about,
  ),
);

/** Fires at once and for ever, so that its texts can be read. */
const beacon = merged(
  fc.constant({ name: 'Beacon', expr: 'vector(1)', severity: 'info' }),
  fc.record({ summary: hostileText, description: hostileText }),
  about,
);

const PRESETS = ['istiod-down', 'istiod-replicas-low', 'istio-metrics-missing', 'istiod-instance-unreachable'] as const;
const standalone = fc.oneof(
  merged(fc.record({ istio: fc.constantFrom(...PRESETS) }), about, alertTexts, timing).map((alert) => [alert]),
  alike(
    merged(
      fc.record({
        name: fc.constantFrom('QueueLong', 'NodeGone'),
        expr: fc.constantFrom('max(queue_length) > 100', 'absent(node_up{job="n"})', 'rate(oops_total[5m]) > 0.5'),
        severity: fc.constant('warning'),
      }),
      timing,
      alertTexts,
    ),
  ),
);

/** Whether a tier of its own has room: four scrapes in its short window, and all of it in the period. */
function hasRoom({ spec, config }: RandomSpec): boolean {
  const [slo] = spec.slos as readonly Readonly<Record<string, unknown>>[];
  const { burnRate } = (slo?.alerts ?? {}) as { readonly burnRate?: { readonly tiers?: Record<string, unknown> } };
  const tier = burnRate?.tiers?.['own-tier'] as Readonly<Record<'long' | 'short' | 'minimumAge', string>> | undefined;
  if (!tier) return true;
  const [long, short, age, period, scrape] = [
    tier.long,
    tier.short,
    tier.minimumAge,
    slo?.period,
    config.scrapeInterval,
  ].map((text) => parseDuration(String(text)) ?? 0) as [number, number, number, number, number];
  return short >= baseWindowMs(scrape) && long <= period && age < period;
}

/** A document with one SLO, an alert that always fires, and sometimes another. */
export const anySpec: fc.Arbitrary<RandomSpec> = fc
  .record({
    head: merged(
      fc.record({ service: name }),
      fc.record({ namespace: name, owner: hostileText }, { requiredKeys: [] }),
      about,
    ),
    slo: fc.oneof({ weight: 5, arbitrary: budgetSlo }, { weight: 1, arbitrary: zeroSlo }),
    beacon,
    others: standalone,
    config: merged(
      fc.record({
        scrapeInterval: fc.constantFrom('5s', '10s', '15s', '20s', '30s', '45s', '1m', '1m47s500ms', '2m'),
      }),
      fc.record({ cluster: name }, { requiredKeys: [] }),
    ),
  })
  .map(({ head, slo, beacon: first, others, config }) => ({
    spec: { ...head, slos: [slo], alerts: [first, ...others] },
    config,
  }))
  .filter(hasRoom);
