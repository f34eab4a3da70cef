// Scenarios of the preset on contradicting configuration: every gauge that it reads, the same in each istiod or not.

import { ISTIOD_METRICS } from '../../metrics/istiod.ts';
import { select } from '../../metrics/metric.ts';
import { istiodLabels, type PresetScenarios } from './targets.ts';
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

const CONFLICTS = [
  ISTIOD_METRICS.pilot_conflict_inbound_listener,
  ISTIOD_METRICS.pilot_conflict_outbound_listener_tcp_over_current_tcp,
  ISTIOD_METRICS.pilot_duplicate_envoy_clusters,
  ISTIOD_METRICS.pilot_vservice_dup_domain,
  ISTIOD_METRICS.pilot_destrule_subsets,
] as const;

export const meshConfigConflicts: PresetScenarios = (play) => {
  const episode = episodeOf(play);
  const own = istiodLabels(play);
  const gauges = CONFLICTS.map((metric) => select(metric, {}, play.options.istiod));
  const groups = gauges.map((gauge) => ({ ...pick(labelsOf(gauge, own), ['cluster']), conflict: gauge.metric ?? '' }));
  const checks = firesAndClears(play, atOnce(episode), groups);
  const conflict = episodic(episode, 0, 1);
  return [
    ...scenarioOf(play, {
      name: 'a conflict of each kind: every kind is named once, however many istiods see it',
      series: gauges.map((gauge) => feed(gauge, own, conflict)),
      beside: gauges.flatMap((gauge) => [
        feed(gauge, istiodLabels(play, 2), conflict),
        feed(gauge, istiodLabels(play, 3), steady(episode, 0)),
        feed(gauge, { ...own, cluster: 'west' }, steady(episode, 0)),
        ...lookAlikes(gauge, own, steady(episode, 5)),
      ]),
      checks,
      rendered: texts(
        play,
        episode.until - 1,
        groups.map((labels) => ({ labels, value: 1 })),
      ),
    }),
    ...scenarioOf(play, {
      name: 'istiod vanishes with its conflicts: the alert clears',
      series: gauges.map((gauge) => feed(gauge, own, episodic(episode, 0, 2, 'gone'))),
      checks,
    }),
  ];
};
