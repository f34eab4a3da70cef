// Labels that a user gives to a group, held against those that the SLO groups by.
import type { Place } from '../model/place.ts';
import type { Matcher } from '../promql/ast.ts';
import { accepts } from '../promql/matches.ts';
import type { Labels } from '../proof/context/label-set.ts';
import { didYouMean } from '../text/suggest.ts';

/** Whether `group` names labels of `by` only, and where all are needed every one of them. Complains at `place` otherwise. */
export function checkGroup(group: Labels, by: readonly string[], needed: 'some' | 'all', place: Place): boolean {
  const unknown = Object.keys(group).filter((label) => !by.includes(label));
  for (const label of unknown) {
    const guess = didYouMean(label, by);
    place.at(label).report({
      code: 'scenario-group',
      part: 'key',
      message: `the SLO does not group by ${JSON.stringify(label)}`,
      help: guess ? `did you mean "${guess}"?` : groupsBy(by),
    });
  }
  const missing = needed === 'all' ? by.filter((label) => !group[label]) : [];
  if (missing.length > 0) {
    place.report({
      code: 'scenario-group',
      message: `the group has no value for ${missing.map((label) => JSON.stringify(label)).join(' and ')}`,
      help: groupsBy(by),
    });
  }
  return unknown.length === 0 && missing.length === 0;
}

function groupsBy(by: readonly string[]): string {
  return by.length === 0 ? 'it has no groups: leave "group" out' : `it groups by ${by.join(', ')}`;
}

/** Whether the SLO's own selectors let the group in. Complains about the labels that they leave out. */
export function checkAccepted(group: Labels, matchers: readonly Matcher[], place: Place): boolean {
  const refused = matchers.filter((matcher) => matcher.label in group && !accepts(matcher, group[matcher.label] ?? ''));
  for (const { label, op, value } of refused) {
    place.at(label).report({
      code: 'scenario-group',
      message: `the SLO leaves this group out: its indicator asks for ${label}${op}${JSON.stringify(value)}`,
      help: 'choose another value',
    });
  }
  return refused.length === 0;
}
