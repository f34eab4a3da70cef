// How an alert is called: by its name, and of several of one name by its tier, or by the labels that differ, too.
import { type Labels, labelValue } from '../exposition/exposition.ts';
import { isCompilerLabel } from '../model/compiler-labels.ts';
import type { Matcher } from '../promql/ast.ts';
import { eq, neq } from '../promql/build.ts';
import { isSameMatcher } from '../promql/matches.ts';
import { print } from '../promql/print.ts';
import { LABELS } from './names.ts';
import { type AlertingRule, alertsOf, type RuleGroup } from './rule.ts';
import { renderLiteral } from './template.ts';

/** As it can be typed after `slo explain`, and stands in tables: `ErrorBudgetBurn/page-fast`. */
export function alertName(alert: string, tier = ''): string {
  return tier === '' ? alert : `${alert}/${tier}`;
}

/** What an alert is called, with its tier where it has one. */
export function alertNameOf({ alert, purpose }: AlertingRule): string {
  return alertName(alert, purpose.kind === 'burn-rate' ? purpose.tier.tier : '');
}

/** By the labels of an alert that fired. */
export function alertNameOfLabels(labels: Labels): string {
  return alertName(labelValue(labels, 'alertname'), labelValue(labels, LABELS.tier));
}

/** As a selector, which tells it from others of its name: `HighErrorRate{severity="critical"}`, or the name where that does. */
export function alertSelector(alert: string, apart: readonly Matcher[] = []): string {
  return print({ kind: 'selector', metric: alert, matchers: apart });
}

/** The same with its tier, as it stands in a sentence. */
export function apartPhrase({ alert, purpose, apart }: AlertingRule): string {
  return alertPhrase(alertSelector(alert, apart), purpose.kind === 'burn-rate' ? purpose.tier.tier : '');
}

/** As it stands in a sentence: `ErrorBudgetBurn page-fast`. */
export function alertPhrase(alert: string, tier = ''): string {
  return tier === '' ? alert : `${alert} ${tier}`;
}

/** The groups, with each alert told from the others of its name in any of them. */
export function withDistinguishing(groups: readonly RuleGroup[]): RuleGroup[] {
  const alerts = alertsOf(groups);
  const others = (rule: AlertingRule) => alerts.filter((other) => other !== rule && other.alert === rule.alert);
  return groups.map((group) => ({
    ...group,
    rules: group.rules.map((rule) =>
      rule.kind === 'recording' ? rule : { ...rule, apart: apartFrom(rule, others(rule)) },
    ),
  }));
}

/** Matchers that this alert passes and none of the others does, besides those on its identity and its tier. */
function apartFrom(rule: AlertingRule, others: readonly AlertingRule[]): Matcher[] {
  const found = others.flatMap((other) => apartFromOne(rule, other) ?? []);
  return found.filter((matcher, at) => found.findIndex((other) => isSameMatcher(other, matcher)) === at);
}

function apartFromOne(rule: AlertingRule, other: AlertingRule): Matcher | undefined {
  const differing = Object.entries(rule.labels).filter(([label, value]) => other.labels[label] !== value);
  if (differing.some(([label]) => isCompilerLabel(label))) return undefined;
  const [differs] = differing;
  if (differs) return eq(differs[0], renderLiteral(differs[1]));
  // A series can have a label of this name: it is the value that only the other alert has.
  const further = Object.entries(other.labels).find(([label]) => !(label in rule.labels));
  return further && neq(further[0], renderLiteral(further[1]));
}
