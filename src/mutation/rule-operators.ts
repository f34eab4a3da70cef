// Edits of a rule around its expression: its name, its labels, its texts, its existence.
import { LABELS } from '../rules/names.ts';
import type { Rule } from '../rules/rule.ts';
import type { Edit, Operator } from './mutant.ts';

const OTHER_SEVERITY: Readonly<Record<string, string>> = { critical: 'warning' };

export const RULE_OPERATORS: readonly Operator[] = [
  { name: 'severity-swapped', description: 'what should page is a ticket, and the other way round', edits: severity },
  {
    name: 'label-dropped',
    description: 'a label that the rule adds is gone',
    edits: (rule) => withoutEach(rule, 'labels'),
  },
  {
    name: 'label-changed',
    description: 'a label that the rule adds has another value',
    edits: (rule) =>
      Object.keys(rule.labels).map((label) => ({
        description: `label ${label} changed`,
        rule: { ...rule, labels: { ...rule.labels, [label]: `${rule.labels[label]}-x` } },
      })),
  },
  {
    name: 'annotation-dropped',
    description: 'a text of an alert is gone',
    edits: (rule) => (rule.kind === 'alerting' ? withoutEach(rule, 'annotations') : []),
  },
  {
    name: 'renamed',
    description: 'the alert or the recorded series has another name',
    edits: (rule) => [
      {
        description: 'renamed',
        rule: rule.kind === 'alerting' ? { ...rule, alert: `${rule.alert}X` } : { ...rule, record: `${rule.record}_x` },
      },
    ],
  },
  { name: 'rule-deleted', description: 'the rule is gone', edits: () => [{ description: 'deleted', rule: undefined }] },
];

function severity(rule: Rule): Edit[] {
  const written = rule.labels[LABELS.severity];
  if (written === undefined) return [];
  const other = OTHER_SEVERITY[written] ?? 'critical';
  return [
    { description: `${written} -> ${other}`, rule: { ...rule, labels: { ...rule.labels, [LABELS.severity]: other } } },
  ];
}

function withoutEach<R extends Rule, K extends keyof R & ('labels' | 'annotations')>(rule: R, field: K): Edit[] {
  const texts = Object.entries(rule[field] as Readonly<Record<string, string>>);
  return texts.map(([name]) => ({
    description: `${field === 'labels' ? 'label' : 'annotation'} ${name} dropped`,
    rule: { ...rule, [field]: Object.fromEntries(texts.filter(([other]) => other !== name)) },
  }));
}
