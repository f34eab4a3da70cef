// Proof of a leaf: it records and fires what one Prometheus would from the same scraped series, under names of its own.
import { leafSeries } from '../../model/series-names.ts';
import type { Expr } from '../../promql/ast.ts';
import { mapSelectors, selectorsOf } from '../../promql/visit.ts';
import type { Rule } from '../../rules/rule.ts';
import type { Check, InputSeries, Scenario } from '../context/scenario.ts';

/** The scenarios of one Prometheus as far as the rules of a leaf go; nothing of one that speaks of other rules alone. */
export function proveLeaf(scenarios: readonly Scenario[], rules: readonly Rule[]): Scenario[] {
  const recorded = new Set(rules.flatMap((rule) => (rule.kind === 'recording' ? [rule.record] : [])));
  const alerts = new Set(rules.flatMap((rule) => (rule.kind === 'alerting' ? [rule.alert] : [])));
  return scenarios.flatMap((scenario) => {
    const checks = scenario.checks.map(ofLeaf).filter((check) => reads(check, recorded, alerts));
    const rendered = scenario.rendered.filter(({ alert }) => alerts.has(alert));
    return checks.length + rendered.length === 0
      ? []
      : [{ ...scenario, series: scenario.series.map(asRecordedInLeaf), checks, rendered }];
  });
}

/** A series that another leaf or SLO has recorded is one of a leaf, too. */
export function asRecordedInLeaf(series: InputSeries): InputSeries {
  return { ...series, metric: leafSeries(series.metric) };
}

function ofLeaf(check: Check): Check {
  return { ...check, what: check.what.replaceAll(/\bslo:(?=\w)/g, 'slo_leaf:'), expr: inNamesOfLeaf(check.expr) };
}

function inNamesOfLeaf(expr: Expr): Expr {
  return mapSelectors(expr, (selector) =>
    selector.metric === undefined ? selector : { ...selector, metric: leafSeries(selector.metric) },
  );
}

/** Whether a check is about what these rules record, or about these alerts. */
export function reads({ expr }: Check, recorded: ReadonlySet<string>, alerts: ReadonlySet<string>): boolean {
  return selectorsOf(expr).every(({ metric = '', matchers }) =>
    metric === 'ALERTS'
      ? matchers.some(({ label, value }) => label === 'alertname' && alerts.has(value))
      : recorded.has(metric),
  );
}
