// What an indicator needs of its metrics, as expressions that return something while it is missing.
import { arePartsOf } from '../model/other-targets.ts';
import type { Indicator, RatioIndicator } from '../model/slo.ts';
import type { Expr, Matcher, Selector } from '../promql/ast.ts';
import { absent, count, neq, selector, unless } from '../promql/build.ts';
import { someValuePasses } from '../promql/matched-values.ts';
import { accepts, isSameMatcher } from '../promql/matches.ts';
import { print } from '../promql/print.ts';
import { binariesOf, selectorsOf } from '../promql/visit.ts';
import { united } from './counting.ts';
import { sameGroup } from './grouping.ts';
import type { Input } from './lowered.ts';

/**
 * Returns something while no series of the selector carries every required group label: without one, all groups would collapse into
 * one. `absent` takes a label from an equality matcher unless a matcher behind it names the same label, and Prometheus
 * reorders matchers from some version on: what an equality matcher of the same label implies is therefore left out.
 */
export function missingSeries(selector: Selector, requiredBy: readonly string[]): Expr {
  const all = [...selector.matchers, ...requiredBy.map((label) => neq(label, ''))];
  const equal = all.filter(({ op }) => op === '=');
  const isImplied = (matcher: Matcher) =>
    equal.some(
      (equality) => equality !== matcher && equality.label === matcher.label && accepts(matcher, equality.value),
    );
  return absent({ ...selector, matchers: all.filter((matcher) => matcher.op === '=' || !isImplied(matcher)) });
}

/** The counters of the total, the group labels, and the labels that decide what is bad. */
export function ratioInputs(indicator: RatioIndicator, by: readonly string[], requiredBy: readonly string[]): Input[] {
  return [...presence(indicator, requiredBy), ...decidingInputs(indicator, by)];
}

/** Of several counters some may lack a group label, as long as one has them all. */
function presence(indicator: RatioIndicator, requiredBy: readonly string[]): Input[] {
  const { total } = indicator;
  const isGroupedAlone = total.length === 1 || requiredBy.length === 0;
  const inputs = expectedOf(indicator).map(
    (selector): Input => ({
      name: selector.metric ?? '',
      missing: missingSeries(selector, isGroupedAlone ? requiredBy : []),
    }),
  );
  return isGroupedAlone ? inputs : [...inputs, groupLabels(total, requiredBy)];
}

/** The counters of the total that must be there. One that counts failures alone may be born with the first of them. */
export function expectedOf({ total, counted, events }: RatioIndicator): readonly Selector[] {
  const isWithin = events.every((event) => total.some(({ metric }) => metric === event.metric));
  const isOfFailuresAlone = (selector: Selector) =>
    counted === 'bad' ? arePartsOf([selector], events) : isWithin && events.every((event) => areApart(selector, event));
  const expected = total.filter((selector) => !isOfFailuresAlone(selector));
  return expected.length > 0 ? expected : total;
}

/** Whether surely no series is one of both selectors. */
function areApart(a: Selector, b: Selector): boolean {
  const all = [...a.matchers, ...b.matchers];
  const isFree = ({ label }: Matcher) => someValuePasses(all.filter((matcher) => matcher.label === label)) !== false;
  return a.metric !== b.metric || !all.every(isFree);
}

function groupLabels(total: readonly Selector[], requiredBy: readonly string[]): Input {
  const carrying = total.map((selector) => carryingLabels(selector, requiredBy));
  return { name: groupLabelsInput(requiredBy), missing: absent(united(carrying)), isLabel: true };
}

/** What is missing where no counter of several has all the group labels. */
export function groupLabelsInput(requiredBy: readonly string[]): string {
  return print({ kind: 'selector', matchers: present(requiredBy) });
}

/** A counter of the total whose labels decide what is bad. */
export interface Deciding {
  readonly total: readonly Selector[];
  /** Sets of labels. With all of one set a series can be told to be bad, or good. */
  readonly sets: readonly (readonly string[])[];
  /** What is missing where no series has a whole set. */
  readonly name: string;
}

/** What an indicator counts: good or bad events, by selectors, out of all events. */
type Counted = Pick<RatioIndicator, 'total' | 'events'>;

/** What an indicator counts, where its labels alone tell bad events from others. Of raw PromQL a difference does not: it counts
 *  what it does not select. */
