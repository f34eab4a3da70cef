// What a person must read in an alert of an SLO, written from the SLO and from what is measured. The rule's own templates are not
// looked at: a sentence that is wrong there would be expected as it stands.
import { lowerIndicator } from '../../indicator/lower.ts';
import {
  type AlertSettings,
  type BudgetSlo,
  countsEvents,
  errorBudget,
  faultOf,
  type Slo,
  type ThresholdAlert,
  type Tier,
  type Topology,
  type ZeroToleranceSlo,
} from '../../model/slo.ts';
import { ratioToPercent } from '../../model/units.ts';
import { baseWindowMs, fastIntervalMs, slowIntervalMs } from '../../model/windows.ts';
import { printDuration } from '../../promql/duration.ts';
import { LABELS } from '../../rules/names.ts';
import type { AlertPurpose } from '../../rules/rule.ts';
import { isFast } from '../../rules/windows.ts';
import { MINUTE_MS } from '../../text/time.ts';
import { humanizePercentage } from './go-template.ts';
import type { Labels } from './label-set.ts';

/** What an alert has measured: ratios, where nothing is recorded of the budget it is undefined, or a whole number. */
export interface Measured {
  readonly ratio?: number;
  /** The window of the ratio, in milliseconds, where it is that of another tier: nothing is known of the alert's. */
  readonly otherMs?: number;
  readonly remaining?: number | undefined;
  readonly count?: number;
  /** Leaves that do not report. */
  readonly missing?: readonly string[];
}

interface Sentences {
  readonly summary: string;
  readonly description: string;
}

/** Summary and description of an alert with these labels; a user's own replace ours. */
export function sentencesOf(purpose: AlertPurpose, labels: Labels, measured: Measured): Sentences {
  const [settings, ours] = settingsAndSentences(purpose, labels, measured);
  const { summary = settings?.summary, description = settings?.description } = settings?.annotations ?? {};
  return { summary: summary ?? ours.summary, description: description ?? ours.description };
}

function settingsAndSentences(
  purpose: AlertPurpose,
  labels: Labels,
  measured: Measured,
): readonly [settings: AlertSettings | undefined, ours: Sentences] {
  switch (purpose.kind) {
    case 'burn-rate':
      return [purpose.tier.settings, ofTier(purpose.slo, purpose.tier, labels, measured)];
    case 'threshold':
      return [purpose.threshold.settings, ofThreshold(purpose.slo, purpose.threshold, labels, measured)];
    case 'outage':
      return [purpose.slo.outage, ofOutage(purpose.slo, labels)];
    case 'breach':
      return [purpose.slo.breach, ofBreach(purpose.slo, labels, measured)];
    case 'absent':
      return [purpose.slo.absent, ofAbsence(purpose.slo, labels)];
    case 'leaf-missing':
      return [purpose.slo.leafMissing, ofLeaf(purpose.slo, purpose.topology, labels)];
    case 'standalone':
      throw new Error(`${purpose.alert.settings.name} is the alert of no SLO`);
  }
}

function ofTier(slo: BudgetSlo, tier: Tier, labels: Labels, measured: Measured): Sentences {
  const times = tier.factor === 1 ? '' : `${tier.factor} times `;
  const [long, short] = [printDuration(tier.longMs), printDuration(tier.shortMs)];
  const budget = ratioToPercent(errorBudget(slo.objective));
  const threshold = ratioToPercent(Number((tier.factor * errorBudget(slo.objective)).toPrecision(6)));
  const bound = `${threshold} (${tier.factor} × the budget of ${budget})`;
  const fires =
    slo.budgetOf === 'events'
      ? byEvents(slo, tier, bound)
      : `The alert fires above ${bound} over ${long} and ${short}.`;
  return {
    summary: `${groupOf(slo, labels)}${nameOf(slo)} burns its error budget at more than ${times}the sustainable rate.`,
    description: `${groupOf(slo, labels)}${measuredOver(slo, tier.longMs, measured)} ${fires} ${goesOn(slo, tier)}${budgetOf(slo, measured)}`,
  };
}

/** With windows of two lengths, while the tier of the next longer window and the same severity fires. */
function goesOn({ tiers }: BudgetSlo, { longMs, shortMs, settings: { severity } }: Tier): string {
  const longer = tiers.filter((tier) => tier.longMs > longMs && tier.settings.severity === severity);
  const nextMs = Math.min(...longer.map((tier) => tier.longMs));
  const next = longMs === shortMs ? undefined : longer.find((tier) => tier.longMs === nextMs);
  return next ? `It goes on while ${next.tier} fires. ` : '';
}

function byEvents({ periodMs }: BudgetSlo, { factor, longMs, shortMs }: Tier, bound: string): string {
  const [long, short, period] = [longMs, shortMs, periodMs].map(printDuration);
  const share = ratioToPercent(Number(((factor * longMs) / periodMs).toPrecision(3)));
  const outage = isFast(longMs) ? ', or more than 75% of the events of 30m' : '';
  return (
    `The alert fires when the bad events of ${long} are more than ${share} of those that the budget of ${period} allows${outage}, ` +
    `while they are more than ${bound} of the events of ${short}. ` +
    `Until a day of traffic has been seen, the share of bad events over ${long} decides.`
  );
}

