// Which alerts say nothing new while another one fires.
import { lowerIndicator } from '../indicator/lower.ts';
import type { PresetId } from '../istio/alerts.ts';
import { findMetric } from '../metrics/catalogue.ts';
import { isIstiodUp } from '../model/istiod.ts';
import type { Slo } from '../model/slo.ts';
import type { Matcher } from '../promql/ast.ts';
import { selectorsOf } from '../promql/visit.ts';
import { IDENTITY_LABELS, LABELS } from '../rules/names.ts';
import { type AlertingRule, alertsOf, type CompiledService } from '../rules/rule.ts';
import { anyOf, isSet, type LabelMatcher } from './labels.ts';

/** While an alert of `source` fires, those of `target` with the same values of the labels in `equal` are muted. */
export interface Mute {
  /** Why, as a comment. */
  readonly reason: string;
  readonly source: readonly LabelMatcher[];
  readonly target: readonly LabelMatcher[];
  readonly equal: readonly string[];
}

export interface MuteContext {
  /** Severities that wake somebody. */
  readonly pages: readonly string[];
  /** Labels by which any SLO is grouped. */
  readonly groupLabels: readonly string[];
  /** What selects the targets of istiod. */
  readonly istiod: readonly Matcher[];
}

export function mutes(services: readonly CompiledService[], { pages, groupLabels, istiod }: MuteContext): Mute[] {
  const rules = services.flatMap(({ slos }) => slos.flatMap(({ groups }) => alertsOf(groups)));
  const isPage = ({ labels }: AlertingRule) => pages.includes(labels[LABELS.severity] ?? '');
  const hasTickets = rules.some((rule) => LABELS.tier in rule.labels && !isPage(rule));
  return [
    ...(rules.some(isPage) && hasTickets ? [ticketsOfPages(pages, groupLabels)] : []),
    ...services.flatMap((service) => consequences(service, istiod)),
  ];
}

function ticketsOfPages(pages: readonly string[], groupLabels: readonly string[]): Mute {
  return {
    reason: 'A page mutes the tickets of the same SLO and group.',
    source: [isSet('slo'), anyOf(LABELS.severity, pages)],
    target: [isSet(LABELS.tier), anyOf(LABELS.severity, pages, 'not')],
    // A label that neither alert has counts as equal.
    equal: [...IDENTITY_LABELS, ...groupLabels],
  };
}

/** While no istiod answers, its metrics are missing or stand still: the other alerts about them are consequences. */
function consequences(service: CompiledService, istiod: readonly Matcher[]): Mute[] {
  const { identity, slos, alertGroups } = service;
  const alerts = [...slos.flatMap(({ groups }) => alertsOf(groups)), ...alertsOf(alertGroups)];
  const down = alerts.find((rule) => isControlPlaneDown(rule, istiod));
  if (down === undefined) return [];
  const ofService: LabelMatcher = { label: 'slo_service', op: '=', value: identity.service };
  const source: LabelMatcher[] = [{ label: 'alertname', op: '=', value: down.alert }, ofService];
  const reason = `While ${down.alert} fires, the other alerts about istiod say nothing new.`;
  const affected = slos.filter(({ slo }) => readsIstiod(slo)).map(({ slo }) => slo.identity.slo);
  const names = alertsOf(alertGroups).filter((rule) => rule !== down && isConsequence(rule));
  const isOther: LabelMatcher = { label: 'alertname', op: '!=', value: down.alert };
  const equal = ['slo_cluster', 'slo_namespace'];
  return [
    ...(affected.length > 0 ? [{ reason, source, target: [ofService, anyOf('slo', affected), isOther], equal }] : []),
    ...(names.length > 0
      ? [
          {
            reason,
            source,
            target: [
              ofService,
              anyOf(
                'alertname',
                names.map(({ alert }) => alert),
              ),
              isOther,
            ],
            equal,
          },
        ]
      : []),
  ];
}

/** The preset, or the outage alert of an SLO that asks whether istiod answers. */
function isControlPlaneDown({ purpose }: AlertingRule, istiod: readonly Matcher[]): boolean {
  if (purpose.kind === 'standalone') return purpose.alert.preset?.id === 'istiod-down';
  return purpose.kind === 'outage' && isIstiodUp(purpose.slo, istiod);
}

/** Whether a missing istiod brings the condition of a preset about. A certificate that expires is trouble of its own. */
const FOLLOWS_FROM_ISTIOD: Readonly<Record<PresetId, boolean>> = {
  'istiod-down': false,
  'istiod-instance-unreachable': true,
  'istiod-revision-down': true,
  'istiod-replicas-low': true,
  'istiod-push-send-failing': true,
  'sidecar-injection-failing': true,
  'istiod-root-cert-expiring': false,
  'istiod-root-cert-expiring-soon': false,
  'istiod-cert-chain-expiring': false,
  'workload-cert-not-rotating': false,
  'mesh-config-conflicts': false,
  'istio-metrics-missing': false,
  'istio-latency-metrics-missing': false,
  'istio-version-skew': false,
  'proxies-disconnected': false,
  'istio-gateway-no-route': false,
};

function isConsequence({ purpose }: AlertingRule): boolean {
  const id = purpose.kind === 'standalone' ? purpose.alert.preset?.id : undefined;
  return id !== undefined && FOLLOWS_FROM_ISTIOD[id];
}

function readsIstiod(slo: Slo): boolean {
  const selectors = slo.kind === 'zero-tolerance' ? slo.events : selectorsOf(lowerIndicator(slo).total({ ms: 1 }));
  return selectors.some(({ metric = '' }) => findMetric(metric)?.metric.exportedBy === 'istiod');
}
