// Rule groups as Prometheus reads them: the one place that knows the fields of a rule file
// (https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/).
import type { Settings } from '../model/settings.ts';
import { printDuration } from '../promql/duration.ts';
import { type MeasuredLine, pretty } from '../promql/pretty.ts';
import type { CompiledFile, Rule, RuleGroup } from '../rules/rule.ts';

/** All groups of a file, in order. */
export function groupsOf({ services }: CompiledFile): RuleGroup[] {
  return services.flatMap(({ slos, alertGroups }) => [...slos.flatMap(({ groups }) => groups), ...alertGroups]);
}

/** What Thanos Ruler does when a store does not answer: fail the evaluation, or go on with what it has. */
export type PartialResponse = NonNullable<Settings['rules']['partialResponse']>;

/** What a group says beside its rules to engines that know more fields than Prometheus. */
export interface GroupOptions {
  /** Known to Thanos and the operators. */
  readonly partial_response_strategy?: PartialResponse | undefined;
  /** Known to vmalert. */
  readonly eval_alignment?: boolean;
}

/**
 * vmalert evaluates at multiples of the interval, at a moment that is random for each group. So what a rule of each four
 * minutes records can be eight minutes old before the next sample, and lives for five.
 */
export const OF_VMALERT: GroupOptions = Object.freeze({ eval_alignment: false });

/** A group as the value that is printed as YAML. */
export function groupValue(
  { name, intervalMs, rules }: RuleGroup,
  options: GroupOptions = {},
  onMeasured?: (measured: MeasuredLine) => void,
): object {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return {
    name,
    interval: printDuration(intervalMs),
    ...Object.fromEntries(given),
    rules: rules.map((rule) => ruleValue(rule, onMeasured)),
  };
}

/** A rule as the value that is printed as YAML. */
export function ruleValue(rule: Rule, onMeasured?: (measured: MeasuredLine) => void): object {
  const expr = pretty(rule.expr, onMeasured);
  if (rule.kind === 'recording') return { record: rule.record, expr, labels: rule.labels };
  return {
    alert: rule.alert,
    expr,
    ...(rule.forMs > 0 && { for: printDuration(rule.forMs) }),
    ...(rule.keepFiringForMs > 0 && { keep_firing_for: printDuration(rule.keepFiringForMs) }),
    labels: rule.labels,
    annotations: rule.annotations,
  };
}
