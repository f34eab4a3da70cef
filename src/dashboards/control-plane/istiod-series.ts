// What the control plane board asks of istiod's own metrics. Each process counts once, through however many Services it is
// scraped; a counter that is born with its first event is read so that the event is seen.
import { INSTANCE_LABELS } from '../../istio/alert.ts';
import { ISTIOD_METRICS } from '../../metrics/istiod.ts';
import {
  groupLabels,
  type LabelTests,
  type Metric,
  select,
  selectPart,
  type TargetLabel,
} from '../../metrics/metric.ts';
import { PROMETHEUS_METRICS } from '../../metrics/prometheus.ts';
import type { Settings } from '../../model/settings.ts';
import type { Expr, Matcher, Selector } from '../../promql/ast.ts';
import { bucketPattern } from '../../promql/bucket.ts';
import { call, div, gt, max, min, mul, num, on, or, range, rate, re, sub, sum } from '../../promql/build.ts';
import { newEvents } from '../../promql/new-events.ts';

/** The label of the revision, where the monitors keep it (`targetLabels: [app, istio.io/rev]`). */
export const REVISION = 'istio_io_rev' satisfies TargetLabel;

/** Variables of the board, each called like the label of the targets that it chooses. */
export const TARGET_VARIABLES = { cluster: 'cluster', [REVISION]: 'revision', pod: 'pod' } as const;

const CHOSEN: readonly Matcher[] = Object.entries(TARGET_VARIABLES).map(([label, name]) => re(label, `$${name}`));

/** istiod, as the project selects it and the variables narrow it. */
function istiod({ istio }: Settings): Matcher[] {
  return [...istio.istiod, ...CHOSEN];
}

/** Of proxies, which have revisions and pods of their own. */
export const OF_CLUSTER: readonly Matcher[] = CHOSEN.filter(({ label }) => label === 'cluster');

/** How long one event counts. */
const EVENT_WINDOW_MS = 15 * 60_000;

/** Each process once, whatever it is scraped through. */
function once(expr: Expr, labels: readonly string[]): Expr {
  return max(expr, [...new Set([...INSTANCE_LABELS, ...labels])]);
}

function perSecond(of: Selector): Expr {
  return rate(range(of, '$__rate_interval'));
}

/** A gauge, added up over all istiods by some labels. */
export function total<L extends string>(
  metric: Metric<L>,
  by: readonly (NoInfer<L> | TargetLabel)[],
  settings: Settings,
  tests: LabelTests<NoInfer<L>> = {},
): Expr {
  const labels = groupLabels(metric, ...by);
  return sum(once(select(metric, tests, istiod(settings)), labels), labels);
}

/** A gauge of which every istiod has a copy. */
export function copied<L extends string>(metric: Metric<L>, settings: Settings): Expr {
  return max(select(metric, {}, istiod(settings)));
}

export function lowestOf<L extends string>(metric: Metric<L>, settings: Settings): Expr {
  return min(select(metric, {}, istiod(settings)));
}

/** Events per second of a counter that is always there. */
export function rateOf<L extends string>(
  metric: Metric<L>,
  by: readonly (NoInfer<L> | TargetLabel)[],
  settings: Settings,
  tests: LabelTests<NoInfer<L>> = {},
): Expr {
  const labels = groupLabels(metric, ...by);
  return sum(once(perSecond(select(metric, tests, istiod(settings))), labels), labels);
}

/** 0 while any istiod answers: only then does the lack of an event mean that there was none. */
function watched(settings: Settings): Expr {
  return mul(num(0), gt(sum(select(PROMETHEUS_METRICS.up, {}, istiod(settings))), num(0)));
}

/** Events of the last {@link EVENT_WINDOW_MS} of a counter that may be born with one; 0 where there were none. */
export function eventsOf<L extends string>(
  metric: Metric<L>,
  by: readonly (NoInfer<L> | TargetLabel)[],
  settings: Settings,
  tests: LabelTests<NoInfer<L>> = {},
): Expr {
  const labels = groupLabels(metric, ...by);
  const matchers = istiod(settings);
  const events = newEvents(select(metric, tests, matchers), {
    windowMs: EVENT_WINDOW_MS,
    scrapeIntervalMs: settings.scrapeIntervalMs,
    target: select(PROMETHEUS_METRICS.up, {}, matchers),
    matchOn: ['instance'],
    processAge: select(ISTIOD_METRICS.istiod_uptime_seconds, {}, matchers),
    metricLabels: metric.labels,
    counts: 'own-events',
  });
  return or(sum(once(events, labels), labels), watched(settings), on());
}

/** Rates of the buckets of a histogram, by bound and perhaps more. */
export function buckets<L extends string>(
  metric: Metric<L>,
  by: readonly (NoInfer<L> | TargetLabel)[],
  settings: Settings,
): Expr {
  const labels = ['le', ...groupLabels(metric, ...by)];
  return sum(once(perSecond(selectPart(metric, 'bucket', {}, istiod(settings))), labels), labels);
}

/** A quantile of a histogram, interpolated within its bucket; nothing where nothing was observed. */
export function quantile<L extends string>(
  q: number,
  metric: Metric<L>,
  by: readonly (NoInfer<L> | TargetLabel)[],
  settings: Settings,
): Expr {
  // Of no observations the quantile is NaN.
  return {
    kind: 'binary',
    op: '>=',
    left: call('histogram_quantile', num(q), buckets(metric, by, settings)),
    right: num(0),
  };
}

/** Share of the observations that took longer than a bound that is a bucket; nothing where nothing was observed. */
export function shareAbove<L extends string>(
  metric: Metric<L>,
  bound: number,
  by: readonly (NoInfer<L> | TargetLabel)[],
  settings: Settings,
): Expr {
  const labels = groupLabels(metric, ...by);
  const matchers = istiod(settings);
  const part = (of: Selector) => sum(once(perSecond(of), labels), labels);
  const fast = part(selectPart(metric, 'bucket', {}, [...matchers, re('le', bucketPattern(bound))]));
  const all = part(selectPart(metric, 'count', {}, matchers));
  return sub(num(1), div(fast, gt(all, num(0))));
}
