// The alert of a burn-rate tier (SRE Workbook, chapter 5): both windows burn faster than the factor allows, there is
// traffic enough to say so, and the data is old enough for the long window to mean what it says. It goes on until recovery is
// seen: a short window without traffic is none.
import { sameGroup } from '../indicator/grouping.ts';
import { type BudgetSlo, countsEvents, errorBudget, faultOf, type MinimumTraffic, type Tier } from '../model/slo.ts';
import { ratioToPercent } from '../model/units.ts';
import { fastIntervalMs } from '../model/windows.ts';
import type { Expr } from '../promql/ast.ts';
import { and, eq, gt, gte, mul, num, or, selector, unless } from '../promql/build.ts';
import { printDuration } from '../promql/duration.ts';
import { alertRule } from './alert-rule.ts';
import { OUTAGE_RATIO, OUTAGE_WINDOW_MS, spendsEvents } from './event-budget.ts';
import { errorRatioSeries, identityMatchers, LABELS, recorded } from './names.ts';
import { recovered } from './recovery.ts';
import type { AlertingRule } from './rule.ts';
import { budgetLeft, groupText, queryOfGroup, sloName, VALUE_PERCENTAGE } from './template.ts';
import { countOf, type Events, existedBefore, isFast } from './windows.ts';

export function burnRateAlert(slo: BudgetSlo, tier: Tier): AlertingRule {
  const { identity, by } = slo;
  const [long, short] = [tier.longMs, tier.shortMs].map(printDuration);
  return alertRule({
    settings: tier.settings,
    identity,
    purpose: { kind: 'burn-rate', slo, tier },
    expr: burns(slo, tier),
    labels: {
      [LABELS.tier]: tier.tier,
      [LABELS.longWindow]: long ?? '',
      [LABELS.shortWindow]: short ?? '',
      [LABELS.factor]: String(tier.factor),
    },
    summary: `${groupText(by)}${sloName(identity)} burns its error budget at more than ${tier.factor === 1 ? '' : `${tier.factor} times `}the sustainable rate.`,
    description:
      `${groupText(by)}${whatWasBad(slo, measuredWindow(slo, tier))}. ` +
      `${slo.budgetOf === 'events' ? eventsWords(slo, tier) : `The alert fires above ${ratioWords(slo, tier)} over ${long} and ${short}`}. ` +
      `${heldWords(slo, tier)}${budgetLeft(slo)}`,
  });
}

/** What else keeps the alert firing: then its window may be below the threshold that the sentence before names. */
function heldWords(slo: BudgetSlo, tier: Tier): string {
  const slower = heldBy(slo, tier);
  return slower ? `It goes on while ${slower.tier} fires. ` : '';
}

/** The window that an alert has measured, looked up when it is sent: while another tier holds it, its long window may be without any
 *  event, and then it shows the ratio of that tier. */
function measuredWindow(slo: BudgetSlo, tier: Tier): string {
  const slower = heldBy(slo, tier);
  const long = printDuration(tier.longMs);
  if (!slower) return long;
  const none = countsEvents(slo.indicator) ? `none were seen in the last ${long}` : `none of the last ${long} was`;
  const query = queryOfGroup(errorRatioSeries(tier.longMs), slo.identity, slo.by);
  return `{{ if ${query} }}${long}{{ else }}${printDuration(slower.longMs)} (${none}){{ end }}`;
}

/** The threshold of a tier: `1.44% (14.4 × the budget of 0.1%)`. */
function ratioWords(slo: BudgetSlo, tier: Tier): string {
  return `${thresholdPercent(slo, tier)} (${factorWords(slo, tier)})`;
}

/** The error ratio above which a tier burns, in percent, to 6 digits: the product has more than anybody wrote. */
export function thresholdPercent({ objective }: BudgetSlo, { factor }: Tier): string {
  return ratioToPercent(Number((factor * errorBudget(objective)).toPrecision(6)));
}

/** The burn rate of a tier: `14.4 × the budget of 0.1%`. */
export function factorWords({ objective }: BudgetSlo, { factor }: Tier): string {
  return `${factor} × the budget of ${ratioToPercent(errorBudget(objective))}`;
}

/** What a tier waits for, in a table: `1.44%`, or `2% of the budget's events`. */
export function thresholdWords(slo: BudgetSlo, tier: Tier): string {
  if (slo.budgetOf === 'events') return `${shareOfEvents(slo, tier)} of the budget's events`;
  return thresholdPercent(slo, tier);
}

/** The share of the period's budget that a tier lets its long window take. */
function shareOfEvents({ periodMs }: BudgetSlo, { factor, longMs }: Tier): string {
  return ratioToPercent(Number(((factor * longMs) / periodMs).toPrecision(3)));
}

/** When a tier that waits for events fires, without the last stop. */
export function eventsWords(slo: BudgetSlo, tier: Tier): string {
  const [long, short, period] = [tier.longMs, tier.shortMs, slo.periodMs].map(printDuration);
  const outage = isFast(tier.longMs)
    ? `, or more than ${ratioToPercent(OUTAGE_RATIO)} of the events of ${printDuration(OUTAGE_WINDOW_MS)}`
    : '';
  return (
    `The alert fires when the bad events of ${long} are more than ${shareOfEvents(slo, tier)} of those that the budget of ${period} allows${outage}, ` +
    `while they are more than ${ratioWords(slo, tier)} of the events of ${short}. ` +
    `Until a day of traffic has been seen, the share of bad events over ${long} decides`
  );
}

