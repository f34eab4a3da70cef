// Scenarios of the presets on certificates: a second too little time left, and everything around it.

import { INSTALLATION_LABELS } from '../../istio/alert.ts';
import { AGENT_METRICS } from '../../metrics/istio-agent.ts';
import { ISTIOD_METRICS } from '../../metrics/istiod.ts';
import { select } from '../../metrics/metric.ts';
import type { Selector } from '../../promql/ast.ts';
import type { Labels } from '../context/label-set.ts';
import type { Scenario } from '../context/scenario.ts';
import { istiodLabels, NEIGHBOURS, type PresetPlay, type PresetScenarios, proxyLabels } from './targets.ts';
import {
  atOnce,
  episodeOf,
  episodic,
  feed,
  firesAndClears,
  labelsOf,
  lookAlikes,
  pick,
  scenarioOf,
  steady,
  texts,
} from './timing.ts';

const { citadel_server_root_cert_expiry_seconds: ROOT, citadel_server_cert_chain_expiry_seconds: CHAIN } =
  ISTIOD_METRICS;
const HOUR_S = 3_600;
const DAY_S = 24 * HOUR_S;

export const rootCertExpiring: PresetScenarios = (play) => rootExpires(play, 30 * DAY_S);

export const rootCertExpiringSoon: PresetScenarios = (play) => rootExpires(play, 7 * DAY_S);

function rootExpires(play: PresetPlay, limit: number): Scenario[] {
  return expires(play, { of: select(ROOT, {}, play.options.istiod), own: istiodLabels(play), limit });
}

export const certChainExpiring: PresetScenarios = (play) =>
  expires(play, { of: select(CHAIN, {}, play.options.istiod), own: istiodLabels(play), limit: 14 * DAY_S });

export const workloadCertNotRotating: PresetScenarios = (play) => {
  const of = select(AGENT_METRICS.istio_agent_cert_expiry_seconds, { resource_name: 'default' }, play.options.proxies);
  return expires(play, { of, own: proxyLabels(), limit: 6 * HOUR_S });
};

interface Certificate {
  /** Seconds left of it. */
  readonly of: Selector;
  /** Labels of an instance that holds it. */
  readonly own: Labels;
  /** Seconds that must be left of it. */
  readonly limit: number;
}

const TEN_YEARS_S = 3_650 * DAY_S;

function expires(play: PresetPlay, { of, own, limit }: Certificate): Scenario[] {
  const episode = episodeOf(play);
  const group = pick(labelsOf(of, own), INSTALLATION_LABELS);
  const checks = firesAndClears(play, atOnce(episode), [group]);
  return [
    ...scenarioOf(play, {
      name: 'one instance holds a certificate that falls a second below the limit, and gets a new one',
      series: [feed(of, own, episodic(episode, limit, limit - 1, TEN_YEARS_S))],
      beside: [
        ...NEIGHBOURS.map((labels) => feed(of, { ...own, ...labels }, steady(episode, TEN_YEARS_S))),
        ...lookAlikes(of, own, steady(episode, 60)),
      ],
      checks,
      rendered: texts(play, episode.until - 1, [{ labels: group, value: limit - 1 }]),
    }),
    ...scenarioOf(play, {
      name: 'an expired certificate goes on alerting until its targets vanish',
      series: [feed(of, own, episodic(episode, limit, -60, 'gone'))],
      checks,
    }),
  ];
}
