// Scenarios of the presets on the replicas of istiod as Kubernetes counts them.

import { KUBE_STATE_METRICS } from '../../metrics/kube-state-metrics.ts';
import { type Metric, select } from '../../metrics/metric.ts';
import type { Selector } from '../../promql/ast.ts';
import { selector } from '../../promql/build.ts';
import type { Labels } from '../context/label-set.ts';
import type { InputSeries, Scenario } from '../context/scenario.ts';
import type { PresetPlay, PresetScenarios } from './targets.ts';
import {
  atOnce,
  type Episode,
  episodeOf,
  episodic,
  feed,
  firesAndClears,
  levels,
  lookAlikes,
  scenarioOf,
  silentAt,
  steady,
  texts,
} from './timing.ts';

const { kube_deployment_status_replicas_available: AVAILABLE, kube_deployment_spec_replicas: WANTED } =
  KUBE_STATE_METRICS;

/** Numbers of replicas: of `wanted`, only `low` are there; another Deployment, on its way to fewer, is content with
 *  `others`. */
interface Numbers {
  readonly wanted: number;
  readonly low: number;
  readonly others: { readonly wanted: number; readonly available: number };
}

export const istiodRevisionDown: PresetScenarios = (play) =>
  replicaScenarios(play, { wanted: 1, low: 0, others: { wanted: 2, available: 1 } });

export const istiodReplicasLow: PresetScenarios = (play) =>
  replicaScenarios(play, { wanted: 3, low: 2, others: { wanted: 4, available: 5 } });

function replicaScenarios(play: PresetPlay, numbers: Numbers): Scenario[] {
  const episode = episodeOf(play);
  return [
    ...oneIsLow(play, episode, numbers),
    ...exporterRestarts(play, episode, numbers),
    ...onPurpose(play, episode, numbers),
    ...twoExporters(play, episode, numbers),
  ];
}

function selectorOf({ options }: PresetPlay, metric: Metric<'namespace' | 'deployment'>): Selector {
  return select(metric, { namespace: options.namespace, deployment: ['=~', 'istiod(-.+)?'] });
}

const EXPORTER: Labels = { instance: '10.0.1.1:8080', job: 'kube-state-metrics' };
const OTHER_EXPORTER: Labels = { ...EXPORTER, instance: '10.0.1.2:8080' };

/** The labels of a Deployment that an alert shows. */
function groupOf({ options: { namespace } }: PresetPlay, deployment: string): Labels {
  return { cluster: 'east', namespace, deployment };
}

const [CANARY, PLAIN] = ['istiod-canary', 'istiod'];

/** What an exporter says of a Deployment. */
function deployment(play: PresetPlay, labels: Labels, wanted: string, available: string): InputSeries[] {
  const own = { ...groupOf(play, CANARY), ...EXPORTER, ...labels };
  return [feed(selectorOf(play, WANTED), own, wanted), feed(selectorOf(play, AVAILABLE), own, available)];
}

function oneIsLow(play: PresetPlay, episode: Episode, { wanted, low, others }: Numbers): Scenario[] {
  const group = groupOf(play, CANARY);
  const own = { ...group, ...EXPORTER };
  const alike = { ...own, deployment: 'istiodx' };
  return scenarioOf(play, {
    name: `a revision has ${low} of ${wanted} replicas, and other Deployments do not matter`,
    series: deployment(play, {}, steady(episode, wanted), episodic(episode, wanted, low)),
    beside: [
      ...[{ deployment: PLAIN }, { cluster: 'west' }].flatMap((labels) =>
        deployment(play, labels, steady(episode, others.wanted), steady(episode, others.available)),
      ),
      ...lookAlikes(selectorOf(play, WANTED), own, steady(episode, wanted)),
      ...lookAlikes(selectorOf(play, AVAILABLE), own, steady(episode, low)),
      feed(selector(WANTED.name), alike, steady(episode, wanted)),
      feed(selector(AVAILABLE.name), alike, steady(episode, low)),
    ],
    checks: firesAndClears(play, atOnce(episode), [group]),
    rendered: texts(play, episode.until - 1, [{ labels: group, value: low }]),
  });
}

/** In the middle of the hold one address ends and another begins. */
function exporterRestarts(play: PresetPlay, { from, until, end }: Episode, { wanted, low }: Numbers): Scenario[] {
  const middle = from + 1 + Math.floor(play.hold / 2);
  const before = deployment(
    play,
    { deployment: PLAIN },
    levels([
      [middle, wanted],
      [end - middle, 'gone'],
    ]),
    levels([
      [from, wanted],
      [middle - from, low],
      [end - middle, 'gone'],
    ]),
  );
  const after = deployment(
    play,
    { deployment: PLAIN, ...OTHER_EXPORTER },
    levels([
      [middle, 'gone'],
      [end - middle, wanted],
    ]),
    levels([
      [middle, 'gone'],
      [until - middle, low],
      [end - until, wanted],
    ]),
  );
  return scenarioOf(play, {
    name: 'kube-state-metrics restarts at another address, and no clock starts anew',
    series: [...before, ...after],
    checks: firesAndClears(play, atOnce({ from, until, end }), [groupOf(play, PLAIN)]),
  });
}

function onPurpose(play: PresetPlay, episode: Episode, { wanted }: Numbers): Scenario[] {
  const [none, gone] = [episodic(episode, wanted, 0), episodic(episode, wanted, 'gone')];
  return scenarioOf(play, {
    name: 'a revision is scaled to zero, and another one deleted: silent',
    series: [...deployment(play, {}, none, none), ...deployment(play, { deployment: PLAIN }, gone, gone)],
    checks: [silentAt(play, episode.until - 1)],
  });
}

function twoExporters(play: PresetPlay, episode: Episode, { wanted, low }: Numbers): Scenario[] {
  const [full, few] = [steady(episode, wanted), steady(episode, low)];
  const fewer = steady(episode, Math.max(0, low - 1));
  return scenarioOf(play, {
    name: 'two exporters, one of them behind the times: the larger number counts, of what is wanted and of what is there',
    series: [
      ...deployment(play, {}, full, episodic(episode, wanted, low)),
      ...deployment(play, OTHER_EXPORTER, fewer, few),
      ...deployment(play, { deployment: PLAIN }, full, full),
      ...deployment(play, { deployment: PLAIN, ...OTHER_EXPORTER }, full, few),
    ],
    checks: firesAndClears(play, atOnce(episode), [groupOf(play, CANARY)]),
  });
}
