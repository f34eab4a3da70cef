// A compiled rule with the group that it stands in, and what a rule file says of both. Everything that a change of rules
// could be seen by is here, so two states whose placed rules are equal have equal rules.
import { ruleValue } from '../backends/rule-groups.ts';
import { printDuration } from '../promql/duration.ts';
import { alertName } from '../rules/alert-name.ts';
import { LABELS } from '../rules/names.ts';
import type { Rule, RuleGroup } from '../rules/rule.ts';

export interface PlacedRule {
  readonly rule: Rule;
  readonly group: string;
  /** The fields of the rule as a rule file says them, and its group's name and interval: `labels.severity` to `critical`. */
  readonly fields: Readonly<Record<string, string>>;
  /** All fields as one text; equal texts are equal rules. */
  readonly text: string;
}

/** The rules of some groups, in order. */
export function placeRules(groups: readonly RuleGroup[]): PlacedRule[] {
  return groups.flatMap((group) => group.rules.map((rule) => placeRule(rule, group)));
}

/** A rule with the name and the interval, in milliseconds, of its group. */
export function placeRule(rule: Rule, { name, intervalMs }: Pick<RuleGroup, 'name' | 'intervalMs'>): PlacedRule {
  const fields: PlacedRule['fields'] = { group: name, interval: printDuration(intervalMs), ...flat(ruleValue(rule)) };
  const text = JSON.stringify(
    Object.keys(fields)
      .sort()
      .map((key) => [key, fields[key]]),
  );
  return { rule, group: name, fields, text };
}

/** What a rule is called here: an alert with its tier, which tells it from others of its name. */
export function ruleName({ rule }: PlacedRule): string {
  return alertName(rule.kind === 'recording' ? rule.record : rule.alert, rule.labels[LABELS.tier]);
}

function flat(value: object, path = ''): Record<string, string> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
      typeof inner === 'object' && inner !== null
        ? Object.entries(flat(inner, `${path}${key}.`))
        : [[`${path}${key}`, String(inner)]],
    ),
  );
}
