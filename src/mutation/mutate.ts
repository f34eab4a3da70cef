// In: rule groups. Out: every mutant of their rules that one careless edit makes, in a fixed order.
// It does not know which tests there are, nor whether Prometheus would load what it makes.
import { print } from '../promql/print.ts';
import type { Rule, RuleGroup } from '../rules/rule.ts';
import type { Edit, Mutant, Operator } from './mutant.ts';
import { OPERATORS } from './operators.ts';

/** All mutants of the groups: by rule, then by operator, then by place in the expression. */
export function mutantsOf(groups: readonly RuleGroup[], operators: readonly Operator[] = OPERATORS): Mutant[] {
  return groups.flatMap((group) =>
    group.rules.flatMap((rule) => mutantsOfRule(rule, `${group.name} ${nameIn(group, rule)}`, operators)),
  );
}

function mutantsOfRule(original: Rule, place: string, operators: readonly Operator[]): Mutant[] {
  const seen = new Set([fingerprint(original)]);
  return operators.flatMap((operator) =>
    numbered(operator.edits(original)).flatMap((edit) => {
      // Two edits may come to the same rule (each side of `x or x`), and some to the rule itself.
      const key = fingerprint(edit.rule);
      if (seen.has(key)) return [];
      seen.add(key);
      return [{ ...edit, operator: operator.name, original, place }];
    }),
  );
}

function fingerprint(rule: Rule | undefined): string {
  if (!rule) return 'none';
  const { purpose: _same, ...rest } = rule.kind === 'alerting' ? rule : { ...rule, purpose: undefined };
  return JSON.stringify({ ...rest, expr: print(rule.expr) });
}

/** Edits that read alike are told apart by their number. */
function numbered(edits: readonly Edit[]): Edit[] {
  return edits.map((edit, at) => {
    const alike = edits.filter(({ description }) => description === edit.description);
    const before = edits.slice(0, at).filter(({ description }) => description === edit.description);
    return alike.length === 1
      ? edit
      : { ...edit, description: `${edit.description} (${before.length + 1} of ${alike.length})` };
  });
}

/** The name of the rule; where several of the group share it, with the labels that tell them apart. */
function nameIn({ rules }: RuleGroup, rule: Rule): string {
  const name = nameOf(rule);
  const alike = rules.filter((other) => nameOf(other) === name);
  if (alike.length === 1) return name;
  const labels = Object.keys(rule.labels).filter((label) =>
    alike.some((other) => other.labels[label] !== rule.labels[label]),
  );
  const alone = labels.find((label) => new Set(alike.map((other) => other.labels[label])).size === alike.length);
  const labelTexts = (alone ? [alone] : labels).map((label) => `${label}="${rule.labels[label]}"`);
  return `${name}{${labelTexts.join(',')}}`;
}

function nameOf(rule: Rule): string {
  return rule.kind === 'alerting' ? rule.alert : rule.record;
}
