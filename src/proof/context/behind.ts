// In: what a scenario expects, and rules. Out: the rules on which that depends, directly or through what they record. No
// other rule can make the scenario fail, so no other needs to be loaded for it.
import { memoized } from '../../memoized.ts';
import { isAlertSeries } from '../../model/series-names.ts';
import type { Expr, Selector } from '../../promql/ast.ts';
import { accepts } from '../../promql/matches.ts';
import { selectorsOf } from '../../promql/visit.ts';
import type { AlertingRule, Rule } from '../../rules/rule.ts';
import { renderLiteral } from '../../rules/template.ts';
import type { Scenario } from './scenario.ts';

/** What is expected, of one scenario or of several together. */
type Expected = Pick<Scenario, 'checks' | 'rendered'>;

/** The rules among `rules` whose output the checks and texts of a scenario read. */
export function rulesRead({ checks, rendered }: Expected, rules: readonly Rule[]): Set<Rule> {
  const names = new Set(rendered.map(({ alert }) => alert));
  return new Set([
    ...rules.filter((rule) => rule.kind === 'alerting' && names.has(rule.alert)),
    ...checks.flatMap(({ expr }) => readBy(expr, rules)),
  ]);
}

/** Those rules, and all that these read of each other. */
export function rulesBehind(expected: Expected, rules: readonly Rule[]): Set<Rule> {
  const found = rulesRead(expected, rules);
  // A set that grows while it is walked is walked to its end.
  for (const rule of found) {
    for (const source of sourcesOf(rule, rules)) found.add(source);
  }
  return found;
}

/** What a rule reads in its expression, and an alert in the queries of its texts too. */
function sourcesOf(rule: Rule, rules: readonly Rule[]): Rule[] {
  const texts = rule.kind === 'alerting' ? Object.values(rule.annotations).join('\n') : '';
  return [
    ...readBy(rule.expr, rules),
    ...rules.filter((other) => other.kind === 'recording' && texts.includes(other.record)),
  ];
}

const selectorsIn = memoized((expr: Expr) => selectorsOf(expr));

function readBy(expr: Expr, rules: readonly Rule[]): readonly Rule[] {
  return selectorsIn(expr).flatMap((selector) => recordedFor(selector, rules));
}

function recordedFor(selector: Selector, rules: readonly Rule[]): readonly Rule[] {
  if (selector.metric === undefined) return rules;
  if (isAlertSeries(selector.metric)) {
    return rules.filter((rule) => rule.kind === 'alerting' && mayBe(rule, selector));
  }
  return rules.filter((rule) => rule.kind === 'recording' && rule.record === selector.metric);
}

/** Whether the alert can have the labels that are looked for, as far as the rule itself tells. */
function mayBe({ alert, labels }: AlertingRule, { matchers }: Selector): boolean {
  const known: Readonly<Record<string, string>> = { ...labels, alertname: alert };
  return matchers.every((matcher) => {
    const literal = known[matcher.label];
    const text = literal === undefined ? undefined : renderLiteral(literal);
    return text === undefined || text.includes('{{') || accepts(matcher, text);
  });
}
