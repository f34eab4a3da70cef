// The alerts of an SLO besides its burn-rate tiers.
import { printDuration } from '../../promql/duration.ts';
import type { SingleAlertSpec, SloAlertsSpec } from '../../spec/alert-schema.ts';
import { MINUTE_MS } from '../../text/time.ts';
import type { Place } from '../place.ts';
import type { AlertSettings, LinkBases, MinimumTraffic, ThresholdAlert } from '../slo.ts';
import { durationToMs, percentToRatio } from '../units.ts';
import { fastIntervalMs } from '../windows.ts';
import { type AlertDefaults, type AlertLayer, mergeAlert } from './alert-settings.ts';

/** One bad slice is no outage: it is what a restart of Prometheus leaves, whose first evaluation comes before its first
 *  scrape, and with a tight objective it would page. */
const LEAST_BAD_SLICES = 2;

/** Default traffic below which a burn-rate alert stays silent: a single failed request among ten is no incident. */
const DEFAULT_MINIMUM_BAD = 5;

type SingleKind = 'absent' | 'outage' | 'breach';

const SINGLE_DEFAULTS: Readonly<Record<SingleKind, AlertDefaults>> = {
  // Longer than a rollout or a Prometheus restart takes to bring the series back. A lost scrape takes away all by which a missing
  // label is told, and does not bring the label back.
  absent: { name: 'IndicatorDataMissing', severity: 'warning', forMs: 15 * MINUTE_MS, keepFiringForMs: 5 * MINUTE_MS },
  outage: { name: 'IndicatorDown', severity: 'critical', forMs: 5 * MINUTE_MS, keepFiringForMs: 0 },
  // A scrape that was lost a window ago leaves a gap: whether the counter was there then is not known.
  breach: { name: 'ZeroToleranceBreach', severity: 'warning', forMs: 0, keepFiringForMs: 5 * MINUTE_MS },
};

/** Settings around an alert: those of the project, the document and the SLO, the farthest first. */
export interface AlertContext {
  readonly layers: readonly AlertLayer[];
  readonly bases: LinkBases;
}

/** One alert of a kind that an SLO has at most once, or undefined when it is off. */
export function readSingle(
  kind: SingleKind,
  specs: readonly (SloAlertsSpec | undefined)[],
  isOnByDefault: boolean,
  around: AlertContext,
): AlertSettings | undefined {
  const written = specs.map((spec) => spec?.[kind]).filter((spec) => spec !== undefined);
  const nearest = written.at(-1);
  if (nearest === 'off' || (nearest === undefined && !isOnByDefault)) return undefined;
  const spelledOut = written.filter((spec): spec is SingleAlertSpec => typeof spec === 'object');
  return mergeAlert(SINGLE_DEFAULTS[kind], [...around.layers, ...spelledOut], around.bases);
}

/** The alert on a leaf that does not report: as that on missing data, with a name and texts of its own. */
export function readLeafMissing(
  specs: readonly (SloAlertsSpec | undefined)[],
  around: AlertContext,
): AlertSettings | undefined {
  const absent = readSingle('absent', specs, true, around);
  if (!absent) return undefined;
  const { summary: _summary, description: _description, ...settings } = absent;
  return { ...settings, name: 'LeafMissing' };
}

const THRESHOLD_KEEP_FIRING_MS = 5 * MINUTE_MS;

/** The named alerts on the error ratio over one window, which is at least `leastMs` and at most `periodMs` long. */
export function readThresholds(
  specs: SloAlertsSpec['threshold'],
  { periodMs, leastMs }: { readonly periodMs: number; readonly leastMs: number },
  place: Place,
  around: AlertContext,
): ThresholdAlert[] {
  return (specs ?? []).flatMap((spec, at) => {
    const [errorRatio, overMs] = [percentToRatio(spec.errorRatio), durationToMs(spec.over)];
    if (errorRatio >= 1) {
      place.at(at, 'errorRatio').report({
        code: 'unreachable-threshold',
        message: `the alert "${spec.name}" can never fire: an error ratio is never above ${spec.errorRatio}`,
        help: 'name a share below 100%',
      });
    }
    if (overMs < leastMs || overMs > periodMs) {
      place.at(at, 'over').report({
        code: 'window-out-of-range',
        message: `the window ${spec.over} is outside ${printDuration(leastMs)} (four scrapes) to ${printDuration(periodMs)} (the period)`,
        help: 'a rate needs four scrapes to survive a failed one; longer than the period nothing is recorded',
      });
      return [];
    }
    const defaults = { name: spec.name, severity: spec.severity, forMs: 0, keepFiringForMs: THRESHOLD_KEEP_FIRING_MS };
    return {
      origin: place.at(at, 'name').span,
      errorRatio,
      overMs,
      settings: mergeAlert(defaults, [...around.layers, spec], around.bases),
    };
  });
}

/** The traffic guard. Indicators that do not count events have a fixed one, of bad time. */
export function readMinimumTraffic(
  specs: readonly (SloAlertsSpec | undefined)[],
  countsEvents: boolean,
  scrapeIntervalMs: number,
  place: Place,
): MinimumTraffic {
  const traffic = specs.at(-1)?.minimumTraffic;
  if (!countsEvents) {
    if (traffic && (traffic.total || traffic.bad)) {
      place.at('minimumTraffic').report({
        code: 'alert-not-for-kind',
        part: 'key',
        message: 'this indicator measures time, not events, so it has no traffic',
        help: 'remove "minimumTraffic"',
      });
    }
    return { total: 0, bad: (LEAST_BAD_SLICES * fastIntervalMs(scrapeIntervalMs)) / 1_000 };
  }
  const merged = Object.assign({}, ...specs.map((spec) => spec?.minimumTraffic));
  return { total: merged.total ?? 0, bad: merged.bad ?? DEFAULT_MINIMUM_BAD };
}
