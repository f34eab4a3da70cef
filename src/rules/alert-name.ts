// How people call an alert: by its name, and of several of one name by its tier, too.
import { type Labels, labelValue } from '../exposition/exposition.ts';
import type { Matcher } from '../promql/ast.ts';
import { print } from '../promql/print.ts';
import { LABELS } from './names.ts';
import type { AlertingRule } from './rule.ts';

/** As it can be typed after `slo explain`, and stands in tables: `ErrorBudgetBurn/page-fast`. */
export function alertName(alert: string, tier = ''): string {
  return tier === '' ? alert : `${alert}/${tier}`;
}

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
