// Events that must not happen. A counter is often born at 1 with its first event, which no rate sees; what tells a birth
// from a gap in what Prometheus saw is the target that exports it.
import { findMetric } from '../../metrics/catalogue.ts';
import type { Selector } from '../../promql/ast.ts';
import { selector, sub, time } from '../../promql/build.ts';
import { printDuration } from '../../promql/duration.ts';
import type { IndicatorSpec } from '../../spec/indicator-schema.ts';
import { refuseNameless } from '../named-selectors.ts';
import type { Place } from '../place.ts';
import type { Settings } from '../settings.ts';
import type { ZeroToleranceSlo } from '../slo.ts';
import { durationToMs } from '../units.ts';
import { baseWindowMs } from '../windows.ts';
import { readCounters, readExpression, readSelector } from './promql.ts';

/** The events, and the target that exports their counters. */
export type ZeroTolerance = Pick<ZeroToleranceSlo, 'events' | 'windowMs' | 'target' | 'matchOn' | 'processAge'>;
type Target = Pick<ZeroToleranceSlo, 'target' | 'matchOn' | 'processAge'>;
type Spec = NonNullable<IndicatorSpec['zeroTolerance']>;

/** Any process that client libraries instrument tells when it started. */
const ANY_TARGET: Target = {
  target: selector('up'),
  matchOn: ['job', 'instance'],
  processAge: sub(time(), selector('process_start_time_seconds')),
};

/** istiod tells its own age, under every way of scraping it. */
export function istiodTarget({ istio }: Settings): Target {
  return { target: selector('up', istio.istiod), matchOn: ['instance'], processAge: selector('istiod_uptime_seconds') };
}

export function readZeroTolerance(spec: Spec, place: Place, settings: Settings): ZeroTolerance | undefined {
  const events = readCounters(spec.events, place.at('events'));
  const isIstiod = events.every(
    ({ metric }) => metric !== undefined && findMetric(metric)?.metric.exportedBy === 'istiod',
  );
  const usual = isIstiod ? istiodTarget(settings) : ANY_TARGET;
  const target = spec.target === undefined ? usual.target : readTarget(spec.target, place.at('target'));
  const processAge =
    spec.processAge === undefined
      ? usual.processAge
      : readExpression(spec.processAge, place.at('processAge'), { window: false, by: [] });
  const windowMs = readEventWindow(spec.window, place, settings);
  if (events.length === 0 || !target || !processAge || windowMs === undefined) return undefined;
  return {
    events,
    target,
    processAge,
    matchOn: spec.matchOn ?? usual.matchOn,
    windowMs,
  };
}

/** The selector of one `up` series for each target. */
function readTarget(text: string, place: Place): Selector | undefined {
  const selector = readSelector(text, place);
  if (!selector || selector.metric !== undefined) return selector;
  refuseNameless(place);
  return undefined;
}

/** Long enough for one event to be seen, short enough to clear soon after. */
const DEFAULT_EVENT_WINDOW = '15m';

/** How long one event counts, in milliseconds. */
export function readEventWindow(
  written: string | undefined,
  place: Place,
  { scrapeIntervalMs }: Settings,
): number | undefined {
  const windowMs = durationToMs(written ?? DEFAULT_EVENT_WINDOW);
  const least = baseWindowMs(scrapeIntervalMs);
  if (windowMs >= least) return windowMs;
  place.at('window').report({
    code: 'window-out-of-range',
    message: `the window ${written} is shorter than ${printDuration(least)}, which four scrapes take`,
    help: `within less an event can go by unseen; ${DEFAULT_EVENT_WINDOW} is usual`,
  });
  return undefined;
}
