// The other alerts: on the error ratio over one window, on an outage, on a breach of zero tolerance, on missing data, and
// those that stand on their own.
import type { Input } from '../indicator/lowered.ts';
import { outageOf } from '../indicator/time.ts';
import { SERIES } from '../model/series-names.ts';
import {
  type AlertSettings,
  type BudgetSlo,
  countsEvents,
  type Slo,
  type StandaloneAlert,
  type ThresholdAlert,
  type Topology,
  type ZeroToleranceSlo,
} from '../model/slo.ts';
import { ratioToPercent } from '../model/units.ts';
import { baseWindowMs } from '../model/windows.ts';
import type { Expr } from '../promql/ast.ts';
import { and, gt, labelReplace, num, or, unless } from '../promql/build.ts';
import { printDuration } from '../promql/duration.ts';
import { selectorsOf } from '../promql/visit.ts';
import { alertRule } from './alert-rule.ts';
import { enoughTraffic, whatIsBad, whatWasBad } from './burn-rate-alert.ts';
import { errorRatioSeries, LABELS, type PartialIdentity, recorded } from './names.ts';
import { recovered } from './recovery.ts';
import type { AlertingRule } from './rule.ts';
import { budgetLeft, groupText, sloName } from './template.ts';
import { baseSeries } from './windows.ts';

export function thresholdAlert(slo: BudgetSlo, threshold: ThresholdAlert): AlertingRule {
  const { identity, by } = slo;
  const { errorRatio, overMs, settings } = threshold;
  const window = printDuration(overMs);
  return alertRule({
    settings: { ...settings, forMs: holdMs(slo, threshold) },
    identity,
    purpose: { kind: 'threshold', slo, threshold },
    expr: holds(slo, threshold),
    summary: `${groupText(by)}${by.length === 0 ? 'More' : 'more'} than ${ratioToPercent(errorRatio)} of ${whatIsBad(slo)} in ${sloName(identity)}.`,
    description: `${groupText(by)}${whatWasBad(slo, window)}. The alert fires above ${ratioToPercent(errorRatio)}. ${budgetLeft(slo)}`,
  });
}

/**
 * The window is above the threshold, with traffic enough, and the last minutes are no recovery: a few failures stay in a window
 * for as long as it is, long after all is well.
 */
function holds(slo: BudgetSlo, { errorRatio, overMs }: ThresholdAlert): Expr {
  const above = gt(recorded(errorRatioSeries(overMs), slo.identity), num(errorRatio));
  const shortMs = baseWindowMs(slo.scrapeIntervalMs);
  const burning = enoughTraffic(slo, overMs).reduce<Expr>((left, right) => and(left, right), above);
  if (overMs <= shortMs) return burning;
  const hasTraffic = gt(baseSeries('total', slo.identity), num(0));
  return unless(and(burning, hasTraffic), recovered({ slo, longMs: overMs, shortMs, threshold: num(errorRatio) }));
}

/**
 * How long the condition must hold, in milliseconds: longer than the errors have to go on by as long as each of them is seen, a
 * base window without the scrape that ends it. Without that a blip of three minutes would pass for errors of five.
 */
export function holdMs(slo: BudgetSlo, { overMs, settings }: ThresholdAlert): number {
  const windowMs = baseWindowMs(slo.scrapeIntervalMs);
  if (settings.forMs === 0 || overMs <= windowMs) return settings.forMs;
  return settings.forMs + (countsEvents(slo.indicator) ? windowMs - slo.scrapeIntervalMs : 0);
}

export function outageAlert(slo: BudgetSlo, settings: AlertSettings): AlertingRule[] {
  const { indicator, identity, by } = slo;
  if (indicator.kind !== 'time') return [];
  return [
    alertRule({
      settings,
      identity,
      purpose: { kind: 'outage', slo },
      expr: outageOf(indicator, by),
      summary: `${groupText(by)}${sloName(identity)} is down.`,
      description: `${groupText(by)}the condition of the SLO has not held for ${printDuration(settings.forMs)}${indicator.noData === 'bad' ? '; missing data counts as down' : ''}.`,
    }),
  ];
}