export function countedBy(indicator: Indicator): Counted | undefined {
  switch (indicator.kind) {
    case 'ratio':
      return indicator;
    case 'raw-events':
      return countedByRaw(indicator.bad, indicator.total);
    case 'raw-ratio':
      return indicator.ratio.kind === 'binary' && indicator.ratio.op === '/'
        ? countedByRaw(indicator.ratio.left, indicator.ratio.right)
        : undefined;
    case 'latency':
    case 'native-latency':
    case 'time':
      return undefined;
  }
}

function countedByRaw(bad: Expr, total: Expr): Counted | undefined {
  const isSelection = !binariesOf(bad).some(({ op }) => op === '-' || op === 'unless');
  return isSelection ? { events: seriesOf(bad), total: seriesOf(total) } : undefined;
}

/** Each set of series that an expression reads, once, whenever it reads them. */
function seriesOf(expr: Expr): Selector[] {
  const all = selectorsOf(expr).map(
    ({ metric, matchers }): Selector => ({ kind: 'selector', matchers, ...(metric !== undefined && { metric }) }),
  );
  return [...new Map(all.map((selector) => [print(selector), selector])).values()];
}

/** The inputs that are labels: those that decide what is bad, by the groups of the indicator. */
export function decidingInputs(indicator: Indicator, by: readonly string[]): Input[] {
  const counted = countedBy(indicator);
  return counted ? decidingOf(counted).map((deciding) => undecided(deciding, by)) : [];
}

/** The counters of the total whose labels decide what is bad. Nothing is asked of other counters, which may be born with their
 *  first failure. */
export function decidingOf({ total, events }: Counted): Deciding[] {
  const counters = [...new Set(total.map(({ metric = '' }) => metric))];
  return counters.flatMap((counter) => {
    const all = total.filter(({ metric = '' }) => metric === counter);
    const needs = events.filter(({ metric = '' }) => metric === counter).map((event) => needsOf(event, all));
    const sets = needs.flatMap((need) => need ?? []);
    if (sets.length === 0 || needs.includes(undefined)) return [];
    const name = sets.map((labels) => print(selector(counter, present(labels)))).join(' or ');
    return [{ total: all, sets, name }];
  });
}

/** The labels that decide are on no series of a group: whatever happens there, all events would be good, or all bad. */
function undecided({ total, sets, name }: Deciding, by: readonly string[]): Input {
  const carrying = sets.map((labels) => united(total.map((counter) => carryingLabels(counter, labels))));
  const missing = unless(count(united(total), by), count(united(carrying), by), sameGroup(by));
  return { name, missing, isLabel: true };
}

/**
 * Sets of labels of which a series must carry one, for the selector to tell good events from bad ones. Undefined where that
 * cannot be asked of healthy series: a label may be given to failures alone.
 */
function needsOf(event: Selector, total: readonly Selector[]): string[][] | undefined {
  // What all events are narrowed by decides nothing, and a label that they all have cannot be gone.
  const isShared = (matcher: Matcher, other: Matcher) =>
    isSameMatcher(matcher, other) || (other.label === matcher.label && !accepts(other, ''));
  const further = event.matchers.filter(
    (matcher) => !total.every(({ matchers }) => matchers.some((other) => isShared(matcher, other))),
  );
  const required = further.filter((matcher) => !accepts(matcher, ''));
  if (required.length > 0) return required.some(isOfFailures) ? undefined : [labelsOf(required)];
  const excluded = further.filter((matcher) => !isOfFailures(matcher));
  if (excluded.length === 0) return undefined;
  return labelsOf(excluded).map((label) => [label]);
}

/** Labels whose names say that only failures have them. */
const FAILURE_LABEL = /(^|_)(err|exception|fail|fault|reason|cause)/;

/** A value that no pattern is written for. */
const ANY_VALUE = 'any value';

/** Whether a matcher asks whether its label is there at all, or is of a label that by its name only failures have. */
function isOfFailures(matcher: Matcher): boolean {
  return FAILURE_LABEL.test(matcher.label) || accepts(matcher, '') !== accepts(matcher, ANY_VALUE);
}

function labelsOf(matchers: readonly Matcher[]): string[] {
  return [...new Set(matchers.map(({ label }) => label))];
}

function present(labels: readonly string[]): Matcher[] {
  return labels.map((label) => neq(label, ''));
}

function carryingLabels(selector: Selector, labels: readonly string[]): Selector {
  return { ...selector, matchers: [...selector.matchers, ...present(labels)] };
}
