// The counters of bad (or good) events, held against those of all events: they must be a real part of them, and no group may
// hold events of one sort only.
import { findMetric, TARGET_LABELS } from '../../metrics/catalogue.ts';
import type { Matcher, Selector } from '../../promql/ast.ts';
import { impliesTest, someValuePasses } from '../../promql/matched-values.ts';
import { isOneSlip } from '../../text/suggest.ts';
import type { Place } from '../place.ts';
import { type Counted, decidingLabels, hasBound, isOfOneFamily, labelsOf, testsOf } from './event-selectors.ts';
import { checkMeaning } from './meaning.ts';

/** Selectors of bad or good events, and where they are written. */
export interface Counters {
  readonly selectors: readonly Selector[];
  readonly placeOf: (at: number) => Place;
}

/** Reports events that are no part of all events, or are all of them. */
export function checkEvents(total: readonly Selector[], events: Counters, counted: Counted): void {
  events.selectors.forEach((selector, at) => {
    const place = events.placeOf(at);
    const rivals = total.filter((other) => isOfOneFamily(selector, other));
    checkMeaning(selector, rivals, counted, place);
    if (rivals.length === 0) checkForeign(selector, total, counted, place);
    else checkPart(selector, rivals, counted, place);
  });
  checkAreFewer(total, events, counted);
}

/** Reports events that surely are all events. */
export function checkAreFewer(total: readonly Selector[], { selectors, placeOf }: Counters, counted: Counted) {
  const isCounted = (all: Selector) =>
    selectors.some((part) => isOfOneFamily(part, all) && !hasBound(part) && isImplied(part, all));
  if (!total.every(isCounted)) return;
  placeOf(0).report({
    code: 'events-equal-total',
    message: `the ${counted} events are all events: ${counted === 'bad' ? 'every event would be an error' : 'no event could be an error'}`,
    help: `add the matcher that tells ${counted} events apart, such as code${counted === 'bad' ? '=~' : '!~'}"5.."`,
  });
}

/** Reports events of an expression that are none of all events, or that are so by their status. */
export function checkOutside(total: readonly Selector[], events: Counters, counted: Counted): void {
  events.selectors.forEach((selector, at) => {
    const place = events.placeOf(at);
    const rivals = total.filter((other) => isOfOneFamily(selector, other));
    checkMeaning(selector, rivals, counted, place);
    if (rivals.length === 0 && counted === 'bad') {
      checkBeside(
        selector,
        total.map(({ metric = '' }) => metric),
        place,
      );
    } else if (overlapping(selector, rivals).length === 0) complainOutside(selector, rivals, counted, place);
  });
}

/** The first label of which no value passes both selectors. */
function excludingLabel(a: Selector, b: Selector): string | undefined {
  return labelsOf(a).find((label) => {
    const [ofA, ofB] = [testsOf(a, label), testsOf(b, label)];
    return ofB.length > 0 && someValuePasses([...ofA, ...ofB]) === false;
  });
}

/** The first label by which `selector` selects series that `other` does not. */
function wideningLabel(selector: Selector, other: Selector): string | undefined {
  return labelsOf(other).find((label) =>
    testsOf(other, label).some((test) => impliesTest(testsOf(selector, label), test) === false),
  );
}

function overlapping(selector: Selector, rivals: readonly Selector[]): Selector[] {
  return rivals.filter((rival) => excludingLabel(selector, rival) === undefined);
}

function complainOutside(selector: Selector, [rival]: readonly Selector[], counted: Counted, place: Place) {
  const label = rival && excludingLabel(selector, rival);
  place.report({
    code: 'events-outside-total',
    message: `the ${counted} events are none of "total": the matchers on "${label}" exclude each other`,
    help: `let "total" select all events, the ${counted} ones among them`,
  });
}

function checkPart(selector: Selector, rivals: readonly Selector[], counted: Counted, place: Place): void {
  const [only, second] = overlapping(selector, rivals);
  if (!only) {
    complainOutside(selector, rivals, counted, place);
    return;
  }
  const widening = wideningLabel(selector, only);
  if (widening !== undefined) {
    if (second) return;
    place.report({
      code: 'events-outside-total',
      severity: 'warning',
      message: `the ${counted} events are not limited as "total" is by "${widening}", so they count series that "total" does not`,
      help: `repeat the matcher: ${testsOf(only, widening)
        .map(({ label, op, value }) => `${label}${op}${JSON.stringify(value)}`)
        .join(', ')}`,
    });
  }
}

