// The three named alerts in the form in which they circulate (docs/alerts.md quotes them), to be loaded beside ours or in
// their place. Everything but the condition is ours: name, labels and texts.
import type { Expr } from '../../src/promql/ast.ts';
import { parseExpr } from '../../src/promql/parse/parse.ts';
import type { AlertingRule, CompiledFile, CompiledService, Rule, RuleGroup } from '../../src/rules/rule.ts';

const FIVE_MINUTES_MS = 300_000;

/** Conditions that circulate, each with `for: 5m`, by the name of the alert. */
export const CIRCULATING = {
  IstiodDown: 'up{job="istiod"} == 0',
  HighSidecarErrorRate:
    'sum(rate(istio_requests_total{response_code=~"5.."}[5m])) / sum(rate(istio_requests_total[5m])) > 0.01',
  PilotPushErrors: 'rate(pilot_total_xds_rejects[5m]) > 0',
} as const;

/** The same with the selector mended, which makes it no better. */
export const MENDED_SELECTOR = { IstiodDown: 'up{app="istiod"} == 0' } as const;

/** The label that tells a rule from ours where both are loaded. */
export const FORM = 'form';

export type Conditions = Readonly<Record<string, string>>;

/** Our rules with the conditions of some alerts replaced. */
export function replaceConditions(file: CompiledFile, conditions: Conditions): CompiledFile {
  return mapRules(file, (rule) => {
    const condition = rule.kind === 'alerting' ? conditions[rule.alert] : undefined;
    return rule.kind === 'alerting' && condition !== undefined ? [withCondition(rule, condition)] : [rule];
  });
}

/** Only the alerts of those conditions, told from ours by a label and by the names of their groups. */
export function besideOurs(file: CompiledFile, conditions: Conditions, form: string): CompiledFile {
  const replaced = mapRules(replaceConditions(file, conditions), (rule) =>
    rule.kind === 'alerting' && rule.alert in conditions ? [{ ...rule, labels: { ...rule.labels, [FORM]: form } }] : [],
  );
  const renamed = mapGroups(replaced, (group) => [{ ...group, name: `${group.name} ${form}` }]);
  return { ...renamed, path: renamed.path.replace(/(?=\.slo\.ya?ml$)/, `-${form}`) };
}

function withCondition(rule: AlertingRule, condition: string): AlertingRule {
  return { ...rule, expr: parse(condition), forMs: FIVE_MINUTES_MS, keepFiringForMs: 0 };
}

function parse(condition: string): Expr {
  const parsed = parseExpr(condition);
  if (!('expr' in parsed)) throw new Error(`${condition}: ${parsed.problems.map(({ message }) => message).join(', ')}`);
  return parsed.expr;
}

function mapRules(file: CompiledFile, map: (rule: Rule) => Rule[]): CompiledFile {
  return mapGroups(file, (group) => {
    const rules = group.rules.flatMap(map);
    return rules.length === 0 ? [] : [{ ...group, rules }];
  });
}

function mapGroups(file: CompiledFile, map: (group: RuleGroup) => RuleGroup[]): CompiledFile {
  const mapService = (service: CompiledService): CompiledService => ({
    ...service,
    slos: service.slos.map((slo) => ({ ...slo, groups: slo.groups.flatMap(map) })),
    alertGroups: service.alertGroups.flatMap(map),
  });
  return { ...file, services: file.services.map(mapService) };
}