export function breachAlert(slo: ZeroToleranceSlo, settings: AlertSettings): AlertingRule {
  const { identity, by, windowMs, events } = slo;
  const counters = [...new Set(events.map(({ metric }) => metric))].join(', ');
  return alertRule({
    settings,
    identity,
    purpose: { kind: 'breach', slo },
    expr: gt(recorded(SERIES.breachEvents, identity), num(0)),
    summary: `${groupText(by)}${sloName(identity)} is breached: an event that must not happen has happened.`,
    description: `${groupText(by)}${counters} counted {{ printf "%.0f" $value }} in the last ${printDuration(windowMs)}; zero are tolerated. The alert clears ${printDuration(windowMs + settings.keepFiringForMs)} after the last event, whether or not its cause is gone.`,
  });
}

/** A leaf does not report, so what happens there is in no number of the SLO. */
export function leafMissingAlert(slo: Slo, topology: Topology, settings: AlertSettings): AlertingRule {
  const leaf = `{{ $labels.${topology.leafLabel} }}`;
  return alertRule({
    settings,
    identity: slo.identity,
    purpose: { kind: 'leaf-missing', slo, topology },
    expr: recorded(SERIES.leafMissing, slo.identity),
    summary: `The leaf ${leaf} does not report of ${sloName(slo.identity)}.`,
    description: `Nothing has come from ${topology.leafLabel}=${leaf} for ${printDuration(settings.forMs)}, or it scrapes nothing: what happens there is in no number of this SLO, and its alerts are blind to it. Look at the Prometheus of that leaf, at its targets and rules, and at the way by which series come from there.`,
  });
}

/** How to read an input that is a label. */
const LABEL_MISSING = ' A label in braces means that the series are there and lack this label.';

/** One alert for all inputs: which one is missing stands in a label. */
export function absentAlert(slo: Slo, inputs: readonly Input[], settings: AlertSettings): AlertingRule[] {
  const missing = inputs.map(({ name, missing }) =>
    labelReplace(withoutLabels(missing, settings), LABELS.missing, name.replaceAll('$', '$$$$'), '', ''),
  );
  const [first, ...rest] = missing;
  if (!first) return [];
  return [
    alertRule({
      settings,
      identity: slo.identity,
      purpose: { kind: 'absent', slo },
      expr: rest.reduce<Expr>((left, right) => or(left, right), first),
      summary: `The data behind ${sloName(slo.identity)} is missing.`,
      description: `{{ $labels.${LABELS.missing} }} has had no data for ${printDuration(settings.forMs)}: nothing is known of this SLO, and its other alerts are blind. Look at the scrape targets and at what exports the metric.${inputs.some(({ isLabel }) => isLabel) ? LABEL_MISSING : ''}`,
    }),
  ];
}

/** Without labels that the alert overwrites: inputs that only these tell apart would become one alert twice, which
 *  Prometheus refuses. */
function withoutLabels(missing: Expr, { labels }: AlertSettings): Expr {
  const fixed = selectorsOf(missing).flatMap(({ matchers }) => matchers.map(({ label }) => label));
  const overwritten = Object.keys(labels).filter((label) => fixed.includes(label));
  return overwritten.reduce<Expr>((expr, label) => labelReplace(expr, label, '', '', ''), missing);
}

export function standaloneAlert(alert: StandaloneAlert, identity: PartialIdentity): AlertingRule {
  const { settings, expr, preset } = alert;
  return alertRule({
    settings,
    identity,
    purpose: { kind: 'standalone', alert },
    expr,
    summary: preset?.summary ?? `${settings.name} fires.`,
    description: preset?.description ?? 'The expression of the alert has returned {{ $value }}.',
  });
}
