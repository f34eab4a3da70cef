// Scenarios of the presets on the replicas of istiod as Kubernetes counts them.
import { KUBE_STATE_METRICS } from '../../metrics/kube-state-metrics.ts';
import { type Metric, select } from '../../metrics/metric.ts';
import type { Selector } from '../../promql/ast.ts';
import { selector } from '../../promql/build.ts';
import type { Labels } from '../context/label-set.ts';
import type { InputSeries, Scenario } from '../context/scenario.ts';
import type { PresetScenarios, PresetTiming } from './targets.ts';
import {
  atOnce,
  duringIncident,
  feed,
  firesAndClears,
  type Incident,
  incidentOf,
  levels,
  scenarioOf,
  silentAt,
  similarSeries,
  steady,
  texts,
} from './timing.ts';

const { kube_deployment_status_replicas_available: AVAILABLE, kube_deployment_spec_replicas: WANTED } =
  KUBE_STATE_METRICS;

/** Numbers of replicas: of `desired`, only `low` are there; another Deployment, on its way to fewer, is content with
 *  `others`. */
interface Numbers {
  readonly desired: number;
  readonly low: number;
  readonly others: { readonly desired: number; readonly available: number };
}

export const istiodRevisionDown: PresetScenarios = (timing) =>
  replicaScenarios(timing, { desired: 1, low: 0, others: { desired: 2, available: 1 } });

export const istiodReplicasLow: PresetScenarios = (timing) =>
  replicaScenarios(timing, { desired: 3, low: 2, others: { desired: 4, available: 5 } });

function replicaScenarios(timing: PresetTiming, numbers: Numbers): Scenario[] {
  const incident = incidentOf(timing);
  return [
    ...oneIsLow(timing, incident, numbers),
    ...exporterRestarts(timing, incident, numbers),
    ...onPurpose(timing, incident, numbers),
    ...twoExporters(timing, incident, numbers),
  ];
}

function selectorOf({ options }: PresetTiming, metric: Metric<'namespace' | 'deployment'>): Selector {
  return select(metric, { namespace: options.namespace, deployment: ['=~', 'istiod(-.+)?'] });
}

const EXPORTER: Labels = { instance: '10.0.1.1:8080', job: 'kube-state-metrics' };
const OTHER_EXPORTER: Labels = { ...EXPORTER, instance: '10.0.1.2:8080' };

/** The labels of a Deployment that an alert shows. */
function groupOf({ options: { namespace } }: PresetTiming, deployment: string): Labels {
  return { cluster: 'east', namespace, deployment };
}

const [CANARY, PLAIN] = ['istiod-canary', 'istiod'];

/** What an exporter says of a Deployment. */
function deployment(timing: PresetTiming, labels: Labels, desired: string, available: string): InputSeries[] {
  const exported = { ...groupOf(timing, CANARY), ...EXPORTER, ...labels };
  return [
    feed(selectorOf(timing, WANTED), exported, desired),
    feed(selectorOf(timing, AVAILABLE), exported, available),
  ];
}

function oneIsLow(timing: PresetTiming, incident: Incident, { desired, low, others }: Numbers): Scenario[] {
  const group = groupOf(timing, CANARY);
  const exported = { ...group, ...EXPORTER };
  const alike = { ...exported, deployment: 'istiodx' };
  return scenarioOf(timing, {
    id: { kind: 'few-replicas' },
    title: `a revision has ${low} of ${desired} replicas, and other Deployments do not matter`,
    series: deployment(timing, {}, steady(incident, desired), duringIncident(incident, desired, low)),
    beside: [
      ...[{ deployment: PLAIN }, { cluster: 'west' }].flatMap((labels) =>
        deployment(timing, labels, steady(incident, others.desired), steady(incident, others.available)),
      ),
      ...similarSeries(selectorOf(timing, WANTED), exported, steady(incident, desired)),
      ...similarSeries(selectorOf(timing, AVAILABLE), exported, steady(incident, low)),
      feed(selector(WANTED.name), alike, steady(incident, desired)),
      feed(selector(AVAILABLE.name), alike, steady(incident, low)),
    ],
    checks: firesAndClears(timing, atOnce(incident), [group]),
    rendered: texts(timing, incident.until - 1, [{ labels: group, value: low }]),
  });
}

/** In the middle of the hold one address ends and another begins. */
function exporterRestarts(timing: PresetTiming, { from, until, end }: Incident, { desired, low }: Numbers): Scenario[] {
  const middle = from + 1 + Math.floor(timing.hold / 2);
  const before = deployment(
    timing,
    { deployment: PLAIN },
    levels([
      [middle, desired],
      [end - middle, 'gone'],
    ]),
    levels([
      [from, desired],
      [middle - from, low],
      [end - middle, 'gone'],
    ]),
  );
  const after = deployment(
    timing,
    { deployment: PLAIN, ...OTHER_EXPORTER },
    levels([
      [middle, 'gone'],
      [end - middle, desired],
    ]),
    levels([
      [middle, 'gone'],
      [until - middle, low],
      [end - until, desired],
    ]),
  );
  return scenarioOf(timing, {
    id: { kind: 'exporter-restarts' },
    title: 'kube-state-metrics restarts at another address, and no clock starts anew',
    series: [...before, ...after],
    checks: firesAndClears(timing, atOnce({ from, until, end }), [groupOf(timing, PLAIN)]),
  });
}

function onPurpose(timing: PresetTiming, incident: Incident, { desired }: Numbers): Scenario[] {
  const [none, gone] = [duringIncident(incident, desired, 0), duringIncident(incident, desired, 'gone')];
  return scenarioOf(timing, {
    id: { kind: 'scaled-to-zero' },
    title: 'a revision is scaled to zero, and another one deleted: silent',
    series: [...deployment(timing, {}, none, none), ...deployment(timing, { deployment: PLAIN }, gone, gone)],
    checks: [silentAt(timing, incident.until - 1)],
  });
}

function twoExporters(timing: PresetTiming, incident: Incident, { desired, low }: Numbers): Scenario[] {
  const [full, few] = [steady(incident, desired), steady(incident, low)];
  const fewer = steady(incident, Math.max(0, low - 1));
  return scenarioOf(timing, {
    id: { kind: 'two-exporters' },
    title:
      'two exporters, one of them behind the times: the larger number counts, of what is wanted and of what is there',
    series: [
      ...deployment(timing, {}, full, duringIncident(incident, desired, low)),
      ...deployment(timing, OTHER_EXPORTER, fewer, few),
      ...deployment(timing, { deployment: PLAIN }, full, full),
      ...deployment(timing, { deployment: PLAIN, ...OTHER_EXPORTER }, full, few),
    ],
    checks: firesAndClears(timing, atOnce(incident), [groupOf(timing, CANARY)]),
  });
}
