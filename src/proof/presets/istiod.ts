// Scenarios of the presets on istiod as Prometheus sees its targets.

import { INSTANCE_LABELS } from '../../istio/alert.ts';
import { select } from '../../metrics/metric.ts';
import { PROMETHEUS_METRICS } from '../../metrics/prometheus.ts';
import type { Selector } from '../../promql/ast.ts';
import type { Labels } from '../context/label-set.ts';
import { istiodLabels, NEIGHBOURS, type PresetPlay, type PresetScenarios, SECOND_SCRAPE } from './targets.ts';
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
  silentAt,
  steady,
  texts,
} from './timing.ts';

function up({ options }: PresetPlay): Selector {
  return select(PROMETHEUS_METRICS.up, {}, options.istiod);
}

export const istiodDown: PresetScenarios = (play) => {
  const episode = episodeOf(play);
  const checks = firesAndClears(play, atOnce(episode), [{}]);
  const target = (n: number, values: string) => feed(up(play), istiodLabels(play, n), values);
  const [fails, vanishes] = [episodic(episode, 1, 0), episodic(episode, 1, 'gone')];
  return [
    ...scenarioOf(play, {
      name: 'no instance answers, while targets that are no istiod do',
      series: [target(1, fails)],
      beside: [target(2, fails), ...lookAlikes(up(play), istiodLabels(play), steady(episode, 1))],
      checks,
      rendered: texts(play, episode.until - 1, [{ labels: {}, value: 1 }]),
    }),
    ...scenarioOf(play, {
      name: 'all targets vanish, where up == 0 would be silent',
      series: [target(1, vanishes)],
      beside: [target(2, vanishes)],
      checks,
    }),
    ...scenarioOf(play, {
      name: 'one of two instances goes on answering: silent',
      series: [target(1, fails), target(2, steady(episode, 1))],
      checks: [silentAt(play, episode.until - 1)],
    }),
  ];
};

export const istiodInstanceUnreachable: PresetScenarios = (play) => {
  const episode = episodeOf(play);
  const own = istiodLabels(play);
  const target = (labels: Labels, values: string) => feed(up(play), { ...own, ...labels }, values);
  const group = pick(labelsOf(up(play), own), INSTANCE_LABELS);
  const checks = firesAndClears(play, atOnce(episode), [group]);
  return [
    ...scenarioOf(play, {
      name: 'one instance stops answering, scraped twice and named once',
      series: [target({}, episodic(episode, 1, 0))],
      beside: [
        target(SECOND_SCRAPE, episodic(episode, 1, 0)),
        ...NEIGHBOURS.map((labels) => target(labels, steady(episode, 1))),
        ...lookAlikes(up(play), { ...own, pod: 'cart-1', instance: '10.0.2.1:8080' }, steady(episode, 0)),
      ],
      checks,
      rendered: texts(play, episode.until - 1, [{ labels: group, value: 0 }]),
    }),
    ...scenarioOf(play, {
      name: 'service discovery drops the instance that does not answer: the alert clears',
      series: [target({}, episodic(episode, 1, 0, 'gone'))],
      checks,
    }),
    ...scenarioOf(play, {
      name: 'an instance answers one of two scrapes: silent',
      series: [target({}, steady(episode, 1)), target(SECOND_SCRAPE, steady(episode, 0))],
      checks: [silentAt(play, episode.until - 1)],
    }),
  ];
};
