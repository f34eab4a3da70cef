// Scenarios of the preset on contradicting configuration: every gauge that it reads, the same in each istiod or not.
import { ISTIOD_METRICS } from '../../metrics/istiod.ts';
import { select } from '../../metrics/metric.ts';
import { pick } from '../context/label-set.ts';
import { istiodLabels, type PresetScenarios } from './targets.ts';
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

const CONFLICTS = [
  ISTIOD_METRICS.pilot_conflict_inbound_listener,
  ISTIOD_METRICS.pilot_conflict_outbound_listener_tcp_over_current_tcp,
  ISTIOD_METRICS.pilot_duplicate_envoy_clusters,
  ISTIOD_METRICS.pilot_vservice_dup_domain,
  ISTIOD_METRICS.pilot_destrule_subsets,
] as const;

export const meshConfigConflicts: PresetScenarios = (timing) => {
  const incident = incidentOf(timing);
  const target = istiodLabels(timing);
  const gauges = CONFLICTS.map((metric) => select(metric, {}, timing.options.istiod));
  const groups = gauges.map((gauge) => ({
    ...pick(labelsOf(gauge, target), ['cluster']),
    conflict: gauge.metric ?? '',
  }));
  const checks = firesAndClears(timing, atOnce(incident), groups);
  const conflict = duringIncident(incident, 0, 1);
  return [
    ...scenarioOf(timing, {
      id: { kind: 'conflicts' },
      title: 'a conflict of each kind: every kind is named once, however many istiods see it',
      series: gauges.map((gauge) => feed(gauge, target, conflict)),
      beside: gauges.flatMap((gauge) => [
        feed(gauge, istiodLabels(timing, 2), conflict),
        feed(gauge, istiodLabels(timing, 3), steady(incident, 0)),
        feed(gauge, { ...target, cluster: 'west' }, steady(incident, 0)),
        ...similarSeries(gauge, target, steady(incident, 5)),
      ]),
      checks,
      rendered: texts(
        timing,
        incident.until - 1,
        groups.map((labels) => ({ labels, value: 1 })),
      ),
    }),
    ...scenarioOf(timing, {
      id: { kind: 'target-gone' },
      title: 'istiod vanishes with its conflicts: the alert clears',
      series: gauges.map((gauge) => feed(gauge, target, duringIncident(incident, 0, 2, 'gone'))),
      checks,
    }),
  ];
};
