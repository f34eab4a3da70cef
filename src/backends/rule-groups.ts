// Rule groups as Prometheus reads them: the one place that knows the fields of a rule file
// (https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/).
import type { Settings } from '../model/settings.ts';
import { printDuration } from '../promql/duration.ts';
import { type MeasuredLine, pretty } from '../promql/pretty.ts';
import { mapFunctions } from '../promql/visit.ts';
import type { CompiledFile, Rule, RuleGroup } from '../rules/rule.ts';

/** All groups of a file, in order. */
export function groupsOf({ services }: CompiledFile): RuleGroup[] {
  return services.flatMap(({ slos, alertGroups }) => [...slos.flatMap(({ groups }) => groups), ...alertGroups]);
}

/** What Thanos Ruler does when a store does not answer: fail the evaluation, or go on with what it has. */
export type PartialResponse = NonNullable<Settings['rules']['partialResponse']>;

/** What a group says beside its rules to engines that know more fields than Prometheus, or other functions. */
export interface GroupOptions {
  /** Known to Thanos and the operators. */
  readonly partial_response_strategy?: PartialResponse | undefined;
  /** Known to vmalert. */
  readonly eval_alignment?: boolean;
  /** What functions are called whose names mean something else to the engine. */
  readonly functionNames?: ReadonlyMap<string, string>;
}

/**
 * MetricsQL takes the first sample of a series for a change from zero where the value is small, so a counter of old that is seen for
 * the first time would be an event that has just happened. These functions compare samples, as in Prometheus. `rate` needs no other
 * name: it takes nothing for zero (https://docs.victoriametrics.com/victoriametrics/metricsql/).
 */
const AS_IN_PROMETHEUS: ReadonlyMap<string, string> = new Map(
  ['changes', 'delta', 'increase'].map((name) => [name, `${name}_prometheus`]),
);

/**
 * vmalert evaluates at multiples of the interval, at a moment that is random for each group. So what a rule of each four
 * minutes records can be eight minutes old before the next sample, and lives for five.
 */
export const OF_VMALERT: GroupOptions = Object.freeze({
  eval_alignment: false,
  functionNames: AS_IN_PROMETHEUS,
});

/** A group as the value that is printed as YAML. */
export function groupValue(
  { name, intervalMs, rules }: RuleGroup,
  { functionNames, ...fields }: GroupOptions = {},
  onMeasured?: (measured: MeasuredLine) => void,
): object {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return {
    name,
    interval: printDuration(intervalMs),
    ...Object.fromEntries(given),
    rules: rules.map((rule) => ruleValue(functionNames ? withFunctions(rule, functionNames) : rule, onMeasured)),
  };
}

function withFunctions(rule: Rule, names: ReadonlyMap<string, string>): Rule {
  return { ...rule, expr: mapFunctions(rule.expr, (name) => names.get(name) ?? name) };
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
