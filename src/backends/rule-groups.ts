// Rule groups as Prometheus reads them: the one place that knows the fields of a rule file
// (https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/).
import type { Settings } from '../model/settings.ts';
import type { Call, Expr } from '../promql/ast.ts';
import { call, mul, num } from '../promql/build.ts';
import { printDuration } from '../promql/duration.ts';
import { type MeasuredLine, pretty } from '../promql/pretty.ts';
import { mapCalls } from '../promql/visit.ts';
import type { CompiledFile, Rule, RuleGroup } from '../rules/rule.ts';

/** What stands before the further lines of a group in the list of a rule file. */
export const INDENT_IN_FILE = '    ';

/** All groups of a file, in order. */
export function groupsOf({ services }: CompiledFile): RuleGroup[] {
  return services.flatMap(({ slos, alertGroups }) => [...slos.flatMap(({ groups }) => groups), ...alertGroups]);
}

/** What Thanos Ruler does when a store does not answer: fail the evaluation, or go on with what it has. */
export type PartialResponse = NonNullable<Settings['rules']['partialResponse']>;

/** What a group says beside its rules to engines that know more fields than Prometheus, and how it is written for them. */
export interface GroupOptions {
  /** Known to Thanos and the operators. */
  readonly partial_response_strategy?: PartialResponse | undefined;
  /** Known to vmalert. */
  readonly eval_alignment?: boolean;
  /** For an engine to which `increase` means something else. */
  readonly hasRatesForIncreases?: boolean;
}

/**
 * vmalert evaluates at multiples of the interval, at a moment that is random for each group. So what a rule of each four
 * minutes records can be eight minutes old before the next sample, and lives for five.
 */
export const OF_VMALERT: GroupOptions = Object.freeze({
  eval_alignment: false,
  hasRatesForIncreases: true,
});

/** A group as the value that is printed as YAML. */
export function groupValue(
  { name, intervalMs, rules }: RuleGroup,
  { hasRatesForIncreases = false, ...fields }: GroupOptions = {},
  onMeasured?: (measured: MeasuredLine) => void,
): object {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return {
    name,
    interval: printDuration(intervalMs),
    ...Object.fromEntries(given),
    rules: rules.map((rule) => ruleValue(hasRatesForIncreases ? withRates(rule) : rule, onMeasured)),
  };
}

/**
 * MetricsQL takes the first sample of a series for an increase from zero where the value is small, so a counter of old that is seen
 * for the first time would be an event that has just happened. Its `rate` takes nothing for zero
 * (https://docs.victoriametrics.com/victoriametrics/metricsql/), and in PromQL an increase is a rate times the length of its window.
 */
function withRates(rule: Rule): Rule {
  return { ...rule, expr: mapCalls(rule.expr, rateForIncrease) };
}

function rateForIncrease(increase: Call): Expr {
  const [range] = increase.args;
  if (increase.name !== 'increase' || (range?.kind !== 'matrix' && range?.kind !== 'subquery')) return increase;
  return typeof range.range === 'number' ? mul(call('rate', range), num(range.range / 1_000)) : increase;
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
