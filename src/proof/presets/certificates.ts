// Scenarios of the presets on certificates: a second too little time left, and everything around it.
import { INSTALLATION_LABELS } from '../../istio/alert.ts';
import { AGENT_METRICS } from '../../metrics/istio-agent.ts';
import { ISTIOD_METRICS } from '../../metrics/istiod.ts';
import { select } from '../../metrics/metric.ts';
import type { Selector } from '../../promql/ast.ts';
import { type Labels, pick } from '../context/label-set.ts';
import type { Scenario } from '../context/scenario.ts';
import { DISTRACTORS, istiodLabels, type PresetScenarios, type PresetTiming, proxyLabels } from './targets.ts';
import {
  atOnce,
  duringIncident,
  feed,
  firesAndClears,
  incidentOf,
  labelsOf,
  scenarioOf,
  similarSeries,
  steady,
  texts,
} from './timing.ts';

const { citadel_server_root_cert_expiry_seconds: ROOT, citadel_server_cert_chain_expiry_seconds: CHAIN } =
  ISTIOD_METRICS;
const HOUR_S = 3_600;
const DAY_S = 24 * HOUR_S;

export const rootCertExpiring: PresetScenarios = (timing) => rootExpires(timing, 30 * DAY_S);

export const rootCertExpiringSoon: PresetScenarios = (timing) => rootExpires(timing, 7 * DAY_S);

function rootExpires(timing: PresetTiming, limit: number): Scenario[] {
  return expires(timing, { of: select(ROOT, {}, timing.options.istiod), target: istiodLabels(timing), limit });
}

export const certChainExpiring: PresetScenarios = (timing) =>
  expires(timing, { of: select(CHAIN, {}, timing.options.istiod), target: istiodLabels(timing), limit: 14 * DAY_S });

export const workloadCertNotRotating: PresetScenarios = (timing) => {
  const of = select(
    AGENT_METRICS.istio_agent_cert_expiry_seconds,
    { resource_name: 'default' },
    timing.options.proxies,
  );
  return expires(timing, { of, target: proxyLabels(), limit: 6 * HOUR_S });
};

interface Certificate {
  /** Seconds left of it. */
  readonly of: Selector;
  /** Labels of an instance that holds it. */
  readonly target: Labels;
  /** Seconds that must be left of it. */
  readonly limit: number;
}

const TEN_YEARS_S = 3_650 * DAY_S;

function expires(timing: PresetTiming, { of, target, limit }: Certificate): Scenario[] {
  const incident = incidentOf(timing);
  const group = pick(labelsOf(of, target), INSTALLATION_LABELS);
  const checks = firesAndClears(timing, atOnce(incident), [group]);
  return [
    ...scenarioOf(timing, {
      id: { kind: 'expires' },
      title: 'one instance holds a certificate that falls a second below the limit, and gets a new one',
      series: [feed(of, target, duringIncident(incident, limit, limit - 1, TEN_YEARS_S))],
      beside: [
        ...DISTRACTORS.map((labels) => feed(of, { ...target, ...labels }, steady(incident, TEN_YEARS_S))),
        ...similarSeries(of, target, steady(incident, 60)),
      ],
      checks,
      rendered: texts(timing, incident.until - 1, [{ labels: group, value: limit - 1 }]),
    }),
    ...scenarioOf(timing, {
      id: { kind: 'expired' },
      title: 'an expired certificate goes on alerting until its targets vanish',
      series: [feed(of, target, duringIncident(incident, limit, -60, 'gone'))],
      checks,
    }),
  ];
}