/** What the error ratio is a share of, in words. */
export function whatIsBad({ indicator }: BudgetSlo): string {
  return `${countsEvents(indicator) ? 'events were' : 'the time was'} ${faultOf(indicator)}`;
}

/** What an alert has measured, in words that hold where there is data for a part of the window only. */
export function whatWasBad({ indicator }: BudgetSlo, window: string): string {
  const measured = countsEvents(indicator)
    ? `the events in the last ${window} were`
    : `the time that was watched in the last ${window} was`;
  return `${VALUE_PERCENTAGE} of ${measured} ${faultOf(indicator)}`;
}

/**
 * The long window burns, and either the short one does too, with traffic enough, or the alert fires already: it goes on for as
 * long as the long window burns and no recovery is seen. Without that, an outage of a service with little traffic would page
 * anew after each short window without a request, and one that takes the telemetry along would seem to be over. While a slower
 * tier fires, it goes on without the long window, too.
 */
function burns(slo: BudgetSlo, tier: Tier): Expr {
  const { identity, by, objective } = slo;
  const threshold = mul(num(tier.factor), num(errorBudget(objective)));
  const ratio = (windowMs: number) => recorded(errorRatioSeries(windowMs), identity);
  const long = slo.budgetOf === 'events' ? spendsEvents(slo, tier) : gt(ratio(tier.longMs), threshold);
  const short = ratio(tier.shortMs);
  const isOfOneWindow = tier.longMs === tier.shortMs;
  const [first, ...rest] = [
    ...(isOfOneWindow ? [] : [gt(short, threshold), ...noSingleFailure(slo, tier.shortMs, short)]),
    ...guards(slo, tier),
  ];
  if (!first) return long;
  const begun = or(
    rest.reduce((left, right) => and(left, right), first),
    firing(slo, tier),
  );
  const burning = and(long, begun, sameGroup(by));
  if (isOfOneWindow) return burning;
  const goesOn = [burning, ...heldBySlower(slo, tier)].reduce((left, right) => or(left, right));
  return unless(goesOn, recovered({ slo, longMs: tier.longMs, shortMs: tier.shortMs, threshold }));
}

/**
 * The alert fires, and so does the next slower tier of its severity: it is the same incident, though in a service with little
 * traffic the long window may be without a failure for a while, or without any event. Then the slower tier's ratio is known.
 */
function heldBySlower(slo: BudgetSlo, tier: Tier): Expr[] {
  const slower = heldBy(slo, tier);
  if (!slower) return [];
  const ratio = ({ longMs }: Tier) => recorded(errorRatioSeries(longMs), slo.identity);
  const bothFire = and(firing(slo, tier), firing(slo, slower), sameGroup(slo.by));
  return [and(or(ratio(tier), ratio(slower)), bothFire, sameGroup(slo.by))];
}

/** The tier by which another one is held: that of the same severity with the next longer window. A tier of one window ends with it. */
export function heldBy({ tiers }: Pick<BudgetSlo, 'tiers'>, { longMs, shortMs, settings }: Tier): Tier | undefined {
  if (longMs === shortMs) return undefined;
  return tiers
    .filter((other) => other.settings.severity === settings.severity && other.longMs > longMs)
    .sort((a, b) => a.longMs - b.longMs)[0];
}

/** Two events (or slices), with half of one left to rounding and to scrapes that are not quite regular. */
const MORE_THAN_ONE = 1.5;

/** Above this share a short window burns by one event, too: a service with little traffic has no more of them. */
export const MOST_FAIL = 0.5;

/** How many bad events the short window must hold (of an indicator of time, bad seconds); 0 where the spec asks for none. */
export function leastInShort({ indicator, scrapeIntervalMs, minimumTraffic: { bad } }: BudgetSlo): number {
  if (!countsEvents(indicator)) return Math.min(bad, (MORE_THAN_ONE * fastIntervalMs(scrapeIntervalMs)) / 1_000);
  return bad > 1 ? MORE_THAN_ONE : 0;
}

/**
 * For hours after an incident the long window burns and holds bad events enough, so the short one alone tells whether another
 * one begins. With few events in it, a single failure is more than any threshold; it begins an incident only where most events
 * fail.
 */
function noSingleFailure(slo: BudgetSlo, shortMs: number, ratio: Expr): Expr[] {
  const least = leastInShort(slo);
  if (least === 0) return [];
  return [or(gt(ratio, num(MOST_FAIL)), gte(countOf('bad', shortMs, slo), num(least)))];
}

/** The alert itself, as Prometheus records it while it fires. */
function firing({ identity }: BudgetSlo, { tier, settings }: Tier): Expr {
  return selector('ALERTS', [
    eq('alertname', settings.name),
    eq('alertstate', 'firing'),
    ...identityMatchers(identity),
    eq(LABELS.tier, tier),
  ]);
}

function guards(slo: BudgetSlo, { longMs, minimumAgeMs }: Tier): Expr[] {
  const oldEnough = minimumAgeMs === 0 ? [] : [existedBefore(minimumAgeMs, slo)];
  return [...enoughTraffic(slo, longMs), ...oldEnough];
}

/** Events enough in a window for its ratio to mean something. */
export function enoughTraffic(slo: BudgetSlo, windowMs: number): Expr[] {
  const enough = (events: Events) => {
    const least = slo.minimumTraffic[events];
    return least === 0 ? [] : [gte(countOf(events, windowMs, slo), num(least))];
  };
  return [...enough('total' satisfies keyof MinimumTraffic), ...enough('bad')];
}
