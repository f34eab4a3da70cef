// Proof of the alerts that stand on their own in a document: presets by the scenarios that belong to them, a user's own by
// what their expressions tell.
import { findPreset } from '../../istio/alerts.ts';
import type { AlertingRule, CompiledService } from '../../rules/rule.ts';
import type { Proof, Scenario } from '../context/scenario.ts';
import { chooseLabels } from '../context/synthesize.ts';
import { PRESET_SCENARIOS } from '../presets/scenarios.ts';
import { istiodLabels } from '../presets/targets.ts';
import { timingOf } from '../presets/timing.ts';
import { proveOwnAlert } from './alert.ts';
import { ownConditionOf } from './condition.ts';

/** What the files of that proof are called by. An SLO may be called so too; no name holds a dot. */
export function standaloneName({ identity, slos }: CompiledService): string {
  const lastPart = slos.some(({ slo }) => slo.identity.slo === 'alerts') ? 'alerts.standalone' : 'alerts';
  return [identity.namespace, identity.service, lastPart].filter((part) => part !== undefined).join('.');
}

/** The proof of all standalone alerts of one document. An alert without any scenario is named among the gaps. */
export function proveStandalone(service: CompiledService): Proof {
  const { source, alertGroups } = service;
  const rules = alertGroups.flatMap((group) => group.rules).filter((rule) => rule.kind === 'alerting');
  const parts = rules.map((rule) => ({ rule, scenarios: scenariosFor(rule) }));
  return {
    name: standaloneName(service),
    origin: source.alerts[0]?.origin,
    scenarios: parts.flatMap(({ rule, scenarios }) => scenarios.map((scenario) => numbered(scenario, rule, rules))),
    gaps: parts.filter(({ scenarios }) => scenarios.length === 0).map(({ rule }) => gapOf(rule)),
  };
}

/** Alerts may share a name: the scenarios of the second and of further ones are numbered. */
function numbered(scenario: Scenario, rule: AlertingRule, all: readonly AlertingRule[]): Scenario {
  const place = all.filter(({ alert }) => alert === rule.alert).indexOf(rule);
  if (place === 0) return scenario;
  const { id } = scenario;
  return {
    ...scenario,
    id: { ...id, variant: [id.variant, place + 1].filter((part) => part !== undefined).join('-') },
  };
}

function scenariosFor(rule: AlertingRule): readonly Scenario[] {
  const { purpose } = rule;
  if (purpose.kind !== 'standalone') return [];
  const timing = timingOf(rule);
  const { preset: used, expr } = purpose.alert;
  if (!used) {
    const condition = ownConditionOf(expr);
    return condition ? proveOwnAlert(timing, condition) : [];
  }
  const preset = findPreset(used.id);
  const { options } = used;
  if (!preset || !chooseLabels(options.istiod, istiodLabels({ options }))) return [];
  return PRESET_SCENARIOS[preset.id]({ ...timing, options });
}

function gapOf({ alert, purpose }: AlertingRule): string {
  const what =
    purpose.kind === 'standalone' && purpose.alert.preset
      ? 'reads series that cannot be made up from the matchers in slo.config.yaml'
      : 'stands on an expression that no scenario can be made up for';
  return `alert ${alert} ${what}: write one in a *.slo-test.yaml`;
}
