// Series of a scenario that no rule reads: whatever they are, every alert does the same, so the scenario shows nothing of them.
import type { Place } from '../model/place.ts';
import type { Matcher, Selector } from '../promql/ast.ts';
import { accepts, OPPOSITE } from '../promql/matches.ts';
import { print } from '../promql/print.ts';
import { selectorsOf } from '../promql/visit.ts';
import type { InputSeries } from '../proof/context/scenario.ts';
import { compareText, distinct } from '../text/lists.ts';
import { didYouMean } from '../text/suggest.ts';
import type { UserTarget } from './user-target.ts';

/**
 * Warns of series that no rule reads. One that differs from what is read in the values of labels alone may show that such series
 * do not count, as long as the scenario has another that is read.
 */
export function checkRead(
  series: readonly InputSeries[],
  { groups, compiled }: Pick<UserTarget, 'groups' | 'compiled'>,
  place: Place,
): void {
  const selectors = groups.flatMap(({ rules }) => rules.flatMap(({ expr }) => selectorsOf(expr)));
  const isRead = series.map((input) => selectors.some((selector) => refusing(selector, input).length === 0));
  for (const [at, input] of series.entries()) {
    if (isRead[at] || (isRead.includes(true) && selectors.some((selector) => isBeside(selector, input)))) continue;
    place.at('series', at, 'series').report({
      code: 'scenario-series-unread',
      severity: 'warning',
      message: `no rule of ${compiled ? 'the SLO' : 'these alerts'} reads this series`,
      help: helpFor(input, selectors),
    });
  }
}

/** The matchers of a selector that refuse a series: none, where it is selected or where that cannot be judged. */
function refusing({ metric, matchers }: Selector, series: InputSeries): Matcher[] {
  const named: Matcher[] = metric === undefined ? [] : [{ label: NAME, op: '=', value: metric }];
  return [...named, ...matchers].filter((matcher) =>
    accepts({ ...matcher, op: OPPOSITE[matcher.op] }, labelOf(series, matcher)),
  );
}

const NAME = '__name__';

function labelOf({ metric, labels }: InputSeries, { label }: Matcher): string {
  return label === NAME ? metric : (labels[label] ?? '');
}

/** Whether the series has the name and all labels that a selector asks for, with other values. */
function isBeside(selector: Selector, series: InputSeries): boolean {
  return refusing(selector, series).every(({ label }) => label !== NAME && label in series.labels);
}

function helpFor(series: InputSeries, selectors: readonly Selector[]): string {
  const names = distinct(selectors.flatMap(({ metric = '' }) => (isRecorded(metric) ? [] : [metric])));
  const ofName = selectors.filter((selector) => refusing(selector, series).every(({ label }) => label !== NAME));
  const [nearest] = ofName.sort(
    (selector, otherSelector) => refusing(selector, series).length - refusing(otherSelector, series).length,
  );
  if (nearest)
    return `the rules read ${print({ kind: 'selector', metric: series.metric, matchers: nearest.matchers })}`;
  const meant = didYouMean(series.metric, names);
  return meant ? `did you mean "${meant}"?` : `the rules read ${names.sort(compareText).join(', ')}`;
}

/** Whether rules make the series, rather than a scrape. */
function isRecorded(metric: string): boolean {
  return metric === '' || metric === 'ALERTS' || metric.includes(':');
}
