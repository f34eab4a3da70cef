// What a scenario expects, as queries: a recorded value, an alert that fires with exactly its labels, or nothing at all.
import { isCompilerLabel } from '../../model/compiler-labels.ts';
import type { Identity } from '../../model/slo.ts';
import { ratioToPercent } from '../../model/units.ts';
import type { Expr, Matcher } from '../../promql/ast.ts';
import { call, eq, lt, num, selector, sub } from '../../promql/build.ts';
import { apartPhrase } from '../../rules/alert-name.ts';
import { identityLabels, identityMatchers, LABELS, type PartialIdentity, recorded } from '../../rules/names.ts';
import type { AlertingRule } from '../../rules/rule.ts';
import { renderLiteral } from '../../rules/template.ts';
import type { Labels } from './label-set.ts';
import type { AlertClaim, Check } from './scenario.ts';

/** Ranges are closed on the left in Prometheus 2 and open in 3, and sums differ in their last digits: values are compared
 *  with this tolerance, as a share of the value. */
const RELATIVE_TOLERANCE = 0.005;
const SMALLEST_TOLERANCE = 1e-9;

/** The recorded series of the SLO has `value`, in each of `groups`. */
export function records(
  atMs: number,
  series: string,
  identity: Identity,
  value: number,
  groups: readonly Labels[],
  tolerance = RELATIVE_TOLERANCE,
): Check {
  const difference = call('abs', sub(recorded(series, identity), num(value)));
  const isNear = lt(difference, num(Math.max(Math.abs(value) * tolerance, SMALLEST_TOLERANCE)), { bool: true });
  const share = value === 0 ? '' : ` (± ${ratioToPercent(Number(tolerance.toPrecision(2)))})`;
  return {
    what: `${series} must be ${Number(value.toPrecision(6))}${share}`,
    atMs,
    expr: isNear,
    samples: groups.map((group) => ({ labels: { ...identityLabels(identity), ...group }, value: 1 })),
  };
}

/** The recorded series has no sample. */
export function recordsNothing(atMs: number, series: string, identity: Identity): Check {
  return { what: `${series} must have no value`, atMs, expr: recorded(series, identity), samples: [] };
}

/** The alert fires in each of `groups` and nowhere else. */
export function fires(atMs: number, rule: AlertingRule, groups: readonly Labels[]): Check {
  return {
    what: `${apartPhrase(rule)} must ${groups.length > 0 ? 'fire' : 'be silent'}`,
    claim: claimOf(rule, groups.length > 0 ? 'fires' : 'silent'),
    atMs,
    expr: firing(rule),
    samples: groups.map((group) => ({ metric: 'ALERTS', labels: alertLabels(rule, group), value: 1 })),
  };
}

/** The alert does not fire anywhere. */
export function isSilent(atMs: number, rule: AlertingRule): Check {
  return fires(atMs, rule, []);
}

/** No alert of the SLO fires. */
export function allSilent(atMs: number, identity: PartialIdentity): Check {
  return {
    what: `every alert of the ${identity.slo === undefined ? 'service' : 'SLO'} must be silent`,
    claim: { state: 'silent' },
    atMs,
    expr: selector('ALERTS', [eq('alertstate', 'firing'), ...identityMatchers(identity)]),
    samples: [],
  };
}

/** The absence alert fires for this input, once for each set of further labels; for none of them it does not name it. */
export function firesFor(atMs: number, rule: AlertingRule, input: string, further: readonly Labels[]): Check {
  const labels = { ...alertLabels(rule, {}), [LABELS.missing]: input };
  const identifying = Object.entries(labels).filter(
    ([label]) => ['alertname', 'alertstate'].includes(label) || isCompilerLabel(label),
  );
  return {
    what: further.length > 0 ? `${rule.alert} must fire and name ${input}` : `${rule.alert} must not name ${input}`,
    claim: claimOf(rule, further.length > 0 ? 'fires' : 'silent'),
    atMs,
    expr: selector(
      'ALERTS',
      identifying.map(([label, value]) => eq(label, value)),
    ),
    samples: further.map((more) => ({ metric: 'ALERTS', labels: { ...more, ...labels }, value: 1 })),
  };
}

/** What a check of this alert holds of it. */
function claimOf({ alert, purpose, apart }: AlertingRule, state: AlertClaim['state']): AlertClaim {
  return {
    alert,
    ...(purpose.kind === 'burn-rate' && { tier: purpose.tier.tier }),
    ...(apart.length > 0 && { apart }),
    state,
  };
}

/** All labels of the alert as it fires in a group. */
export function alertLabels(rule: AlertingRule, group: Labels): Labels {
  return { alertname: rule.alert, alertstate: 'firing', ...labelsOfRule(rule), ...group };
}

/** The labels that the rule adds, as they are rendered. */
export function labelsOfRule(rule: AlertingRule): Labels {
  return Object.fromEntries(Object.entries(rule.labels).map(([label, value]) => [label, renderLiteral(value)]));
}

/** Finds every firing instance of this very alert, and none of another of its name. */
function firing(rule: AlertingRule): Expr {
  const identifying = Object.entries(rule.labels).filter(([label]) => isCompilerLabel(label));
  const matchers: Matcher[] = identifying.map(([label, value]) => eq(label, renderLiteral(value)));
  return selector('ALERTS', [eq('alertname', rule.alert), eq('alertstate', 'firing'), ...matchers, ...rule.apart]);
}
