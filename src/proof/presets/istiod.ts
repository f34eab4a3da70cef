// Scenarios of the presets on istiod as Prometheus sees its targets.
import { INSTANCE_LABELS } from '../../istio/alert.ts';
import { select } from '../../metrics/metric.ts';
import { PROMETHEUS_METRICS } from '../../metrics/prometheus.ts';
import type { Selector } from '../../promql/ast.ts';
import { type Labels, pick } from '../context/label-set.ts';
import { DISTRACTORS, istiodLabels, type PresetScenarios, type PresetTiming, SECOND_SCRAPE } from './targets.ts';
import {
  atOnce,
  duringIncident,
  feed,
  firesAndClears,
  incidentOf,
  labelsOf,
  scenarioOf,
  silentAt,
  similarSeries,
  steady,
  texts,
} from './timing.ts';

function up({ options }: PresetTiming): Selector {
  return select(PROMETHEUS_METRICS.up, {}, options.istiod);
}

export const istiodDown: PresetScenarios = (timing) => {
  const incident = incidentOf(timing);
  const checks = firesAndClears(timing, atOnce(incident), [{}]);
  const target = (n: number, values: string) => feed(up(timing), istiodLabels(timing, n), values);
  const [fails, vanishes] = [duringIncident(incident, 1, 0), duringIncident(incident, 1, 'gone')];
  return [
    ...scenarioOf(timing, {
      id: { kind: 'none-answers' },
      title: 'no instance answers, while targets that are no istiod do',
      series: [target(1, fails)],
      beside: [target(2, fails), ...similarSeries(up(timing), istiodLabels(timing), steady(incident, 1))],
      checks,
      rendered: texts(timing, incident.until - 1, [{ labels: {}, value: 1 }]),
    }),
    ...scenarioOf(timing, {
      id: { kind: 'targets-gone' },
      title: 'all targets vanish, where up == 0 would be silent',
      series: [target(1, vanishes)],
      beside: [target(2, vanishes)],
      checks,
    }),
    ...scenarioOf(timing, {
      id: { kind: 'one-answers' },
      title: 'one of two instances goes on answering: silent',
      series: [target(1, fails), target(2, steady(incident, 1))],
      checks: [silentAt(timing, incident.until - 1)],
    }),
  ];
};

export const istiodInstanceUnreachable: PresetScenarios = (timing) => {
  const incident = incidentOf(timing);
  const istiod = istiodLabels(timing);
  const target = (labels: Labels, values: string) => feed(up(timing), { ...istiod, ...labels }, values);
  const group = pick(labelsOf(up(timing), istiod), INSTANCE_LABELS);
  const checks = firesAndClears(timing, atOnce(incident), [group]);
  return [
    ...scenarioOf(timing, {
      id: { kind: 'stops-answering' },
      title: 'one instance stops answering, scraped twice and named once',
      series: [target({}, duringIncident(incident, 1, 0))],
      beside: [
        target(SECOND_SCRAPE, duringIncident(incident, 1, 0)),
        ...DISTRACTORS.map((labels) => target(labels, steady(incident, 1))),
        ...similarSeries(up(timing), { ...istiod, pod: 'cart-1', instance: '10.0.2.1:8080' }, steady(incident, 0)),
      ],
      checks,
      rendered: texts(timing, incident.until - 1, [{ labels: group, value: 0 }]),
    }),
    ...scenarioOf(timing, {
      id: { kind: 'target-gone' },
      title: 'service discovery drops the instance that does not answer: the alert clears',
      series: [target({}, duringIncident(incident, 1, 0, 'gone'))],
      checks,
    }),
    ...scenarioOf(timing, {
      id: { kind: 'answers-one-scrape' },
      title: 'an instance answers one of two scrapes: silent',
      series: [target({}, steady(incident, 1)), target(SECOND_SCRAPE, steady(incident, 0))],
      checks: [silentAt(timing, incident.until - 1)],
    }),
  ];
};