function ofThreshold(
  slo: BudgetSlo,
  { errorRatio, overMs }: ThresholdAlert,
  labels: Labels,
  measured: Measured,
): Sentences {
  const group = groupOf(slo, labels);
  const [bound, what] = [ratioToPercent(errorRatio), countsEvents(slo.indicator) ? 'events were' : 'the time was'];
  return {
    summary: `${group}${group === '' ? 'More' : 'more'} than ${bound} of ${what} ${faultOf(slo.indicator)} in ${nameOf(slo)}.`,
    description: `${group}${measuredOver(slo, overMs, measured)} The alert fires above ${bound}. ${budgetOf(slo, measured)}`,
  };
}

function ofOutage(slo: BudgetSlo, labels: Labels): Sentences {
  const isBadWithoutData = slo.indicator.kind === 'time' && slo.indicator.noData === 'bad';
  const hold = printDuration(slo.outage?.forMs ?? 0);
  return {
    summary: `${groupOf(slo, labels)}${nameOf(slo)} is down.`,
    description: `${groupOf(slo, labels)}the condition of the SLO has not held for ${hold}${isBadWithoutData ? '; missing data counts as down' : ''}.`,
  };
}

function ofBreach(slo: ZeroToleranceSlo, labels: Labels, { count = 0 }: Measured): Sentences {
  const counters = [...new Set(slo.events.map(({ metric }) => metric))].join(', ');
  const clears = printDuration(slo.windowMs + (slo.breach?.keepFiringForMs ?? 0));
  return {
    summary: `${groupOf(slo, labels)}${nameOf(slo)} is breached: an event that must not happen has happened.`,
    description: `${groupOf(slo, labels)}${counters} counted ${count} in the last ${printDuration(slo.windowMs)}; zero are tolerated. The alert clears ${clears} after the last event, whether or not its cause is gone.`,
  };
}

function ofAbsence(slo: Slo, labels: Labels): Sentences {
  const { [LABELS.missing]: input = '' } = labels;
  const mayBeLabel = slo.kind === 'budget' && lowerIndicator(slo).inputs.some(({ isLabel }) => isLabel);
  const hint = mayBeLabel ? ' A label in braces means that the series are there and lack this label.' : '';
  return {
    summary: `The data behind ${nameOf(slo)} is missing.`,
    description: `${input} has had no data for ${printDuration(slo.absent?.forMs ?? 0)}: nothing is known of this SLO, and its other alerts are blind. Look at the scrape targets and at what exports the metric.${hint}`,
  };
}

function ofLeaf(slo: Slo, { leafLabel }: Topology, { [leafLabel]: leaf = '' }: Labels): Sentences {
  const since = printDuration(slo.leafMissing?.forMs ?? 0);
  return {
    summary: `The leaf ${leaf} does not report of ${nameOf(slo)}.`,
    description: `Nothing has come from ${leafLabel}=${leaf} for ${since}, or it scrapes nothing: what happens there is in no number of this SLO, and its alerts are blind to it. Look at the Prometheus of that leaf, at its targets and rules, and at the way by which series come from there.`,
  };
}

/** `shop=a, region=eu: `; empty for an SLO without groups. */
function groupOf({ by }: Slo, labels: Labels): string {
  return by.length === 0 ? '' : `${by.map((label) => `${label}=${labels[label] ?? ''}`).join(', ')}: `;
}

function nameOf({ identity: { namespace, service, slo } }: Slo): string {
  return `${namespace === undefined ? '' : `${namespace}/`}${service}/${slo}`;
}

/** Of events that there were, and of time that was watched: where data is younger than the window, the sentence holds for it. */
function measuredOver({ indicator }: BudgetSlo, windowMs: number, { ratio = 0, otherMs }: Measured): string {
  const window = printDuration(windowMs);
  const isOfEvents = countsEvents(indicator);
  const none = isOfEvents ? `none were seen in the last ${window}` : `none of the last ${window} was`;
  const span = otherMs === undefined ? window : `${printDuration(otherMs)} (${none})`;
  const measured = isOfEvents
    ? `the events in the last ${span} were`
    : `the time that was watched in the last ${span} was`;
  return `${humanizePercentage(ratio)} of ${measured} ${faultOf(indicator)}.`;
}

function budgetOf(slo: BudgetSlo, { remaining, missing = [] }: Measured): string {
  const budget = `${printDuration(slo.periodMs)} budget`;
  const leaves = missing.map((leaf) => ` The leaf ${leaf} does not report and is not counted.`).join('');
  if (remaining === undefined) return `How much of the ${budget} is left is not known.${leaves}`;
  const share = humanizePercentage(Math.abs(remaining));
  const state = remaining < 0 ? `The ${budget} is overspent by ${share}` : `${share} of the ${budget} is left`;
  return `${state}; the last ${printDuration(uncountedMs(slo))} may not be counted yet.${leaves}`;
}

/**
 * For how long an event may be in no budget, in whole minutes: a rate stands for the middle of its base window, the newest sample
 * is half a scrape old, and each group and the way from a leaf add what they wait at most.
 */
function uncountedMs({ scrapeIntervalMs, topology }: BudgetSlo): number {
  const waits = [
    baseWindowMs(scrapeIntervalMs) / 2,
    scrapeIntervalMs / 2,
    fastIntervalMs(scrapeIntervalMs),
    slowIntervalMs(scrapeIntervalMs),
    topology?.queryOffsetMs ?? 0,
  ];
  return Math.ceil(waits.reduce((sum, wait) => sum + wait) / MINUTE_MS) * MINUTE_MS;
}
