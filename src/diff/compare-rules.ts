// The rules of one thing in both states in, those that differ out: complete, because nothing but their text is looked at.
import { LABELS } from '../rules/names.ts';
import type { AlertPurpose } from '../rules/rule.ts';
import type { RuleChange } from './change.ts';
import { pairUp } from './pair-up.ts';
import { type PlacedRule, ruleName } from './placed-rule.ts';

/** How a rule is recognised in the other state, the surest sign first. */
const LIKENESSES: readonly ((rule: PlacedRule) => string)[] = [
  ({ text }) => text,
  (rule) => JSON.stringify([rule.rule.kind, ruleName(rule), rule.rule.labels[LABELS.severity], rule.group]),
  (rule) => JSON.stringify([rule.rule.kind, ruleName(rule), rule.rule.labels[LABELS.severity]]),
  (rule) => JSON.stringify([rule.rule.kind, ruleName(rule)]),
  ({ rule, text }) => (rule.kind === 'alerting' ? purposeText(rule.purpose) : text),
];

/** Every rule that is not the same before and after, in the order of the rules after; those that are gone come last. */
export function compareRules(before: readonly PlacedRule[], after: readonly PlacedRule[]): RuleChange[] {
  return pairUp(before, after, LIKENESSES).flatMap(({ before: old, after: now }): RuleChange[] => {
    if (old && now) {
      return old.text === now.text
        ? []
        : [{ change: 'changed', ...named(now), before: old, after: now, fields: fieldsThatDiffer(old, now) }];
    }
    if (now) return [{ change: 'added', ...named(now), after: now, fields: [] }];
    return old ? [{ change: 'removed', ...named(old), before: old, fields: [] }] : [];
  });
}

function named(rule: PlacedRule): Pick<RuleChange, 'kind' | 'name'> {
  return { kind: rule.rule.kind === 'recording' ? 'recording rule' : 'alert', name: ruleName(rule) };
}

function fieldsThatDiffer(before: PlacedRule, after: PlacedRule): string[] {
  const names = new Set([...Object.keys(before.fields), ...Object.keys(after.fields)]);
  return [...names].filter((name) => before.fields[name] !== after.fields[name]);
}

/** An alert that was renamed still has the purpose that it had. */
function purposeText(purpose: AlertPurpose): string {
  switch (purpose.kind) {
    case 'burn-rate':
      return JSON.stringify([purpose.kind, purpose.tier.longMs, purpose.tier.shortMs, purpose.tier.factor]);
    case 'threshold':
      return JSON.stringify([purpose.kind, purpose.threshold.errorRatio, purpose.threshold.overMs]);
    default:
      return purpose.kind;
  }
}