/** Whether every series of `other` is surely one of `selector`. */
function isImplied(selector: Selector, other: Selector): boolean {
  return labelsOf(selector).every((label) =>
    testsOf(selector, label).every((test) => takesAll(test) || impliesTest(testsOf(other, label), test) === true),
  );
}

/** A value with a line break, which some versions of Prometheus leave out, is none of a label of events. */
function takesAll({ op, value }: Matcher): boolean {
  return op === '=~' && value === '.*';
}

/** Names of counters of events that went well, which are seldom all events. */
const COUNTS_SUCCESS =
  /(^|_)(accepted|complete|completed|completions|delivered|done|good|ok|passed|success|successes|successful|successfully|succeed|succeeded)(_|$)/;

/** Counters of another name: what can be told is that they are counted elsewhere, or beside each other. */
function checkForeign(selector: Selector, total: readonly Selector[], counted: Counted, place: Place): void {
  const names = total.map(({ metric = '' }) => metric);
  const apart = total.map((other) => excludingLabel(selector, other));
  const [label] = apart;
  if (label !== undefined && apart.every((found) => found !== undefined)) {
    place.report({
      code: 'events-outside-total',
      severity: 'warning',
      message: `the ${counted} events are counted where "total" counts nothing: their matchers on "${label}" exclude each other`,
      help: TARGET_LABELS.some((target) => target === label)
        ? 'counters of one target tell of the same events; those of two are off by what happens between their scrapes'
        : `let both select the same "${label}"`,
    });
  }
  const similar = names.find((name) => isLikelySlip(selector.metric ?? '', name));
  if (similar !== undefined) {
    place.report({
      code: 'similar-metric',
      severity: 'warning',
      message: `"${selector.metric}" and "${similar}" differ by one letter`,
      help: 'if one is a slip, nothing matches it and the alert never fires',
    });
  }
  if (counted === 'bad') checkBeside(selector, names, place);
  if (counted === 'bad' && !names.some((name) => COUNTS_SUCCESS.test(name))) checkName(selector, place);
}

/** Reports bad events whose counter has the name of those that went well. */
function checkName({ metric = '' }: Selector, place: Place): void {
  if (!COUNTS_SUCCESS.test(metric)) return;
  place.report({
    code: 'good-and-bad-swapped',
    severity: 'warning',
    message: `"${metric}" seems to count the events that went well, and they would count as bad`,
    help: 'name these events "good"',
  });
}

/** Reports bad events that are counted beside those that went well. */
function checkBeside({ metric = '' }: Selector, names: readonly string[], place: Place): void {
  if (COUNTS_SUCCESS.test(metric) || !names.every((name) => COUNTS_SUCCESS.test(name))) return;
  place.report({
    code: 'events-outside-total',
    severity: 'warning',
    message: `"total" seems to count the events that went well, so the bad ones are no part of it`,
    help: `count both as "total": ${[...new Set([...names, metric])].join(' and ')}`,
  });
}

/** Short names and numbered ones differ by a letter on purpose. */
function isLikelySlip(name: string, other: string): boolean {
  const isLong = Math.min(name.length, other.length) >= SHORTEST_SLIP;
  return isLong && isOneSlip(name, other) && name.replace(/\d/g, '') !== other.replace(/\d/g, '');
}

const SHORTEST_SLIP = 12;

/** Reports group labels of the indicator that tell bad events from the others: each group would be all bad or all
 *  good. */
export function checkGroups(
  { total, events, by }: { total: readonly Selector[]; events: readonly Selector[]; by: readonly string[] },
  place: Place,
): void {
  const deciding = decidingLabels(total, events);
  by.forEach((label, at) => {
    if (!deciding.some((labels) => labels.includes(label) && labels.every((other) => by.includes(other)))) {
      checkIsNoOutcome(label, total, place.at('by', at));
      return;
    }
    place.at('by', at).report({
      code: 'grouped-by-outcome',
      message: `"${label}" decides whether an event is bad, so each group would have no errors or nothing else`,
      help: `remove "${label}" from "by": one error budget holds the good and the bad events of a thing`,
    });
  });
}

/** Reports a group label that by what is known of a metric says how its events ended, though other labels tell bad ones apart. */
function checkIsNoOutcome(label: string, total: readonly Selector[], place: Place): void {
  const counter = total.find(({ metric = '' }) => findMetric(metric)?.metric.outcomeLabels?.includes(label));
  if (!counter) return;
  place.report({
    code: 'grouped-by-outcome',
    severity: 'warning',
    message: `"${label}" of "${counter.metric}" says how an event ended, so most groups would have no errors or nothing else`,
    help: `remove "${label}" from "by": one error budget holds the good and the bad events of a thing`,
  });
}
