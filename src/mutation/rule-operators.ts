// Edits of a rule around its expression: its name, its labels, its texts, its existence.
import { LABELS } from '../rules/names.ts';
import type { Rule } from '../rules/rule.ts';
import type { Edit, Operator } from './mutant.ts';

const OTHER_SEVERITY: Readonly<Record<string, string>> = { critical: 'warning' };

export const RULE_OPERATORS: readonly Operator[] = [
  { name: 'severity-swapped', says: 'what should page is a ticket, and the other way round', edits: severity },
  { name: 'label-dropped', says: 'a label that the rule adds is gone', edits: (rule) => withoutEach(rule, 'labels') },
  {
    name: 'label-changed',
    says: 'a label that the rule adds has another value',
    edits: (rule) =>
      Object.keys(rule.labels).map((label) => ({
        says: `label ${label} changed`,
        rule: { ...rule, labels: { ...rule.labels, [label]: `${rule.labels[label]}-x` } },
      })),
  },
  {
    name: 'annotation-dropped',
    says: 'a text of an alert is gone',
    edits: (rule) => (rule.kind === 'alerting' ? withoutEach(rule, 'annotations') : []),
  },
  {
    name: 'renamed',
    says: 'the alert or the recorded series has another name',
    edits: (rule) => [
      {
        says: 'renamed',
        rule: rule.kind === 'alerting' ? { ...rule, alert: `${rule.alert}X` } : { ...rule, record: `${rule.record}_x` },
      },
    ],
  },
  { name: 'rule-deleted', says: 'the rule is gone', edits: () => [{ says: 'deleted', rule: undefined }] },
];

function severity(rule: Rule): Edit[] {
  const own = rule.labels[LABELS.severity];
  if (own === undefined) return [];
  const other = OTHER_SEVERITY[own] ?? 'critical';
  return [{ says: `${own} -> ${other}`, rule: { ...rule, labels: { ...rule.labels, [LABELS.severity]: other } } }];
}

function withoutEach<R extends Rule, K extends keyof R & ('labels' | 'annotations')>(rule: R, field: K): Edit[] {
  const texts = Object.entries(rule[field] as Readonly<Record<string, string>>);
  return texts.map(([name]) => ({
    says: `${field === 'labels' ? 'label' : 'annotation'} ${name} dropped`,
    rule: { ...rule, [field]: Object.fromEntries(texts.filter(([other]) => other !== name)) },
  }));
}
